// Importing this defines <payment-form>.
import { defineElement, PaymentFormElement } from './element-class.js';

defineElement();

export { PaymentFormElement };
