// The guide's first call, exactly as printed: its card is invalid, so it is rejected and nothing is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By } from 'selenium-webdriver';
import { requestsOf } from './support/browser.mjs';
import { runSnippet } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { sentence } from './support/words.mjs';

const PRINTED = `\
const paymentData = { cardNumber: '1234567890123456', expirationDate: '12/24', cvv: '123', amount: 100.00 };
PaymentsAPI.chargeCard(paymentData).then(response => { console.log(response); }).catch(error => { console.error(error); });`;

const shop = withShop({ ready: shop => shop.open('/guide') });

test('the page shows the call as it is printed', async () => {
  const shown = await shop.driver.findElement(By.css('[data-snippet="printed"] .code')).getText();
  assert.equal(shown, PRINTED);
});

test('the call is rejected with card_number_invalid and with an error for each field, and nothing is sent', async () => {
  await shop.driver.executeAsyncScript('PaymentsAPI.ready().then(arguments[0])');
  await requestsOf(shop.driver);
  const { kind, text } = await runSnippet(shop.driver, 'printed');
  assert.equal(kind, 'rejected');
  const error = JSON.parse(text.slice(text.indexOf('{')));
  assert.match(text, /^PaymentError /);
  assert.equal(error.code, 'card_number_invalid');
  assert.equal(error.field, 'cardNumber');
  assert.equal(error.outcome, 'not_charged');
  assert.equal(error.retryable, false);
  assert.deepEqual(
    error.errors.map(({ field, code }) => [field, code]),
    [
      ['cardNumber', 'card_number_invalid'],
      ['expirationDate', 'card_expired'],
    ],
  );
  assert.deepEqual(
    error.errors.map(({ message }) => message),
    [sentence('number.invalid'), sentence('expiry.past')],
  );

  assert.deepEqual(
    (await requestsOf(shop.driver)).map(({ url }) => url),
    [],
  );
  assert.deepEqual(shop.payments(), []);
});
