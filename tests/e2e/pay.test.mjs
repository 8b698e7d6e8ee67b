// The main flow in real browsers: log in, type a card into the form, pay; run the guide's calls; find it all in SQLite.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openChromium, openFirefox, policyBreaches } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { field, formOf, logIn, open, payButton, runSnippet, textOf, typeCard } from './support/shop.mjs';

const VISA = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const BROWSERS = { Chromium: openChromium, Firefox: openFirefox };

for (const [name, openBrowser] of Object.entries(BROWSERS)) {
  describe(`the shop in ${name}`, () => {
    let sandbox;
    let driver;
    before(async () => {
      [sandbox, driver] = await Promise.all([startSandbox(), openBrowser()]);
      await logIn(driver, sandbox);
    });
    after(async () => {
      await driver?.quit();
      await sandbox?.forget();
    });

    test('a card typed into the form is formatted, charged and stored', async () => {
      await open(driver, sandbox, '/');
      const root = await formOf(driver);
      await typeCard(root, VISA);
      const typed = [];
      for (const part of ['number', 'expiry', 'cvv']) typed.push(await (await field(root, part)).getProperty('value'));
      assert.deepEqual(typed, ['4242 4242 4242 4242', '12 / 34', '123']);

      await (await payButton(root)).click();
      const said = await textOf(driver, root, '.pw-state');
      assert.match(said, /Payment complete/);
      const [stored] = payments(sandbox).slice(-1);
      assert.match(said, new RegExp(stored.id));
      assert.deepEqual({ ...stored, id: undefined }, {
        id: undefined, status: 'succeeded', amount: 128000, currency: 'KRW', method: 'card', brand: 'visa', last4: '4242',
        wallet_id: null,
      });
    });

    test('the guide\'s calls charge a card and a wallet with the snippet\'s amount', async () => {
      await open(driver, sandbox, '/guide');
      const card = await runSnippet(driver, 'testCard');
      assert.equal(card.kind, 'resolved', card.text);
      const wallet = await runSnippet(driver, 'wallet');
      assert.equal(wallet.kind, 'resolved', wallet.text);

      const [paidByCard, paidByWallet] = payments(sandbox).slice(-2);
      assert.equal(JSON.parse(card.text).id, paidByCard.id);
      assert.deepEqual(JSON.parse(card.text).card, { brand: 'visa', last4: '4242' });
      assert.equal(JSON.parse(card.text).amount, '100.00');
      assert.deepEqual({ ...paidByCard, id: undefined }, {
        id: undefined, status: 'succeeded', amount: 10000, currency: 'USD', method: 'card', brand: 'visa', last4: '4242',
        wallet_id: null,
      });

      assert.equal(JSON.parse(wallet.text).id, paidByWallet.id);
      assert.deepEqual({ ...paidByWallet, id: undefined }, {
        id: undefined, status: 'succeeded', amount: 5000, currency: 'USD', method: 'wallet', brand: null, last4: null,
        wallet_id: 'my_wallet',
      });
    });

    test('the payer chooses the amount of a top-up', async () => {
      await open(driver, sandbox, '/guide');
      await driver.executeScript('document.querySelector("#top-up").value = "19.99"');
      const { kind, text } = await runSnippet(driver, 'topUp');
      assert.equal(kind, 'resolved', text);
      assert.equal(payments(sandbox).at(-1).amount, 1999);
    });

    if (name === 'Chromium') {
      test('the pages break no rule of their strict content security policy', async () => {
        for (const path of ['/', '/guide', '/login', '/return']) {
          await open(driver, sandbox, path);
          assert.deepEqual(await policyBreaches(driver), [], path);
        }
      });
    }
  });
}
