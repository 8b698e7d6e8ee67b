// Where the client secret of a form in a frame comes from: the page's own function, or its session URL, which the page asks, as its
// cookies are the page's.

/** @typedef {{ method: string, amount: string, amountMinor: number, currency: string }} Asked */

/**
 * @param {(asked: Asked & { signal: AbortSignal }) => string | Promise<string>} source
 * @param {Asked} asked
 * @param {AbortSignal} signal
 */
export async function askFunction(source, asked, signal) {
  const secret = await source({ ...asked, signal });
  if (typeof secret !== 'string') throw new Error('The session callback gave something that is no text.');
  return secret;
}

/**
 * @param {string} url
 * @param {Asked} asked
 * @param {AbortSignal} signal
 * @param {typeof import('../api/error.js').failure} failure
 */
export async function askUrl(url, { method, amountMinor, currency }, signal, failure) {
  let status = 'nothing';
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount: amountMinor, currency, method }),
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      signal,
    });
    status = String(answer.status);
    const { client_secret: secret } = await answer.json();
    if (answer.status === 200 && typeof secret === 'string') return secret;
  } catch {
    // What follows says the same.
  }
  const [path] = url.split(/[?#]/);
  throw failure(
    'session_source_failed',
    `${path} answered ${status}, and not 200 with JSON and a client_secret in it. Is the payer logged in, the order open?`,
  );
}
