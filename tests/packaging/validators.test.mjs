// The validators of the built package, as a page calls them: any value in, the contract's plain objects out, never an
// exception. The rules themselves have their tests in Rust.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { runInNewContext } from 'node:vm';

const NOW = { now: '2026-11' };
let v;
before(async () => {
  const { PaymentsAPI } = await import('payments-widget');
  v = await PaymentsAPI.ready();
});

test('a number gives its brands', () => {
  const visa = { isValid: true, isPotentiallyValid: true, error: null, brand: 'visa', brands: ['visa'] };
  for (const value of ['4242 4242 4242 4242', 4242424242424242, '４２４２-4242-4242-4242']) {
    assert.deepEqual(v.validateCardNumber(value), visa);
  }
  assert.deepEqual(v.validateCardNumber('4571'), {
    isValid: false,
    isPotentiallyValid: true,
    error: 'card_number_incomplete',
    brand: null,
    brands: ['visa', 'dankort'],
  });
  assert.equal(v.validateCardNumber('').brands.length, 23);
});

test('what may be asked of a number', () => {
  for (const [value, options, error] of [
    ['4242424242424242', { acceptedBrands: ['mastercard', 'no-such-brand'] }, 'card_brand_not_accepted'],
    ['5555555555554444', { acceptedBrands: ['mastercard', 'no-such-brand'] }, null],
    ['5555555555554444', { acceptedBrands: [] }, 'card_brand_not_accepted'],
    ['6200000000000000', {}, null],
    ['6200000000000000', { luhnValidateUnionPay: true }, 'card_number_invalid'],
    ['6200000000000000', { luhnValidateUnionPay: 1 }, null],
    ['4242424242424242428', { maxLength: 16 }, 'card_number_invalid'],
    ['4242424242424242', { maxLength: 2 ** 40 }, null],
    ['4242424242424242', { acceptedBrands: 7, maxLength: 'x' }, null],
    ['4242424242424242', Object.create({ acceptedBrands: ['jcb'] }), null],
  ]) {
    assert.equal(v.validateCardNumber(value, options).error, error, `${value} ${JSON.stringify(options)}`);
  }
});

test('a date in every shape', () => {
  const valid = { isValid: true, isPotentiallyValid: true, error: null, month: 12, year: 2034 };
  for (const value of ['12/34', '1234', 1234, '2034-12', { month: '12', year: '34' }, { month: 12, year: 2034 }]) {
    assert.deepEqual(v.validateExpirationDate(value, NOW), valid);
  }
  assert.deepEqual(v.validateExpirationDate('1', NOW), {
    isValid: false,
    isPotentiallyValid: true,
    error: 'expiration_date_incomplete',
    month: null,
    year: null,
  });
  const over = { isValid: false, isPotentiallyValid: false, error: 'card_expired', month: 12, year: 2024 };
  assert.deepEqual(v.validateExpirationDate('12/24', NOW), over);
  assert.equal(v.validateExpirationDate('12/34', { ...NOW, maxYearsAhead: 5 }).error, 'expiration_date_invalid');
  const checked = { isValid: true, isPotentiallyValid: true, error: null };
  assert.deepEqual(v.validateExpirationMonth('11', NOW), { ...checked, isValidForThisYear: true });
  assert.deepEqual(v.validateExpirationMonth('10', NOW), { ...checked, isValidForThisYear: false });
  assert.deepEqual(v.validateExpirationYear('26', NOW), { ...checked, isCurrentYear: true });
  assert.deepEqual(v.validateExpirationYear('27', NOW), { ...checked, isCurrentYear: false });
});

test('the clock is a Date of any window, a month, or the computer’s', () => {
  const isValid = now => v.validateExpirationDate('11/26', { now }).isValid;
  assert.equal(isValid(new Date('2026-12-01T11:59:59.999Z')), true, 'it is still November at UTC−12');
  assert.equal(isValid(new Date('2026-12-01T12:00:00Z')), false);
  assert.equal(isValid(runInNewContext("new Date('2026-12-01T12:00:00Z')")), false);
  assert.equal(isValid('2026-11'), true);
  assert.equal(isValid('2026-12'), false);
  const byTheClock = isValid(undefined);
  for (const unreadable of [new Date(NaN), 'soon', 7, true, {}, null]) assert.equal(isValid(unreadable), byTheClock);
});

test('a code by its brand, its length, or any of some lengths', () => {
  for (const [value, options, expected] of [
    ['123', undefined, true],
    ['1234', undefined, false],
    ['1234', { brand: 'american-express' }, true],
    ['123', { brand: 'american-express' }, false],
    ['', { brand: 'uatp' }, true],
    ['123', { brand: 'no-such-brand' }, true],
    ['1234', 4, true],
    ['123', 4, false],
    ['1234', [3, 4], true],
    ['12345', [3, 4], false],
    ['123', [], false],
    ['123', [3, 'x', -1, 2 ** 32 + 4], true],
  ]) {
    assert.equal(v.validateCvv(value, options).isValid, expected, `${value} ${JSON.stringify(options)}`);
  }
});

test('names and postal codes', () => {
  const ok = { isValid: true, isPotentiallyValid: true, error: null };
  assert.deepEqual(v.validateCardholderName('김민수'), ok);
  for (const wrong of ['4242 4242', 4242, null]) {
    assert.equal(v.validateCardholderName(wrong).error, 'cardholder_name_invalid');
  }
  assert.deepEqual(v.validatePostalCode('04524'), ok);
  assert.deepEqual(v.validatePostalCode('04'), ok);
  assert.deepEqual(v.validatePostalCode('0'), { ...ok, isValid: false });
  assert.deepEqual(v.validatePostalCode('0452', { minLength: 5 }), { ...ok, isValid: false });
});

test('brands are given with all their facts, and cannot be changed', () => {
  assert.equal(v.detectCardBrand('').length, 23);
  assert.deepEqual(v.detectCardBrand('0'), []);
  const cvv = { name: 'CID', length: 4 };
  const amex = { id: 'american-express', name: 'American Express', gaps: [4, 10], lengths: [15], cvv };
  assert.deepEqual(v.detectCardBrand('３7'), [amex]);
  assert.equal(v.detectCardBrand('12')[0].cvv, null);
  assert.throws(() => (v.detectCardBrand('37')[0].cvv.length = 3), TypeError);
  assert.throws(() => v.detectCardBrand('37')[0].lengths.push(16), TypeError);
  v.detectCardBrand('37').pop();
  assert.deepEqual(v.detectCardBrand('37'), [amex]);
  assert.equal(v.formatCardNumber('42424242'), '4242 4242');
  assert.equal(v.formatCardNumber('3782822463'), '3782 822463');
});

test('a value of another type is neither valid nor an exception, whatever its code does', () => {
  const hostile = new Proxy({}, { get: fail, has: fail, getOwnPropertyDescriptor: fail });
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  const getters = {
    get month() {
      return fail();
    },
    get now() {
      return fail();
    },
    get brand() {
      return fail();
    },
  };
  const values = [
    ...[undefined, null, true, 1.5, -4, 1e21, NaN, {}, [], ['4242'], Symbol('4242'), 4n, () => '4242'],
    ...[{ month: true, year: {} }, Object.create({ month: '12', year: '34' }), new String('4242'), getters],
    ...[hostile, revoked.proxy, new Proxy([4], { get: fail }), Object.create(Date.prototype)],
    [{ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }],
  ];
  for (const value of values) {
    for (const options of values) {
      const checks = [
        v.validateCardNumber(value, options),
        v.validateExpirationDate(value, options),
        v.validateExpirationMonth(value, options),
        v.validateExpirationYear(value, options),
        v.validateCvv(value, options),
        v.validateCardholderName(value),
        v.validatePostalCode(value, options),
      ];
      for (const { isValid, isPotentiallyValid } of checks) {
        assert.deepEqual([isValid, isPotentiallyValid], [false, false]);
      }
      v.validateCardNumber('4242', { acceptedBrands: options, maxLength: options, luhnValidateUnionPay: options });
      v.validateExpirationDate('12/34', { now: options, maxYearsAhead: options });
    }
    assert.deepEqual(v.detectCardBrand(value), []);
    assert.equal(v.formatCardNumber(value), '');
  }
});

/** @returns {never} */
function fail() {
  throw new Error('the page’s own code');
}
