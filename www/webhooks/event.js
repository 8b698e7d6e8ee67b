// What a webhook says, once its signature is known to be right.
import { refusal } from './webhook-error.js';

/**
 * @param {Uint8Array} bytes
 * @returns {import('./webhooks.js').WebhookEvent}
 */
export function readEvent(bytes) {
  const event = parse(bytes);
  if (isEvent(event)) return event;
  throw refusal(
    'webhook_body_invalid',
    'The body is signed, but is no event: JSON with id, type, created_at, livemode and data. The secret may be that of another service.',
  );
}

/** @param {Uint8Array} bytes */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * @param {any} event
 * @returns {event is import('./webhooks.js').WebhookEvent}
 */
const isEvent = event =>
  isObject(event) &&
  ['id', 'type', 'created_at'].every(name => typeof event[name] === 'string') &&
  typeof event.livemode === 'boolean' &&
  isObject(event.data);

/** @param {unknown} value */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
