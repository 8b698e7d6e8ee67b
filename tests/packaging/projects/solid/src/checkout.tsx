import { createSignal, Show } from 'solid-js';
import type { Brand, ErrorCode, Wallet } from 'payments-widget';
import type { PaymentFormElement } from 'payments-widget/element';

interface Props {
  amount: string;
  wallets: Wallet[];
  onBrand: (brand: Brand | null) => void;
  onPaid: (id: string) => void;
  onFailed: (code: ErrorCode) => void;
}

export function Checkout(props: Props) {
  let form: PaymentFormElement | undefined;
  const [isAgreed, setAgreed] = createSignal(false);
  const [asks, setAsks] = createSignal(false);

  /** The form leaves it to the page to pay, which asks for something first. A failure comes as an event. */
  function pay() {
    setAsks(!isAgreed());
    if (isAgreed()) form?.submit().catch(() => {});
  }

  return (
    <section>
      <payment-form
        ref={form}
        class="pay"
        amount={props.amount}
        currency="USD"
        locale="en"
        cardholder-name="optional"
        prop:wallets={props.wallets}
        preferred-networks={['cartes-bancaires']}
        autoSubmit={false}
        prop:appearance={{ style: 'filled', variables: { accent: '#0a5c36' } }}
        on:payment-change={event => props.onBrand(event.detail.brand)}
        on:payment-submit={pay}
        on:payment-success={event => props.onPaid(event.detail.id)}
        on:payment-error={event => props.onFailed(event.detail.code)}
      />
      <label>
        <input id="agree" type="checkbox" onChange={event => setAgreed(event.currentTarget.checked)} /> I agree to the
        terms
      </label>
      <Show when={asks()}>
        <p id="asks">Please agree first.</p>
      </Show>
      <button id="clear" type="button" onClick={() => form?.clear()}>
        Clear
      </button>
    </section>
  );
}
