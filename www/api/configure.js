// Checks what `configure` is given, synchronously and touching no `window`: it may run at module scope on a server.
import { failure } from './error.js';
import { CONFIGURE } from './option-names.js';
import { pickOptions } from './pick-options.js';
import { readAppearance } from '../look/appearance.js';
import { isSecureUrl, parseUrl } from './urls.js';

/** @typedef {import('./index.js').ConfigureOptions & { readonly timeoutMs: number, readonly maxRetries: number }} Config */

/** @param {string} message */
const wrong = message => failure('invalid_config', `configure: ${message}`);

/**
 * @param {unknown} options
 * @returns {Config}
 */
export function readConfig(options) {
  const config = pickOptions(options, CONFIGURE, 'configure', 'invalid_config');
  checkKey(config.apiKey);
  config.endpoint = readEndpoint(config.endpoint);
  if (config.session !== undefined && config.sessionUrl !== undefined) {
    throw wrong('give session or sessionUrl, not both.');
  }
  const rules = /** @type {Record<string, [(value: any) => unknown, string]>} */ ({
    session: [value => typeof value === 'function' || isText(value), 'a client secret, or a function that gives one'],
    sessionUrl: [isText, 'a URL of your own site'],
    currency: [value => matches(value, /^[A-Za-z]{3}$/), 'an ISO 4217 code such as "USD"'],
    locale: [isLocale, 'a BCP 47 tag such as "en-GB"'],
    returnUrl: [isText, 'a URL of your own site'],
    keyThumbprints: [areThumbprints, 'SHA-256 thumbprints'],
    timeoutMs: [value => isWhole(value, 1, 0x7fffffff), 'whole milliseconds, from 1'],
    maxRetries: [value => isWhole(value, 0, 10), 'a whole number from 0 to 10'],
    tokenFormat: [() => config.frame === undefined, 'in frame.json, as the form is in a frame'],
    frame: [isFrame, 'the https: URL of frame.html on another origin'],
    wasm: [isWasm, WASM],
  });
  for (const [name, [holds, must]] of Object.entries(rules)) {
    const value = /** @type {any} */ (config)[name];
    if (value !== undefined && !holds(value)) throw wrong(`${name} must be ${must}.`);
  }
  if (config.appearance !== undefined)
    config.appearance = readAppearance(config.appearance, 'configure', 'invalid_config');
  config.timeoutMs ??= 30000;
  config.maxRetries ??= 2;
  return /** @type {Config} */ (Object.freeze(config));
}

/** Whether no real money is charged. @param {Pick<Config, 'apiKey'>} config */
export const isTest = ({ apiKey }) => apiKey.startsWith('pk_test_');

/** @param {unknown} key */
function checkKey(key) {
  if (matches(key, /^\s*sk_/i)) {
    throw failure(
      'secret_key_exposed',
      'configure: apiKey is a secret key. Revoke it and give a publishable key (pk_…).',
    );
  }
  if (!matches(key, /^pk_(test|live)_[A-Za-z0-9_-]+$/)) {
    throw wrong('apiKey must be a publishable key (pk_test_… or pk_live_…).');
  }
}

/**
 * @param {unknown} text
 * @returns {string} without a slash at the end
 */
function readEndpoint(text) {
  const url = isText(text) && parseUrl(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong('endpoint must be an absolute https: URL.');
  if (url.username || url.password || matches(text, /[?#]/)) {
    throw wrong('endpoint must have no query, fragment or credentials.');
  }
  if (!isSecureUrl(url)) {
    throw failure('insecure_endpoint', 'configure: endpoint must be https:, or http: on loopback.');
  }
  return url.href.replace(/\/+$/, '');
}

/** @param {unknown} value @param {RegExp} pattern @returns {value is string} */
const matches = (value, pattern) => typeof value === 'string' && pattern.test(value);

/** @param {unknown} value @returns {value is string} */
const isText = value => matches(value, /\S/);

/** @param {any} value @param {number} least @param {number} most */
const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

/**
 * A BCP 47 tag; `ko_KR`, as many servers write it, counts as `ko-KR`.
 * @param {any} value
 */
export function isLocale(value) {
  try {
    return Intl.getCanonicalLocales(value.replace(/_/g, '-')).length === 1;
  } catch {
    return false;
  }
}

/** @param {unknown} value */
const areThumbprints = value =>
  Array.isArray(value) && value.length > 0 && value.every(one => matches(one, /^[A-Za-z0-9_-]{43}$/));

/**
 * On the page's own origin a frame would keep nothing from the page. On a server there is no page.
 * @param {unknown} value
 */
function isFrame(value) {
  const url = isText(value) && parseUrl(value);
  return url && isSecureUrl(url) && !url.username && !url.hash && url.origin !== globalThis.origin;
}

/** What `wasm` takes, in words. */
export const WASM = 'a URL, bytes or a WebAssembly.Module';

/** @param {unknown} value */
export const isWasm = value =>
  isText(value) ||
  value instanceof URL ||
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value) ||
  value instanceof WebAssembly.Module;
