// The classic script in a page under the policy of the contract: it sets the global at once, its element takes text at once, and
// what else it needs comes from beside it.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { outcomeOf, consoleOf } from '../e2e/support/browser.mjs';
import { withPage } from './served.mjs';

const page = withPage();
beforeEach(() => {
  Object.assign(page.site, { wasm: 'right', missing: '' });
  page.site.asked.length = 0;
});

const KEY = 'data-api-key="pk_live_1" data-endpoint="https://pay.example/v1"';
/** The script tag, and after it a script of the page. */
const tag = (attributes, script = '', more = '') =>
  `${more}<script src="/w/payments-widget.global.js" ${attributes}></script><script nonce="n">${script}</script>`;
const said = async () =>
  (await consoleOf(page.driver))
    .filter(({ message }) => /payments-widget:/.test(message))
    .map(({ message }) => message);
const outcome = async expression => {
  const { value, error } = await outcomeOf(page.driver, expression);
  return error ? error.code : value;
};
const ask = script => page.driver.executeScript(`return ${script}`);

test('finds its element past a clobbered document, and its files beside itself', async () => {
  await page.open(tag(KEY, 'window.version = PaymentsAPI.version', '<img name="currentScript" src="data:,">'));
  assert.equal(await ask('version'), '1.2.3');
  assert.equal(await outcome('PaymentsAPI.ready().then(() => "ready")'), 'ready');
  const asked = () => page.site.asked.filter(path => path.startsWith('/w/')).sort();
  await page.driver.wait(() => asked().length > 5); // what pays comes after the form
  // In the fake site engine.js names its files as it does for bundlers.
  assert.deepEqual(asked(), [
    '/w/pay.js',
    '/w/payments-widget.engine.js',
    '/w/payments-widget.global.js',
    '/w/payments-widget_bg.wasm',
    '/w/payments-widget_pay_bg.wasm',
    '/w/validators.js',
  ]);
});

test('calls are made with the options and the configuration of their time', async () => {
  await page.open(
    tag(
      KEY,
      `const options = { cvv: '123' };
       PaymentsAPI.chargeCard(options).catch(() => {});
       options.cvv = '';`,
    ),
  );
  await page.driver.wait(() => ask('window.fake?.charge'));
  assert.deepEqual(await ask('[fake.charge.options.cvv, fake.config.apiKey]'), ['123', 'pk_live_1']);
});

test("attributes become options, and other data attributes are nobody's", async () => {
  const pins = `${'a'.repeat(43)}, ${'b'.repeat(43)}`;
  await page.open(
    tag(
      `${KEY} data-session-url="/s" data-currency="KRW" data-return-url="/r" data-key-thumbprints="${pins}"
       data-wasm="w/payments-widget_bg.wasm" data-cfasync="false"`,
      'PaymentsAPI.createToken({}).catch(() => {})',
    ),
  );
  await page.driver.wait(() => ask('window.fake?.config'));
  const { sessionUrl, returnUrl, currency, keyThumbprints } = await ask('fake.config');
  assert.deepEqual(
    [sessionUrl, returnUrl, currency, keyThumbprints],
    [`${page.site.origin}/s`, `${page.site.origin}/r`, 'KRW', ['a'.repeat(43), 'b'.repeat(43)]],
  );
  assert.deepEqual(await said(), []);
});

test('a wrong attribute is reported once and rejects every call, until the page configures', async () => {
  await page.open(tag(KEY.replace('pk_live_1', 'sk_test_1')));
  const lines = await said();
  assert.equal(lines.length, 1, lines.join());
  assert.match(lines[0], /secret key/);
  assert.equal(await outcome('PaymentsAPI.chargeCard({})'), 'secret_key_exposed');
  assert.equal(await outcome('PaymentsAPI.ready()'), 'secret_key_exposed');
  assert.equal(await outcome('(async () => PaymentsAPI.createForm({ amount: 1 }))()'), 'secret_key_exposed');
  assert.deepEqual(await said(), []);
  await ask(`PaymentsAPI.configure({ apiKey: 'pk_live_1', endpoint: 'https://pay.example/v1' })`);
  assert.equal(await outcome('PaymentsAPI.ready().then(() => "ready")'), 'ready');
});

test('after a wrong attribute an element shows that it cannot begin, and not the connection as the reason', async () => {
  await page.open(tag(`${KEY} data-locale="not a tag"`, '', '<payment-form amount="1" currency="USD"></payment-form>'));
  const body = () =>
    ask(`document.querySelector('payment-form').shadowRoot.querySelector('[role=alert] .pw-state__body')?.textContent`);
  await page.driver.wait(body);
  assert.match(await body(), /Something is wrong with this page/);
});

test('configure throws at once, and leaves what was configured', async () => {
  await page.open(
    tag(KEY, `try { PaymentsAPI.configure({ apiKey: 'pk_live_2' }) } catch ({ code }) { window.code = code }`),
  );
  assert.equal(await ask('code'), 'invalid_config');
  await ask('void PaymentsAPI.createToken({}).catch(() => {})');
  await page.driver.wait(() => ask('window.fake?.config'));
  assert.equal(await ask('fake.config.apiKey'), 'pk_live_1');
});

test('files that do not come are load_failed, and the console says so even if nobody calls', async () => {
  page.site.missing = '/w/payments-widget.engine.js';
  await page.open(tag(KEY));
  const lines = [];
  await page.driver.wait(async () => lines.push(...(await said())));
  assert.match(lines.join(), /engine\.js beside .*payments-widget\.global\.js did not load \(script-src, CORS/);
  assert.equal(await outcome('PaymentsAPI.chargeCard({})'), 'load_failed');
});

for (const [what, html] of Object.entries({
  'a module script': `<script type="module" src="/w/payments-widget.global.js" ${KEY}></script>`,
  'a module script without a key': '<script type="module" src="/w/payments-widget.global.js"></script>',
})) {
  test(`${what} cannot find its files, and the console says what to do`, async () => {
    await page.open(html);
    assert.match((await said()).join(), /^[^,]*Load this file by .{1,6}script src>/);
    assert.equal(await outcome('PaymentsAPI.ready()'), 'load_failed');
  });
}

test('an element takes text before its files are there, and keeps it', async () => {
  page.site.wasm = 'silent';
  await page.open(tag(KEY, '', '<payment-form amount="1" currency="USD"></payment-form>'));
  const input = `document.querySelector('payment-form').shadowRoot.querySelector('input[autocomplete=cc-number]')`;
  await page.driver.wait(() => ask(`Boolean(${input})`));
  await ask(`${input}.focus()`);
  await page.driver.switchTo().activeElement().sendKeys('4242');
  assert.equal(await ask(`${input}.value`), '4242');
});

test('a form can be had and mounted at once', async () => {
  await page.open(
    tag(
      KEY,
      `const form = PaymentsAPI.createForm({ amount: 1, currency: 'USD' });
       const before = [form.state.empty, form.clear()];
       window.mounted = form.mount('#here').then(() => [before, form.state.from]);
       form.update({ amount: 2 });`,
      '<div id="here"></div>',
    ),
  );
  assert.deepEqual(await outcome('mounted'), [[true, true], 'view']);
  assert.equal(await ask('fake.views[0].options.amount'), 2);
});

test('an attribute that is not there is not taken from a polluted prototype', async () => {
  await page.open(
    `<script nonce="n">Object.prototype.endpoint = Object.prototype.returnUrl = 'https://evil.example';</script>${tag(
      'data-api-key="pk_live_1"',
    )}`,
  );
  assert.match((await said()).join(), /endpoint/);
  assert.equal(await outcome('PaymentsAPI.ready()'), 'invalid_config');
});
