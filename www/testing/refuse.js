// What is wrong with a call of this module. Its bundle has a copy of error.js, so an error gets the class that the page knows.
import { PaymentError } from '../api/index.js';
import { asPaymentError, failure } from '../api/error.js';
import { pickOptions } from '../api/pick-options.js';

/**
 * @param {unknown} error
 * @returns {import('../api/index.js').PaymentError}
 */
export const asReal = error => Object.setPrototypeOf(asPaymentError(error), PaymentError.prototype);

/** @param {string} message */
export const refusal = message => asReal(failure('invalid_option', message));

/**
 * The options of a call, as the package reads its own.
 * @template {string} K
 * @param {unknown} given
 * @param {readonly K[]} known
 * @param {string} where
 * @param {'invalid_option' | 'invalid_config'} [code]
 */
export function pick(given, known, where, code) {
  try {
    return pickOptions(given, known, where, code);
  } catch (error) {
    throw asReal(error);
  }
}
