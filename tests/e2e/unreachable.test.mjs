// The backend is gone while the payer is on the page: what never left is "not charged", what may have arrived is "unknown".
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openChromium, outcomeOf } from './support/browser.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
  await open(driver, sandbox, '/');
  await typeCard(await formOf(driver), { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
  await driver.executeScript(`return fetch('/checkout/session?top_up=1', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 10000, currency: 'USD', method: 'card' }),
  }).then((answer) => answer.json()).then((body) => { window.secret = body.client_secret; });`);
  await sandbox.stop();
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

/** The session is given, as a merchant's own server may be well while the backend is not. */
const CALL = `amount: 100, currency: 'USD', session: window.secret`;

async function failure(expression) {
  const { error, value } = await outcomeOf(driver, expression);
  assert.ok(error, `it resolved: ${JSON.stringify(value)}`);
  return error;
}

test('a card, before it was sealed: not charged, and worth another try', async () => {
  const card = `cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123'`;
  const error = await failure(`PaymentsAPI.chargeCard({ ${card}, ${CALL} })`);
  assert.deepEqual([error.code, error.outcome, error.retryable], ['encryption_key_unavailable', 'not_charged', true]);
  assert.ok(error.message.includes(sandbox.payments), 'the message names the URL');
  assert.match(error.message, /CORS/);
});

test('reading a session: not reached', async () => {
  const error = await failure('PaymentsAPI.retrievePayment(window.secret)');
  assert.deepEqual([error.code, error.outcome, error.retryable], ['network_error', 'not_charged', true]);
  assert.ok(error.message.includes(sandbox.payments), 'the message names the URL');
});

test('a wallet, once its payment was posted: nobody knows, and nobody says "failed"', async () => {
  const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'my_wallet', ${CALL} })`);
  assert.deepEqual([error.code, error.outcome, error.retryable], ['outcome_unknown', 'unknown', false]);
});

test('the form tells the payer that nothing was charged', async () => {
  const root = await formOf(driver);
  await (await payButton(root)).click();
  const said = await textOf(driver, root, '.pw-notice');
  assert.match(said, /The payment did not go through/);
  assert.match(said, /You have not been charged/);
});
