// The secrets of an endpoint: `whsec_` and base64 of 24 to 64 bytes.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
import { refusal } from './webhook-error.js';

const SECRET = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;
const SHORTEST = 24;
const LONGEST = 64;

/**
 * @param {unknown} secrets
 * @returns {Uint8Array<ArrayBuffer>[]}
 */
export function readSecrets(secrets) {
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw refusal(
      'webhook_options_invalid',
      "secrets must be a list with the endpoint's secret, and during a rotation with both.",
    );
  }
  return secrets.map(readSecret);
}

/** @param {unknown} secret */
function readSecret(secret) {
  const [, base64] = (typeof secret === 'string' && secret.match(SECRET)) || [];
  const bytes = Uint8Array.from(atob(base64 ?? ''), letter => letter.charCodeAt(0));
  if (bytes.length < SHORTEST || bytes.length > LONGEST) {
    throw refusal(
      'webhook_options_invalid',
      `A secret must be whsec_ and base64 of ${SHORTEST} to ${LONGEST} bytes, as the payments API shows it.`,
    );
  }
  return bytes;
}
