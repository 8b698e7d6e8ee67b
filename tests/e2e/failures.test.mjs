// Refused payments: each has its own code, a sentence in the form for the payer, and a message for the developer.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { MODES } from './support/modes.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says, sentence } from './support/words.mjs';

const GOOD = `cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 100`;
const DECLINED = { number: '4000000000000002', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

/** At least five words, so more than a code. */
const SENTENCE = /^\S+( \S+){4,}$/;

for (const mode of MODES)
  describe(`in the form, ${mode}`, () => {
    const shop = withShop({ mode });

    test('a declined card: the payer reads that nothing was charged; only the CVV is emptied', async () => {
      await shop.open('/');
      const root = await shop.form();
      await typeCard(root, DECLINED);
      await (await payButton(root)).click();
      const said = await shop.textOf(root, '.pw-notice');
      assert.match(said, says('declined.title'));
      assert.match(said, says('declined.body'));
      assert.equal(await (await field(root, 'cvv')).getProperty('value'), '');
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4000 0000 0000 0002');
      assert.equal(shop.payments().at(-1).status, 'declined');
    });

    test('after the decline, an attempt with another card succeeds', async () => {
      const root = await shop.form();
      await (await field(root, 'number')).clear();
      await typeCard(root, { number: '5555555555554444', cvv: '123' });
      await (await payButton(root)).click();
      assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
      assert.deepEqual(
        shop
          .payments()
          .slice(-2)
          .map(({ status, brand }) => [status, brand]),
        [
          ['declined', 'visa'],
          ['succeeded', 'mastercard'],
        ],
      );
    });

    test('an expired date shows its error at once, and nothing is posted', async () => {
      await shop.open('/');
      const before = shop.payments().length;
      const root = await shop.form();
      await typeCard(root, { ...DECLINED, expiry: '1224' });
      assert.equal(await shop.textOf(root, '.pw-field--expiry .pw-msg'), sentence('expiry.past'));
      await (await payButton(root)).click();
      assert.equal(await (await field(root, 'expiry')).getAttribute('aria-invalid'), 'true');
      assert.equal(shop.payments().length, before);
    });
  });

describe('in the calls', () => {
  const shop = withShop();
  before(() => shop.open('/guide'));

  /** The error of a call. Its message must be a sentence, and nothing in it may be a card number. */
  async function failure(expression) {
    const { error, value } = await shop.outcomeOf(expression);
    assert.ok(error, `it resolved: ${JSON.stringify(value)}`);
    assert.equal(error.name, 'PaymentError');
    assert.match(error.message, SENTENCE);
    assert.doesNotMatch(JSON.stringify(error), /\d{12}/);
    return error;
  }

  test('a declined card', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cardNumber: '4000000000009995' })`);
    assert.equal(error.code, 'card_declined');
    assert.equal(error.declineCode, 'insufficient_funds');
    assert.equal(error.outcome, 'not_charged');
    assert.match(error.paymentId, /^pay_/);
  });

  test('a lost card looks like any declined card', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cardNumber: '4000000000009987' })`);
    assert.equal(error.declineCode, 'generic');
  });

  test('a wallet without money', async () => {
    const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'empty_wallet', amount: 50 })`);
    assert.equal(error.code, 'wallet_declined');
    assert.equal(error.outcome, 'not_charged');
  });

  test('an unknown wallet', async () => {
    const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'no_such_wallet', amount: 50 })`);
    assert.equal(error.code, 'wallet_not_found');
    assert.equal(error.field, 'walletId');
  });

  test('an expired date', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, expirationDate: '12/24' })`);
    assert.equal(error.code, 'card_expired');
    assert.equal(error.field, 'expirationDate');
    assert.equal(error.errors[0].message, sentence('expiry.past'));
  });

  test('a card that is not a test card', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cardNumber: '4111111111111111' })`);
    assert.equal(error.code, 'live_card_in_test_mode');
  });

  test('a misspelt option names the nearest known one', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cvc: '123' })`);
    assert.equal(error.code, 'invalid_option');
    assert.match(error.message, /cvv/);
  });

  test('a wrong key', async () => {
    await shop.driver.executeScript(`
      const { dataset } = document.querySelector('script[data-api-key]');
      PaymentsAPI.configure({
        apiKey: 'pk_test_nobody', endpoint: dataset.endpoint, sessionUrl: dataset.sessionUrl, currency: 'USD',
      });`);
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD} })`);
    assert.equal(error.code, 'api_key_invalid');
    assert.equal(error.outcome, 'not_charged');
    assert.equal(error.retryable, false);
  });

  test('a secret key in a browser', async () => {
    const error = await failure(`PaymentsAPI.configure({ apiKey: 'sk_test_1', endpoint: 'http://localhost:1/v1' })`);
    assert.equal(error.code, 'secret_key_exposed');
  });
});
