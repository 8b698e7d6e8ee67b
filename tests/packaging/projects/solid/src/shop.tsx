import { createSignal, For, Show } from 'solid-js';
import type { Brand } from 'payments-widget';
import { Checkout } from './checkout';

const WALLETS = [{ id: 'my_wallet', label: 'Moa Pay' }];

export function Shop() {
  const [isOpen, setOpen] = createSignal(false);
  const [isFirst, setFirst] = createSignal(true);
  const [amount, setAmount] = createSignal('19.90');
  const [brand, setBrand] = createSignal<Brand | null>(null);
  const [paid, setPaid] = createSignal<string[]>([]);
  const [failed, setFailed] = createSignal<string[]>([]);
  const order = () => (isFirst() ? ['form', 'summary'] : ['summary', 'form']);
  return (
    <main>
      <button id="checkout" type="button" onClick={() => setOpen(open => !open)}>
        Checkout
      </button>
      <button id="more" type="button" onClick={() => setAmount('29.90')}>
        More
      </button>
      <button id="swap" type="button" onClick={() => setFirst(first => !first)}>
        Swap
      </button>
      <Show when={isOpen()}>
        <For each={order()}>
          {part => (
            <div id={part}>
              <Show when={part === 'form'} fallback={<p>{amount()} USD</p>}>
                <Checkout
                  amount={amount()}
                  wallets={WALLETS}
                  onBrand={setBrand}
                  onPaid={id => setPaid(ids => [...ids, id])}
                  onFailed={code => setFailed(codes => [...codes, code])}
                />
              </Show>
            </div>
          )}
        </For>
      </Show>
      <output id="brand">{brand()}</output>
      <ul id="paid">
        <For each={paid()}>{id => <li>{id}</li>}</For>
      </ul>
      <ul id="failed">
        <For each={failed()}>{code => <li>{code}</li>}</For>
      </ul>
    </main>
  );
}
