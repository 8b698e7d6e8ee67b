// Payments, sessions and errors as the package gives them.
import { failure } from '../api/error.js';
import { nearest } from '../api/nearest.js';
import { ERROR_CODES } from './error-codes.js';
import { asReal, pick, refusal } from './refuse.js';

const PAYMENT = /** @type {const} */ ([
  'id',
  'sessionId',
  'status',
  'amount',
  'currency',
  'livemode',
  'createdAt',
  'method',
  'card',
  'walletId',
]);
const STATUSES = ['requires_action', 'processing', 'succeeded', 'declined', 'canceled'];
const SESSION = /** @type {const} */ (['id', 'status', 'amount', 'currency', 'expiresAt', 'payment']);
const ERROR = /** @type {const} */ ([
  'code',
  'message',
  'outcome',
  'retryable',
  'field',
  'errors',
  'declineCode',
  'paymentId',
  'requestId',
  'cause',
]);

/**
 * @param {unknown} amount
 * @param {string} where
 */
function minorUnits(amount, where) {
  if (typeof amount !== 'string' || !/^\d+(\.\d+)?$/.test(amount)) {
    throw refusal(`${where}: amount must be a text with the decimals of its currency, such as "19.99".`);
  }
  return Number(amount.replace('.', ''));
}

/** @type {typeof import('./testing.js').makePayment} */
export function makePayment(given) {
  const {
    status = 'succeeded',
    amount = '19.99',
    currency = 'USD',
    ...rest
  } = pick(given ?? {}, PAYMENT, 'makePayment');
  if (!STATUSES.includes(status)) throw refusal(`makePayment: status must be one of ${STATUSES.join(', ')}.`);
  const method = rest.method ?? (rest.walletId === undefined ? 'card' : 'wallet');
  return {
    id: 'pay_test',
    sessionId: 'ps_test',
    status,
    amount,
    amountMinor: minorUnits(amount, 'makePayment'),
    currency,
    livemode: false,
    createdAt: '2026-01-01T00:00:00Z',
    ...(method === 'card' ? { card: { brand: 'mastercard', last4: '4444' } } : { walletId: 'my_wallet' }),
    ...rest,
    method,
  };
}

/** @type {typeof import('./testing.js').makePaymentSession} */
export function makePaymentSession(given) {
  const picked = pick(given ?? {}, SESSION, 'makePaymentSession');
  const {
    payment = null,
    amount = payment?.amount ?? '19.99',
    currency = payment?.currency ?? 'USD',
    ...rest
  } = picked;
  return {
    id: payment?.sessionId ?? 'ps_test',
    status: payment?.status === 'succeeded' ? 'complete' : 'open',
    amount,
    amountMinor: minorUnits(amount, 'makePaymentSession'),
    currency,
    expiresAt: '2099-01-01T00:00:00Z',
    ...rest,
    payment,
  };
}

/** @type {typeof import('./testing.js').makePaymentError} */
export function makePaymentError(given) {
  const { code, ...rest } = pick(given, ERROR, 'makePaymentError');
  const facts = ERROR_CODES.get(code);
  if (!facts) {
    const meant = typeof code === 'string' ? `; did you mean "${nearest(code, [...ERROR_CODES.keys()])}"?` : '.';
    throw refusal(`makePaymentError: there is no such code${meant}`);
  }
  const { message = `Made by makePaymentError: ${code}.`, field } = rest;
  const errors = field === undefined ? [] : [{ field, code, message }];
  return asReal(failure(code, message, { ...facts, errors, ...rest }));
}
