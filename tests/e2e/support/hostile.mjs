// A hostile page around the payment form, in both modes: what it records, what it is told, and what was sent where. The frame and the API
// are behind one proxy, which is the frame's origin.
import { after } from 'node:test';
import { createServer } from 'node:http';
import { appendFileSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { By } from 'selenium-webdriver';
import { CONFIGURE, FORM } from '../../../www/api/option-names.js';
import { edited, startBetween } from './between.mjs';
import { requestsOf } from './browser.mjs';
import { findLeaks } from './leaks.mjs';
import { listen } from './page.mjs';
import { field, payButton, textOf, typeCard } from './shop.mjs';
import { withShop } from './with-shop.mjs';

export const BROWSERS = ['Chromium', 'Firefox'];
export const MODES = /** @type {const} */ (['frame', 'inline']);

/** American Express: its code has four digits, which are found elsewhere by chance less often than three. */
export const CARD = { number: '378282246310005', expiry: '1234', cvv: '7391', name: 'KIM MINSEO' };
export const SECRET = { number: CARD.number, code: CARD.cvv };
export const AMOUNT = { amount: 1990, currency: 'USD' };
// A page whose prototypes are full takes seconds to start, and many times that on a busy machine.
const WAIT_MS = 60_000;

/** The script that listens at everything; it runs before the widget's. */
export const RECORDER = `var POLLUTED = ${JSON.stringify([...CONFIGURE, ...FORM, 'cardNumber', 'cvv', 'number', 'key', 'data', 'pan'])};
  ${readFileSync(new URL('hostile-page.js', import.meta.url), 'utf8')}`;

/** What the attacker's page speaks with. `said` has what a frame answers. */
const SPEAK = `<script>
  var sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
  var INIT = {
    t: 'init', form: { amount: '19.90', currency: 'USD' }, locale: 'en', appearance: {}, session: null, asks: true,
    around: { scheme: 'light', ink: 'rgb(0, 0, 0)', rem: 16 },
  };
  /** A handshake, by the window whose function is given. */
  function speak(inner, data = { payments: 1 }, ports = 1, post = (...given) => inner.postMessage(...given)) {
    const channels = Array.from({ length: ports }, () => new MessageChannel());
    const said = [];
    for (const { port1 } of channels) port1.onmessage = event => void said.push(event.data);
    post(data, '*', channels.map(({ port2 }) => port2));
    return { port: channels[0]?.port1, said };
  }
  function frameOf(url, attributes = {}) {
    const frame = document.createElement('iframe');
    for (const name in attributes) frame.setAttribute(name, attributes[name]);
    frame.src = url;
    frame.style = 'width: 600px; height: 600px';
    const loaded = new Promise(resolve => { frame.onload = resolve; });
    document.body.append(frame);
    return loaded.then(() => frame);
  }
  async function until(condition) {
    for (let at = 0; at < 200 && !condition(); at += 1) await sleep(50);
    return condition();
  }
  /** Answers the questions for sessions. */
  function giveSessions(line) {
    line.port.addEventListener('message', async ({ data }) => {
      if (data.t !== 'need_session') return;
      const { client_secret: clientSecret } = await (await fetch('/session', { method: 'POST' })).json();
      line.port.postMessage({ t: 'session', id: data.id, clientSecret });
    });
  }
  async function live(url, attributes, init = INIT) {
    const frame = await frameOf(url, attributes);
    const line = speak(frame.contentWindow);
    giveSessions(line);
    line.port.postMessage(init);
    await until(() => line.said.some(({ t }) => t === 'live'));
    return Object.assign(line, { frame });
  }
</script><body>`;

/**
 * What of the card is in a text: the whole of number or code in any disguise, pieces of five digits and more, and single digits that were
 * heard as keys. Empty if nothing is.
 *
 * @param {string} text
 * @param {{ number: string, cvv: string }} card
 */
export function cardIn(text, { number, cvv } = CARD) {
  const found = findLeaks({ it: text }, { number, code: cvv }).map(leak => leak.replace(/^it: |, .*/g, ''));
  const joined = text.replace(/(?<=\d)[ -](?=\d)/g, '');
  for (const run of joined.match(/\d{5,}/g) ?? []) if (number.includes(run)) found.push('a piece of the card number');
  if (/(?:key|data)=\d\b|code=(?:Digit|Numpad)\d/.test(text)) found.push('keys');
  return [...new Set(found)].sort();
}

/**
 * One row of the table of attacks, which `npm run hostile` prints.
 *
 * @typedef {object} Row
 * @property {string} attack  what the page does
 * @property {number} tries
 * @property {string} browser
 * @property {string[]} frame  what the page got of a form in a frame: an empty list is nothing
 * @property {string[]} [inline]  of a form without a frame; absent where there is nothing like it
 * @property {Record<string, string>} [shown]  which forms a broken page does not show, by mode
 */
/** @param {Row} row */
export function report(row) {
  if (process.env.HOSTILE_TABLE) appendFileSync(process.env.HOSTILE_TABLE, `${JSON.stringify(row)}\n`);
}

/** @param {{ browser?: string }} [options]  as of `withShop` */
export function withHostile({ browser } = {}) {
  const hostile = new Hostile(withShop({ browser, loggedIn: false, ready: shop => hostile.start(shop.sandbox) }));
  after(() => hostile.close());
  return hostile;
}

class Hostile {
  #shop;
  #page;
  #closing = [];
  #html = '';
  /** What was asked of the page's own server, as `{ path, body }`. */
  heard = /** @type {{ path: string, body: string }[]} */ ([]);
  /** The proxy in front of frame and API. */
  api;
  apiKey = '';
  /** What a session of the page is made for; null is a page without. */
  price = /** @type {{ amount: number, currency: string } | null} */ (AMOUNT);
  secrets = /** @type {string[]} */ ([]);
  /** Changes frame.json. */
  config = config => config;

  constructor(shop) {
    this.#shop = shop;
  }

  get driver() {
    return this.#shop.driver;
  }
  get sandbox() {
    return this.#shop.sandbox;
  }
  get origin() {
    return this.#page.origin;
  }
  get frameUrl() {
    return `${this.api.origin}/widget/frame.html`;
  }

  async start(sandbox) {
    this.apiKey = sandbox.log().match(/^Publishable key +(\S+)$/m)[1];
    this.api = await startBetween(sandbox);
    this.#page = await this.serve(() => this.#html);
    this.reset();
  }

  async close() {
    await this.api?.close();
    for (const server of this.#closing) await server.close();
  }

  /** Serves pages of another origin, which record what is asked of them; `/session` gives a client secret. */
  async serve(html, headers = {}) {
    const server = await listen(
      createServer(async (request, response) => {
        let body = '';
        for await (const piece of request) body += piece;
        const path = String(request.url);
        if (path !== '/') this.heard.push({ path, body });
        if (path === '/session') {
          const client_secret = await this.session();
          response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
          return response.end(JSON.stringify({ client_secret }));
        }
        response.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          ...headers,
        });
        response.end(html(path));
      }),
    );
    this.#closing.push(server);
    return server;
  }

  /** Forgets rules and requests; the frame pays through the proxy. */
  reset() {
    this.heard = [];
    this.secrets = [];
    this.api.reset();
    this.config = config => config;
    const changed = edited(config => this.config({ ...config, endpoint: `${this.api.origin}/v1` }));
    this.api.when('GET', /frame\.json$/, changed);
  }

  /** Makes a session, as the merchant's server does. */
  async session(price = this.price) {
    const key = readFileSync(join(this.sandbox.data, 'shop-secret'), 'utf8').trim();
    const answer = await fetch(`${this.sandbox.payments}/v1/payment_sessions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        ...price,
        return_url: `${this.sandbox.shop}/return`,
        payer: { id: 'minsu' },
        payment_method_types: ['card', 'wallet'],
      }),
    });
    const { client_secret: secret } = await answer.json();
    this.secrets.push(secret);
    return secret;
  }

  /**
   * Opens a page with a form in it. `attack` runs before the widget's script, `options` are properties of the element, `after` runs
   * at the end.
   *
   * @param {'frame' | 'inline'} mode
   */
  async open(mode, { attack = '', body = '', options = '{}', attributes = '', afterwards = '' } = {}) {
    const frame = mode === 'frame' ? `, frame: '${this.frameUrl}'` : '';
    this.#html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
      <script>${attack}</script>
      <script src="${this.api.origin}/widget/payments-widget.global.js"></script>
      <body>${body}<payment-form amount="19.90" currency="USD" ${attributes}></payment-form>
      <script>
        var told = [];
        for (const name of ['ready', 'change', 'action', 'success', 'error'])
          document.getElementsByTagName('payment-form')[0]
            .addEventListener('payment-' + name, event => { told[told.length] = [name, event.detail]; });
        Object.assign(document.getElementsByTagName('payment-form')[0], ${options});
        PaymentsAPI.configure({
          apiKey: '${this.apiKey}', endpoint: '${this.api.origin}/v1', currency: 'USD', maxRetries: 0, sessionUrl: '/session' ${frame}
        });
        ${afterwards}
      </script>`;
    await this.visit(this.origin);
  }

  /** Opens a page without the widget, and runs a script in it, which has `frameUrl` and what `SPEAK` gives. */
  async attack(script) {
    this.#html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">${SPEAK}`;
    await this.visit(this.origin);
    return this.act(script);
  }

  /** Runs a script in that page. */
  async act(script, ...given) {
    await this.leave();
    const result = await this.driver.executeAsyncScript(
      `
      const [frameUrl, given, done] = arguments;
      (async () => { ${script} })().then(done, error => done({ failed: String(error) }));`,
      this.frameUrl,
      given,
    );
    if (result?.failed) throw new Error(result.failed);
    return result;
  }

  /** Goes into the n-th frame of the page; resolves to the root of the form in it. */
  async enterNth(at = 0) {
    await this.leave();
    return this.enter((await this.driver.findElements(By.css('iframe')))[at]);
  }

  /** How many forms are drawn in the n-th frame. */
  async formsIn(at = 0) {
    await this.leave();
    await this.driver.switchTo().frame((await this.driver.findElements(By.css('iframe')))[at]);
    return this.driver.executeScript('return document.body.children.length');
  }

  async visit(url) {
    const { driver } = this;
    await driver.switchTo().defaultContent();
    // A page whose payment is in flight asks before it is left.
    await driver.executeScript('addEventListener("beforeunload", event => event.stopImmediatePropagation(), true)');
    await driver.get(url);
  }

  /** The root of the form, live: in the page, or in its frame, to which the driver then speaks. */
  async form(mode) {
    if (mode === 'frame') return this.enter(await this.frame());
    return this.#live(() => this.driver.findElement(By.css('payment-form')).getShadowRoot());
  }

  /** The iframe of the form in the page. */
  async frame() {
    await this.leave();
    return this.until('a frame in the page', () =>
      this.driver.executeScript('return document.getElementsByTagName("payment-form")[0].querySelector("iframe")'),
    );
  }

  /** Goes into an iframe; resolves to the root of the form in it, once it is live. */
  async enter(frame) {
    await this.driver.switchTo().frame(frame);
    return this.#live(() => this.#rootHere());
  }

  /** Goes into the form's frame, whatever it shows. */
  async inFrame() {
    await this.driver.switchTo().frame(await this.frame());
    return this.#rootHere();
  }

  #rootHere() {
    return this.driver.findElement(By.css('body > div')).getShadowRoot();
  }

  #live(find) {
    return this.until('a live form', async () => {
      try {
        const root = await find();
        return (await root.findElements(By.css('.pw-hintbtn'))).length > 0 && root;
      } catch {
        return false;
      }
    });
  }

  leave() {
    return this.driver.switchTo().defaultContent();
  }

  /** @param {any} root @param {Partial<typeof CARD>} card */
  type(root, card = CARD) {
    return typeCard(root, card);
  }

  field(root, name) {
    return field(root, name);
  }

  async pay(root) {
    await (await payButton(root)).click();
  }

  /** What the pay button says. */
  async label(root) {
    return (await payButton(root)).getText();
  }

  textOf(root, css) {
    return textOf(this.driver, root, css);
  }

  paid(root) {
    return this.textOf(root, '.pw-state[data-kind="success"]');
  }

  /** What the script of the page gives, wherever the driver is. */
  async ask(script, ...given) {
    await this.leave();
    return this.driver.executeScript(script, ...given);
  }

  until(what, condition, ms = WAIT_MS) {
    return this.driver.wait(condition, ms, `there was not ${what}`);
  }

  /** The payments, newest last. */
  payments() {
    return this.#shop.payments();
  }

  /** Requests that went neither to the page's own server for the page and its session, nor to the API: empty, if the card goes nowhere else. */
  async sentElsewhere() {
    const allowed = [`${this.origin}/`, `${this.origin}/session`];
    const elsewhere = this.heard.filter(({ path }) => path !== '/session').map(({ path }) => path);
    if ('sendDevToolsCommand' in this.driver)
      for (const { url } of await requestsOf(this.driver))
        if (!url.startsWith('data:') && !allowed.includes(url) && !url.startsWith(`${this.api.origin}/`))
          elsewhere.push(url);
    return elsewhere;
  }
}
