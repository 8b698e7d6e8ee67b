// payments-widget/react in a real shop: the packed package, built by Vite, in StrictMode, paid through the sandbox.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { join } from 'node:path';
import { By } from 'selenium-webdriver';
import { consoleOf } from './support/browser.mjs';
import { inForm, inModes, rootOf } from './support/modes.mjs';
import { makeReactSite } from './support/react-site.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

let making;
after(async () => (await making)?.remove());

for (const [browser, mode] of inModes('Chromium', 'Firefox')) {
  describe(`${browser}, ${mode}`, () => {
    let site;
    let served;
    /** What the page asks the shop's server for. */
    let amount;
    const shop = withShop({
      browser,
      mode,
      loggedIn: false,
      async ready({ sandbox }) {
        site = await (making ??= makeReactSite());
        const [, apiKey] = sandbox.log().match(/^Publishable key +(\S+)$/m);
        const frame = mode === 'frame' ? { frame: `${sandbox.payments}/widget/frame.html` } : {};
        const settings = { apiKey, endpoint: `${sandbox.payments}/v1`, ...frame };
        served = await site.serve({ settings, session: makeSession });
      },
    });
    after(() => served?.close());

    async function makeSession() {
      const { payments, data } = shop.sandbox;
      const answer = await fetch(`${payments}/v1/payment_sessions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${readFileSync(join(data, 'shop-secret'), 'utf8').trim()}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({
          amount,
          currency: 'USD',
          return_url: `${shop.sandbox.shop}/return`,
          payer: { id: 'minsu' },
          payment_method_types: ['card'],
        }),
      });
      return (await answer.json()).client_secret;
    }

    const run = (expression, ...values) => shop.driver.executeScript(`return ${expression}`, ...values);
    const until = expression => shop.driver.wait(() => run(expression), WAIT_MS, expression);
    const click = async id => (await shop.driver.findElement(By.id(id))).click();

    /** Opens a page; resolves to the shadow root of its form, once it has fields. */
    async function open(path) {
      await shop.driver.get(served.origin + path);
      const place = "document.querySelector('#pay > div')";
      await until(
        mode === 'frame'
          ? `${place}?.querySelector('iframe') != null`
          : `${place}?.shadowRoot?.querySelector('input') != null`,
      );
      const places = await shop.driver.findElements(By.css('#pay > div'));
      assert.equal(places.length, 1, 'one form');
      const withInput = async () => {
        try {
          const root = await rootOf(shop.driver, places[0]);
          return (await root.findElements(By.css('input'))).length > 0 && root;
        } catch {
          return false;
        }
      };
      return shop.driver.wait(withInput, WAIT_MS, 'no form');
    }

    /** Waits for the page to show what was paid; the page was told nothing else, and only once. */
    async function isPaidOnce(cents) {
      await until("document.querySelector('output').textContent !== ''");
      await shop.driver.sleep(300);
      const paid = shop.payments().at(-1);
      assert.deepEqual([paid.status, paid.amount], ['succeeded', cents]);
      assert.deepEqual(await run('told'), [['success', paid.id]]);
      assert.equal(await run("document.querySelector('output').textContent"), paid.id);
    }

    test('a page rendered in the browser pays the amount of its last render, and hears of it once', async () => {
      amount = 2990;
      const root = await open('/');
      assert.equal(await run('effects'), 2, 'StrictMode runs effects twice');
      await (await field(root, 'number')).sendKeys(CARD.number);
      await click('more');
      const label = () =>
        inForm(shop.driver, "return root.querySelector('[type=submit]').textContent", [], '#pay > div');
      await shop.driver.wait(
        async () => /29\.90/.test(await label()),
        WAIT_MS,
        'the form did not take the amount over',
      );
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4242 4242 4242 4242');
      await typeCard(root, { ...CARD, number: '' });
      await (await payButton(root)).click();
      await isPaidOnce(2990);
      await click('leave');
      assert.equal((await shop.driver.findElements(By.css('#pay'))).length, 0);
    });

    test('a page rendered by a server is hydrated, pays, and hears of it once', async () => {
      assert.match(site.rendered, /^<main><div id="pay"><\/div><output><\/output>/);
      amount = 1990;
      const root = await open('/rendered');
      assert.equal(await run('effects'), 2, 'StrictMode runs effects twice');
      await typeCard(root, CARD);
      await (await payButton(root)).click();
      await isPaidOnce(1990);
      if (browser !== 'Chromium') return;
      const wrong = (await consoleOf(shop.driver)).filter(({ level }) => level === 'SEVERE');
      assert.deepEqual(wrong, []);
    });

    test("usePaymentForm pays by the page's own button", async () => {
      amount = 500;
      const root = await open('/own');
      assert.equal(await (await shop.driver.findElement(By.id('own'))).isEnabled(), false);
      await typeCard(root, CARD);
      await until("!document.querySelector('#own').disabled");
      await click('own');
      await isPaidOnce(500);
    });
  });
}
