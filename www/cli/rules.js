// What an answer of the payments API must look like. Each function gives what is wrong, in sentences without any part of the answer
// but its status and its code: what a backend answers may hold a card.
import { ERROR_CODES } from '../testing/error-codes.js';

const PAYMENT_STATUS = ['requires_action', 'processing', 'succeeded', 'declined', 'canceled'];
const SESSION_STATUS = ['open', 'complete', 'expired'];
const DECLINE_CODES = [
  'generic',
  'insufficient_funds',
  'expired_card',
  'incorrect_cvv',
  'limit_exceeded',
  'authentication_failed',
  'try_again',
];
/** RFC 3339 in UTC. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const EXPOSED = ['request-id', 'retry-after', 'idempotent-replayed'];

const isText = value => typeof value === 'string' && value !== '';
const isTime = value => isText(value) && TIME.test(value);
const isMoney = value => Number.isSafeInteger(value) && value > 0;

/**
 * The sentences whose condition is false.
 *
 * @param {[boolean, string][]} rules
 */
const broken = rules => rules.filter(([holds]) => !holds).map(([, sentence]) => sentence);

/** How an answer is called in a sentence: `200`, `422 amount_mismatch`. */
export function named({ status, json }) {
  const code = ERROR_CODES.has(json?.code) ? ` ${json.code}` : '';
  return `${status}${code}`;
}

/** The header `name` of an answer as words in lower case. */
export const words = ({ headers }, name) => (headers.get(name) ?? '').split(',').map(word => word.trim().toLowerCase());

/** A payment, as a page gets it. @param {any} payment @param {{ session: string, amount: number, currency: string }} of */
export function wrongInPayment(payment, of) {
  const { status, payment_method: method, decline_code: decline, next_action: action } = payment ?? {};
  return broken([
    [isText(payment?.id), 'The payment has no id.'],
    [payment?.session === of.session, 'session is not the id of the session that was paid.'],
    [PAYMENT_STATUS.includes(status), `status is none of ${PAYMENT_STATUS.join(', ')}.`],
    [payment?.amount === of.amount, 'amount is not the amount of the session, as an integer of minor units.'],
    [payment?.currency === of.currency, 'currency is not the currency of the session.'],
    [typeof payment?.livemode === 'boolean', 'livemode is neither true nor false.'],
    [method?.type === 'card' && isText(method.card?.brand), 'payment_method has no type card with a card.brand.'],
    [/^\d{4}$/.test(method?.card?.last4), 'payment_method.card.last4 is not the last four digits.'],
    [
      status === 'declined' ? DECLINE_CODES.includes(decline) : decline === null,
      `decline_code is null, or with the status declined one of ${DECLINE_CODES.join(', ')}.`,
    ],
    [
      status === 'requires_action'
        ? isText(action?.id) && isText(action?.type) && isText(action?.url)
        : action === null,
      'next_action is null, or with the status requires_action an object with id, type and url.',
    ],
    [isTime(payment?.created_at), 'created_at is not a time of RFC 3339 in UTC, as 2026-11-24T08:31:00Z.'],
    [payment?.network_decline_code == null, 'network_decline_code is for the secret key only.'],
  ]);
}

/** A session, as a page gets it. @param {any} session @param {string} id */
export const wrongInSession = (session, id) =>
  broken([
    [session?.id === id, 'id is not the id in the client secret.'],
    [SESSION_STATUS.includes(session?.status), `status is none of ${SESSION_STATUS.join(', ')}.`],
    [isMoney(session?.amount), 'amount is not an integer of minor units above 0.'],
    [/^[A-Z]{3}$/.test(session?.currency), 'currency is not an ISO 4217 code in capitals.'],
    [typeof session?.livemode === 'boolean', 'livemode is neither true nor false.'],
    [isTime(session?.expires_at), 'expires_at is not a time of RFC 3339 in UTC, as 2026-11-24T08:46:00Z.'],
    [session !== undefined && 'payment' in Object(session), 'payment is missing: the newest payment, or null.'],
    [session?.client_secret === undefined, 'client_secret is given only where the session is made.'],
    [
      session?.payer === undefined && session?.order_id === undefined,
      'payer and order_id are for the secret key only.',
    ],
  ]);

/**
 * A refusal: its status, and a problem document (RFC 9457) with one of these codes.
 *
 * @param {import('./endpoint.js').Answer} answer
 * @param {number} status
 * @param {string[]} codes
 * @param {string} call  What was asked, as the beginning of a sentence.
 */
export function wrongInRefusal(answer, status, codes, call) {
  const { json, headers } = answer;
  const found = json?.code;
  return broken([
    [
      answer.status === status && codes.includes(found),
      `${call} is refused with ${status} ${codes.join(' or ')}; the answer is ${named(answer)}.`,
    ],
  ]).concat(
    answer.status < 400
      ? []
      : broken([
          [
            headers.get('content-type')?.split(';')[0]?.trim() === 'application/problem+json',
            `${call}: the refusal is not of the type application/problem+json.`,
          ],
          [ERROR_CODES.has(found), `${call}: code is no code of the API.`],
          [
            json?.type === `urn:payments-widget:error:${found}`,
            `${call}: type is not urn:payments-widget:error:<code>.`,
          ],
          [json?.status === answer.status, `${call}: the member status is not the status of the answer.`],
          [isText(json?.title) && isText(json?.detail), `${call}: title or detail is missing.`],
          [isText(json?.request_id), `${call}: request_id is missing.`],
        ]),
  );
}

/** What CORS needs of an answer. @param {import('./endpoint.js').Answer} answer @param {string} origin */
export function wrongInCors(answer, origin) {
  const allowed = answer.headers.get('access-control-allow-origin');
  return broken([[allowed === origin || allowed === '*', 'has no Access-Control-Allow-Origin for the page.']]);
}

/** Which headers a page may not read, and needs to. @param {import('./endpoint.js').Answer} answer */
export function unexposed(answer) {
  const exposed = words(answer, 'access-control-expose-headers');
  return EXPOSED.filter(name => !exposed.includes(name));
}

/** A key that the widget does not encrypt for. @param {any} jwk @param {string} thumbprint */
export function wrongInKey(jwk, thumbprint) {
  const isEc = jwk?.kty === 'EC' && jwk.crv === 'P-256' && jwk.alg === 'ECDH-ES';
  const bits = 8 * Buffer.from(String(jwk?.n ?? ''), 'base64url').length;
  const isRsa = jwk?.kty === 'RSA' && jwk.alg === 'RSA-OAEP-256' && bits >= 2048 && jwk.e === 'AQAB';
  const privates = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'pkcs8'].filter(name => jwk?.[name] !== undefined);
  return broken([
    [
      isEc || isRsa,
      'is neither EC on P-256 with alg ECDH-ES, nor RSA of 2048 bits or more with e AQAB and alg RSA-OAEP-256.',
    ],
    [jwk?.use === 'enc', 'does not say use enc.'],
    [
      jwk?.enc === undefined || ['A256GCM', 'A128GCM'].includes(jwk.enc),
      'has an enc that is neither A256GCM nor A128GCM.',
    ],
    [jwk?.kid === thumbprint, 'has a kid that is not its SHA-256 thumbprint (RFC 7638).'],
    [
      privates.length === 0,
      `has the private member ${privates[0]}: replace this key at once, everybody can open the cards.`,
    ],
  ]);
}
