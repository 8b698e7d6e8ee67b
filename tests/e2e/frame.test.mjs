// What only a form in a frame has: its place in the page, its document, and another form beside it. What it has in common with a form
// in the page is tested with that one, in both modes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { servePage } from './support/page.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

/** Notes what moves, and from what to what. */
const SHIFTS = `<script>
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries())
      shifts.push([value, ...sources.map(({ node, previousRect: was, currentRect: is }) => [node?.nodeName, was.y, is.y].join(' '))]);
  }).observe({ type: 'layout-shift', buffered: true });
</script>`;

describe('a form in a frame', () => {
  const shop = withShop({ loggedIn: true });
  /** @type {Awaited<ReturnType<typeof servePage>>} */
  let page;
  let html = '';
  before(async () => {
    page = await servePage(shop.sandbox, () => html, { policy: false });
  });
  after(() => page?.close());

  const run = (script, ...given) => shop.driver.executeScript(script, ...given);
  const until = (script, what = script) => shop.driver.wait(() => run(script), WAIT_MS, what);
  const frameUrl = () => `${shop.sandbox.payments}/widget/frame.html`;
  const config = more =>
    `{ apiKey: 'pk_test_any', endpoint: '${shop.sandbox.payments}/v1', currency: 'USD', session: () => new Promise(() => {}), ${more} }`;
  const widget = () => `<script src="${shop.sandbox.payments}/widget/payments-widget.global.js"></script>`;

  async function open(body, head = '') {
    html = `<!doctype html><html lang="en">${head}<meta name="viewport" content="width=device-width"><title>A shop</title>
      <link rel="icon" href="data:,"><style>body { margin: 0 }</style>${SHIFTS}${widget()}<body>${body}</body></html>`;
    await shop.driver.get(page.origin);
  }

  /** Runs a script in the frame of the form in `host`. */
  async function inFrame(host, script) {
    const { driver } = shop;
    await driver.switchTo().frame(await run(`return document.querySelector('${host}').querySelector('iframe')`));
    try {
      return await run(script);
    } finally {
      await driver.switchTo().defaultContent();
    }
  }

  const isLive = host =>
    shop.driver.wait(
      () =>
        inFrame(host, `return document.querySelector('body > div')?.shadowRoot.querySelector('.pw-hintbtn') != null`),
      WAIT_MS,
      'the form in the frame is not live',
    );

  for (const lang of ['ko', 'en', 'ar']) {
    for (const width of [280, 720]) {
      test(`moves nothing of the page from its first frame until it is live (${lang}, ${width} px)`, async () => {
        await shop.driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
          width,
          height: 1200,
          deviceScaleFactor: 1,
          mobile: false,
        });
        // The element is in the page before the text that comes after it, as in a page that a server sends.
        await open(`<payment-form amount="19.90" currency="USD" locale="${lang}"></payment-form><p id="after">after</p>
          <script>PaymentsAPI.configure(${config(`frame: '${frameUrl()}'`)});</script>`);
        await isLive('payment-form');
        await shop.driver.sleep(300);
        const height = await run(`return document.querySelector('payment-form').getBoundingClientRect().height`);
        assert.ok(height > 250, `${height}`);
        assert.deepEqual(await run('return shifts'), []);
      });
    }
  }

  test('moves nothing in the demo shop', async () => {
    await shop.driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
    await shop.driver.get(`${shop.sandbox.shop}/?mode=frame&lang=en`);
    await isLive('payment-form');
    await shop.driver.sleep(300);
    const shifts = await shop.driver.executeAsyncScript(`
      const done = arguments[0];
      new PerformanceObserver(list => done(list.getEntries().map(({ value, startTime }) => [value, startTime]))).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => done([]), 500);`);
    assert.deepEqual(shifts, []);
  });

  test('keeps nothing in the browser, and asks its own origin and the endpoint only', async () => {
    await shop.driver.get(`${shop.sandbox.shop}/?mode=frame&lang=en`);
    await isLive('payment-form');
    const { driver } = shop;
    await driver.switchTo().frame(await run(`return document.querySelector('payment-form').querySelector('iframe')`));
    const root = await (await driver.findElement(By.css('body > div'))).getShadowRoot();
    await typeCard(root, CARD);
    await (await payButton(root)).click();
    await driver.wait(async () => (await root.findElements(By.css('.pw-state'))).length > 0, WAIT_MS);
    const [kept, asked] = await driver.executeAsyncScript(`
      const done = arguments[0];
      indexedDB.databases().then(async databases => done([
        [localStorage.length, sessionStorage.length, document.cookie, databases.length, (await caches.keys()).length],
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin),
      ]));`);
    await driver.switchTo().defaultContent();
    assert.deepEqual(kept, [0, 0, '', 0, 0]);
    assert.deepEqual([...new Set(asked)], [shop.sandbox.payments]);
  });

  test('as a page of its own the frame shows nothing', async () => {
    await shop.driver.get(frameUrl());
    await shop.driver.sleep(500);
    assert.deepEqual(await run('return [document.body.children.length, document.body.innerText]'), [0, '']);
  });

  test('works beside a form of the page, and the events say which is which', async () => {
    await open(`<div id="framed"></div><div id="own"></div><script>
      window.said = [];
      for (const [id, more] of [['framed', { frame: '${frameUrl()}' }], ['own', {}]]) {
        const form = createPaymentsFor(more).createForm({ amount: '19.90' });
        form.on('ready', detail => said.push([id, detail]));
        form.on('focus', ({ field }) => said.push([id, field]));
        form.mount('#' + id);
        window[id + 'Form'] = form;
      }
      function createPaymentsFor(more) {
        // The script tag has one instance, which each form keeps as it was configured for it.
        PaymentsAPI.configure({ ...${config('')}, ...more });
        return PaymentsAPI;
      }
    </script>`);
    await until('return said.length === 2');
    const ready = Object.fromEntries(await run('return said.splice(0)'));
    assert.deepEqual(ready, { framed: { frame: shop.sandbox.payments }, own: {} });
    await isLive('#framed > div');
    await run('framedForm.focus("cvv")');
    await until('return said.length > 0');
    await run('ownForm.focus("cvv")');
    await until('return said.length > 1');
    assert.deepEqual(await run('return said'), [
      ['framed', 'cvv'],
      ['own', 'cvv'],
    ]);
  });

  test('without a button a line of text says the amount, also when it changes', async () => {
    await open(`<div id="here"></div><script>
      PaymentsAPI.configure(${config(`frame: '${frameUrl()}'`)});
      const form = PaymentsAPI.createForm({ amount: '19.90', submitButton: false });
      form.mount('#here');
    </script>`);
    await isLive('#here > div');
    const line = () =>
      inFrame(
        '#here > div',
        `return document.querySelector('body > div').shadowRoot.querySelector('p.pw').textContent`,
      );
    assert.equal(await line(), 'Pay $19.90');
    await run('form.update({ amount: 25, locale: "ko" })');
    await shop.driver.wait(async () => (await line()) === 'US$25.00 결제하기', WAIT_MS);
  });

  test('a page whose policy forbids the frame is told which source it needs, at once', async () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="frame-src 'none'">`;
    const body = `<div id="here"></div><script>
      PaymentsAPI.configure(${config(`frame: '${frameUrl()}'`)});
      PaymentsAPI.createForm({ amount: '19.90' }).mount('#here').catch(error => { window.error = [error.code, error.message]; });
    </script>`;
    await open(body, policy);
    await shop.driver.wait(() => run('return window.error'), 5_000, 'the error did not come before the time-out');
    const [code, message] = await run('return window.error');
    assert.equal(code, 'frame_failed');
    assert.ok(message.includes(`frame-src ${shop.sandbox.payments}`), message);
  });
});
