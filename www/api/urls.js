// Which URLs are taken: the rule of plain http is written here once, for the endpoint and for the pages that are opened.

/**
 * A URL, or null where the text is none.
 * @param {string} text
 * @param {string} [base]
 */
export function parseUrl(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** The names and addresses of this machine itself. */
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Nobody on the way can read or change what is sent: https:, or http: to this machine itself.
 * @param {URL} url
 */
export const isSecureUrl = url =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
