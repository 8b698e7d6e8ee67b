// No card data stays in the WebAssembly's memory when it is no longer needed: after a payment, a decline, an unmount, a call, a
// validator. Two controls prove the search: it finds the card while the form holds it, and what a test plants in memory.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { edited } from './support/between.mjs';
import { findLeaks } from './support/leaks.mjs';
import { keepMemories, memoryOf, plantInMemory } from './support/memory.mjs';
import { withMerchant } from './support/merchant.mjs';
import { typeCard } from './support/shop.mjs';
import { says } from './support/words.mjs';

/** A code of four digits and a rare name, which do not appear by chance. */
const SECRET = { number: '378282246310005', code: '7391', name: 'ZORAIDA QUILL', expiry: { month: 12, year: 2034 } };
const TYPED = { number: SECRET.number, expiry: '1234', cvv: SECRET.code, name: SECRET.name };
const CARD = `cardNumber: '3782 822463 10005', expirationDate: '12/34', cvv: '7391', cardholderName: '${SECRET.name}', amount: '19.90'`;

const PAYMENTS = /\/v1\/payments$/;

const shop = withMerchant({ ready: ({ driver }) => keepMemories(driver) });

/** Which secrets are found in memory. */
async function left() {
  const memory = await memoryOf(shop.driver);
  assert.ok(memory.length >= 0x10000, 'there is a memory to search');
  return [
    ...new Set(findLeaks({ memory }, SECRET, { codeAnywhere: true }).map(found => found.split(/: |, /)[1])),
  ].sort();
}

describe('the memory of a form', () => {
  async function filled() {
    const root = await shop.open();
    await typeCard(root, TYPED);
    return root;
  }

  test('the card is in memory while it is in the fields, and gone after unmount', async () => {
    const root = await filled();
    assert.deepEqual(await left(), ['card number', 'cardholder name', 'expiry', 'security code']);
    await shop.driver.executeScript(`document.querySelector('payment-form').remove();`);
    await shop.driver.wait(async () => (await root.findElements(By.css('input')).catch(() => [])).length === 0, 5_000);
    assert.deepEqual(await left(), []);
  });

  test('nothing stays after a payment', async () => {
    const root = await filled();
    await shop.submit(root);
    assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
    assert.deepEqual(await left(), []);
  });

  test('only the CVV is gone after a decline, and everything after `clear()`', async () => {
    shop.api.when(
      'POST',
      PAYMENTS,
      edited(payment => ({ ...payment, status: 'declined', decline_code: 'generic' })),
    );
    const root = await filled();
    await shop.submit(root);
    assert.match(await shop.textOf(root, '.pw-notice'), says('declined.title'));
    assert.deepEqual(await left(), ['card number', 'cardholder name', 'expiry']);
    await shop.driver.executeScript(`document.querySelector('payment-form').clear();`);
    assert.deepEqual(await left(), []);
  });
});

describe('the memory of a call', () => {
  const CALLS = {
    'that charges': [`PaymentsAPI.chargeCard({ ${CARD} })`, undefined],
    'that makes a token': [`PaymentsAPI.createToken({ ${CARD} })`, undefined],
    'that finds the card wrong': [`PaymentsAPI.chargeCard({ ${CARD}, expirationDate: '12/24' })`, 'card_expired'],
    'that finds an option wrong': [`PaymentsAPI.chargeCard({ ${CARD}, signal: 7 })`, 'invalid_option'],
    'that gets no session': [`PaymentsAPI.chargeCard({ ${CARD}, session: () => '' })`, 'session_source_failed'],
  };
  for (const [what, [call, code]] of Object.entries(CALLS)) {
    test(`${what}: nothing stays`, async () => {
      await shop.open();
      const { error } = await shop.outcomeOf(call);
      assert.equal(error?.code, code);
      assert.deepEqual(await left(), []);
    });
  }

  test('of a validator: nothing stays', async () => {
    await shop.open();
    const { value } = await shop.outcomeOf(`PaymentsAPI.ready().then((check) => [
      check.validateCardNumber('${SECRET.number}').isValid,
      check.validateCardNumber('3782 822463 10005').isValid,
      check.formatCardNumber('${SECRET.number}'),
      check.detectCardBrand('${SECRET.number}').length,
      check.validateCvv('${SECRET.code}', 4).isValid,
      check.validatePostalCode('${SECRET.code}').isValid,
      check.validateCardholderName('${SECRET.name}').isValid,
      check.validateExpirationDate('12 / 34').isValid,
      check.validateExpirationDate({ month: '12', year: '2034' }).isValid,
    ])`);
    assert.deepEqual(value, [true, true, '3782 822463 10005', 1, true, true, true, true, true]);
    assert.deepEqual(await left(), []);
  });
});

describe('the search', () => {
  const utf16 = text => Buffer.from(text, 'utf16le');
  /** @type {Record<string, [Buffer, string]>} */
  const PLANTED = {
    'a number': [Buffer.from(SECRET.number), 'memory: card number, plain'],
    'a number in groups': [Buffer.from('3782 822463 10005'), 'memory: card number, plain'],
    'a number, two bytes a digit': [utf16(SECRET.number), 'memory: card number, two-byte'],
    'a number in groups, two bytes a digit': [utf16('3782 822463 10005'), 'memory: card number, two-byte'],
    'a number as the values of its digits': [
      Buffer.from([...SECRET.number].map(Number)),
      'memory: card number, digit values',
    ],
    'a code': [Buffer.from(`"cvv":"${SECRET.code}"`), 'memory: security code, plain'],
    'a code alone': [Buffer.from(SECRET.code), 'memory: security code, plain'],
    'a code, two bytes a digit': [utf16(SECRET.code), 'memory: security code, two-byte'],
    'a part of a number': [Buffer.from(SECRET.number.slice(4, 12)), 'memory: card number, plain'],
    'a name': [Buffer.from(SECRET.name), 'memory: cardholder name, plain'],
    'a date as it is sealed': [Buffer.from('"exp_month":12,"exp_year":2034'), 'memory: expiry, plain'],
    'a date as it is typed': [Buffer.from('12 / 34'), 'memory: expiry, plain'],
  };

  const found = memory => findLeaks({ memory }, SECRET, { codeAnywhere: true });

  test('finds what is planted in memory', async () => {
    await shop.open();
    await shop.outcomeOf('PaymentsAPI.ready().then(() => true)');
    assert.deepEqual(found(await memoryOf(shop.driver)), []);
    await plantInMemory(shop.driver, Buffer.from(SECRET.number));
    assert.ok(found(await memoryOf(shop.driver)).includes('memory: card number, plain'));
  });

  test('finds each planted form', async t => {
    const memory = (await memoryOf(shop.driver)).subarray(0, 0x10000);
    for (const [what, [bytes, expected]] of Object.entries(PLANTED)) {
      await t.test(what, () => {
        const planted = found(Buffer.concat([memory, Buffer.alloc(9), bytes, Buffer.alloc(9)]));
        assert.ok(planted.includes(expected), `not found: ${planted}`);
      });
    }
  });
});
