// A payer at the keyboard of a real browser: keys, clipboard, input method (IME), and what the field shows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { whySkipped } from './browser.mjs';
import { chromiumIme, firefoxIme } from './ime.mjs';
import { MODES } from './modes.mjs';
import { servePage } from './page.mjs';
import { field } from './shop.mjs';
import { withShop } from './with-shop.mjs';

const { CONTROL, SHIFT } = Key;

// What a payer does besides pressing keys one by one.
export const shift = keys => payer => payer.press(keys, SHIFT);
export const ctrl = keys => payer => payer.press(keys, CONTROL);
export const undo = payer => payer.undo();
export const redo = payer => payer.redo();
export const paste = text => payer => payer.paste(text);
export const compose = text => payer => payer.compose(text);
export const commit = text => payer => payer.commit(text);
export const cancel = payer => payer.cancel();
export const leave = payer => payer.leave();

/**
 * `tests(page)` in each of these browsers, and in those of `framed` with the form in a frame too; `page.enter(field)` resolves to a payer
 * in a new form.
 *
 * @param {string} what
 * @param {string[]} browsers
 * @param {(page: ReturnType<typeof withPage>) => void} tests
 * @param {string[]} [framed]
 */
export function inEachBrowser(what, browsers, tests, framed = []) {
  for (const browser of browsers) {
    for (const mode of MODES.filter(mode => mode === 'inline' || framed.includes(browser))) {
      describe(`${what} in ${browser}, ${mode}`, { skip: whySkipped(browser) }, () => tests(withPage(browser, mode)));
    }
  }
}

/** A test for each case of `{ field: { case: [[act, shown], …] } }`: an action, and what the field shows after it. */
export function testSteps(page, table) {
  for (const [field, cases] of Object.entries(table)) {
    for (const [what, steps] of Object.entries(cases)) {
      test(`${field}: ${what}`, async () => {
        const payer = await page.enter(field);
        for (const [act, expected] of steps) {
          await payer.does(act);
          await payer.shows(expected);
        }
      });
    }
  }
}

/** By browser. WebKitGTK's input method cannot be driven. */
const IMES = { Chromium: chromiumIme, Firefox: firefoxIme };

/** A browser with a page that has the form, and a text area to copy from. */
function withPage(browser, mode) {
  const shop = withShop({ browser, mode, system: true, loggedIn: false });
  let page;
  let address;
  let ime;
  before(async () => {
    const { driver, sandbox } = shop;
    ime = IMES[browser]?.(driver);
    page = await servePage(
      sandbox,
      () => `<!doctype html><html lang="en"><title>A shop</title>
      <script src="${sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
        data-endpoint="${sandbox.payments}/v1" data-${mode}="${sandbox.payments}/widget/frame.html"></script>
      <body><textarea></textarea><payment-form amount="19.90" currency="USD"></payment-form></body></html>`,
    );
    // Firefox's input method is driven in the page's process, which a frame of the same site shares.
    address = browser === 'Firefox' ? page.origin.replace('127.0.0.1', 'localhost') : page.origin;
  });
  after(() => page?.close());
  return {
    /** Opens the page again and focuses a field; resolves to a payer in it. */
    async enter(name) {
      await shop.driver.get(address);
      const input = await field(await shop.form(), name);
      const payer = new Typist(shop, input, { ime, hasUndoKeys: browser !== 'WebKit' });
      await payer.enter();
      return payer;
    },
  };
}

class Typist {
  #shop;
  #driver;
  #input;
  #ime;
  #hasUndoKeys;

  constructor(shop, input, { ime, hasUndoKeys }) {
    this.#shop = shop;
    this.#driver = shop.driver;
    this.#input = input;
    this.#ime = ime;
    this.#hasUndoKeys = hasUndoKeys;
  }

  /** Takes keys, or a function of the payer. */
  does(act) {
    return typeof act === 'string' ? this.press(act) : act(this);
  }

  enter() {
    return this.#driver.executeScript('arguments[0].focus()', this.#input);
  }

  leave() {
    return this.run('document.querySelector("textarea").focus()');
  }

  /** Presses keys one by one while the others are held down. */
  async press(keys, ...held) {
    const actions = this.#driver.actions();
    for (const key of held) actions.keyDown(key);
    actions.sendKeys(...keys);
    for (const key of held) actions.keyUp(key);
    await actions.perform();
  }

  /** One step back. In WebKitGTK's browser no key does it. */
  undo() {
    return this.#hasUndoKeys ? this.press('z', CONTROL) : this.#command('undo');
  }

  /** One step forward again. */
  redo() {
    return this.#hasUndoKeys ? this.press('z', CONTROL, SHIFT) : this.#command('redo');
  }

  #command(name) {
    return this.#driver.executeScript('document.execCommand(arguments[0])', name);
  }

  /** Copies a text from the text area and pastes it, both with keys. */
  async paste(text) {
    await this.#driver.executeScript(
      `
      const elsewhere = document.querySelector('textarea');
      elsewhere.value = arguments[0];
      elsewhere.select();
      elsewhere.focus();`,
      text,
    );
    await this.press('c', CONTROL);
    await this.enter();
    await this.press('v', CONTROL);
  }

  /** What autofill does: it sets the value and sends a plain event, or, in Firefox, one with an `inputType`. */
  fill(text, inputType) {
    return this.#driver.executeScript(
      `
      const [input, text, inputType] = arguments;
      const init = { inputType, bubbles: true, composed: true };
      input.value = text;
      input.dispatchEvent(inputType ? new InputEvent('input', init) : new Event('input', init));
      input.dispatchEvent(new Event('change', { bubbles: true }));`,
      this.#input,
      text,
      inputType,
    );
  }

  /** The input method shows a text that is not committed yet. */
  compose(text) {
    return this.#ime.compose(text);
  }

  /** The input method commits the text. */
  commit(text) {
    return this.#ime.commit(text);
  }

  /** The input method cancels the composition. */
  cancel() {
    return this.#ime.cancel();
  }

  /** The page empties the form. */
  clear() {
    return this.run('document.querySelector("payment-form").clear()');
  }

  /** The page submits the form, which is not complete. */
  submit() {
    return this.#driver.executeAsyncScript(`
      const [done] = arguments;
      document.querySelector('payment-form').submit().catch(() => done());`);
  }

  /** Runs a script in the page. */
  run(script) {
    return this.#driver.executeScript(script);
  }

  /** Runs a script where the form is. */
  runInForm(script) {
    return this.#shop.inForm(script);
  }

  /** How many edits of the field an action makes. */
  async edits(act) {
    await this.runInForm(`
      window.edits = 0;
      window.countEdit ??= () => { window.edits += 1; };
      window.addEventListener('input', window.countEdit, true);`);
    await this.does(act);
    return this.runInForm('return window.edits');
  }

  text() {
    return this.#driver.executeScript('return arguments[0].value', this.#input);
  }

  /** The field's text with its caret, `4242| 42`, or its selection, `42[42 4]2`. */
  shown() {
    return this.#driver.executeScript(
      `
      const { value, selectionStart: from, selectionEnd: to } = arguments[0];
      const [head, selected, tail] = [value.slice(0, from), value.slice(from, to), value.slice(to)];
      return head + (selected ? '[' + selected + ']' : '|') + tail;`,
      this.#input,
    );
  }

  /** Waits until the field shows this. */
  async shows(expected) {
    let shown;
    const isShown = async () => {
      shown = await this.shown();
      return shown === expected;
    };
    await this.#driver.wait(isShown, 2_000).catch(error => {
      if (error.name !== 'TimeoutError') throw error;
    });
    assert.equal(shown, expected);
  }
}
