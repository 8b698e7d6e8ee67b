// Importing this defines <payment-form>, once, however many copies of the package a page has.
import { PaymentFormElement } from './element-class.js';

if (globalThis.customElements && !customElements.get('payment-form')) {
  customElements.define('payment-form', PaymentFormElement);
}

export { PaymentFormElement };
