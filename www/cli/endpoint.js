// The calls of the payments API, as a page makes them, and what every answer must have.

const TIME_LIMIT_MS = 30_000;

/** The endpoint does not answer, or a session cannot be had: nothing can be checked. Its message is for the terminal. */
export class Unreachable extends Error {}

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {any} json  undefined if it is no JSON.
 */

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
export async function send(url, init) {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIME_LIMIT_MS), ...init });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  } catch (error) {
    const { message, cause } = /** @type {Error} */ (error);
    const reason = cause instanceof Error && cause.message ? cause.message : message;
    throw new Unreachable(`${init.method ?? 'GET'} ${new URL(url).pathname} has no answer: ${reason}`);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export class Endpoint {
  /** Every answer to a call, with what was called. @type {{ call: string, answer: Answer }[]} */
  answers = [];

  /** @param {{ url: string, key: string, origin: string }} options */
  constructor({ url, key, origin }) {
    this.url = url.replace(/\/+$/, '');
    this.key = key;
    this.origin = origin;
  }

  /**
   * A call of a page.
   *
   * @param {string} method
   * @param {string} path
   * @param {{ secret?: string, key?: string, idempotencyKey?: string, body?: string, contentType?: string }} [given]
   */
  async call(method, path, { secret, key = this.key, idempotencyKey, body, contentType = 'application/json' } = {}) {
    const headers = { origin: this.origin, authorization: `Bearer ${key}` };
    if (secret) Object.assign(headers, { 'payment-session': secret });
    if (idempotencyKey) Object.assign(headers, { 'idempotency-key': idempotencyKey });
    if (body !== undefined) Object.assign(headers, { 'content-type': contentType });
    const answer = await send(`${this.url}${path}`, { method, headers, body });
    const [, resource, id] = path.split('/');
    this.answers.push({ call: `${method} /${resource}${id ? '/{id}' : ''}`, answer });
    return answer;
  }

  /** The preflight of a payment. */
  preflight() {
    const asked = 'authorization,content-type,idempotency-key,payment-session';
    const headers = {
      origin: this.origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked,
    };
    return send(`${this.url}/payments`, { method: 'OPTIONS', headers });
  }

  /** The public keys, which a page reads without its key. */
  async keys() {
    const answer = await send(`${this.url}/jwks.json`, { headers: { origin: this.origin } });
    this.answers.push({ call: 'GET /jwks.json', answer });
    return answer;
  }
}
