// For the merchant's server: is this webhook from the payments API, and of now? Standard Webhooks 1.0.0, symmetric signatures.
// It needs WebCrypto and nothing else: Node, Bun, Deno and Workers have it.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { readEvent } from './event.js';
import { readHeaders } from './headers.js';
import { readSecrets } from './secrets.js';
import { refusal } from './webhook-error.js';

export { WebhookError } from './webhook-error.js';

/** Seconds. */
const TOLERANCE = 300;

/** @type {typeof import('./webhooks.js').verifyWebhook} */
export async function verifyWebhook({ body, headers, secrets, tolerance = TOLERANCE, now = new Date() }) {
  const keys = readSecrets(secrets);
  const bytes = bytesOf(body);
  checkTimes(tolerance, now);
  const { id, timestamp, signature } = readHeaders(headers);
  checkAge(Number(timestamp), tolerance, now);
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const expected = await Promise.all(keys.map(key => sign(key, signed)));
  const given = signature.split(' ');
  // Every pair is compared, so that the time says nothing of which one was right.
  const equal = expected.flatMap(one => given.map(other => isSame(one, other)));
  if (!equal.includes(true)) {
    throw refusal(
      'webhook_signature_invalid',
      'No signature of the webhook fits its body and one of the secrets. Give the body as it came, byte by byte, and the secret of this endpoint.',
    );
  }
  return readEvent(bytes);
}

/** @param {unknown} body */
function bytesOf(body) {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  // Not `instanceof`: a buffer of another realm, as in Jest, is one too.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]')
    return new Uint8Array(/** @type {ArrayBuffer} */ (body));
  throw refusal(
    'webhook_options_invalid',
    'body must be the raw body of the request, as a string or as bytes. A parser of JSON must not have read it before.',
  );
}

/**
 * @param {unknown} tolerance
 * @param {unknown} now
 */
function checkTimes(tolerance, now) {
  if (typeof tolerance !== 'number' || !(tolerance >= 0))
    throw refusal('webhook_options_invalid', 'tolerance must be a number of seconds, 0 or more.');
  if (!(now instanceof Date) || Number.isNaN(now.getTime()))
    throw refusal('webhook_options_invalid', 'now must be a valid Date.');
}

/**
 * @param {number} timestamp  Seconds since 1970.
 * @param {number} tolerance
 * @param {Date} now
 */
function checkAge(timestamp, tolerance, now) {
  const age = Math.floor(now.getTime() / 1000) - timestamp;
  if (age > tolerance) {
    throw refusal(
      'webhook_too_old',
      `The webhook was sent ${age} seconds ago; the tolerance is ${tolerance}. It came late, or somebody else has sent it again, or this server's clock is fast.`,
    );
  }
  if (-age > tolerance) {
    throw refusal(
      'webhook_too_new',
      `The webhook says that it was sent ${-age} seconds in the future; the tolerance is ${tolerance}. This server's clock is slow.`,
    );
  }
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 */
function concat(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/**
 * A signature as the header has it.
 *
 * @param {Uint8Array<ArrayBuffer>} secret
 * @param {Uint8Array<ArrayBuffer>} signed
 */
async function sign(secret, signed) {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const code = await crypto.subtle.sign('HMAC', key, signed);
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(code)))}`;
}

/**
 * In a time that depends on the lengths alone, which are no secret.
 *
 * @param {string} expected
 * @param {string} given
 */
function isSame(expected, given) {
  let difference = expected.length ^ given.length;
  for (let at = 0; at < expected.length; at += 1) difference |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  return difference === 0;
}
