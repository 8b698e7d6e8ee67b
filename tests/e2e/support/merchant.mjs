// A merchant's page for tests, beside the demo shop: with the payment form, a session URL, and the API behind a proxy in which
// a test can make requests fail.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, afterEach } from 'node:test';
import { join } from 'node:path';
import { edited, startBetween } from './between.mjs';
import { servePage } from './page.mjs';
import { payButton, typeCard } from './shop.mjs';
import { withShop } from './with-shop.mjs';

export const AMOUNT = { amount: 1990, currency: 'USD' };
const WAIT_MS = 10_000;

/** Where the form is in a frame: the configuration of its own origin. */
const FRAME_CONFIG = /\/widget\/frame\.json$/;

const majorOf = ({ amount, currency }) => (currency === 'KRW' ? amount : (amount / 100).toFixed(2));

/** No request is repeated, so a fault ends the attempt soon. */
const LIMITS = { maxRetries: 0, timeoutMs: 10000 };

/** The page keeps the form's events in `told`, as `[event, detail]`. */
const html = ({
  api,
  mode,
  apiKey,
  nonce,
  head,
  price,
  attributes,
  options,
}) => `<!doctype html><html lang="en"><title>A shop</title>
  <link rel="icon" href="data:,">
  ${head}<script src="${api}/widget/payments-widget.global.js"></script>
  <body><payment-form amount="${majorOf(price)}" currency="${price.currency}" ${attributes}></payment-form>
  <script nonce="${nonce}">
    var settings = ${JSON.stringify({
      apiKey,
      endpoint: `${api}/v1`,
      currency: 'USD',
      ...LIMITS,
      ...(mode === 'frame' && { frame: `${api}/widget/frame.html` }),
    })};
    PaymentsAPI.configure({ ...settings, sessionUrl: '/session' });
    var told = [];
    Object.assign(document.querySelector('payment-form'), ${options});
    for (const event of ['action', 'success', 'error']) {
      document.querySelector('payment-form').addEventListener('payment-' + event, ({ detail }) => told.push([event, detail]));
    }
  </script></html>`;

/**
 * Like `withShop`, with the merchant's page. The proxy's rules are removed after each test.
 *
 * @param {{
 *   browser?: string, mode?: import('./modes.mjs').Mode, system?: boolean, head?: string, ready?: (merchant: Merchant) => Promise<unknown>,
 * }} [options]  `head`: as the member
 */
export function withMerchant({ browser, mode, system = false, head = '', ready } = {}) {
  const merchant = new Merchant(
    withShop({
      browser,
      mode,
      system,
      loggedIn: false,
      async ready() {
        merchant.head = head;
        await merchant.start();
        await ready?.(merchant);
      },
    }),
  );
  afterEach(() => merchant.api?.reset());
  after(() => merchant.close());
  return merchant;
}

class Merchant {
  #shop;
  #page;
  #apiKey;
  #secretKey;
  /** The client secret of the session that the page asked for last. */
  secret;
  /** The proxy between page and API. */
  api;
  /** HTML before the widget's script. */
  head = '';
  /** What else the element of the form has. */
  attributes = '';
  /** What is set as its properties: the text of an object in JavaScript. */
  options = '{}';
  /** What the next page asks for, in minor units. */
  price = AMOUNT;

  constructor(shop) {
    this.#shop = shop;
  }

  get driver() {
    return this.#shop.driver;
  }

  get mode() {
    return this.#shop.mode;
  }

  get origin() {
    return this.#page.origin;
  }

  get sandbox() {
    return this.#shop.sandbox;
  }

  async start() {
    const { sandbox } = this.#shop;
    this.#apiKey = sandbox.log().match(/^Publishable key +(\S+)$/m)[1];
    this.#secretKey = readFileSync(join(sandbox.data, 'shop-secret'), 'utf8').trim();
    this.api = await startBetween(sandbox);
    const ofFrame = edited(config => ({ ...config, endpoint: `${this.api.origin}/v1`, ...LIMITS }));
    this.api.always('GET', FRAME_CONFIG, ofFrame);
    this.#page = await servePage(
      sandbox,
      nonce => {
        const { mode, head, price, attributes, options } = this;
        return html({ api: this.api.origin, mode, apiKey: this.#apiKey, nonce, head, price, attributes, options });
      },
      {
        policy: false,
        routes: {
          '/session': async () => {
            this.secret = await this.session();
            return { client_secret: this.secret };
          },
        },
      },
    );
  }

  async close() {
    await this.#page?.close();
    await this.api?.close();
  }

  /** Asks the API as the merchant's server does. */
  async #ask(path, body) {
    const answer = await fetch(`${this.#shop.sandbox.payments}/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#secretKey}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(this.secret && { 'payment-session': this.secret }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Makes a session; resolves to its client secret. */
  async session(more = {}) {
    const session = {
      ...this.price,
      return_url: `${this.#shop.sandbox.shop}/return`,
      payer: { id: 'minsu' },
      payment_method_types: ['card', 'wallet'],
      ...more,
    };
    return (await this.#ask('/payment_sessions', session)).client_secret;
  }

  /** Cancels a payment in `requires_action`, as the merchant's server can. */
  cancel(id) {
    return this.#ask(`/payments/${id}/cancel`, {});
  }

  /** Opens the page; resolves to the form's shadow root. */
  async open() {
    this.secret = undefined;
    await this.driver.get(this.origin);
    return this.#shop.form();
  }

  /** Opens the page and pays there with a card. */
  async pay(number) {
    const root = await this.open();
    await this.typeCard(root, number);
    await this.submit(root);
    return root;
  }

  async submit(root) {
    await (await payButton(root)).click();
  }

  typeCard(root, number) {
    return typeCard(root, { number, expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
  }

  /** The form's shadow root in the page or frame that is open. */
  form() {
    return this.#shop.form();
  }

  /** The shadow root of the form's element, in which the issuer's dialog is shown. */
  pageRoot() {
    return this.#shop.pageRoot();
  }

  /** Waits until an element is in the issuer's dialog. */
  inDialog(css) {
    return this.#shop.inDialog(css);
  }

  inForm(script, ...given) {
    return this.#shop.inForm(script, ...given);
  }

  violations(within) {
    return this.#shop.violations(within);
  }

  textOf(root, css) {
    return this.#shop.textOf(root, css);
  }

  outcomeOf(expression) {
    return this.#shop.outcomeOf(expression);
  }

  payments() {
    return this.#shop.payments();
  }

  state() {
    return this.driver.executeScript('return document.querySelector("payment-form").state');
  }

  /** The payloads of the form's events of this name, in short. */
  told(event) {
    return this.driver.executeScript(
      'return told.filter(([event]) => event === arguments[0]).map(([, { code, outcome, id, type, state }]) => ({ code, outcome, id, type, state }))',
      event,
    );
  }

  /** Waits until `count` such requests were made. */
  async untilAsked(method, path, count = 1) {
    await this.driver.wait(
      () => this.api.asked(method, path).length >= count,
      WAIT_MS,
      `${method} ${path}: not asked ${count} times`,
    );
  }
}
