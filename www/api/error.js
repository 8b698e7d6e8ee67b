// The class of every failure. No message here ever repeats a value that was typed or configured.

/** Shared by every copy of the package and by every frame of the page: the registry of symbols is the agent's. */
const BRAND = Symbol.for('payments-widget.error');
const KEY = Symbol();
const RETRYABLE = new Set(['not_ready', 'load_failed', 'frame_failed']);

/**
 * @typedef {object} PlainError  What WebAssembly rejects with; JavaScript makes the real Error of it.
 * @property {import('./index.js').ErrorCode} code
 * @property {string} message
 * @property {'not_charged' | 'unknown' | 'charged'} [outcome]
 * @property {boolean} [retryable]
 * @property {import('./index.js').ErrorField} [field]
 * @property {import('./index.js').FieldError[]} [errors]
 * @property {import('./index.js').DeclineCode} [declineCode]
 * @property {string} [paymentId]
 * @property {string} [requestId]
 * @property {unknown} [cause]
 */

export class PaymentError extends Error {
  /**
   * @param {symbol} key  only this file has it
   * @param {PlainError} plain
   */
  constructor(key, plain) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super(plain.message, plain.cause === undefined ? undefined : { cause: plain.cause });
    this.code = plain.code;
    this.outcome = plain.outcome ?? 'not_charged';
    this.retryable = plain.retryable ?? RETRYABLE.has(plain.code);
    this.errors = Object.freeze([...(plain.errors ?? [])]);
    for (const name of /** @type {const} */ (['field', 'declineCode', 'paymentId', 'requestId'])) {
      if (plain[name] != null) Object.defineProperty(this, name, { value: plain[name], enumerable: true });
    }
  }
}
Object.defineProperties(PaymentError.prototype, { name: { value: 'PaymentError' }, [BRAND]: { value: true } });

/**
 * @param {unknown} value
 * @returns {value is import('./index.js').PaymentError}
 */
export function isPaymentError(value) {
  return typeof value === 'object' && value !== null && /** @type {any} */ (value)[BRAND] === true;
}

/**
 * A failure that JavaScript itself finds.
 * @param {PlainError['code']} code
 * @param {string} message  English, for the developer
 * @param {Partial<PlainError>} [more]
 * @returns {import('./index.js').PaymentError}
 */
export function failure(code, message, more) {
  return /** @type {any} */ (new PaymentError(KEY, /** @type {any} */ ({ __proto__: null, code, message, ...more })));
}

/**
 * Whatever was thrown, as a PaymentError. An exception of another kind is a defect of the widget.
 * @param {unknown} thrown
 * @returns {import('./index.js').PaymentError}
 */
export function asPaymentError(thrown) {
  if (isPaymentError(thrown)) return thrown;
  const plain = /** @type {PlainError | null | undefined} */ (thrown);
  if (typeof plain?.code === 'string' && typeof plain.outcome === 'string')
    return failure(plain.code, plain.message, plain);
  return failure('internal_error', 'The widget failed unexpectedly.', { cause: thrown });
}
