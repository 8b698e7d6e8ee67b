// For everyone: axe-core finds nothing in any state, and the whole way to a paid order goes by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { openChromium, violationsOf } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

const LOOKS = ['ko', 'en'].flatMap((lang) => ['light', 'dark'].map((theme) => ({ lang, theme })));
const CARD = { expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

describe('axe-core', () => {
  for (const look of LOOKS) {
    test(`the checkout: empty, wrong, declined, paid (${look.lang}, ${look.theme})`, async () => {
      await open(driver, sandbox, '/', look);
      const root = await formOf(driver);
      assert.deepEqual(await violationsOf(driver), [], 'empty');

      await (await payButton(root)).click();
      await textOf(driver, root, '.pw-msg');
      assert.deepEqual(await violationsOf(driver), [], 'wrong');

      await typeCard(root, { number: '4000000000000002', ...CARD });
      await (await payButton(root)).click();
      await textOf(driver, root, '.pw-notice');
      assert.deepEqual(await violationsOf(driver), [], 'declined');

      await open(driver, sandbox, '/', look);
      const fresh = await formOf(driver);
      await typeCard(fresh, { number: '4242424242424242', ...CARD });
      await (await payButton(fresh)).click();
      await textOf(driver, fresh, '.pw-state');
      assert.deepEqual(await violationsOf(driver), [], 'paid');
    });

    test(`the other pages (${look.lang}, ${look.theme})`, async () => {
      for (const path of ['/guide', '/return', '/login']) {
        await open(driver, sandbox, path, look);
        assert.deepEqual(await violationsOf(driver), [], path);
      }
    });
  }
});

describe('the keyboard alone', () => {
  /** What has the focus, through the open shadow root: an input's autocomplete, else its tag, type or class. */
  const focused = () => driver.executeScript(`
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.autocomplete || (at.type === 'submit' ? 'submit' : at.className || at.id || at.localName);`);
  const press = (...keys) => driver.actions().sendKeys(...keys).perform();

  async function tabTo(what) {
    const passed = [];
    while (await focused() !== what) {
      if (passed.length > 30) throw new Error(`Tab never came to ${what}, only to ${passed}`);
      await press(Key.TAB);
      passed.push(await focused());
    }
    return passed;
  }

  test('pays, and says so where the focus is', async () => {
    await open(driver, sandbox, '/');
    const root = await formOf(driver);
    await tabTo('cc-number');
    await press('4242424242424242');
    await tabTo('cc-exp');
    await press('1234');
    await tabTo('cc-csc');
    await press('123');
    await tabTo('cc-name');
    await press('KIM MINSEO');
    assert.deepEqual(await tabTo('submit'), ['submit'], 'the button comes right after the last field');
    await press(Key.ENTER);
    await textOf(driver, root, '.pw-state');
    assert.match(await focused(), /pw-state__title/);
    assert.equal(payments(sandbox).at(-1).status, 'succeeded');
  });

  test('Enter in a field pays too, and the focus goes to the first bad field', async () => {
    await open(driver, sandbox, '/');
    const root = await formOf(driver);
    await tabTo('cc-csc');
    await press('123', Key.ENTER);
    await textOf(driver, root, '.pw-field--number .pw-msg');
    assert.equal(await focused(), 'cc-number');
    const described = await driver.executeScript(`
      const { shadowRoot } = document.querySelector('payment-form');
      const ids = shadowRoot.querySelector('[autocomplete="cc-number"]').getAttribute('aria-describedby').split(' ');
      return ids.map((id) => shadowRoot.getElementById(id).textContent).join(' ');`);
    assert.match(described, /Enter your card number\./);
  });

  test('no trap: Tab goes on to the rest of the page, and back', async () => {
    await open(driver, sandbox, '/');
    await formOf(driver);
    await tabTo('submit');
    await tabTo('chip');
    const back = [];
    for (let i = 0; i < 8; i += 1) {
      await driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
      back.push(await focused());
    }
    assert.ok(back.includes('submit') && back.includes('cc-name'), `${back}`);
  });

  test('the demo fills in a test card and hands the focus to the pay button', async () => {
    await open(driver, sandbox, '/');
    await formOf(driver);
    await driver.findElement(By.id('fill')).sendKeys(Key.ENTER);
    assert.equal(await focused(), 'submit');
  });
});
