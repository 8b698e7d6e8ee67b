import { useRef, useState } from 'react';
import type { Brand, ErrorCode } from 'payments-widget';
import { PaymentForm } from 'payments-widget/react';

interface Props {
  amount: string;
  onBrand: (brand: Brand | null) => void;
  onPaid: (id: string) => void;
  onFailed: (code: ErrorCode) => void;
}

export function Checkout({ amount, onBrand, onPaid, onFailed }: Props) {
  const form = useRef<PaymentForm>(null);
  const [isAgreed, setAgreed] = useState(false);
  const [asks, setAsks] = useState(false);

  /** The form leaves it to the page to pay, which asks for something first. A failure comes as an event. */
  function pay() {
    setAsks(!isAgreed);
    if (isAgreed) form.current?.submit().catch(() => {});
  }

  return (
    <section>
      <PaymentForm
        ref={form}
        className="pay"
        amount={amount}
        currency="USD"
        locale="en"
        cardholderName="optional"
        wallets={[{ id: 'my_wallet', label: 'Moa Pay' }]}
        preferredNetworks={['cartes-bancaires']}
        autoSubmit={false}
        appearance={{ style: 'filled', variables: { accent: '#0a5c36' } }}
        onChange={({ brand }) => onBrand(brand)}
        onSubmit={pay}
        onSuccess={({ id }) => onPaid(id)}
        onError={({ code }) => onFailed(code)}
      />
      <label>
        <input id="agree" type="checkbox" checked={isAgreed} onChange={event => setAgreed(event.target.checked)} /> I
        agree to the terms
      </label>
      {asks && <p id="asks">Please agree first.</p>}
      <button id="clear" type="button" onClick={() => form.current?.clear()}>
        Clear
      </button>
    </section>
  );
}
