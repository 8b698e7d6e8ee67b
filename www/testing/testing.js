// For the unit tests of a shop's own code: to fill in a form in the page, and to pay without network and WebAssembly.
export { fakePayments } from './fake-payments.js';
export { fill } from './fill.js';
export { makePayment, makePaymentError, makePaymentSession } from './make.js';
