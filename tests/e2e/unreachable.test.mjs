// The backend stops while the payer is on the page. Outcome: not_charged before the payment is posted, unknown after it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MODES } from './support/modes.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

for (const mode of MODES)
  describe(`the page, ${mode}`, () => {
    const shop = withShop({ mode, ready: stopSandbox });

    async function stopSandbox(shop) {
      await shop.open('/');
      await shop.driver.executeScript(`return fetch('/checkout/session?top_up=1', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 10000, currency: 'USD', method: 'card' }),
  }).then((answer) => answer.json()).then((body) => { window.secret = body.client_secret; });`);
      // Where the form is in a frame, the page loads what pays with its first call.
      if (mode === 'frame') await shop.outcomeOf('PaymentsAPI.retrievePayment(window.secret)');
      await shop.sandbox.stop();
      // A form asks for the keys when its first field gets the focus: here it is too late.
      await typeCard(await shop.form(), { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
    }

    /** The call has its session already: the merchant's own server may still run. */
    const CALL = `amount: 100, currency: 'USD', session: window.secret`;

    async function failure(expression) {
      const { error, value } = await shop.outcomeOf(expression);
      assert.ok(error, `it resolved: ${JSON.stringify(value)}`);
      return error;
    }

    const noCalls = mode === 'frame' && 'a page with a frame has no call with a card';
    test('a card before it is encrypted: not charged, and retryable', { skip: noCalls }, async () => {
      const card = `cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123'`;
      const error = await failure(`PaymentsAPI.chargeCard({ ${card}, ${CALL} })`);
      assert.deepEqual(
        [error.code, error.outcome, error.retryable],
        ['encryption_key_unavailable', 'not_charged', true],
      );
      assert.ok(error.message.includes(shop.sandbox.payments), 'the message names the URL');
      assert.match(error.message, /CORS/);
    });

    test('reading a session: network_error', async () => {
      const error = await failure('PaymentsAPI.retrievePayment(window.secret)');
      assert.deepEqual([error.code, error.outcome, error.retryable], ['network_error', 'not_charged', true]);
      assert.ok(error.message.includes(shop.sandbox.payments), 'the message names the URL');
    });

    test('a wallet after its payment was posted: outcome unknown', async () => {
      const error = await failure(`PaymentsAPI.chargeWallet({ walletId: 'my_wallet', ${CALL} })`);
      assert.deepEqual([error.code, error.outcome, error.retryable], ['outcome_unknown', 'unknown', false]);
    });

    test('the form tells the payer that nothing was charged', async () => {
      const root = await shop.form();
      await (await payButton(root)).click();
      const said = await shop.textOf(root, '.pw-notice');
      assert.match(said, says('failed.title'));
      assert.match(said, says('failed.body'));
    });
  });
