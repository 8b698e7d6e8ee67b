// The checks of a payments API, one after another, as a page would call it. Each gives sentences: what a backend must do that this
// one does not. `www/docs/backend.md` describes each under its name.
import { randomUUID } from 'node:crypto';
import { Unreachable } from './endpoint.js';
import {
  named,
  unexposed,
  words,
  wrongInCors,
  wrongInKey,
  wrongInPayment,
  wrongInRefusal,
  wrongInSession,
} from './rules.js';
import { newJti, seal, thumbprint } from './seal.js';
import { idOf } from './sessions.js';

/** Thrown inside a check that cannot go on: what it needs is missing. */
class Skipped extends Error {}

const YEARS = 5;
/** How many payments of one session are sent at once. */
const AT_ONCE = 4;
const SLOW_MS = 1500;
const TRIES = 10;

/**
 * @typedef {object} Cards  Test cards of the payments API: one that is charged, one that is declined.
 * @property {string} good
 * @property {string} declined
 *
 * @typedef {{ secret: string, id: string, amount: number, currency: string }} Session
 * @typedef {{ name: string, what: string, state: 'passed' | 'failed' | 'skipped', findings: string[] }} Result
 */

export class Conformance {
  /** @type {any} */
  jwk;
  /** The session that is paid at the end. @type {Session | undefined} */
  session;
  /** What was sent for the payment that succeeded, and its answer. @type {any} */
  paid;
  /** The JWE of the payment that was declined. @type {string | undefined} */
  used;

  /**
   * @param {import('./endpoint.js').Endpoint} endpoint
   * @param {() => Promise<string | undefined>} nextSecret
   * @param {Cards} cards
   */
  constructor(endpoint, nextSecret, cards) {
    this.endpoint = endpoint;
    this.nextSecret = nextSecret;
    this.cards = cards;
  }

  /** Runs every check; calls `report` with each result. @param {(result: Result) => void} report */
  async run(report) {
    for (const [name, what, check] of CHECKS) {
      const result = /** @type {Result} */ ({ name, what, state: 'passed', findings: [] });
      try {
        result.findings = await check(this);
        if (result.findings.length > 0) result.state = 'failed';
      } catch (error) {
        result.state = error instanceof Unreachable ? 'failed' : 'skipped';
        if (!(error instanceof Unreachable || error instanceof Skipped)) throw error;
        result.findings = [error.message];
      }
      report(result);
    }
  }

  /** The session that is open, or what `needs` it is skipped. */
  open() {
    if (!this.jwk) throw new Skipped('It needs a key that cards can be encrypted for.');
    if (!this.session) throw new Skipped('It needs a session that can be read.');
    return this.session;
  }

  /** The plaintext for a session. @param {string} number @param {Session} session @param {object} [changes] */
  claims(number, { id, amount, currency }, changes) {
    const card = {
      number,
      exp_month: 12,
      exp_year: new Date().getUTCFullYear() + YEARS,
      cvv: /^3[47]/.test(number) ? '1234' : '123',
    };
    const iat = Math.floor(Date.now() / 1000);
    return { v: 1, ...card, session: id, amount, currency, jti: newJti(), iat, ...changes };
  }

  sealed(number, session, changes) {
    return seal(this.jwk, this.claims(number, session, changes));
  }

  /** The body of a payment. @param {Session} session @param {string} jwe @param {object} [changes] */
  body({ amount, currency }, jwe, changes) {
    return JSON.stringify({ amount, currency, payment_method: { type: 'card', encrypted_card: jwe }, ...changes });
  }

  /** @param {Session} session @param {string} body */
  pay({ secret }, body, idempotencyKey = randomUUID()) {
    return this.endpoint.call('POST', '/payments', { secret, idempotencyKey, body });
  }

  /** Reads a session. @param {string} secret */
  readSession(secret) {
    return this.endpoint.call('GET', `/payment_sessions/${idOf(secret)}`, { secret });
  }

  /** The payment that the session has now. @param {Session} session */
  async paymentOf({ secret }) {
    return (await this.readSession(secret)).json?.payment;
  }
}

/** @param {Conformance} check */
async function preflight({ endpoint }) {
  const answer = await endpoint.preflight();
  const headers = words(answer, 'access-control-allow-headers');
  const missing = ['authorization', 'content-type', 'idempotency-key', 'payment-session'].filter(
    name => !headers.includes(name),
  );
  return [
    ...(answer.status >= 200 && answer.status < 300
      ? []
      : [`OPTIONS /payments answers 204 without any key; the answer is ${answer.status}.`]),
    ...wrongInCors(answer, endpoint.origin).map(wrong => `OPTIONS /payments ${wrong}`),
    ...missing.map(name => `OPTIONS /payments does not name ${name} in Access-Control-Allow-Headers.`),
  ];
}

/** @param {Conformance} check */
async function keys(check) {
  const answer = await check.endpoint.keys();
  const list = answer.json?.keys;
  if (answer.status !== 200 || !Array.isArray(list) || list.length === 0)
    return [`GET /jwks.json gives {"keys":[…]} with at least one key, to everybody; the answer is ${named(answer)}.`];
  const found = await Promise.all(
    list.map(async jwk => ({ jwk, wrong: wrongInKey(jwk, await thumbprint(Object(jwk))) })),
  );
  check.jwk = found.find(({ wrong }) => wrong.length === 0)?.jwk;
  // The widget passes over a key that it does not know, so one good key is enough, unless another gives a secret away.
  const counts = found.filter(({ wrong }) => !check.jwk || wrong.some(sentence => sentence.includes('private')));
  return counts.flatMap(({ wrong }, number) => wrong.map(sentence => `Key ${number + 1} ${sentence}`));
}

/** @param {Conformance} check */
async function session(check) {
  const secret = await check.nextSecret();
  if (!secret) throw new Skipped('It needs a session.');
  const answer = await check.readSession(secret);
  if (answer.status !== 200)
    return [
      `GET /payment_sessions/{id} answers the page that has its client secret with 200; the answer is ${named(answer)}.`,
    ];
  const wrong = wrongInSession(answer.json, idOf(secret));
  const { amount, currency, status } = answer.json ?? {};
  if (Number.isSafeInteger(amount) && typeof currency === 'string')
    check.session = { secret, id: idOf(secret), amount, currency };
  if (status && status !== 'open') wrong.push('The session is not open. Give one that nobody has tried to pay.');
  return wrong;
}

/** @param {Conformance} check */
async function callers(check) {
  const { secret, id } = check.open();
  const path = `/payment_sessions/${id}`;
  const stranger = await check.endpoint.call('GET', path, { secret, key: `pk_test_${newJti()}` });
  const guessed = await check.endpoint.call('GET', path, { secret: `${id}_secret_${newJti()}` });
  const none = await check.endpoint.call('GET', path);
  return [
    ...wrongInRefusal(stranger, 401, ['api_key_invalid'], 'A call with an unknown key'),
    ...wrongInRefusal(guessed, 401, ['session_invalid'], 'A call with a wrong client secret'),
    ...wrongInRefusal(none, 401, ['session_invalid'], 'A call without a client secret'),
  ];
}

/** @param {Conformance} check */
async function bodies(check) {
  const current = check.open();
  const { secret } = current;
  const body = check.body(current, await check.sealed(check.cards.good, current));
  const post = given =>
    check.endpoint.call('POST', '/payments', { secret, idempotencyKey: randomUUID(), body, ...given });
  return [
    ...wrongInRefusal(await post({ body: '{' }), 400, ['malformed_request'], 'A body that is no JSON'),
    ...wrongInRefusal(
      await post({ idempotencyKey: undefined }),
      400,
      ['idempotency_key_invalid'],
      'A payment without Idempotency-Key',
    ),
    ...wrongInRefusal(
      await post({ contentType: 'text/plain' }),
      415,
      ['unsupported_media_type'],
      'A payment as text/plain',
    ),
    ...(await untouched(check, current)),
  ];
}

/** @param {Conformance} check */
async function amount(check) {
  const current = check.open();
  const more = { amount: current.amount + 1 };
  const other = { currency: current.currency === 'USD' ? 'EUR' : 'USD' };
  const right = () => check.sealed(check.cards.good, current);
  const cases = /** @type {const} */ ([
    ['A payment of another amount', await right(), more],
    ['A payment in another currency', await right(), other],
    ['A card that was encrypted for another amount', await check.sealed(check.cards.good, current, more), {}],
    ['A card that was encrypted for another currency', await check.sealed(check.cards.good, current, other), {}],
  ]);
  const wrong = [];
  for (const [what, jwe, changes] of cases) {
    const answer = await check.pay(current, check.body(current, jwe, changes));
    wrong.push(...wrongInRefusal(answer, 422, ['amount_mismatch'], what));
  }
  return [...wrong, ...(await untouched(check, current))];
}

/** @param {Conformance} check */
async function encryption(check) {
  const current = check.open();
  const claims = changes => check.claims(check.cards.good, current, changes);
  const good = await seal(check.jwk, claims());
  const [header, key, iv, ciphertext, tag] = good.split('.');
  const changed = [header, key, iv, ciphertext, (tag?.[0] === 'A' ? 'B' : 'A') + tag?.slice(1)].join('.');
  const unknown = await seal(check.jwk, claims(), { kid: newJti() });
  const cases = /** @type {const} */ ([
    ['A JWE that was changed', changed, 'encrypted_card_invalid'],
    ['A JWE with another typ', await seal(check.jwk, claims(), { typ: 'JWE' }), 'encrypted_card_invalid'],
    ['A JWE for another session', await seal(check.jwk, claims({ session: 'ps_another' })), 'encrypted_card_invalid'],
    ['A JWE without jti', await seal(check.jwk, claims({ jti: undefined })), 'encrypted_card_invalid'],
    ['A JWE for an unknown kid', unknown, 'encryption_key_unknown'],
  ]);
  const wrong = [];
  for (const [what, jwe, code] of cases)
    wrong.push(...wrongInRefusal(await check.pay(current, check.body(current, jwe)), 400, [code], what));
  return [...wrong, ...(await untouched(check, current))];
}

/** What was refused has made no payment. @param {Conformance} check @param {Session} current */
async function untouched(check, current) {
  const payment = await check.paymentOf(current);
  if (payment) check.session = undefined;
  return payment ? ['What was refused has made a payment all the same.'] : [];
}

/** @param {Conformance} check */
async function declined(check) {
  const current = check.open();
  const jwe = await check.sealed(check.cards.declined, current);
  const answer = await check.pay(current, check.body(current, jwe));
  if (answer.status !== 200 || answer.json?.status !== 'declined')
    return [
      `A card that the network declines is answered with 200 and the status declined; the answer is ${named(answer)}.`,
    ];
  check.used = jwe;
  const state = (await check.readSession(current.secret)).json?.status;
  return [
    ...wrongInPayment(answer.json, { ...current, session: current.id }),
    ...(state === 'open' ? [] : ['After a decline the session stays open: the payer may try another card.']),
  ];
}

/** @param {Conformance} check */
async function token(check) {
  const current = check.open();
  if (!check.used) throw new Skipped('It needs a payment that was declined.');
  const answer = await check.pay(current, check.body(current, check.used));
  return wrongInRefusal(answer, 409, ['token_used'], 'The same JWE under another Idempotency-Key');
}

/** @param {Conformance} check */
async function payment(check) {
  const current = check.open();
  const body = check.body(current, await check.sealed(check.cards.good, current));
  const key = randomUUID();
  const send = () => check.pay(current, body, key);
  const [first, second] = await Promise.all([send(), send()]);
  const answers = [first, second];
  const done = answers.filter(({ status }) => status === 200);
  const good = done[0];
  if (!good?.json) return [`A right payment is answered with 200 and the payment; the answer is ${named(first)}.`];
  const others = answers.filter(answer => !done.includes(answer));
  const ids = new Set(done.map(({ json }) => json?.id));
  check.paid = { body, key, payment: good.json, session: current };
  return [
    ...(ids.size === 1 ? [] : ['The same Idempotency-Key twice at once has made two payments. It makes one.']),
    ...others.flatMap(answer =>
      wrongInRefusal(answer, 409, ['idempotency_in_flight'], 'The same Idempotency-Key while the first is running'),
    ),
    ...others
      .filter(({ headers }) => !headers.get('retry-after'))
      .map(() => 'idempotency_in_flight has no Retry-After.'),
    ...wrongInPayment(good.json, { ...current, session: current.id }),
    ...(good.json.payment_method?.card?.last4 === check.cards.good.slice(-4)
      ? []
      : ['payment_method.card.last4 is not of the card that was sent.']),
  ];
}

/** @param {Conformance} check */
function paidOf(check) {
  if (!check.paid) throw new Skipped('It needs a payment that was made.');
  return check.paid;
}

/** @param {Conformance} check */
async function idempotency(check) {
  const { body, key, payment, session: current } = paidOf(check);
  const again = await check.pay(current, body, key);
  const other = await check.pay(current, `${body} `, key);
  return [
    ...(again.status === 200 && again.json?.id === payment.id
      ? []
      : [
          `The same request again is answered with the payment that it has made, whose id is the same; the answer is ${named(again)}.`,
        ]),
    ...(again.headers.get('idempotent-replayed') === 'true'
      ? []
      : ['A repeated answer has the header Idempotent-Replayed: true.']),
    ...wrongInRefusal(other, 422, ['idempotency_key_reused'], 'Another body under the same Idempotency-Key'),
  ];
}

/** @param {Conformance} check */
async function retrieval(check) {
  const { payment, session: current } = paidOf(check);
  const path = `/payments/${encodeURIComponent(payment.id)}`;
  const answer = await check.endpoint.call('GET', path, { secret: current.secret });
  const bare = await check.endpoint.call('GET', path);
  const absent = await check.endpoint.call('GET', '/payments/pay_none', { secret: current.secret });
  return [
    ...(answer.status === 200 && answer.json?.id === payment.id
      ? wrongInPayment(answer.json, { ...current, session: current.id })
      : [
          `GET /payments/{id} answers the page that has the client secret with the payment; the answer is ${named(answer)}.`,
        ]),
    ...wrongInRefusal(bare, 401, ['session_invalid'], 'GET /payments/{id} without a client secret'),
    ...wrongInRefusal(absent, 404, ['not_found'], 'A payment that does not exist'),
  ];
}

/** @param {Conformance} check */
async function complete(check) {
  const { session: current, payment } = paidOf(check);
  const state = await settled(check, current);
  if (state.payment?.status === 'requires_action')
    throw new Skipped('The card asks for an action. Give another one as --card.');
  const answer = await check.pay(current, check.body(current, await check.sealed(check.cards.good, current)));
  return [
    ...(state.status === 'complete' && state.payment?.id === payment.id && state.payment?.status === 'succeeded'
      ? []
      : ['After a payment that succeeded the session is complete, and payment is that payment.']),
    ...wrongInRefusal(answer, 409, ['session_complete'], 'Another payment of a session that is paid'),
    ...(answer.json?.code !== 'session_complete' || answer.json.payment?.id === payment.id
      ? []
      : ['session_complete has no payment: the one that has paid the session.']),
  ];
}

/** The session, once its payment is decided. @param {Conformance} check @param {Session} current */
async function settled(check, current) {
  for (let tries = 1; ; tries += 1) {
    const session = (await check.readSession(current.secret)).json ?? {};
    if (session.payment?.status !== 'processing' || tries === TRIES) return session;
    await new Promise(done => {
      setTimeout(done, SLOW_MS);
    });
  }
}

/** @param {Conformance} check */
async function once(check) {
  const { session: first, payment } = paidOf(check);
  const secret = await check.nextSecret();
  if (!secret || idOf(secret) === first.id)
    throw new Skipped('It needs a second session: give another one as --session.');
  const { json } = await check.readSession(secret);
  const current = { secret, id: idOf(secret), amount: json?.amount, currency: json?.currency };
  const bodies = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => check.body(current, await check.sealed(check.cards.good, current))),
  );
  const answers = await Promise.all(bodies.map(body => check.pay(current, body)));
  const made = new Set(answers.filter(({ status }) => status === 200).map(({ json: { id } }) => id));
  const refused = answers.filter(({ status }) => status !== 200);
  const strange = await check.endpoint.call('GET', `/payments/${encodeURIComponent(payment.id)}`, { secret });
  return [
    ...(made.size === 1
      ? []
      : [
          `${AT_ONCE} payments of one session at once, each with its own key, make one payment; here they have made ${made.size}.`,
        ]),
    ...refused.flatMap(answer =>
      wrongInRefusal(answer, 409, ['payment_in_progress', 'session_complete'], 'A second payment of one session'),
    ),
    ...wrongInRefusal(strange, 404, ['not_found'], "Another session's payment"),
  ];
}

/** @param {Conformance} check */
async function cors({ endpoint }) {
  const wrong = endpoint.answers.flatMap(({ call, answer }) => [
    ...wrongInCors(answer, endpoint.origin).map(sentence => `${call}, answered with ${answer.status}, ${sentence}`),
    ...(call === 'GET /jwks.json' ? [] : unexposed(answer)).map(
      name => `${call} does not name ${name} in Access-Control-Expose-Headers.`,
    ),
    ...(call === 'GET /jwks.json' || words(answer, 'cache-control').includes('no-store')
      ? []
      : [`${call} has no Cache-Control: no-store.`]),
  ]);
  return [...new Set(wrong)];
}

/** @param {Conformance} check */
async function secrecy({ endpoint, cards }) {
  const isIn = ({ text, headers }) => {
    const all = [text, ...headers.values()].join('\n').replaceAll(/[ -]/g, '');
    return Object.values(cards).some(number => all.includes(number));
  };
  const found = endpoint.answers.filter(({ answer }) => isIn(answer)).map(({ call }) => call);
  return [...new Set(found)].map(call => `An answer to ${call} holds the number of a card. No answer does.`);
}

/** @type {[name: string, what: string, check: (check: Conformance) => Promise<string[]>][]} */
const CHECKS = [
  ['preflight', 'A page of another origin may call', preflight],
  ['keys', 'A card can be encrypted', keys],
  ['session', 'A page can read its session', session],
  ['callers', 'Nobody else can', callers],
  ['bodies', 'A request that is wrong is refused', bodies],
  ['amount', 'Only the amount of the session is charged', amount],
  ['encryption', 'Only a card that was encrypted for this payment is charged', encryption],
  ['declined', 'A decline is an answer, and the payer may try again', declined],
  ['token', 'An encrypted card is charged once', token],
  ['payment', 'A payment succeeds, and is made once if it is sent twice at once', payment],
  ['idempotency', 'A repeated request is answered and not done again', idempotency],
  ['retrieval', 'A page can read its payment', retrieval],
  ['complete', 'A session is paid once', complete],
  ['once', 'Payments at once make one, and each session is for itself', once],
  ['cors', 'A page can read every answer', cors],
  ['secrecy', 'No answer holds the number of a card', secrecy],
];
