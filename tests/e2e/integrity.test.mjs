// The ready-made script tag of dist/ (script-tag.html): the page pays with it, and a file with one changed bit is refused, so that
// nothing can be paid. Without the tag's hashes a browser takes most of these files: the change is one that only a hash can see.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { payButton, typeCard } from './support/shop.mjs';
import { readyTag, serveWidget } from './support/widget-host.mjs';
import { withShop } from './support/with-shop.mjs';
import { says, sentence } from './support/words.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const FORM = "document.querySelector('payment-form')";
/** Without one of these no payment is possible. */
const NEEDED = ['payments-widget.engine.js', 'payments-widget.pay.js'];
const WASM = ['payments-widget_bg.wasm', 'payments-widget_pay_bg.wasm'];

for (const browser of ['Chromium', 'Firefox']) {
  describe(`the ready-made script tag in ${browser}`, () => {
    let host;
    const shop = withShop({
      browser,
      loggedIn: false,
      ready: async ({ sandbox }) => void (host = await serveWidget(sandbox)),
    });
    after(() => host?.close());
    before(() => {
      host.html = nonce => page(tag(nonce));
    });

    const run = code => shop.driver.executeScript(`return ${code}`);
    const until = (code, what = code) => shop.driver.wait(() => run(code), WAIT_MS, what);
    const tag = nonce => readyTag(shop.sandbox, host.origin, nonce);
    const page = (head, locale = 'en') => `<!doctype html><html lang="en"><title>A shop</title>
      <link rel="icon" href="data:,">${head}<body><payment-form amount="29.90" currency="USD" locale="${locale}"></payment-form></html>`;

    /** Opens the page with one changed file. Each time from a new address: a browser may remember what it has refused. */
    let visits = 0;
    async function open(changed, html = nonce => page(tag(nonce))) {
      Object.assign(host, { changed, html, asked: new Set() });
      visits += 1;
      await shop.driver.get(`${host.origin}/?${visits}`);
    }

    async function pay() {
      const root = await shop.form();
      await until(`${FORM}.shadowRoot.querySelector('.pw-hintbtn') != null`);
      await typeCard(root, CARD);
      await (await payButton(root)).click();
      return root;
    }

    const charge = `PaymentsAPI.chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 29.9, currency: 'USD' })`;

    test('pays, and every file that it loads has a hash', async () => {
      await open('');
      assert.match(await shop.textOf(await pay(), '.pw-state[data-kind="success"]'), says('ok.title'));
      assert.equal(shop.payments().length, 1);
      const { integrity } = JSON.parse(await run("document.querySelector('script[type=importmap]').textContent"));
      const scripts = [...host.asked].filter(name => name.endsWith('.js') && name !== 'payments-widget.global.js');
      assert.ok(scripts.includes('payments-widget.engine.js'));
      for (const name of scripts) assert.ok(integrity[`${host.origin}/widget/${name}`], name);
    });

    test('a changed script is refused: there is no PaymentsAPI and no form', async () => {
      await open('payments-widget.global.js');
      assert.ok(host.asked.has('payments-widget.global.js'));
      assert.deepEqual(await run(`[typeof PaymentsAPI, customElements.get('payment-form') === undefined]`), [
        'undefined',
        true,
      ]);
      assert.deepEqual([...host.asked], ['payments-widget.global.js'], 'nothing else is loaded');
      assert.equal(shop.payments().length, 1);
    });

    for (const file of [...NEEDED, ...WASM]) {
      test(`a changed ${file} is refused, and nothing can be paid`, async () => {
        await open(file);
        const { error } = await shop.outcomeOf(charge);
        assert.deepEqual([error?.code, error?.outcome], ['load_failed', 'not_charged'], JSON.stringify(error));
        if (WASM.includes(file)) assert.match(error.message, /SHA-256/);
        assert.ok(host.asked.has(file), [...host.asked].join());
        assert.equal(shop.payments().length, 1);
      });
    }

    test('a changed language is refused: the form is in English, and pays', async () => {
      await open('locales/ko.js', nonce => page(tag(nonce), 'ko'));
      const root = await shop.form();
      await until(`${FORM}.shadowRoot.querySelector('.pw-hintbtn') != null`);
      assert.ok(host.asked.has('locales/ko.js'));
      assert.equal(await shop.textOf(root, '.pw-field--number label'), sentence('number.label', {}, 'en'));
      await pay();
      assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
    });

    test('without the import map the browser takes the same changed parts', async () => {
      for (const file of NEEDED) {
        await open(file, nonce => page(tag(nonce).replace(/<script type="importmap"[^]*?<\/script>/, '')));
        const { value, error } = await shop.outcomeOf(charge);
        assert.equal(value?.status, 'succeeded', `${file}: ${JSON.stringify(error)}`);
      }
    });
  });
}
