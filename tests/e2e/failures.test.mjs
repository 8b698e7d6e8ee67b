// What is refused, each with its own code and a sentence: in the form for the payer, in the error for the developer.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openChromium, outcomeOf } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { field, formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

const GOOD = `cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 100`;
const DECLINED = { number: '4000000000000002', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

/** More than a code: words that say something. */
const SENTENCE = /^\S+( \S+){4,}$/;

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

describe('in the form', () => {
  test('a declined card: nothing charged is said, the code is emptied, the rest kept', async () => {
    await open(driver, sandbox, '/');
    const root = await formOf(driver);
    await typeCard(root, DECLINED);
    await (await payButton(root)).click();
    const said = await textOf(driver, root, '.pw-notice');
    assert.match(said, /Your card company did not approve this payment/);
    assert.match(said, /You have not been charged/);
    assert.equal(await (await field(root, 'cvv')).getProperty('value'), '');
    assert.equal(await (await field(root, 'number')).getProperty('value'), '4000 0000 0000 0002');
    assert.equal(payments(sandbox).at(-1).status, 'declined');
  });

  test('and the next attempt, with another card, succeeds', async () => {
    const root = await formOf(driver);
    await (await field(root, 'number')).clear();
    await typeCard(root, { number: '5555555555554444', cvv: '123' });
    await (await payButton(root)).click();
    assert.match(await textOf(driver, root, '.pw-state'), /Payment complete/);
    assert.deepEqual(payments(sandbox).slice(-2).map(({ status, brand }) => [status, brand]),
      [['declined', 'visa'], ['succeeded', 'mastercard']]);
  });

  test('an expired date is said at once, and nothing is posted', async () => {
    await open(driver, sandbox, '/');
    const before = payments(sandbox).length;
    const root = await formOf(driver);
    await typeCard(root, { ...DECLINED, expiry: '1224' });
    assert.equal(await textOf(driver, root, '.pw-field--expiry .pw-msg'), 'This card has expired.');
    await (await payButton(root)).click();
    assert.equal(await (await field(root, 'expiry')).getAttribute('aria-invalid'), 'true');
    assert.equal(payments(sandbox).length, before);
  });
});

describe('in the calls', () => {
  before(() => open(driver, sandbox, '/guide'));

  /** Every failure has a message a developer understands, and no digit of the card in it. */
  async function failure(expression) {
    const { error, value } = await outcomeOf(driver, expression);
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

  test('a lost card is told from a declined one by the merchant\'s server only', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cardNumber: '4000000000009987' })`);
    assert.equal(error.declineCode, 'generic');
  });

  test('a wallet without money', async () => {
    const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'empty_wallet', amount: 50 })`);
    assert.equal(error.code, 'wallet_declined');
    assert.equal(error.outcome, 'not_charged');
  });

  test('another payer\'s wallet and none at all give the same answer', async () => {
    const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'no_such_wallet', amount: 50 })`);
    assert.equal(error.code, 'wallet_not_found');
    assert.equal(error.field, 'walletId');
  });

  test('an expired date', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, expirationDate: '12/24' })`);
    assert.equal(error.code, 'card_expired');
    assert.equal(error.field, 'expirationDate');
    assert.equal(error.errors[0].message, 'This card has expired.');
  });

  test('a card that is no test card', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cardNumber: '4111111111111111' })`);
    assert.equal(error.code, 'live_card_in_test_mode');
  });

  test('a misspelt option names the nearest known one', async () => {
    const error = await failure(`PaymentsAPI.chargeCard({ ${GOOD}, cvc: '123' })`);
    assert.equal(error.code, 'invalid_option');
    assert.match(error.message, /cvv/);
  });

  test('a wrong key', async () => {
    await driver.executeScript(`
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
