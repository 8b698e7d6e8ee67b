// Saved cards in the demo shop: keeping one, paying with it, deleting it and taking that back; and a wallet with a token of its own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { query } from './support/database.mjs';
import { field, logIn, payButton, textOf, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const VISA = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const MASTERCARD = { ...VISA, number: '5555555555554444' };

for (const [browser, mode] of /** @type {const} */ ([
  ['Chromium', 'inline'],
  ['Chromium', 'frame'],
  ['Firefox', 'inline'],
])) {
  describe(`saved cards, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });
    const run = (script, ...given) => shop.inForm(script, ...given);
    const runInPage = script => shop.driver.executeScript(script);
    const kept = () =>
      query(
        shop.sandbox,
        'SELECT payer_id, last4, restorable_until FROM saved_cards WHERE payment_id IS NULL ORDER BY last4',
      );
    const lastPayment = () =>
      query(
        shop.sandbox,
        'SELECT status, method, last4, saved_card_id, wallet_id FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1',
      )[0];
    /** The rows that are shown: `[text, chosen]`. */
    const rows = () =>
      run(
        `return [...root.querySelectorAll('.pw-saved__row')].map(row => [row.querySelector('.pw-saved__pick').innerText.replace(/\\s+/g, ' ').trim(), row.querySelector('input').checked])`,
      );
    async function open(look) {
      await shop.open('/', look);
      return shop.form();
    }
    async function withList(look) {
      const root = await open(look);
      await shop.driver.wait(async () => (await rows()).length > 0, WAIT_MS, 'no saved cards are shown');
      return root;
    }
    /** The wallet whose script gives a token. The wallets come with the live form. */
    const deviceWallet = root =>
      shop.driver.wait(async () => (await root.findElements(By.css('.pw-method')))[3] ?? false, WAIT_MS, 'no wallets');
    async function pay(root) {
      await (await payButton(root)).click();
      await textOf(shop.driver, root, '.pw-state__title');
    }
    async function keep(card) {
      const root = await open();
      await shop.driver.sleep(300);
      const other = await root.findElements(By.css('.pw-saved__row:last-child label'));
      if (other.length) await other[0].click();
      await typeCard(root, card);
      await (await root.findElement(By.css('.pw-check'))).click();
      await pay(root);
    }

    test('a card is kept only where the payer checks the box', async () => {
      const root = await open();
      assert.equal(await (await root.findElement(By.css('.pw-check input'))).isSelected(), false);
      await typeCard(root, VISA);
      await pay(root);
      assert.deepEqual(kept(), []);
      await keep(VISA);
      assert.deepEqual(kept(), [{ payer_id: 'minsu', last4: '4242', restorable_until: null }]);
    });

    test('it is paid with its security code alone', async () => {
      await keep(MASTERCARD);
      const root = await withList();
      assert.deepEqual(await rows(), [
        ['•••• 4444 Expires 12/34', true],
        ['•••• 4242 Expires 12/34', false],
        ['Use another card', false],
      ]);
      const shown = await run(
        `return [...root.querySelectorAll('.pw-field')].filter(field => field.checkVisibility()).map(({ classList }) => classList[1])`,
      );
      assert.deepEqual(shown, ['pw-field--cvv', 'pw-field--instalments']);
      assert.deepEqual(await shop.violations(), []);
      await (await payButton(root)).click();
      assert.equal(await textOf(shop.driver, root, '.pw-field--cvv .pw-msg'), 'Enter the security code.');
      await (await field(root, 'cvv')).sendKeys('123', Key.ENTER);
      await textOf(shop.driver, root, '.pw-state__title');
      const payment = lastPayment();
      assert.deepEqual([payment.status, payment.last4, payment.method], ['succeeded', '4444', 'card']);
      assert.match(payment.saved_card_id, /^card_/);
    });

    test('another one is chosen by the keyboard, and what was typed for a new card is kept', async () => {
      const root = await withList();
      const radios = await root.findElements(By.css('.pw-saved input[type="radio"]'));
      await run('arguments[0].focus()', radios[0]);
      await radios[0].sendKeys(Key.ARROW_UP);
      assert.equal((await rows()).at(-1)[1], true, 'before the first comes the last: another card');
      await typeCard(root, { number: '4000', name: 'LEE' });
      await run('arguments[0].focus()', radios[2]);
      await radios[2].sendKeys(Key.ARROW_UP);
      assert.equal(await (await field(root, 'number')).isDisplayed(), false);
      await (await field(root, 'cvv')).sendKeys('12');
      await run('arguments[0].focus()', radios[1]);
      await radios[1].sendKeys(Key.ARROW_DOWN);
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4000');
      assert.equal(await (await field(root, 'cvv')).getProperty('value'), '', 'the code was of another card');
    });

    test('it is deleted, and had back by undo', async () => {
      const root = await withList();
      const remove = await root.findElement(By.css('[data-saved="delete"]'));
      assert.match(await remove.getAttribute('aria-label'), /^Delete Mastercard 4444$/);
      await remove.click();
      const undo = () => root.findElements(By.css('[data-saved="restore"]'));
      await shop.driver.wait(async () => (await undo()).length === 1, WAIT_MS);
      assert.deepEqual((await rows())[1], ['•••• 4242 Expires 12/34', true], 'the next one is chosen');
      assert.deepEqual(await shop.violations(), []);
      assert.equal(kept().find(({ last4 }) => last4 === '4444').restorable_until > 0, true);
      const focused = await run('return root.activeElement.dataset.saved');
      assert.equal(focused, 'restore', 'the focus is on what takes it back');
      const lines = await run(`
        const { style } = root.host;
        const button = root.querySelector('[data-saved="restore"]');
        const words = button.textContent;
        style.inlineSize = '14em';
        button.textContent = 'Widerrufen';
        const range = new Range();
        range.selectNodeContents(button);
        const count = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        button.textContent = words;
        style.inlineSize = '';
        return count;`);
      assert.equal(lines, 1, 'a word is not broken where there is little room');
      await (await undo())[0].click();
      await shop.driver.wait(async () => (await undo()).length === 0, WAIT_MS);
      assert.equal(kept().find(({ last4 }) => last4 === '4444').restorable_until, null);
    });

    test('one that was deleted in another tab is not paid with, and leaves the list', async () => {
      const root = await withList();
      const id = await run("return root.querySelector('[data-card]').dataset.card");
      await shop.driver.executeAsyncScript(
        `const [id, done] = arguments;
        const { apiKey, endpoint, sessionUrl } = document.querySelector('script[data-api-key]').dataset;
        const json = { 'content-type': 'application/json' };
        const body = JSON.stringify({ amount: 128000, currency: 'KRW', method: 'card' });
        fetch(sessionUrl, { method: 'POST', headers: json, body }).then(answer => answer.json()).then(({ client_secret }) => {
          const headers = { authorization: 'Bearer ' + apiKey, 'payment-session': client_secret };
          return fetch(endpoint + '/saved_cards/' + id, { method: 'DELETE', headers });
        }).then(answer => done(answer.status), done);`,
        id,
      );
      await (await field(root, 'cvv')).sendKeys('123', Key.ENTER);
      assert.match(await textOf(shop.driver, root, '.pw-notice'), /You have not been charged\./);
      assert.deepEqual(
        (await rows()).map(([text]) => text),
        ['•••• 4242 Expires 12/34', 'Use another card'],
      );
      await keep(MASTERCARD);
    });

    test('one that is deleted is not there the next time, and another payer never sees it', async () => {
      const root = await withList();
      await (await root.findElement(By.css('[data-saved="delete"]'))).click();
      await shop.driver.wait(until.elementLocated(By.css('payment-form')), WAIT_MS);
      await shop.driver.wait(
        async () => (await root.findElements(By.css('[data-saved="restore"]'))).length === 1,
        WAIT_MS,
      );
      await withList({ lang: 'ko', theme: 'dark' });
      assert.deepEqual(await rows(), [
        ['•••• 4242 12/34까지', true],
        ['다른 카드로 결제', false],
      ]);
      assert.deepEqual(await shop.violations(), []);
      await logIn(shop.driver, shop.sandbox, 'jane');
      const hers = await open();
      await shop.driver.sleep(1000);
      assert.deepEqual(await rows(), []);
      assert.equal(await (await field(hers, 'number')).isDisplayed(), true);
    });

    test('a wallet whose script gives a token is paid in one press', async () => {
      const root = await open();
      await (await deviceWallet(root)).click();
      await pay(root);
      const { status, wallet_id } = lastPayment();
      assert.deepEqual([status, wallet_id], ['succeeded', 'device_wallet']);
    });

    test('a wallet that the payer closes says that nothing was charged', async () => {
      const root = await open();
      await runInPage(`window.authorizeOnDevice = async () => { throw new DOMException('closed', 'AbortError'); }`);
      await (await deviceWallet(root)).click();
      await runInPage(`window.ended = []; document.querySelector('payment-form').addEventListener('payment-error', ({ detail }) =>
        ended.push([detail.code, detail.outcome, detail.cause?.name]))`);
      await (await payButton(root)).click();
      assert.match(await textOf(shop.driver, root, '.pw-notice'), /You have not been charged\./);
      assert.deepEqual(await runInPage('return ended'), [['canceled', 'not_charged', 'AbortError']]);
    });

    test('a wallet whose script gives something that is no token ends the attempt', async () => {
      const root = await open();
      await runInPage(`window.authorizeOnDevice = async () => 7`);
      await (await deviceWallet(root)).click();
      await runInPage(`window.ended = []; document.querySelector('payment-form').addEventListener('payment-error', ({ detail }) =>
        ended.push([detail.code, detail.outcome]))`);
      await (await payButton(root)).click();
      await textOf(shop.driver, root, '.pw-notice');
      assert.deepEqual(await runInPage('return ended'), [['invalid_option', 'not_charged']]);
    });
  });
}
