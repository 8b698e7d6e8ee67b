// The developer console in real browsers: log in, find a payment, refund it, replace keys; both languages, both themes, all widths.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { policyBreaches, violationsOf } from './support/browser.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const PAGES = ['', '/payments', '/payments?status=declined', '/keys', '/webhooks', '/requests', '/account'];
const WIDTHS = [280, 375, 720, 1100];

const keyOf = (sandbox, file) => readFileSync(join(sandbox.data, file), 'utf8').trim();

/** Calls the API as the merchant's server; resolves to the JSON. */
async function call(sandbox, path, body, headers = {}) {
  const answer = await fetch(`${sandbox.payments}/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keyOf(sandbox, 'shop-secret')}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  assert.ok(answer.ok, JSON.stringify(json));
  return json;
}

/** A payment that was just made over the API. */
async function pay(sandbox, { order, amount = 12_800, currency = 'KRW', wallet = 'my_wallet' }) {
  const session = await call(sandbox, '/payment_sessions', {
    amount,
    currency,
    order_id: order,
    payer: { id: 'jane' },
    payment_method_types: ['wallet'],
  });
  const payment_method = { type: 'wallet', wallet_id: wallet };
  return call(sandbox, '/payments', { amount, currency, payment_method }, { 'payment-session': session.client_secret });
}

for (const browser of ['Chromium', 'Firefox']) {
  describe(`the console in ${browser}`, () => {
    const shop = withShop({ browser, loggedIn: false });
    const find = css => shop.driver.findElement(By.css(css));
    const text = css => find(css).getText();
    const open = (path, lang = 'en') =>
      shop.driver.get(`${shop.sandbox.payments}/console${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
    const rows = async () => (await shop.driver.findElements(By.css('.list tbody tr'))).length;

    /** Presses what leaves the page, and waits for the next one. */
    async function press(css) {
      const before = await find('html');
      await find(css).click();
      const left = async () => {
        try {
          await before.getTagName();
          return false;
        } catch {
          return shop.driver.executeScript("return document.readyState === 'complete'");
        }
      };
      await shop.driver.wait(left, WAIT_MS, `${css} led nowhere`);
    }

    async function logIn() {
      await open('/login');
      await find('#name').sendKeys('shop');
      await find('#password').sendKeys(keyOf(shop.sandbox, 'console-password'));
      await press('form button');
    }

    test('somebody logs in, with the password of the file only', async () => {
      await open('/keys');
      assert.equal(await text('h1'), 'Log in');
      await find('#name').sendKeys('shop');
      await find('#password').sendKeys('wrong');
      await press('form button');
      assert.equal(await text('[role="alert"]'), 'Check the user name and the password.');
      await logIn();
      assert.equal(await text('h1'), 'Developer console');
      assert.equal(await text('.account bdi'), 'shop');
    });

    test('a payment is filtered, found, opened and refunded', async () => {
      const paid = await pay(shop.sandbox, { order: 'A-20417' });
      await pay(shop.sandbox, { order: 'A-20418', wallet: 'empty_wallet' });
      await open('/payments');
      assert.equal(await rows(), 2);
      await press('.chips a[href*="declined"]');
      assert.equal(await rows(), 1);
      assert.match(await text('.list tbody tr'), /Declined/);
      await press('.chips a[href*="=all"]');
      await find('.find input[type="search"]').sendKeys('A-20417', Key.ENTER);
      await shop.driver.wait(async () => (await rows()) === 1, WAIT_MS, 'the search found something else');
      await press('.list .row');
      assert.ok((await shop.driver.getCurrentUrl()).includes(paid.id));
      assert.match(await text('.trace ol'), /Payment created[\s\S]*Approved/);
      assert.match(await text('.trace pre'), /"status": "succeeded"/);
      const amount = await find('#amount');
      assert.equal(await amount.getAttribute('value'), '12800');
      await amount.clear();
      await amount.sendKeys('2,800');
      await press('form[action$="refunds"] button');
      assert.equal(await text('[role="status"]'), 'Refunded.');
      assert.match(await text('.trace ol'), /₩2,800 refunded/);
      await shop.driver.navigate().refresh();
      assert.equal((await shop.driver.findElements(By.css('[role="status"]'))).length, 0, 'it is said once');
      const read = await fetch(`${shop.sandbox.payments}/v1/payments/${paid.id}/refunds`, {
        headers: { authorization: `Bearer ${keyOf(shop.sandbox, 'shop-secret')}` },
      });
      assert.deepEqual(
        (await read.json()).refunds.map(refund => refund.amount),
        [2800],
      );
    });

    test('the keys are replaced, shown once, and used by the shop', async () => {
      await open('/keys');
      const old = keyOf(shop.sandbox, 'shop-secret');
      await find('#old_keys_for option[value="0s"]').click();
      await press('form[action$="replace"] button');
      const [, secret] = await Promise.all(
        (await shop.driver.findElements(By.css('.notice--once code'))).map(code => code.getText()),
      );
      assert.equal(secret, keyOf(shop.sandbox, 'shop-secret'));
      assert.notEqual(secret, old);
      await shop.driver.navigate().refresh();
      assert.equal((await shop.driver.findElements(By.css('.notice--once'))).length, 0);
      assert.ok(!(await shop.driver.getPageSource()).includes(secret));
      const answer = await fetch(`${shop.sandbox.payments}/v1/webhook_endpoints`, {
        headers: { authorization: `Bearer ${old}` },
      });
      assert.equal(answer.status, 401);
      await pay(shop.sandbox, { order: 'A-20419' });
      // The log of requests is written once a second, and the use of keys with it.
      await shop.driver.wait(
        async () => {
          await open('/keys');
          return /Secret key[^]*Last used/.test(await text('.keys'));
        },
        WAIT_MS,
        'no use of the new key is shown',
      );
      const page = await (await fetch(`${shop.sandbox.shop}/guide`)).text();
      assert.ok(page.includes(keyOf(shop.sandbox, 'shop-key')));
    });

    test('an origin and an endpoint are added', async () => {
      await open('/keys');
      await find('#origin').sendKeys('https://shop.example');
      await press('form[action$="origins/add"] button');
      assert.match(await text('.rows'), /https:\/\/shop\.example/);
      await open('/webhooks');
      await find('#url').sendKeys('https://shop.example/webhooks');
      await press('.line button');
      assert.match(await text('.notice--once code'), /^whsec_/);
      await press('.rows a');
      assert.equal(await text('h1'), 'Webhook endpoint');
    });

    test('Korean is chosen in the page and stays', async () => {
      await open('');
      await press('.languages a[lang="ko"]');
      assert.equal(await text('h1'), '개발자 콘솔');
      await press('.nav a[href$="payments"]');
      assert.equal(await text('h1'), '결제 내역');
      assert.match(await text('.list .num a'), /원$/);
      await press('.languages a[lang="en"]');
      assert.equal(await text('h1'), 'Payments');
    });

    test('times are in the time zone of the reader', async () => {
      await open('/payments');
      const [shown, said, exact] = await shop.driver.executeScript(`
        const time = document.querySelector('.list time');
        return [time.textContent, time.title, new Date(time.dateTime).getTime()];`);
      assert.notEqual(shown, said);
      assert.match(said, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
      assert.ok(Math.abs(Date.now() - exact) < 600_000);
    });

    test('axe-core finds nothing on any page, in either language', async () => {
      await open('/payments');
      const payment = new URL(await find('.list .row').getAttribute('href')).pathname.replace('/console', '');
      await open('/webhooks');
      const endpoint = new URL(await find('.rows a').getAttribute('href')).pathname.replace('/console', '');
      for (const lang of ['ko', 'en']) {
        for (const path of [...PAGES, payment, endpoint, '/nowhere']) {
          await open(path, lang);
          assert.deepEqual(await violationsOf(shop.driver), [], `${path} ${lang}`);
        }
      }
    });

    if (browser === 'Chromium') {
      test('nothing overflows at any width, and both themes are readable', async () => {
        const { driver } = shop;
        await open('/payments');
        const payment = new URL(await find('.list .row').getAttribute('href')).pathname.replace('/console', '');
        await open('/webhooks');
        const endpoint = new URL(await find('.rows a').getAttribute('href')).pathname.replace('/console', '');
        for (const theme of ['light', 'dark']) {
          await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', {
            features: [{ name: 'prefers-color-scheme', value: theme }],
          });
          for (const lang of ['ko', 'en']) {
            for (const path of [...PAGES, payment, endpoint]) {
              await open(path, lang);
              assert.deepEqual(await violationsOf(driver), [], `${path} ${lang} ${theme}`);
              for (const width of WIDTHS) {
                await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
                  width,
                  height: 800,
                  deviceScaleFactor: 1,
                  mobile: false,
                });
                const wide = await driver.executeScript(`
                  const { scrollWidth, clientWidth } = document.documentElement;
                  const out = [...document.querySelectorAll('body *')].filter(node => {
                    const { right, width } = node.getBoundingClientRect();
                    return width > 1 && right > clientWidth + 1 && !node.closest('.value, .vh, thead');
                  });
                  return scrollWidth > clientWidth || out.length > 0
                    ? out.map(node => node.tagName + '.' + node.className).join(' ') + ' ' + scrollWidth : '';`);
                assert.equal(wide, '', `${path} ${lang} ${theme} ${width}`);
              }
              await driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
            }
          }
        }
        await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
      });

      test('no page breaks its policy', async () => {
        assert.deepEqual(await policyBreaches(shop.driver), []);
      });
    }

    test('a password is changed, and ends the log-in of another browser', async () => {
      const name = `min-${randomUUID()}`;
      await open('/signup');
      await find('#name').sendKeys(name);
      await find('#password').sendKeys('the-first-one');
      await press('form button');
      const elsewhere = await fetch(`${shop.sandbox.payments}/console/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: shop.sandbox.payments, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ name, password: 'the-first-one' }),
      });
      const cookie = elsewhere.headers.get('set-cookie')?.split(';')[0] ?? '';
      const asked = () => fetch(`${shop.sandbox.payments}/console`, { redirect: 'manual', headers: { cookie } });
      assert.equal((await asked()).status, 200);

      async function change(current) {
        await find('#current').sendKeys(current);
        await find('#new').sendKeys('the-second-one');
        await find('#again').sendKeys('the-second-one');
        await press('form[action$="password"] button');
      }
      await press('.account__name');
      assert.equal(await text('h1'), 'Account');
      for (const lang of ['ko', 'en']) {
        await open('/account', lang);
        assert.deepEqual(await violationsOf(shop.driver), [], lang);
      }
      await change('guessed');
      assert.equal(await text('[role="alert"]'), 'Check the current password.');
      await change('the-first-one');
      assert.equal(await text('[role="status"]'), 'The password is changed. All other log-ins have ended.');
      assert.deepEqual(await violationsOf(shop.driver), []);
      assert.equal((await asked()).status, 303);
      await open('/payments');
      assert.equal(await text('h1'), 'Payments', 'this one is still logged in');
      await press('form[action$="logout"] button');
      await find('#name').sendKeys(name);
      await find('#password').sendKeys('the-second-one');
      await press('form button');
      assert.equal(await text('.account bdi'), name);
    });

    test('who logs out sees nothing more', async () => {
      await open('');
      await press('form[action$="logout"] button');
      assert.equal(await text('h1'), 'Log in');
      await open('/payments');
      assert.equal(await text('h1'), 'Log in');
      assert.deepEqual(await violationsOf(shop.driver), []);
    });
  });
}
