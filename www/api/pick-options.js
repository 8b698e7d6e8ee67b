// Options are read as own data properties: nothing that polluted Object.prototype is ever taken for an option.
import { failure } from './error.js';
import { nearest } from './nearest.js';

/**
 * A null-prototype copy of the known own properties; what is `undefined` is left out.
 * @template {string} K
 * @param {unknown} options
 * @param {readonly K[]} known
 * @param {string} where  the call, for the message
 * @param {'invalid_option' | 'invalid_config'} [code]
 * @returns {{ [P in K]?: any }}
 */
export function pickOptions(options, known, where, code = 'invalid_option') {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw failure(code, `${where}: the options must be an object.`);
  }
  const copy = Object.create(null);
  for (const key of Reflect.ownKeys(options)) {
    if (typeof key === 'symbol') continue;
    if (!known.includes(/** @type {K} */ (key))) throw failure(code, `${where}: ${unknown(key, known)}`);
    const property = /** @type {PropertyDescriptor} */ (Reflect.getOwnPropertyDescriptor(options, key));
    if (!Object.hasOwn(property, 'value')) throw failure(code, `${where}: ${key} must not be a getter.`);
    if (property.value === undefined) continue;
    copy[key] = property.value;
  }
  return copy;
}

/**
 * @param {string} key
 * @param {readonly string[]} known
 */
function unknown(key, known) {
  // A key may be anything, a card number too: only a word is quoted.
  if (!/^[A-Za-z_-]{1,40}$/.test(key)) return 'unknown option.';
  return `unknown option "${key}"; did you mean "${nearest(key, known)}"?`;
}
