// What brings a form together with the module that pays, which may come late or not at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';

const { makeFormPayments } = await source('form/form-payments.js');
const { asPaymentError, failure } = await source('api/error.js');

const cause = new Error('offline');
const LOST = failure('load_failed', 'pay.js did not load', { cause });
const turn = () => new Promise(resolve => setTimeout(resolve));

/** `opening`: the answers of the loading, one for each time that it is asked for. */
function world(...opening) {
  const calls = [];
  const note =
    name =>
    (...given) =>
      void calls.push([name, ...given]);
  const follower = { checkNow: () => (calls.push(['checkNow']), true), stop: note('stop'), free: note('free') };
  const paying = { charge: note('charge'), followUp: listener => (calls.push(['followUp', listener]), follower) };
  const opened = { pay: { openPanel: () => note('panel') }, client: { formPayments: () => paying } };
  const open = async () => {
    const answer = opening.length > 0 ? opening.shift() : opened;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const order = { wipe: note('wipe') };
  const listener = { notLoaded: note('notLoaded') };
  return { calls, order, listener, payments: makeFormPayments(open, { asPaymentError, reportError: note('report') }) };
}

test('a charge whose module does not come is not charged, its card is wiped, and the next one asks for it again', async () => {
  const { calls, order, listener, payments } = world(LOST);
  payments.charge({}, order, listener);
  await turn();
  assert.deepEqual(calls, [['wipe'], ['notLoaded', LOST]]);
  assert.deepEqual([LOST.outcome, LOST.retryable], ['not_charged', true]);
  calls.length = 0;
  payments.charge({}, order, listener);
  await turn();
  assert.deepEqual(calls, [['charge', {}, order, listener]]);
});

test('once it is there, a charge begins in the same go: a redirect may need the click', async () => {
  const { calls, order, listener, payments } = world();
  payments.charge({}, order, listener);
  await turn();
  payments.charge({}, order, listener);
  assert.equal(calls.length, 2);
});

test('a follow-up whose module does not come leaves the outcome unknown, and says why', async () => {
  const { calls, listener, payments } = world(LOST);
  payments.followUp(listener);
  await turn();
  const [[, failed]] = calls;
  const { code, outcome, message } = failed;
  assert.deepEqual([code, outcome, message, failed.cause], ['load_failed', 'unknown', LOST.message, cause]);
});

test('a follow-up that is asked to check before it runs checks when it does, and one that is stopped does not run', async () => {
  const { calls, listener, payments } = world();
  const first = payments.followUp(listener);
  assert.equal(first.checkNow(), true);
  const second = payments.followUp(listener);
  second.stop();
  assert.equal(second.checkNow(), false);
  await turn();
  assert.deepEqual(calls, [['followUp', listener], ['checkNow']]);
  first.stop();
  await turn();
  assert.deepEqual(calls.slice(2), [['stop'], ['free']]);
});
