// The reader of a guide: a server of their own, whose page holds the guide's blocks, and whose session URL asks the sandbox as the
// guide says. Only the key and the addresses, which are the reader's own, are replaced.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before } from 'node:test';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/project.mjs';
import { consoleOf } from './browser.mjs';
import { listen } from './page.mjs';
import { payButton, typeCard } from './shop.mjs';
import { withShop } from './with-shop.mjs';

const WAIT_MS = 15_000;
export const NONCE = 'n0nce';
export const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

/** The blocks of one guide, or of several pages that are one, which are taken one by one. */
export class Blocks {
  /** The blocks that no test has taken. */
  left;
  #all;

  /** @param {string[]} names  of the files */
  constructor(...names) {
    const text = names.map(name => readFileSync(join(ROOT, name), 'utf8')).join('\n');
    this.#all = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, body]) => ({ language, body }));
    this.left = new Set(this.#all);
  }

  /** The one block in this language that has `word` in it. */
  take(language, word) {
    const found = this.#all.filter(block => block.language === language && block.body.includes(word));
    assert.equal(found.length, 1, `${language} with ${word}`);
    this.left.delete(found[0]);
    return found[0].body;
  }

  /** What each block says, for a comparison. */
  get bodies() {
    return this.#all.map(({ body }) => body);
  }
}

export const withNonce = html => html.replaceAll('<script>', `<script nonce="${NONCE}">`);

/**
 * The sandbox, a browser, and the reader's server, as `withShop` has them.
 *
 * @param {{ mode?: import('./modes.mjs').Mode }} [options]
 */
export function withReader({ mode } = {}) {
  const reader = new Reader(withShop({ mode, loggedIn: false }));
  before(() => reader.start());
  after(() => reader.close());
  return reader;
}

class Reader {
  shop;
  /** The reader's own server: their pages, and their session URL. */
  site;
  /** What the session URL was asked. */
  asked = [];
  /** The guide's request for a session, and what else a session of this test has. */
  http;
  more = {};
  /** Other files and answers of the server, by path: `[media type, text, status]`. */
  files = {};
  /** Where tests need one session for all requests of a page, as those of one order have. */
  keepsSession = false;
  /** What the payment processor makes of a wallet's token. */
  openToken = token => token;
  #page = { html: '', policy: '' };
  #session;
  #sessions = 0;

  constructor(shop) {
    this.shop = shop;
  }

  get driver() {
    return this.shop.driver;
  }

  async start() {
    this.site = await listen(
      createServer(async (request, response) => {
        const answer = await this.#answer(request, (await buffer(request)).toString());
        response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
      }),
    );
  }

  close() {
    return this.site?.close();
  }

  async #answer(request, body) {
    const json = { 'content-type': 'application/json' };
    if (request.url === '/checkout/session') {
      this.asked.push({ ...JSON.parse(body), token: request.headers['x-csrf-token'] });
      if (!this.keepsSession || !this.#session) this.#session = await this.#makeSession(JSON.parse(body));
      return { headers: json, body: JSON.stringify({ client_secret: this.#session.client_secret }) };
    }
    if (request.url === '/widget/frame.json') return { headers: json, body: JSON.stringify(this.#frameConfig()) };
    if (/^\/(v1|widget)\//.test(request.url)) return this.#forward(request, body);
    if (Object.hasOwn(this.files, request.url)) {
      const [type, text, status] = this.files[request.url];
      return { status, headers: { 'content-type': type }, body: text };
    }
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': this.#page.policy };
    return { headers, body: this.#page.html };
  }

  /** Sends the guide's request, for the amount that the page asks for. */
  async #makeSession({ amount, currency }) {
    const [head, body] = this.http.split('\n\n');
    const [request, ...lines] = head.split('\n');
    const [method, path] = request.split(' ');
    const headers = Object.fromEntries(lines.map(line => line.split(': ')));
    headers.Authorization = headers.Authorization.replace('sk_test_…', this.#secretKey());
    headers['Idempotency-Key'] += `-${(this.#sessions += 1)}`;
    const wanted = { ...JSON.parse(body), amount, currency, ...this.more };
    const answer = await fetch(this.shop.sandbox.payments + path, { method, headers, body: JSON.stringify(wanted) });
    assert.equal(answer.status, 201, await answer.clone().text());
    return answer.json();
  }

  /** The reader's payments API, which is the sandbox behind their processor. */
  async #forward({ method, url, headers }, body) {
    const { host, connection, 'content-length': length, ...kept } = headers;
    const sent = body && JSON.parse(body);
    const wallet = sent?.payment_method?.token === undefined ? null : sent.payment_method;
    if (wallet) wallet.token = this.openToken(wallet.token);
    const answer = await fetch(this.shop.sandbox.payments + url, {
      method,
      headers: kept,
      ...(body && { body: wallet ? JSON.stringify(sent) : body }),
    });
    const type = answer.headers.get('content-type');
    const content = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: type ? { 'content-type': type } : {}, body: content };
  }

  /** The reader's server is of another origin by its other name, at which it has the frame. */
  get #payments() {
    return this.site.origin.replace('127.0.0.1', 'localhost');
  }

  get frame() {
    return `${this.#payments}/widget/frame.html`;
  }

  #frameConfig() {
    return { apiKey: this.publishableKey(), endpoint: `${this.#payments}/v1`, parents: [this.site.origin] };
  }

  #secretKey() {
    return readFileSync(join(this.shop.sandbox.data, 'shop-secret'), 'utf8').trim();
  }

  publishableKey() {
    return this.shop.sandbox.log().match(/^Publishable key +(\S+)/m)[1];
  }

  /** The reader's own key and addresses in the place of the guide's. */
  filledIn(text) {
    return text
      .replaceAll('https://cdn.example/', `${this.shop.sandbox.payments}/widget/`)
      .replaceAll('https://cdn.example', this.shop.sandbox.payments)
      .replaceAll('https://pay.example.com', this.shop.sandbox.payments)
      .replaceAll('https://api.shop.example', this.site.origin)
      .replaceAll('pk_test_…', this.publishableKey());
  }

  /** A module as a page of the reader has it, with the package by its name. */
  moduleOf(text) {
    const at = file => `${this.shop.sandbox.payments}/widget/${file}`;
    const imports = {
      'payments-widget': at('index.js'),
      'payments-widget/element': at('element.js'),
      'payments-widget/locales/en': at('locales/en.js'),
    };
    return `<script type="importmap" nonce="${NONCE}">${JSON.stringify({ imports })}</script>
      <script type="module" nonce="${NONCE}">${text}</script>`;
  }

  /** Opens a page with this content; without a policy when there is none. */
  async open(html, policy = '') {
    this.#page = { html: `<!doctype html><html lang="en"><title>A shop</title><body>${html}`, policy };
    this.asked = [];
    this.#session = undefined;
    await consoleOf(this.driver);
    await this.driver.get(`${this.site.origin}/`);
  }

  run(expression) {
    return this.driver.executeScript(`return ${expression}`);
  }

  until(expression) {
    return this.driver.wait(() => this.run(expression), WAIT_MS, expression);
  }

  /** The shadow root that `expression` gives, once a card can be typed into its form. */
  async rootOf(expression) {
    await this.until(`${expression}?.querySelector('input[autocomplete="cc-number"]') != null`);
    return (await this.run(`${expression}.host`)).getShadowRoot();
  }

  /** The same once the WebAssembly has taken the form over. */
  async liveRootOf(expression) {
    await this.until(`${expression}?.querySelector('.pw-hintbtn') != null`);
    return this.rootOf(expression);
  }

  /** Pays with the form in the shadow root that `expression` gives. */
  async payIn(expression, card = CARD) {
    const root = await this.rootOf(expression);
    await typeCard(root, card);
    await (await payButton(root)).click();
    return root;
  }
}
