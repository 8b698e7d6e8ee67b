// The guide in seven chapters (www/docs/guide-*.md): each snippet is run as it is printed, in a page of the reader, in Node or by the shell.
// Only the keys and the addresses are those of this run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { Webhook } from 'standardwebhooks';
import { manifest, ROOT } from '../../scripts/lib/project.mjs';
import { policyBreaches } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { CARD, withReader } from './support/reader.mjs';
import { chooseMethod, payButton } from './support/shop.mjs';
import { blocksOf, testsWhole } from './support/whole-guide.mjs';

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
/** Where a form is that the page has mounted. */
const FORM = "document.querySelector('#payment > div')?.shadowRoot";

const reader = withReader();
const { shop } = reader;
const [about, keys, flow, card, wallet, security, references] = [
  'guide-1-payments-api',
  'guide-2-api-key',
  'guide-3-payment-flow',
  'guide-4-card',
  'guide-5-wallet',
  'guide-6-security',
  'guide-7-references',
].map(id => ({ id, blocks: blocksOf(id) }));
reader.http = flow.blocks.take('http', 'payment_sessions');
const configure = keys.blocks.take('js', 'sessionUrl');

/** The reader's environment, as in the `.env` of the quick start. */
const environment = () => ({
  ...process.env,
  PAYMENTS_API: `${shop.sandbox.payments}/v1`,
  SECRET_KEY: readFileSync(join(shop.sandbox.data, 'shop-secret'), 'utf8').trim(),
  VITE_API_KEY: reader.publishableKey(),
});

/** What each line of a block of commands prints, as JSON. */
const printedBy = block =>
  block
    .trimEnd()
    .split('\n')
    .map(line =>
      JSON.parse(
        execFileSync('sh', ['-c', line.replace('curl', 'curl --silent')], { env: environment(), encoding: 'utf8' }),
      ),
    );

/** Opens a page with the chapter's configuration and a block after it; what it prints is in `said`. */
async function openPage(block, html = '<div id="payment"></div><p id="result"></p>') {
  const [imported, ...rest] = configure.split('\n');
  const own = `${imported}
    window.said = []; console.log = console.error = (...words) => said.push(words);
    window.PaymentsAPI = PaymentsAPI;
    ${rest.join('\n')}`;
  await reader.open(`${html}${reader.moduleOf(reader.filledIn(`${own}${block}\nwindow.isRun = true;`))}`);
}

/** The module of a block, imported with the reader's environment. */
async function moduleOf(block, name) {
  writeFileSync(join(folder, name), block);
  Object.assign(process.env, environment(), { WEBHOOK_SECRETS: WEBHOOK_SECRET });
  return import(pathToFileURL(join(folder, name)).href);
}

/** The reader's folder, in which the package is installed. */
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'payments-guide-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', manifest().name), 'junction');
});
after(() => rmSync(folder, { recursive: true, force: true }));

const options = [...readFileSync(join(ROOT, 'sandbox/src/config.rs'), 'utf8').matchAll(/^\s*pub (\w+):/gm)];
/** Checks that `npm start` takes every option of a block, and nothing else is in it. */
function areOptions(block) {
  for (const line of block.trimEnd().split('\n')) {
    const [, given] = line.match(/^npm start -- (.+)$/) ?? [];
    const named = [...(given ?? '').matchAll(/--([\w-]+)/g)].map(([, name]) => name.replaceAll('-', '_'));
    assert.ok(named.length > 0, line);
    for (const name of named)
      assert.ok(
        options.some(([, option]) => option === name),
        line,
      );
  }
}

const lastPayment = () => shop.payments().at(-1);
const lastSession = () =>
  query(shop.sandbox, 'SELECT session_id FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1')[0].session_id;

describe('1', () => {
  test('the API gives its keys to anybody', () => {
    const block = about.blocks.take('sh', 'jwks.json').replace('http://localhost:4243', shop.sandbox.payments);
    const [{ keys: published }] = printedBy(block);
    assert.deepEqual([published[0].kty, published[0].crv], ['EC', 'P-256']);
  });
});

describe('2', () => {
  test('the publishable key cannot do what the secret one can', () => {
    const [list, refused] = printedBy(keys.blocks.take('sh', 'webhook_endpoints'));
    assert.deepEqual(list.webhook_endpoints, []);
    assert.deepEqual([refused.status, refused.code], [403, 'key_type_forbidden']);
  });

  test('a secret key in a page is refused', async () => {
    await openPage(keys.blocks.take('js', 'sk_test'));
    await reader.until('said.length === 1');
    assert.deepEqual(await reader.run('said[0]'), ['secret_key_exposed']);
  });

  test('the sandbox has the options that replace keys', () => areOptions(keys.blocks.take('sh', '--roll-keys')));
});

describe('3', () => {
  test('each outcome has its sentence, and the server says what is paid', async t => {
    reader.keepsSession = true;
    t.after(() => (reader.keepsSession = false));
    const { isPaid } = await moduleOf(flow.blocks.take('js', '// paid.mjs'), 'paid.mjs');
    await openPage(`${flow.blocks.take('js', 'async function pay')} window.pay = pay;`);
    await reader.until('window.isRun');
    const order = { amount: 1999, currency: 'USD' };
    const pay = script => reader.driver.executeAsyncScript(`pay(${script}).then(arguments[0], arguments[0])`);
    const charge = id => `() => PaymentsAPI.chargeWallet({ walletId: '${id}', amount: '19.99' })`;
    assert.match(await pay(charge('empty_wallet')), /^Not paid: /);
    const unknown = "async () => { throw Object.assign(new Error(), { outcome: 'unknown' }); }";
    assert.match(await pay(unknown), /^We do not know yet/);
    const session = lastSession();
    assert.equal(await isPaid(session, order), false);
    assert.match(await pay(charge('my_wallet')), /^Paid: pay_/);
    assert.equal(await pay(unknown), 'Paid.');
    assert.equal(await pay(charge('my_wallet')), 'This order is paid already.');
    assert.equal(await isPaid(session, order), true);
    assert.equal(await isPaid(session, { ...order, amount: 1 }), false);
    await assert.rejects(isPaid('ps_none', order), /404/);
  });
});

describe('4', () => {
  test('the call charges the card', async () => {
    await openPage(card.blocks.take('js', 'const paymentData = { cardNumber'));
    await reader.until('said.length === 1');
    assert.deepEqual(await reader.run('said[0]'), [lastPayment().id, 'succeeded']);
    assert.equal(lastPayment().amount, 10000);
  });

  test('the form charges a card, after 3-D Secure too', async () => {
    const block = card.blocks.take('js', 'createForm');
    for (const number of [CARD.number, '4000000000003055']) {
      await openPage(block);
      await reader.payIn(FORM, { ...CARD, number });
      await reader.until('said.length === 1');
      assert.deepEqual(await reader.run('said[0]'), [lastPayment().id, 'succeeded']);
    }
  });

  test('inputs of one’s own: what is wrong is said, and a right card is paid', async () => {
    await openPage(card.blocks.take('js', 'validateCardNumber'), card.blocks.take('html', '<form id="card">'));
    await reader.until('window.isRun');
    const type = async texts => {
      for (const [id, text] of Object.entries(texts)) {
        const input = await reader.driver.findElement(By.id(id));
        await input.clear();
        await input.sendKeys(text);
      }
      await reader.driver.findElement(By.css('button')).click();
      await reader.until("document.querySelector('#said').textContent !== ''");
      return reader.run("document.querySelector('#said').textContent");
    };
    const before = shop.payments().length;
    assert.match(await type({ number: '1234567890123456', expiry: '12/34', cvv: '123' }), /card number/i);
    assert.equal(await reader.run("document.querySelector('#number').getAttribute('aria-invalid')"), 'true');
    assert.equal(shop.payments().length, before);
    assert.equal(await reader.run('location.search'), '');
    await reader.run("(document.querySelector('#said').textContent = '')");
    assert.match(await type({ number: '4242 4242 4242 4242', expiry: '12/34', cvv: '123' }), /^Paid: pay_/);
  });

  test('each test card is one of the sandbox', () => {
    const network = readFileSync(join(ROOT, 'sandbox/src/network.rs'), 'utf8');
    const page = readFileSync(join(ROOT, 'www/docs/guide-4-card.md'), 'utf8').split('## Test cards')[1];
    const numbers = [...page.matchAll(/\b\d{4}(?: \d{4,6}){2,3}\b/g)].map(([number]) => number.replaceAll(' ', ''));
    assert.equal(numbers.length, 10);
    for (const number of numbers) assert.ok(network.replaceAll('_', '').includes(number), number);
  });
});

describe('5', () => {
  test('the call charges the wallet', async () => {
    await openPage(wallet.blocks.take('js', 'chargeWallet'));
    await reader.until('said.length === 1');
    assert.deepEqual(await reader.run('said[0]'), [lastPayment().id, 'succeeded']);
    assert.deepEqual([lastPayment().amount, lastPayment().wallet_id], [5000, 'my_wallet']);
  });

  test('the form offers the wallets, and one pays', async () => {
    await openPage(wallet.blocks.take('js', 'createForm'));
    const root = await reader.liveRootOf(FORM);
    await chooseMethod(reader.driver, root, 'Moa Pay');
    await (await payButton(root)).click();
    await reader.until('said.length === 1');
    assert.deepEqual(await reader.run('said[0]'), [lastPayment().id, 'succeeded']);
    assert.equal((await root.findElements(By.css('.pw-method'))).length >= 2, true);
  });

  test('the return page asks what became of the session', async t => {
    reader.keepsSession = true;
    t.after(() => (reader.keepsSession = false));
    await openPage("await PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: '19.99' });");
    await reader.until('window.isRun');
    const id = lastSession();
    const secret = await reader.driver.executeAsyncScript(`
      const body = JSON.stringify({ amount: 1999, currency: 'USD', method: 'wallet' });
      fetch('/checkout/session', { method: 'POST', body }).then(answer => answer.text()).then(arguments[0]);`);
    reader.files[`/checkout/session?payment_session=${id}`] = ['application/json', secret];
    await openPage(wallet.blocks.take('js', 'retrievePayment'));
    await reader.driver.get(`${reader.site.origin}/?payment_session=${id}`);
    await reader.until("document.querySelector('#result').textContent !== ''");
    assert.equal(await reader.run("document.querySelector('#result').textContent"), `Paid: ${lastPayment().id}`);
  });
});

describe('6', () => {
  test('the sandbox has TLS for this computer', () => areOptions(security.blocks.take('sh', '--tls-dev')));

  test('an order is paid by its own payer, for its price, from its own page', async () => {
    const { orderToPay } = await moduleOf(security.blocks.take('js', 'orderToPay'), 'order-to-pay.mjs');
    const order = { id: '1', payer: 'minsu', amount: 1999, currency: 'USD' };
    const own = { loggedInPayer: ({ cookie }) => cookie, openOrderOf: payer => payer === 'minsu' && order };
    const right = { origin: 'https://shop.example', 'content-type': 'application/json', cookie: 'minsu' };
    const statusOf = (headers, claim) =>
      orderToPay(
        { headers: { ...right, ...headers }, claim: { amount: 1999, currency: 'USD', ...claim } },
        own,
        right.origin,
      ).status;
    assert.equal(statusOf({}, {}), 200);
    assert.equal(statusOf({ origin: 'https://evil.example' }), 403);
    assert.equal(statusOf({ 'content-type': 'text/plain' }), 415);
    assert.equal(statusOf({ cookie: undefined }), 401);
    assert.equal(statusOf({ cookie: 'jane' }), 404);
    assert.equal(statusOf({}, { amount: 1 }), 422);
    assert.equal(statusOf({}, { currency: 'KRW' }), 422);
  });

  test('under the policy the page pays, and breaks no rule', async () => {
    const header = security.blocks.take('http', 'Content-Security-Policy').trim();
    const [, policy] = header.match(/^Content-Security-Policy: (.+)$/) ?? [];
    await reader.open(reader.filledIn(security.blocks.take('html', '<payment-form')), reader.filledIn(policy));
    const before = shop.payments().length;
    await reader.payIn("document.querySelector('payment-form').shadowRoot");
    await reader.driver.wait(() => lastPayment()?.status === 'succeeded' && shop.payments().length > before, 15_000);
    assert.deepEqual(await policyBreaches(reader.driver), []);
  });

  test('a webhook is settled when it is genuine, and else refused', async () => {
    const { takeWebhook } = await moduleOf(security.blocks.take('js', 'takeWebhook'), 'webhook.mjs');
    const event = type => ({ id: 'evt_1', type, created_at: new Date(), livemode: false, data: { session: 'ps_1' } });
    const sent = (type, secret = WEBHOOK_SECRET) => {
      const body = JSON.stringify(event(type));
      const now = new Date();
      const headers = {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
      };
      return new Request('https://shop.example/webhooks', { method: 'POST', headers, body });
    };
    const settled = [];
    const settle = async session => settled.push(session);
    assert.equal(await takeWebhook(sent('payment.succeeded'), settle), 204);
    assert.equal(await takeWebhook(sent('refund.created'), settle), 204);
    const forged = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
    assert.equal(await takeWebhook(sent('payment.succeeded', forged), settle), 400);
    assert.deepEqual(settled, ['ps_1']);
    const failing = takeWebhook(sent('payment.succeeded'), () => Promise.reject(new Error('no database')));
    await assert.rejects(failing, /no database/);
  });

  test('the same order and attempt get the same session, also after a lost answer', async t => {
    const { createSession } = await moduleOf(security.blocks.take('js', 'createSession'), 'create-session.mjs');
    const order = { id: 'guide-6', payer: 'minsu', amount: 1999, currency: 'USD' };
    const first = await createSession(order);
    const real = globalThis.fetch;
    t.after(() => (globalThis.fetch = real));
    let lost = 0;
    globalThis.fetch = async (input, options) => {
      const answer = await real(input, options);
      if ((lost += 1) === 1) throw new TypeError('fetch failed');
      return answer;
    };
    assert.equal((await createSession(order)).id, first.id);
    assert.equal(lost, 2);
    assert.notEqual((await createSession(order, 2)).id, first.id);
    await assert.rejects(createSession({ ...order, amount: 1 }), /422/);
  });
});

describe('7', () => {
  test('the version is that of the package', async () => {
    await openPage(references.blocks.take('js', 'version'));
    await reader.until('said.length === 1');
    assert.ok((await reader.run('said[0][0]')).startsWith(manifest().version));
  });
});

for (const { id, blocks } of [about, keys, flow, card, wallet, security, references]) testsWhole(id, blocks);
