// What needs a page, at the first use of a configuration: a server may have configured, and then the page shows the form.
import { isSecureUrl, parseUrl } from './urls.js';

/** @typedef {typeof import('./error.js').failure} Failure */

/**
 * What the WebAssembly is given, with URLs made absolute.
 * @param {import('./configure.js').Config} config
 * @param {string} locale
 * @param {Failure} failure
 */
export function clientConfig(config, locale, failure) {
  // jsdom and happy-dom do not know the property; their pages are on localhost.
  const url = parseUrl(globalThis.location?.href ?? '');
  if (!(globalThis.isSecureContext ?? (url && isSecureUrl(url)))) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
  const { apiKey, endpoint, session, currency, timeoutMs, maxRetries } = config;
  const client = { __proto__: null, apiKey, endpoint, session, currency, locale, timeoutMs, maxRetries };
  return Object.assign(client, {
    keyThumbprints: config.keyThumbprints && [...config.keyThumbprints],
    sessionUrl: config.sessionUrl && pageUrl('sessionUrl', config.sessionUrl, true, failure),
    returnUrl: config.returnUrl && pageUrl('returnUrl', config.returnUrl, false, failure),
  });
}

/**
 * @param {string} name
 * @param {string} text
 * @param {boolean} sameOrigin
 * @param {Failure} failure
 */
export function pageUrl(name, text, sameOrigin, failure) {
  const wrong = (/** @type {string} */ why) => failure('invalid_config', `configure: ${name} ${why}.`);
  const url = parseUrl(text, document.baseURI);
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong('is not a URL');
  if (sameOrigin && url.origin !== globalThis.origin) {
    throw wrong("must be on the page's own origin; for another server give session, a function that asks it");
  }
  return url.href;
}
