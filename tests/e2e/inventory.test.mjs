// script-inventory.json, which PCI DSS 6.4.3 asks for, is what browsers load: in a payment exactly the files that it calls "always", and
// with each further circumstance exactly those of it as well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { DIST } from '../../scripts/lib/project.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { readyTag, serveWidget } from './support/widget-host.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const INVENTORY = JSON.parse(readFileSync(join(DIST, 'script-inventory.json'), 'utf8'));

const TEST_KEY = 'a test key';
const LANGUAGE = 'the form is shown in this language';
const NOT_THERE = 'the server has no WebAssembly at its address, or another file of another media type';
const ACTION = 'the payment asks the payer for an action';

/** What the inventory says is loaded in a way, in these circumstances. */
const expected = (way, ...when) =>
  INVENTORY.files
    .filter(({ loaded }) => ['always', ...when].includes(loaded[way]?.when))
    .map(({ file }) => file)
    .filter(file => !file.startsWith('locales/') || file === 'locales/ko.js')
    .sort();

/** The scripts and the WebAssembly that a server was asked for. */
const scripts = host => [...host.asked].filter(file => /\.(js|wasm)$/.test(file)).sort();

const ELEMENT = '<payment-form amount="29.90" currency="USD" locale="en"></payment-form>';
const page = (head, body = ELEMENT) =>
  `<!doctype html><html lang="en"><title>A shop</title>${head}<body>${body}</body></html>`;

/** What a payer does on the page of a server of this test. */
function actions(shop, hostOf) {
  const open = async (html, { withoutWasm = false } = {}) => {
    const host = hostOf();
    Object.assign(host, { html, withoutWasm, asked: new Set() });
    await shop.driver.get(host.origin);
    return shop.form();
  };
  const isLive = () =>
    shop.driver.wait(async () => shop.inForm("return root.querySelector('.pw-hintbtn') != null"), WAIT_MS, 'not live');
  const pay = async (root, card = CARD) => {
    await isLive();
    await typeCard(root, card);
    await (await payButton(root)).click();
  };
  const isPaid = async root =>
    assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
  /** A file may still come for a moment. */
  const untilAsked = async (host, files) => {
    await shop.driver.wait(() => files.every(file => host.asked.has(file)), WAIT_MS).catch(() => {});
    assert.deepEqual(scripts(host), files);
  };
  return { open, isLive, pay, isPaid, untilAsked };
}

for (const browser of ['Chromium', 'Firefox']) {
  describe(`in ${browser}, a page with the script tag`, () => {
    let host;
    const shop = withShop({
      browser,
      loggedIn: false,
      ready: async ({ sandbox }) => void (host = await serveWidget(sandbox)),
    });
    after(() => host?.close());
    const { open, isLive, pay, isPaid, untilAsked } = actions(shop, () => host);
    const tag = nonce => readyTag(shop.sandbox, host.origin, nonce);

    test('loads in a payment what the inventory says, and nothing else', async () => {
      const root = await open(nonce => page(tag(nonce)));
      await pay(root);
      await isPaid(root);
      await untilAsked(host, expected('script-tag', TEST_KEY));
    });

    for (const [when, html] of /** @type {[string, (nonce: string) => string][]} */ ([
      [LANGUAGE, nonce => page(tag(nonce), ELEMENT.replace('locale="en"', 'locale="ko"'))],
      [
        'a style, labels or a layout other than the default',
        nonce =>
          page(
            tag(nonce),
            `${ELEMENT}<script nonce="${nonce}">document.querySelector('payment-form').appearance = { style: 'filled' };</script>`,
          ),
      ],
      [
        'PaymentsAPI.ready() is called',
        nonce => page(tag(nonce), `${ELEMENT}<script nonce="${nonce}">PaymentsAPI.ready();</script>`),
      ],
    ])) {
      test(`loads one file more: ${when}`, async () => {
        await open(html);
        await isLive();
        const files = expected('script-tag', TEST_KEY, when);
        assert.equal(files.length, expected('script-tag', TEST_KEY).length + 1);
        await untilAsked(host, files);
      });
    }

    test("loads the list of a payer's cards once there is one", async () => {
      const set = "document.querySelector('payment-form').savedCards = true;";
      const html = nonce => page(tag(nonce), `${ELEMENT}<script nonce="${nonce}">${set}</script>`);
      const root = await open(html);
      await isLive();
      const box = async () => (await root.findElements(By.css('input[type="checkbox"]')))[0] ?? false;
      await (await shop.driver.wait(box, WAIT_MS, 'there is no box to keep the card')).click();
      await pay(root);
      await isPaid(root);
      await untilAsked(host, expected('script-tag', TEST_KEY));
      await open(html);
      await untilAsked(host, expected('script-tag', TEST_KEY, 'a form with savedCards, of a payer who has some'));
    });

    test('loads the copies of the WebAssembly where that is not there', async () => {
      await open(nonce => page(tag(nonce)), { withoutWasm: true });
      await isLive();
      await untilAsked(host, expected('script-tag', TEST_KEY, NOT_THERE));
    });

    test("loads the bank's dialog for 3-D Secure", async () => {
      const root = await open(nonce => page(tag(nonce)));
      await pay(root, { ...CARD, number: '4000000000003220' });
      await untilAsked(host, expected('script-tag', TEST_KEY, ACTION));
    });
  });

  describe(`in ${browser}, a page whose form is in a frame`, () => {
    let host;
    let frame;
    const shop = withShop({
      browser,
      mode: 'frame',
      loggedIn: false,
      async ready({ sandbox }) {
        [host, frame] = [await serveWidget(sandbox), await serveWidget(sandbox)];
        const [, apiKey] = sandbox.log().match(/^Publishable key +(\S+)$/m);
        const config = { apiKey, endpoint: `${sandbox.payments}/v1`, parents: [host.origin] };
        frame.files['/widget/frame.json'] = JSON.stringify(config);
      },
    });
    after(async () => {
      await host?.close();
      await frame?.close();
    });
    const { open, pay, isPaid, untilAsked } = actions(shop, () => host);
    const tag = nonce =>
      readyTag(shop.sandbox, host.origin, nonce).replace(
        'data-api-key',
        `data-frame="${frame.origin}/widget/frame.html" $&`,
      );

    test('loads what the inventory says, and the frame does', async () => {
      frame.asked = new Set();
      const root = await open(nonce => page(tag(nonce)));
      await pay(root);
      await isPaid(root);
      await untilAsked(host, expected('frame-page'));
      await untilAsked(frame, expected('frame', TEST_KEY));
    });

    test("loads the bank's dialog for 3-D Secure into the page", async () => {
      frame.asked = new Set();
      const root = await open(nonce => page(tag(nonce)));
      await pay(root, { ...CARD, number: '4000000000003220' });
      await untilAsked(host, expected('frame-page', ACTION));
      await untilAsked(frame, expected('frame', TEST_KEY));
    });
  });

  describe(`in ${browser}, a page that imports the modules of the npm package`, () => {
    let host;
    const shop = withShop({
      browser,
      loggedIn: false,
      ready: async ({ sandbox }) => void (host = await serveWidget(sandbox)),
    });
    after(() => host?.close());
    const { open, pay, isPaid, untilAsked } = actions(shop, () => host);

    test('loads in a payment what the inventory says, and nothing else', async () => {
      const [, key] = shop.sandbox.log().match(/^Publishable key +(\S+)$/m);
      const imports = { 'payments-widget': '/widget/index.js', 'payments-widget/element': '/widget/element.js' };
      const root = await open(nonce =>
        page(`<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports })}</script>
          <script type="module" nonce="${nonce}">
            import { PaymentsAPI } from 'payments-widget';
            import 'payments-widget/element';
            PaymentsAPI.configure({ apiKey: '${key}', endpoint: '${shop.sandbox.payments}/v1', sessionUrl: '/session' });
          </script>`),
      );
      await pay(root);
      await isPaid(root);
      await untilAsked(host, expected('npm', TEST_KEY, "the page imports 'payments-widget/element'"));
    });
  });
}
