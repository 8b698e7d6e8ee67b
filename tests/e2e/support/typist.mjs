// A payer at the keyboard of a real browser: keys, clipboard, input method; and the field as they see it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { openChromium, openFirefox } from './browser.mjs';
import { chromiumIme, firefoxIme } from './ime.mjs';
import { servePage } from './page.mjs';
import { startSandbox } from './sandbox.mjs';
import { field, formOf } from './shop.mjs';

const { CONTROL, SHIFT } = Key;

// What a payer does beside pressing one key after the other.
export const shift = (keys) => (payer) => payer.press(keys, SHIFT);
export const ctrl = (keys) => (payer) => payer.press(keys, CONTROL);
export const ctrlShift = (keys) => (payer) => payer.press(keys, CONTROL, SHIFT);
export const paste = (text) => (payer) => payer.paste(text);
export const compose = (text) => (payer) => payer.compose(text);
export const commit = (text) => (payer) => payer.commit(text);
export const cancel = (payer) => payer.cancel();
export const leave = (payer) => payer.leave();

/** `tests(page)` in Chromium and in Firefox; `page.enter(field)` resolves to a payer in a new form. */
export function inEachBrowser(what, tests) {
  for (const browser of ['Chromium', 'Firefox']) {
    describe(`${what} in ${browser}`, () => {
      let opened;
      before(async () => { opened = await openPage(browser); });
      after(() => opened?.close());
      tests({ enter: (field) => opened.enter(field) });
    });
  }
}

/** A test for each entry of `{ field: { what: [[act, shown], …] } }`: what is done, and what the field shows then. */
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

/** A browser with a page that holds the form, and something to copy from. */
async function openPage(browser) {
  const isFirefox = browser === 'Firefox';
  const [sandbox, driver] = await Promise.all([startSandbox(), isFirefox ? openFirefox({ system: true }) : openChromium()]);
  const page = await servePage(sandbox, () => `<!doctype html><html lang="en"><title>A shop</title>
    <script src="${sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
      data-endpoint="${sandbox.payments}/v1"></script>
    <body><textarea></textarea><payment-form amount="19.90" currency="USD"></payment-form></body></html>`);
  const ime = isFirefox ? firefoxIme(driver) : chromiumIme(driver);
  return {
    /** Opens the page anew and puts the focus into a field; resolves to the payer who is there. */
    async enter(name) {
      await driver.get(page.origin);
      const input = await field(await formOf(driver), name);
      const payer = new Typist(driver, input, ime);
      await payer.enter();
      return payer;
    },
    async close() {
      await driver.quit();
      await page.close();
      await sandbox.forget();
    },
  };
}

class Typist {
  #driver;
  #input;
  #ime;

  constructor(driver, input, ime) {
    this.#driver = driver;
    this.#input = input;
    this.#ime = ime;
  }

  /** Keys, or more than keys: a function of the payer. */
  does(act) {
    return typeof act === 'string' ? this.press(act) : act(this);
  }

  enter() {
    return this.#driver.executeScript('arguments[0].focus()', this.#input);
  }

  leave() {
    return this.#driver.executeScript('document.querySelector("textarea").focus()');
  }

  /** Presses keys one after the other, while others are held down. */
  async press(keys, ...held) {
    const actions = this.#driver.actions();
    for (const key of held) actions.keyDown(key);
    actions.sendKeys(...keys);
    for (const key of held) actions.keyUp(key);
    await actions.perform();
  }

  /** Copies a text from elsewhere on the page and pastes it, both by keys. */
  async paste(text) {
    await this.#driver.executeScript(`
      const elsewhere = document.querySelector('textarea');
      elsewhere.value = arguments[0];
      elsewhere.select();
      elsewhere.focus();`, text);
    await this.press('c', CONTROL);
    await this.enter();
    await this.press('v', CONTROL);
  }

  /** What autofill and password managers do: a value of their own, and a plain event; or, as Firefox, one with a type. */
  fill(text, inputType) {
    return this.#driver.executeScript(`
      const [input, text, inputType] = arguments;
      const init = { inputType, bubbles: true, composed: true };
      input.value = text;
      input.dispatchEvent(inputType ? new InputEvent('input', init) : new Event('input', init));
      input.dispatchEvent(new Event('change', { bubbles: true }));`, this.#input, text, inputType);
  }

  /** The input method shows a text that is not decided yet. */
  compose(text) {
    return this.#ime.compose(text);
  }

  /** It is decided. */
  commit(text) {
    return this.#ime.commit(text);
  }

  /** It was not meant. */
  cancel() {
    return this.#ime.cancel();
  }

  /** The page empties the form. */
  clear() {
    return this.#driver.executeScript('document.querySelector("payment-form").clear()');
  }

  /** The page submits the form, which is far from complete. */
  submit() {
    return this.#driver.executeAsyncScript(`
      const [done] = arguments;
      document.querySelector('payment-form').submit().catch(() => done());`);
  }

  text() {
    return this.#driver.executeScript('return arguments[0].value', this.#input);
  }

  /** The field's text with the caret in it, `4242| 42`, or the selection, `42[42 4]2`. */
  shown() {
    return this.#driver.executeScript(`
      const { value, selectionStart: from, selectionEnd: to } = arguments[0];
      const [head, selected, tail] = [value.slice(0, from), value.slice(from, to), value.slice(to)];
      return head + (selected ? '[' + selected + ']' : '|') + tail;`, this.#input);
  }

  /** Waits until the field shows this. */
  async shows(expected) {
    let shown;
    const isShown = async () => {
      shown = await this.shown();
      return shown === expected;
    };
    await this.#driver.wait(isShown, 2_000).catch((error) => {
      if (error.name !== 'TimeoutError') throw error;
    });
    assert.equal(shown, expected);
  }
}
