// A payer at the keyboard of a real browser: keys, clipboard, undo, an input method; and the field as they see it.
import { Key } from 'selenium-webdriver';
import firefox from 'selenium-webdriver/firefox.js';
import { openChromium, openFirefox } from './browser.mjs';
import { servePage } from './page.mjs';
import { startSandbox } from './sandbox.mjs';
import { field, formOf } from './shop.mjs';

/** A browser with a page that holds the form, and something to copy from. */
export async function openTypist(browser) {
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
    await this.press('c', Key.CONTROL);
    await this.enter();
    await this.press('v', Key.CONTROL);
  }

  /** What the browser's autofill and password managers do: a value of their own, and a plain event. */
  fill(text) {
    return this.#driver.executeScript(`
      const [input, text] = arguments;
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));`, this.#input, text);
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

  /** Waits until the field shows this; resolves to what it shows in the end. */
  async shows(expected) {
    let shown;
    const isShown = async () => {
      shown = await this.shown();
      return shown === expected;
    };
    await this.#driver.wait(isShown, 2_000).catch((error) => {
      if (error.name !== 'TimeoutError') throw error;
    });
    return shown;
  }
}

/** Chromium's input method, through the DevTools protocol. */
const chromiumIme = (driver) => ({
  compose: (text) => compose(driver, text),
  commit: (text) => driver.sendDevToolsCommand('Input.insertText', { text }),
  cancel: () => compose(driver, ''),
});

const compose = (driver, text) => driver.sendDevToolsCommand('Input.imeSetComposition', {
  text, selectionStart: text.length, selectionEnd: text.length,
});

/** Runs in the tab's own process. WebDriver's keys go through such a processor too, so each composition begins anew. */
const IN_THE_TAB = `
  const { classes: Cc, interfaces: Ci } = Components;
  const processor = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
  const acts = {
    compose(text) {
      processor.setPendingCompositionString(text);
      processor.appendClauseToPendingComposition(text.length, processor.ATTR_RAW_CLAUSE);
      processor.setCaretInPendingComposition(text.length);
      processor.flushPendingComposition();
    },
    commit: (text) => processor.commitCompositionWith(text),
    cancel: () => processor.cancelComposition(),
  };
  addMessageListener('typist', ({ data: { act, text } }) => {
    let failure = null;
    try {
      if (!processor.hasComposition) processor.beginInputTransactionForTests(content);
      acts[act](text);
    } catch (error) {
      failure = String(error);
    }
    sendAsyncMessage('typist', failure);
  });`;

const FROM_ABOVE = `
  const [script, act, text, done] = arguments;
  const { messageManager } = gBrowser.selectedBrowser;
  if (!messageManager.hasTypist) {
    messageManager.hasTypist = true;
    messageManager.loadFrameScript('data:,' + encodeURIComponent(script), false);
  }
  messageManager.addMessageListener('typist', function heard({ data }) {
    messageManager.removeMessageListener('typist', heard);
    done(data);
  });
  messageManager.sendAsyncMessage('typist', { act, text });`;

/** Firefox's input method: what its own tests use, from the browser's privileged side. */
function firefoxIme(driver) {
  const act = async (name, text) => {
    await driver.setContext(firefox.Context.CHROME);
    const failure = await driver.executeAsyncScript(FROM_ABOVE, IN_THE_TAB, name, text);
    await driver.setContext(firefox.Context.CONTENT);
    if (failure) throw new Error(`Firefox's input method: ${failure}`);
  };
  return { compose: (text) => act('compose', text), commit: (text) => act('commit', text), cancel: () => act('cancel') };
}
