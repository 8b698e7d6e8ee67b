// The npm entry. Importing it loads no WebAssembly and touches no `window`.
import { failure } from './error.js';
import { makePayments } from './payments.js';

export { PaymentError, isPaymentError } from './error.js';

export const PaymentsAPI = makePayments();

/** @param {import('./index.js').ConfigureOptions} options */
export function createPayments(options) {
  if (options === undefined) throw failure('invalid_config', 'createPayments: the options must be an object.');
  return makePayments(options);
}
