import { useState } from 'react';
import type { Brand } from 'payments-widget';
import { Checkout } from './checkout';

export function Shop() {
  const [isOpen, setOpen] = useState(false);
  const [isFirst, setFirst] = useState(true);
  const [amount, setAmount] = useState('19.90');
  const [brand, setBrand] = useState<Brand | null>(null);
  const [paid, setPaid] = useState<string[]>([]);
  const [failed, setFailed] = useState<string[]>([]);
  const order = isFirst ? ['form', 'summary'] : ['summary', 'form'];
  return (
    <main>
      <button id="checkout" type="button" onClick={() => setOpen(!isOpen)}>
        Checkout
      </button>
      <button id="more" type="button" onClick={() => setAmount('29.90')}>
        More
      </button>
      <button id="swap" type="button" onClick={() => setFirst(!isFirst)}>
        Swap
      </button>
      {isOpen &&
        order.map(part => (
          <div id={part} key={part}>
            {part === 'form' ? (
              <Checkout
                amount={amount}
                onBrand={setBrand}
                onPaid={id => setPaid(ids => [...ids, id])}
                onFailed={code => setFailed(codes => [...codes, code])}
              />
            ) : (
              <p>{amount} USD</p>
            )}
          </div>
        ))}
      <output id="brand">{brand}</output>
      <ul id="paid">
        {paid.map(id => (
          <li key={id}>{id}</li>
        ))}
      </ul>
      <ul id="failed">
        {failed.map((code, index) => (
          <li key={index}>{code}</li>
        ))}
      </ul>
    </main>
  );
}
