// A shop of tests/packaging/projects, built by its framework's own tools: served as its merchant would, and used as a payer does.
// Each shop is the same page: a button that opens and closes the checkout, one for another amount, one that changes the order of the
// page's parts, one that empties the form, and what the page was told: the brand, the payments, the errors.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { By } from 'selenium-webdriver';
import { consoleOf } from './browser.mjs';
import { payments } from './database.mjs';
import { listen } from './page.mjs';
import { field, payButton, textOf, typeCard } from './shop.mjs';
import { says } from './words.mjs';

const WAIT_MS = 15_000;
/** What a form may still do after it has left, in milliseconds. */
const SETTLED_MS = 1_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
/** The shop's second amount, in minor units. */
const CENTS = 2990;
const ROUNDS = 10;

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** Makes a session as the merchant's server does; resolves to what the page gets. */
export async function makeSession(sandbox) {
  const answer = await fetch(`${sandbox.payments}/v1/payment_sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${readFileSync(join(sandbox.data, 'shop-secret'), 'utf8').trim()}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      amount: CENTS,
      currency: 'USD',
      return_url: `${sandbox.shop}/return`,
      payer: { id: 'minsu' },
      payment_method_types: ['card', 'wallet'],
    }),
  });
  return { client_secret: (await answer.json()).client_secret };
}

/** The hashes of what is written into a page between script tags. */
const hashesIn = html =>
  [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );

/** Where scripts may come from, under each of the strict policies of www/docs/csp-and-ssr.md. */
const SCRIPTS = {
  self: html => ["'self'", ...hashesIn(html)].join(' '),
  nonce: (_html, nonce) => `'nonce-${nonce}' 'strict-dynamic'`,
};
/** @typedef {keyof typeof SCRIPTS} Policy */

/** A strict policy, by its `script-src`. `img-src` is for the page's own empty icon. */
export const policyOf = (sandbox, scripts) =>
  [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    `connect-src 'self' ${sandbox.payments}`,
    `frame-src ${sandbox.payments}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/** A page with the policy's header, and with its nonce at what loads a script. */
function underPolicy(sandbox, policy, html) {
  const nonce = randomBytes(16).toString('base64');
  const headers = { 'content-security-policy': policyOf(sandbox, SCRIPTS[policy](html, nonce)) };
  return { headers, html: html.replaceAll(/<(?:script|link)\b/g, `$& nonce="${nonce}"`) };
}

/**
 * Serves a folder that a framework's tools have built, with what its page asks the merchant's server for. Resolves to the page's
 * `address`, to the server's `origin` and to `close`.
 *
 * @param {any} sandbox
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.base]  The path that the files are below.
 * @param {Policy} [options.policy]  Without it the page has no content security policy.
 * @param {object} [options.settings]  More options that the page configures.
 */
export async function serveBuilt(sandbox, folder, { base = '/', policy, settings } = {}) {
  const [, apiKey] = sandbox.log().match(/^Publishable key +(\S+)$/m);
  const answers = {
    '/settings.json': () => ({ apiKey, endpoint: `${sandbox.payments}/v1`, ...settings }),
    '/session': () => makeSession(sandbox),
  };
  const server = createServer(async ({ url = '' }, response) => {
    const send = (type, body, headers = {}) => response.writeHead(200, { 'content-type': type, ...headers }).end(body);
    if (answers[url]) return send('application/json', JSON.stringify(await answers[url]()));
    const file = join(folder, url === base ? 'index.html' : url.slice(base.length));
    if (!url.startsWith(base) || !existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)];
    const body = readFileSync(file);
    if (!policy || type !== TYPES['.html']) return send(type, body);
    const { headers, html } = underPolicy(sandbox, policy, String(body));
    return send(type, html, headers);
  });
  const { origin, close } = await listen(server);
  return { address: origin + base, origin, close };
}

/**
 * What a payer does in the shop, as steps that follow each other: `{ name: work }`. In it the form is mounted and unmounted twice, and
 * each time it is paid.
 *
 * @param {() => { driver: any, sandbox: any, address: string }} given  what there is when the first step begins
 * @param {RegExp[]} [lines]  what the console has at the end, each of them once
 * @returns {Record<string, () => Promise<void>>}
 */
export function stepsOf(given, lines = []) {
  const run = (code, ...values) => given().driver.executeScript(`return ${code}`, ...values);
  const until = code => given().driver.wait(() => run(code), WAIT_MS, code);
  const click = async id => (await given().driver.findElement(By.id(id))).click();
  const textsOf = id => run(`[...document.querySelectorAll('#${id} li')].map(item => item.textContent)`);
  /** The element itself, or what is in the one around it. */
  const HOST = "(document.querySelector('payment-form') ?? document.querySelector('.pay')?.firstElementChild)";
  const isLive = `${HOST}?.shadowRoot?.querySelector('.pw-hintbtn') != null`;
  let root;

  async function open() {
    await click('checkout');
    await until(isLive);
    root = await (await run(HOST)).getShadowRoot();
  }

  async function pay() {
    const { driver, sandbox } = given();
    const before = (await textsOf('paid')).length;
    await typeCard(root, CARD);
    await until("document.querySelector('#brand').textContent === 'visa'");
    await (await payButton(root)).click();
    // Of `autoSubmit`, which is false: the page has to pay.
    await until("document.querySelector('#asks') !== null");
    assert.equal(payments(sandbox).length, before);
    await click('agree');
    await (await payButton(root)).click();
    assert.match(await textOf(driver, root, '.pw-state[data-kind="success"]'), says('ok.title'));
    await until(`document.querySelectorAll('#paid li').length > ${before}`);
    await driver.sleep(300);
    const made = payments(sandbox);
    assert.equal(made.at(-1).status, 'succeeded');
    assert.equal(made.at(-1).amount, CENTS);
    // Each payment once, so no handler of an earlier form is left.
    assert.deepEqual(
      await textsOf('paid'),
      made.map(({ id }) => id),
    );
    assert.equal(made.length, before + 1);
  }

  /** Closes the checkout: nothing of the form is in the page, and nothing of the payment in the element. */
  async function close() {
    await run(`void (window.gone = ${HOST})`);
    await click('checkout');
    await until("document.querySelector('#form, #summary, payment-form, .pay') === null");
    const seen = await run(`[
      gone.isConnected,
      gone.shadowRoot.querySelectorAll('input, form, [data-kind]').length,
      gone.state?.brand ?? null,
      gone.state?.empty ?? true,
      gone.state?.busy ?? false,
    ]`);
    assert.deepEqual(seen, [false, 0, null, true, false]);
    assert.deepEqual(await textsOf('failed'), []);
    await run('delete window.gone');
  }

  /** What the page holds when the browser has collected its garbage. */
  async function held() {
    const { driver } = given();
    for (let times = 2; times > 0; times -= 1)
      await driver.sendAndGetDevToolsCommand('HeapProfiler.collectGarbage', {});
    const { nodes, jsEventListeners } = await driver.sendAndGetDevToolsCommand('Memory.getDOMCounters', {});
    const forms = await run('opened.filter(form => form.deref()).length');
    return { nodes, jsEventListeners, forms };
  }

  return {
    'mounts, and takes what changes while a card is typed': async () => {
      const { driver, address } = given();
      await driver.get(address);
      await until("document.querySelector('#checkout') !== null");
      await open();
      assert.equal((await root.findElements(By.css('.pw-method'))).length, 2, 'the card and the wallet');
      assert.match(await (await payButton(root)).getText(), /19\.90/);
      assert.match(await run(`${HOST}.shadowRoot.textContent`), /optional/);
      assert.equal(await run(`${HOST}.shadowRoot.querySelector('.pw-host').dataset.style`), 'filled');
      await (await field(root, 'number')).sendKeys(CARD.number);
      await until("document.querySelector('#brand').textContent === 'visa'");
      const typed = async () => (await field(root, 'number')).getProperty('value');
      await click('more');
      await until(`/29\\.90/.test(${HOST}.shadowRoot.querySelector('[type=submit]').textContent)`);
      assert.equal(await typed(), '4242 4242 4242 4242');
      for (const part of ['summary', 'form']) {
        await click('swap');
        await until(`document.querySelector('#form, #summary').id === '${part}'`);
        assert.equal(await typed(), '4242 4242 4242 4242', 'the form has moved with what was typed');
      }
      await click('clear');
      await until("document.querySelector('#brand').textContent === ''");
      assert.equal(await typed(), '');
    },
    'is paid, and the page gets one event': pay,
    'is unmounted, with all that was in it': close,
    'is mounted again and paid again': async () => {
      await open();
      await pay();
    },
    'is unmounted again, with all that was in it': close,
    'is mounted and unmounted ten times, and leaves nothing in the page': async () => {
      const { driver } = given();
      let left;
      // A driver keeps the nodes that a test has asked for: so nothing here asks for one.
      for (let round = ROUNDS; round > 0; round -= 1) {
        await click('checkout');
        await until(isLive);
        await run(`void (window.opened = [...(window.opened ?? []), new WeakRef(${HOST})])`);
        await click('checkout');
        if (round === ROUNDS) {
          await driver.sleep(SETTLED_MS);
          left = await held();
        }
      }
      // A browser keeps some things for a while.
      let end;
      const isGone = async () => {
        end = await held();
        return end.forms === 0 && end.nodes <= left.nodes && end.jsEventListeners <= left.jsEventListeners;
      };
      await driver.wait(isGone, WAIT_MS).catch(() => assert.deepEqual(end, { ...left, forms: 0 }));
      assert.deepEqual(await textsOf('failed'), []);
    },
    // The nodes are not counted here: Chromium's own style engine sometimes keeps those of a form that leaves in its first frames.
    'is unmounted before it is live': async () => {
      for (let ms = 0; ms < 2 * ROUNDS; ms += 1) {
        await given().driver.executeAsyncScript(
          `const [ms, done] = arguments;
          const button = document.querySelector('#checkout');
          button.click();
          setTimeout(() => { button.click(); setTimeout(done, 50); }, ms);`,
          ms,
        );
      }
      assert.equal(await run("document.querySelector('#form, #summary, payment-form, .pay')"), null);
      assert.deepEqual(await textsOf('failed'), []);
    },
    [lines.length === 0 ? 'has written nothing to the console' : 'has written to the console only what is expected']:
      async () => {
        const written = (await consoleOf(given().driver)).filter(({ level }) => level !== 'DEBUG');
        const rest = lines.reduce((left, line) => {
          const at = left.findIndex(({ message }) => line.test(message));
          assert.notEqual(at, -1, `the console has no ${line}`);
          return left.toSpliced(at, 1);
        }, written);
        assert.deepEqual(rest, []);
      },
  };
}
