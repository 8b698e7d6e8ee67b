// Options are own data properties; everything else is refused, and told without repeating what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';

const { pickOptions } = await source('api/pick-options.js');
const read = options => pickOptions(options, ['cardNumber', 'cvv', 'amount'], 'chargeCard');

/** Gives `Object.prototype` a property until the end of the test. */
function pollute(t, name, value) {
  const prototype = /** @type {Record<string, unknown>} */ (Object.prototype);
  prototype[name] = value;
  t.after(() => delete prototype[name]);
}

test('copies own properties without a prototype', () => {
  const copy = read({ amount: 1, cvv: undefined });
  assert.deepEqual(Object.keys(copy), ['amount']);
  assert.equal(Object.getPrototypeOf(copy), null);
});

test('never reads what a polluted prototype supplies', t => {
  pollute(t, 'cvv', '999');
  assert.equal(read({ amount: 1 }).cvv, undefined);
  assert.equal(read(Object.create({ amount: 5 })).amount, undefined);
});

for (const [options, message] of /** @type {[unknown, string][]} */ ([
  [{ cardnumber: '' }, 'chargeCard: unknown option "cardnumber"; did you mean "cardNumber"?'],
  [{ cvc: '' }, 'chargeCard: unknown option "cvc"; did you mean "cvv"?'],
  [{ ammount: 1 }, 'chargeCard: unknown option "ammount"; did you mean "amount"?'],
  [{ 4242424242424242: 1 }, 'chargeCard: unknown option.'],
  [
    {
      get cvv() {
        throw new Error('asked');
      },
    },
    'chargeCard: cvv must not be a getter.',
  ],
  [null, 'chargeCard: the options must be an object.'],
  [undefined, 'chargeCard: the options must be an object.'],
  [[1], 'chargeCard: the options must be an object.'],
  ['4242424242424242', 'chargeCard: the options must be an object.'],
])) {
  test(message, () => assert.throws(() => read(options), { name: 'PaymentError', code: 'invalid_option', message }));
}

test("a getter stays refused where the prototype supplies a descriptor's value", t => {
  pollute(t, 'value', 'https://evil.example');
  assert.throws(
    () =>
      read({
        get amount() {
          return 1;
        },
      }),
    { code: 'invalid_option' },
  );
});

test('a __proto__ key from JSON is an unknown option, not a prototype', () => {
  assert.throws(() => read(JSON.parse('{"__proto__": {"amount": 1}}')), { code: 'invalid_option' });
});

test("symbols are nobody's options", () => assert.deepEqual({ ...read({ [Symbol('x')]: 1 }) }, {}));
