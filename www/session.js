// A session source made of a URL of the merchant's own server, for the element's `session-url`.
import { pageUrl } from './configure.js';

/** @type {Map<string, (request: import('./index.js').SessionRequest) => Promise<string>>} */
const sources = new Map();

/**
 * The same source for the same URL: a form that is given another one would have to ask anew.
 * @param {string} text
 */
export function urlSession(text) {
  const url = pageUrl('session-url', text, true);
  let source = sources.get(url);
  if (!source) {
    source = async ({ amountMinor, currency, method, signal }) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ amount: amountMinor, currency, method }),
        credentials: 'same-origin',
        redirect: 'error',
        cache: 'no-store',
        signal,
      });
      if (!response.ok) throw new Error(`session-url answered ${response.status}`);
      return (await response.json()).client_secret;
    };
    sources.set(url, source);
  }
  return source;
}
