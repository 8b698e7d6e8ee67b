// The one error class, and how it is known across copies and frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { source } from './source.mjs';

const { PaymentError, asPaymentError, failure, isPaymentError } = await source('api/error.js');

test('a failure is a real Error with every promised member', () => {
  const error = failure('load_failed', 'why', { cause: 1 });
  assert.ok(error instanceof PaymentError && error instanceof Error);
  assert.equal(String(error), 'PaymentError: why');
  assert.deepEqual({ ...error }, { code: 'load_failed', outcome: 'not_charged', retryable: true, errors: [] });
  assert.equal(error.cause, 1);
  assert.equal('field' in error, false);
  assert.match(error.stack, /error\.test\.mjs/);
});

test('a polluted prototype says nothing of the money', t => {
  Object.assign(Object.prototype, {
    outcome: 'charged',
    retryable: true,
    errors: [1],
    declineCode: 'generic',
    field: 'cvv',
  });
  t.after(() =>
    ['outcome', 'retryable', 'errors', 'declineCode', 'field'].forEach(name => delete Object.prototype[name]),
  );
  assert.deepEqual(
    { ...failure('invalid_config', 'why') },
    { code: 'invalid_config', outcome: 'not_charged', retryable: false, errors: [] },
  );
});

test('what WebAssembly rejects with keeps all it says', () => {
  const plain = {
    code: 'card_declined',
    message: 'no',
    outcome: 'not_charged',
    retryable: false,
    declineCode: 'generic',
    paymentId: 'pay_1',
    requestId: 'req_1',
    field: 'cvv',
    errors: [{ field: 'cvv', code: 'cvv_invalid', message: 'x' }],
  };
  const { message, ...rest } = plain;
  const error = asPaymentError(plain);
  assert.deepEqual({ ...error }, rest);
  assert.equal(error.message, message);
  assert.throws(() => error.errors.push(1), TypeError);
});

test('anything else is a fault of ours, and does not become the message', () => {
  const error = asPaymentError(new Error('4242424242424242'));
  assert.equal(error.code, 'internal_error');
  assert.doesNotMatch(error.message, /\d/);
  assert.equal(asPaymentError(error), error);
});

test('nobody else constructs one', () =>
  assert.throws(() => new PaymentError({}, { code: 'x', message: 'x' }), TypeError));

test('known by another copy of the package and in another realm, where instanceof fails', async () => {
  const copy = await import(new URL('../../www/api/error.js?copy', import.meta.url).href);
  const error = copy.failure('canceled', 'x');
  assert.equal(error instanceof PaymentError, false);
  assert.ok(isPaymentError(error));
  assert.equal(
    vm.runInNewContext('known(error)', { known: copy.isPaymentError, error: failure('canceled', 'x') }),
    true,
  );
  for (const other of [null, undefined, 'x', {}, new Error('x'), { name: 'PaymentError', code: 'x' }]) {
    assert.equal(isPaymentError(other), false);
  }
});
