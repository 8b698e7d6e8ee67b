import { PaymentsAPI, PaymentError, isPaymentError, type Payment, type SucceededPayment } from 'payments-widget';
import { PaymentFormElement } from 'payments-widget/element';
import korean from 'payments-widget/locales/ko';
import wasm from 'payments-widget/wasm';
import type {} from 'payments-widget/global';

PaymentsAPI.configure({
  apiKey: 'pk_test_abc',
  endpoint: 'https://pay.example.com/v1',
  session: async ({ amount }) => amount,
});
const charged: Promise<SucceededPayment> = PaymentsAPI.chargeCard({
  cardNumber: '4242424242424242',
  expirationDate: '12/34',
  cvv: '123',
  amount: 100.0,
});
charged.then(
  (payment: Payment) => payment.status === 'declined',
  (error: unknown) => isPaymentError(error) && error.code === 'card_declined',
);
const form = PaymentsAPI.createForm({
  amount: '19900',
  currency: 'KRW',
  installments: [0, { months: 3, interestFree: true }],
});
const stop: () => void = form.on('change', ({ brand, fields }) => [brand, fields.cvv?.complete]);
const element: PaymentFormElement = document.createElement('payment-form');
element.addEventListener('payment-error', event => event.detail.outcome === 'unknown');
element.removeEventListener('payment-error', event => event.detail.code);
element.options = { wallets: [{ id: 'app', label: 'App' }] };
declare const maybe: string | undefined;
PaymentsAPI.configure({
  apiKey: 'pk_test_abc',
  endpoint: 'https://pay.example.com/v1',
  locale: maybe,
  currency: maybe,
  wasm,
});
window.PaymentsAPI.ready({ wasm });
PaymentsAPI.ready().then(({ validateCvv }) => validateCvv('123', { brand: 'visa' }).isValid);
export { korean, stop, PaymentError };

// @ts-expect-error a number would lose its leading zeros
PaymentsAPI.chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: 123, amount: 1 });
// @ts-expect-error there is no such option
PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', publicKey: '' });
