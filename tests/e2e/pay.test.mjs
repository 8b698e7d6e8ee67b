// The main flow in real browsers: log in, type a card, pay, run the guide's calls. Each payment must be in the database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policyBreaches } from './support/browser.mjs';
import { MODES } from './support/modes.mjs';
import { field, payButton, runSnippet, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const VISA = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

const BY_VISA = { method: 'card', brand: 'visa', last4: '4242', wallet_id: null };
const BY_WALLET = { method: 'wallet', brand: null, last4: null, wallet_id: 'my_wallet' };

/** The stored payment has succeeded, with just this amount, currency and method. */
const isStored = ({ id, ...stored }, expected) => assert.deepEqual(stored, { status: 'succeeded', ...expected });

for (const browser of ['Chromium', 'Firefox']) {
  for (const mode of MODES) {
    describe(`the shop in ${browser}, ${mode}`, () => {
      const shop = withShop({ browser, mode });

      test('a card typed into the form is formatted, charged and stored', async () => {
        await shop.open('/');
        const root = await shop.form();
        await typeCard(root, VISA);
        const typed = [];
        for (const part of ['number', 'expiry', 'cvv'])
          typed.push(await (await field(root, part)).getProperty('value'));
        assert.deepEqual(typed, ['4242 4242 4242 4242', '12 / 34', '123']);

        await (await payButton(root)).click();
        const said = await shop.textOf(root, '.pw-state');
        assert.match(said, says('ok.title'));
        const [stored] = shop.payments().slice(-1);
        assert.match(said, new RegExp(stored.id));
        isStored(stored, { amount: 128000, currency: 'KRW', ...BY_VISA });
      });

      if (browser === 'Chromium') {
        test('the pages do not violate their content security policy', async () => {
          for (const path of ['/', '/guide', '/login', '/return']) {
            await shop.open(path);
            if (path === '/') await shop.form();
            assert.deepEqual(await policyBreaches(shop.driver), [], path);
          }
        });
      }

      // The calls of the other pages need no form.
      if (mode === 'frame') return;

      test("the guide's calls charge a card and a wallet with the snippet's amount", async () => {
        await shop.open('/guide');
        const card = await runSnippet(shop.driver, 'testCard');
        assert.equal(card.kind, 'resolved', card.text);
        const wallet = await runSnippet(shop.driver, 'wallet');
        assert.equal(wallet.kind, 'resolved', wallet.text);

        const [paidByCard, paidByWallet] = shop.payments().slice(-2);
        assert.equal(JSON.parse(card.text).id, paidByCard.id);
        assert.deepEqual(JSON.parse(card.text).card, { brand: 'visa', last4: '4242' });
        assert.equal(JSON.parse(card.text).amount, '100.00');
        isStored(paidByCard, { amount: 10000, currency: 'USD', ...BY_VISA });

        assert.equal(JSON.parse(wallet.text).id, paidByWallet.id);
        isStored(paidByWallet, { amount: 5000, currency: 'USD', ...BY_WALLET });
      });

      test('the payer chooses the amount of a top-up', async () => {
        await shop.open('/guide');
        await shop.driver.executeScript('document.querySelector("#top-up").value = "19.99"');
        const { kind, text } = await runSnippet(shop.driver, 'topUp');
        assert.equal(kind, 'resolved', text);
        assert.equal(shop.payments().at(-1).amount, 1999);
      });
    });
  }
}
