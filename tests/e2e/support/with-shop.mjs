// What almost every test file needs: a running sandbox, a browser, and a payer who is logged in to the demo shop.
import { after, before } from 'node:test';
import { By } from 'selenium-webdriver';
import { openBrowser, outcomeOf, violationsOf } from './browser.mjs';
import { payments } from './database.mjs';
import { startSandbox } from './sandbox.mjs';
import { followFrames, inForm, violationsInFrame } from './modes.mjs';
import { formOf, logIn, open, pageRootOf, textOf } from './shop.mjs';

const WAIT_MS = 15_000;

/**
 * Starts the sandbox and the browser before the tests of this file (or of the `describe` around the call) and ends both
 * after them. The object that is returned is filled in by then.
 *
 * @param {{
 *   browser?: string, mode?: import('./modes.mjs').Mode, system?: boolean, loggedIn?: boolean, flags?: string[],
 *   ready?: (shop: Shop) => Promise<void>,
 * }} [options]
 *   `browser`: `Chromium`, `Firefox` or `WebKit`. `mode`: where the form is. `system`: in Firefox, a test may run privileged code of the browser. `loggedIn`: false where the shop's pages are not used.
 *   `flags`: what else the sandbox's command line has. `ready`: what else is done before the tests. It is not a `before` of its own because Node runs those of a file's top level
 *   at the same time.
 */
export function withShop({
  browser = 'Chromium',
  mode = 'inline',
  system = false,
  loggedIn = true,
  flags = [],
  ready,
} = {}) {
  const shop = new Shop(mode);
  before(async () => {
    // Each is kept as soon as it runs, so that it is ended even if the other one does not start.
    await Promise.all([
      startSandbox(flags).then(sandbox => (shop.sandbox = sandbox)),
      openBrowser(browser, { system }).then(driver => (shop.driver = driver)),
    ]);
    if (mode === 'frame') await followFrames(shop.driver);
    if (loggedIn) await logIn(shop.driver, shop.sandbox);
    await ready?.(shop);
  });
  after(async () => {
    // A server that is left running would keep the whole run from its end, also where the browser has crashed.
    try {
      await shop.driver?.quit();
    } finally {
      await shop.sandbox?.forget();
    }
  });
  return shop;
}

class Shop {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  sandbox;
  /** @type {any} */
  driver;

  /** @param {import('./modes.mjs').Mode} mode */
  constructor(mode) {
    this.mode = mode;
  }

  /** Opens a page of the shop: `{ lang, theme }` without keeping the choice. */
  open(path, look) {
    return open(this.driver, this.sandbox, path, { ...look, mode: this.mode });
  }

  /** The payment form's shadow root, once its fields are there. */
  form() {
    return formOf(this.driver);
  }

  /** The shadow root of the form's element in the page, in which the issuer's dialog is shown: also of a form in a frame. */
  pageRoot() {
    return pageRootOf(this.driver);
  }

  /** Waits until an element is in the issuer's dialog; the element. */
  async inDialog(css) {
    const page = await this.pageRoot();
    const found = async () => (await page.findElements(By.css(`dialog ${css}`)))[0] ?? false;
    return this.driver.wait(found, WAIT_MS, `the issuer's dialog has no ${css}`);
  }

  /**
   * Runs a script where the form's nodes are. In it `root` is their shadow root.
   *
   * @param {string} script
   * @param {any[]} given  its `arguments`
   */
  inForm(script, ...given) {
    return inForm(this.driver, script, given);
  }

  /** axe-core's violations of the page or of what is in `within`, and of the form where it is in a frame. */
  async violations(within) {
    const found = await violationsOf(this.driver, within);
    if (this.mode === 'inline') return found;
    return [...found, ...(await violationsInFrame(this.driver))];
  }

  /** Waits for an element of the form; its text. */
  textOf(root, css) {
    return textOf(this.driver, root, css);
  }

  /** What a call in the page ends in: `{ value }` or `{ error }`. */
  outcomeOf(expression) {
    return outcomeOf(this.driver, expression);
  }

  /** The payments, oldest first. */
  payments() {
    return payments(this.sandbox);
  }
}
