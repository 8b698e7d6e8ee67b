// Whatever a page hands in, as a value or as options, a validator answers and does not throw, and answers afterwards as
// before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { OTHER_TYPES } from './support/random.mjs';

const validators = await PaymentsAPI.ready();

const refuse = () => {
  throw new Error('refused');
};

const HOSTILE = {
  'a getter that throws': Object.defineProperties(
    {},
    Object.fromEntries(['now', 'month', 'brand', 'maxLength'].map((name) => [name, { get: refuse, enumerable: true }])),
  ),
  'a proxy that throws': new Proxy(
    {},
    { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse },
  ),
  'a list of what throws': [{ toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse }],
  'options inherited': Object.create({
    month: '12',
    year: '34',
    maxLength: 1,
    now: '2050-01',
    brand: 'american-express',
  }),
  'options of other types': {
    now: Symbol('now'),
    maxLength: '4',
    maxYearsAhead: 1n,
    luhnValidateUnionPay: 'no',
    acceptedBrands: 'visa',
    minLength: {},
    brand: 3,
  },
};

const VALUES = {
  validateCardNumber: '4242424242424242',
  validateExpirationDate: '12/34',
  validateExpirationMonth: '12',
  validateExpirationYear: '34',
  validateCvv: '123',
  validateCardholderName: 'Kim Minsu',
  validatePostalCode: '04524',
  detectCardBrand: '4242',
  formatCardNumber: '4242424242424242',
};

const odd = [
  ...OTHER_TYPES.map((value) => [`${typeof value} ${Object.prototype.toString.call(value)}`, value]),
  ...Object.entries(HOSTILE),
];

for (const [name, value] of Object.entries(VALUES)) {
  test(`${name} throws on nothing`, () => {
    const before = JSON.stringify(validators[name](value));
    for (const [what, it] of odd) {
      assert.doesNotThrow(() => validators[name](it), `as the value: ${what}`);
      assert.doesNotThrow(() => validators[name](value, it), `as the options: ${what}`);
      assert.equal(JSON.stringify(validators[name](value)), before, what);
    }
  });
}

test('what is neither text nor safe integer is neither valid nor potentially valid', () => {
  const isRead = (value) => Number.isSafeInteger(value) && value >= 0;
  for (const [what, it] of odd.filter(([, value]) => !isRead(value))) {
    for (const name of Object.keys(VALUES).filter((validator) => validator.startsWith('validate'))) {
      const { isValid, isPotentiallyValid } = validators[name](it);
      assert.deepEqual(
        { what, name, isValid, isPotentiallyValid },
        { what, name, isValid: false, isPotentiallyValid: false },
      );
    }
    assert.deepEqual([what, validators.detectCardBrand(it), validators.formatCardNumber(it)], [what, [], '']);
  }
});
