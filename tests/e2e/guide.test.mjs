// The guide's first call as it is printed: it is rejected for what is wrong with it, and nothing leaves the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { openChromium, requestsOf } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { logIn, open, runSnippet } from './support/shop.mjs';

const PRINTED = `\
const paymentData = { cardNumber: '1234567890123456', expirationDate: '12/24', cvv: '123', amount: 100.00 };
PaymentsAPI.chargeCard(paymentData).then(response => { console.log(response); }).catch(error => { console.error(error); });`;

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
  await open(driver, sandbox, '/guide');
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

test('the page shows the call as it is printed', async () => {
  const shown = await driver.findElement(By.css('[data-snippet="printed"] .code')).getText();
  assert.equal(shown, PRINTED);
});

test('it is rejected with card_number_invalid, its errors name the expired date too, and nothing is sent', async () => {
  await driver.executeAsyncScript('PaymentsAPI.ready().then(arguments[0])');
  await requestsOf(driver);
  const { kind, text } = await runSnippet(driver, 'printed');
  assert.equal(kind, 'rejected');
  const error = JSON.parse(text.slice(text.indexOf('{')));
  assert.match(text, /^PaymentError /);
  assert.equal(error.code, 'card_number_invalid');
  assert.equal(error.field, 'cardNumber');
  assert.equal(error.outcome, 'not_charged');
  assert.equal(error.retryable, false);
  assert.deepEqual(error.errors.map(({ field, code }) => [field, code]), [
    ['cardNumber', 'card_number_invalid'], ['expirationDate', 'card_expired'],
  ]);
  assert.deepEqual(error.errors.map(({ message }) => message), ['Check the card number.', 'This card has expired.']);

  assert.deepEqual((await requestsOf(driver)).map(({ url }) => url), []);
  assert.deepEqual(payments(sandbox), []);
});
