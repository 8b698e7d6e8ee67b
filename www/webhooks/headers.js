// The three headers of a webhook, from whatever a server has.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers
import { refusal } from './webhook-error.js';

/** Printable, and without a full stop, which parts id, time and body where they are signed. */
const ID = /^[!-\-/-~]{1,255}$/;
/** Whole seconds since 1970. */
const TIMESTAMP = /^[0-9]{1,12}$/;
const SIGNATURE = /^[ -~]+$/;

/** @param {unknown} headers */
export function readHeaders(headers) {
  const get = getter(headers);
  /**
   * @param {string} name
   * @param {RegExp} pattern
   */
  const read = (name, pattern) => {
    const value = get(name);
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw refusal(
      'webhook_headers_invalid',
      value == null
        ? `The request has no header ${name}: it is no webhook of the payments API, or a proxy took the header out.`
        : `The header ${name} is not as the Standard Webhooks specification has it.`,
    );
  };
  return {
    id: read('webhook-id', ID),
    timestamp: read('webhook-timestamp', TIMESTAMP),
    signature: read('webhook-signature', SIGNATURE),
  };
}

/**
 * @param {unknown} headers
 * @returns {(name: string) => unknown}
 */
function getter(headers) {
  if (typeof headers !== 'object' || headers === null)
    throw refusal('webhook_options_invalid', "headers must be the request's headers: a Headers or an object.");
  if ('get' in headers && typeof headers.get === 'function') {
    const get = headers.get.bind(headers);
    return name => get(name);
  }
  const entries = Object.entries(headers);
  return name => {
    const values = entries.filter(([key]) => key.toLowerCase() === name).flatMap(([, value]) => value ?? []);
    // Of a header that is there twice nobody can say which one is meant: the list is no string, and so it is refused.
    return values.length > 1 ? values : values[0];
  };
}
