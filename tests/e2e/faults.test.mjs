// What a network between page and server can do to POST /payments, against the real server. Whatever it does: the promise says what
// became of the money, and there is one payment at most, also in the card network's own ledger.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { answerLost, neverSent, refused } from './support/between.mjs';
import { query } from './support/database.mjs';
import { withMerchant } from './support/merchant.mjs';

const PAYMENTS = /\/v1\/payments$/;

const HTML = { 'content-type': 'text/html' };
const BAD_GATEWAY = { status: 502, headers: HTML, body: '<!doctype html><title>502</title><h1>Bad gateway</h1>' };
const REDIRECT = { status: 307, headers: { location: 'http://localhost:9/' }, body: '' };
const SERVER_ERROR = refused(500, 'server_error');
const UNAVAILABLE = refused(503, 'service_unavailable');
const RATE_LIMITED = refused(429, 'rate_limited');

/** With a `Retry-After` that the page may read. */
const later = answer => ({
  ...answer,
  headers: { ...answer.headers, 'retry-after': '1', 'access-control-expose-headers': 'retry-after' },
});

/** The server never gets the request: something before it answers. */
const inPlaceOf = answer => () => answer;
/** The server gets it, but its answer is lost: something before it answers. */
const after = answer => async forward => {
  await forward();
  return answer;
};
const changed = change => async forward => change(await forward());

const UNKNOWN = ['outcome_unknown', 'unknown'];
const CHARGED = ['succeeded'];

/**
 * By name: what happens to a request, and how the call ends when that happens to one request, and to each one. Where a request
 * came to the server, the session tells in the end that it was paid.
 *
 * @type {Record<string, { act: (forward: () => any) => any, once?: string[], always: string[] }>}
 */
const FAULTS = {
  'the connection breaks before the request arrives': { act: neverSent, always: UNKNOWN },
  'the connection breaks after the payment': { act: answerLost, always: CHARGED },
  'the connection is reset in the middle of the answer': {
    act: changed(answer => ({ ...answer, cut: 40 })),
    always: CHARGED,
  },
  'the answer comes late': { act: changed(answer => setTimeout(1_000, answer)), always: CHARGED },
  'the answer is JSON that ends too early': {
    act: changed(answer => ({ ...answer, body: answer.body.subarray(0, 40) })),
    always: CHARGED,
  },
  'the answer has another content type': {
    act: changed(answer => ({ ...answer, headers: { ...answer.headers, ...HTML } })),
    always: CHARGED,
  },
  '500 before the payment': { act: inPlaceOf(SERVER_ERROR), always: UNKNOWN },
  '500 after the payment': { act: after(SERVER_ERROR), always: CHARGED },
  '502 with HTML before the payment': { act: inPlaceOf(BAD_GATEWAY), always: UNKNOWN },
  '502 with HTML after the payment': { act: after(BAD_GATEWAY), always: CHARGED },
  '503 with Retry-After': { act: inPlaceOf(later(UNAVAILABLE)), always: ['service_unavailable', 'not_charged'] },
  '503 without Retry-After': { act: inPlaceOf(UNAVAILABLE), always: ['service_unavailable', 'not_charged'] },
  '429 with Retry-After': { act: inPlaceOf(later(RATE_LIMITED)), always: ['rate_limited', 'not_charged'] },
  '429 without Retry-After': {
    act: inPlaceOf(RATE_LIMITED),
    once: ['rate_limited', 'not_charged'],
    always: ['rate_limited', 'not_charged'],
  },
  'a redirect to another server': { act: inPlaceOf(REDIRECT), always: UNKNOWN },
};

const METHODS = {
  card: `chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: '19.90' })`,
  wallet: `chargeWallet({ walletId: 'my_wallet', amount: '19.90' })`,
};

describe('faults of the network', () => {
  const merchant = withMerchant();
  /** How many authorizations the card network has approved. */
  const approved = () =>
    query(
      merchant.sandbox,
      `SELECT COUNT(*) AS count FROM authorizations WHERE verdict = 'approved' AND state = 'decided'`,
      'network.sqlite',
    )[0].count;

  /** One call, whose first requests meet the fault. */
  async function charge(method, act, times) {
    await merchant.open();
    const before = [merchant.payments().length, approved()];
    let left = times;
    merchant.api.when('POST', PAYMENTS, forward => ((left -= 1) >= 0 ? act(forward) : forward()));
    await merchant.driver.executeScript(
      `PaymentsAPI.configure({ ...settings, sessionUrl: '/session', maxRetries: 2, timeoutMs: 20000 })`,
    );
    const { value, error } = await merchant.outcomeOf(`PaymentsAPI.${METHODS[method]}`);
    return {
      settled: value ? [value.status] : [error.code, error.outcome],
      bodies: new Set(merchant.api.asked('POST', PAYMENTS).map(({ body }) => body)),
      paid: merchant
        .payments()
        .slice(before[0])
        .map(({ status }) => status),
      approved: approved() - before[1],
    };
  }

  for (const [what, { act, once = CHARGED, always }] of Object.entries(FAULTS)) {
    for (const [method, times, expected] of /** @type {[string, number, string[]][]} */ ([
      ['card', 1, once],
      ['card', Infinity, always],
      ['wallet', Infinity, always],
    ])) {
      test(`${method}, ${times === 1 ? 'once' : 'each time'}: ${what}`, async () => {
        const { settled, bodies, paid, approved: authorized } = await charge(method, act, times);
        assert.deepEqual(settled, expected);
        assert.deepEqual(paid, expected === CHARGED ? ['succeeded'] : []);
        assert.equal(authorized, method === 'card' ? paid.length : 0);
        assert.equal(bodies.size, 1, 'a request is sent again with the same bytes');
      });
    }
  }
});
