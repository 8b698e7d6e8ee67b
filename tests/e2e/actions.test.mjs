// What a payer may have to do during a payment: the issuer's challenge in a frame, a wallet's own page, or just wait.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { MODES } from './support/modes.mjs';
import { chooseMethod, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const WAIT_MS = 15_000;
const CARD = { expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

for (const mode of MODES)
  describe(`what the payer does, ${mode}`, () => {
    const shop = withShop({ mode });

    async function payWith(number) {
      await shop.open('/');
      const root = await shop.form();
      await typeCard(root, { number, ...CARD });
      await (await payButton(root)).click();
      return root;
    }

    /** Answers on the issuer's page. */
    async function answer(result) {
      await shop.driver.switchTo().frame(await shop.inDialog('iframe'));
      await (await shop.driver.wait(until.elementLocated(By.css(`button[value="${result}"]`)), WAIT_MS)).click();
      await shop.driver.switchTo().defaultContent();
    }

    describe('a card', () => {
      test('with a challenge is charged after the payer approves', async () => {
        const root = await payWith('4000000000003220');
        await answer('approved');
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
        assert.equal(shop.payments().at(-1).status, 'succeeded');
        assert.deepEqual(await (await shop.pageRoot()).findElements(By.css('dialog')), []);
      });

      test('can be declined after the challenge', async () => {
        const root = await payWith('4000008400001629');
        await answer('approved');
        assert.match(await shop.textOf(root, '.pw-notice'), says('declined.body'));
        assert.equal(shop.payments().at(-1).status, 'declined');
      });

      for (const [how, close] of Object.entries({
        'by its button': async page => (await page.findElement(By.css('.pw-dialog__close'))).click(),
        'by Escape': () => shop.driver.actions().sendKeys(Key.ESCAPE).perform(),
        'by the browser or the page': async page =>
          shop.driver.executeScript('arguments[0].close()', await page.findElement(By.css('dialog'))),
      })) {
        test(`is not charged when the challenge is closed ${how}`, async () => {
          const root = await payWith('4000000000003220');
          await shop.inDialog('iframe');
          await close(await shop.pageRoot());
          await shop.textOf(root, '.pw-notice');
          assert.equal(shop.payments().at(-1).status, 'canceled');
        });
      }

      test('with a hidden step only is charged without any action of the payer', async () => {
        const root = await payWith('4000000000003055');
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
      });

      test('is charged when the network answers late', async () => {
        const root = await payWith('4000000000000119');
        assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
      });
    });

    describe('a wallet in the form', () => {
      async function choose(label) {
        await shop.open('/');
        const root = await shop.form();
        await chooseMethod(shop.driver, root, label);
        return root;
      }

      test('without approval pays at once', async () => {
        const root = await choose('Moa Pay');
        await (await payButton(root)).click();
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
        const { method, wallet_id: wallet, currency } = shop.payments().at(-1);
        assert.deepEqual([method, wallet, currency], ['wallet', 'my_wallet', 'KRW']);
      });

      test('with approval leaves the page, and the return page shows the result', async () => {
        const root = await choose('App Pay');
        await (await payButton(root)).click();
        await (await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
        await shop.driver.wait(until.urlContains(`${shop.sandbox.shop}/return?`), WAIT_MS);
        assert.doesNotMatch(await shop.driver.getCurrentUrl(), /_secret_/);
        const status = await shop.driver.findElement(By.id('status'));
        await shop.driver.wait(until.elementTextMatches(status, /완료|complete|اكتمل/), WAIT_MS);
        const [paid] = shop.payments().slice(-1);
        assert.deepEqual([paid.status, paid.wallet_id], ['succeeded', 'app_wallet']);
        assert.equal(await shop.driver.findElement(By.id('number')).getText(), paid.id);
      });
    });
  });
