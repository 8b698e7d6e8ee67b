// Accessibility: axe-core finds no violation in any state, and an order can be paid with the keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { violationsOf } from './support/browser.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const shop = withShop();

const LOOKS = ['ko', 'en'].flatMap(lang => ['light', 'dark'].map(theme => ({ lang, theme })));
const CARD = { expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

describe('axe-core', () => {
  for (const look of LOOKS) {
    test(`the checkout: empty, wrong, declined, paid (${look.lang}, ${look.theme})`, async () => {
      await shop.open('/', look);
      const root = await shop.form();
      assert.deepEqual(await violationsOf(shop.driver), [], 'empty');

      await (await payButton(root)).click();
      await shop.textOf(root, '.pw-msg');
      assert.deepEqual(await violationsOf(shop.driver), [], 'wrong');

      await typeCard(root, { number: '4000000000000002', ...CARD });
      await (await payButton(root)).click();
      await shop.textOf(root, '.pw-notice');
      assert.deepEqual(await violationsOf(shop.driver), [], 'declined');

      await shop.open('/', look);
      const fresh = await shop.form();
      await typeCard(fresh, { number: '4242424242424242', ...CARD });
      await (await payButton(fresh)).click();
      await shop.textOf(fresh, '.pw-state');
      assert.deepEqual(await violationsOf(shop.driver), [], 'paid');
    });

    test(`the other pages (${look.lang}, ${look.theme})`, async () => {
      for (const path of ['/guide', '/styles', '/return', '/login']) {
        await shop.open(path, look);
        assert.deepEqual(await violationsOf(shop.driver), [], path);
      }
    });
  }
});

describe('the keyboard', () => {
  /** The element with the focus, looked up through open shadow roots: an input's autocomplete, else its type, class, id or tag. */
  const focused = () =>
    shop.driver.executeScript(`
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.autocomplete || (at.type === 'submit' ? 'submit' : at.className || at.id || at.localName);`);
  const press = (...keys) =>
    shop.driver
      .actions()
      .sendKeys(...keys)
      .perform();

  async function tabTo(what) {
    const passed = [];
    while ((await focused()) !== what) {
      if (passed.length > 30) throw new Error(`Tab never reached ${what}, only ${passed}`);
      await press(Key.TAB);
      passed.push(await focused());
    }
    return passed;
  }

  test('pays, and the focus moves to the message of success', async () => {
    await shop.open('/');
    const root = await shop.form();
    await tabTo('cc-number');
    await press('4242424242424242');
    await tabTo('cc-exp');
    await press('1234');
    await tabTo('cc-csc');
    await press('123');
    await tabTo('cc-name');
    await press('KIM MINSEO');
    // The months, the box that keeps the card, the button.
    assert.deepEqual(await tabTo('submit'), ['pw-input pw-select', 'input', 'submit']);
    await press(Key.ENTER);
    await shop.textOf(root, '.pw-state');
    assert.match(await focused(), /pw-state__title/);
    assert.equal(shop.payments().at(-1).status, 'succeeded');
  });

  test('Enter in a field submits too, and the focus moves to the first invalid field', async () => {
    await shop.open('/');
    const root = await shop.form();
    await tabTo('cc-csc');
    await press('123', Key.ENTER);
    await shop.textOf(root, '.pw-field--number .pw-msg');
    assert.equal(await focused(), 'cc-number');
    const described = await shop.driver.executeScript(`
      const { shadowRoot } = document.querySelector('payment-form');
      const ids = shadowRoot.querySelector('[autocomplete="cc-number"]').getAttribute('aria-describedby').split(' ');
      return ids.map((id) => shadowRoot.getElementById(id).textContent).join(' ');`);
    assert.match(described, says('number.required'));
  });

  test('is never trapped: Tab leaves the form for the rest of the page, and comes back', async () => {
    await shop.open('/');
    await shop.form();
    await tabTo('submit');
    await tabTo('chip');
    const back = [];
    for (let i = 0; i < 8; i += 1) {
      await shop.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
      back.push(await focused());
    }
    assert.ok(back.includes('submit') && back.includes('cc-name'), `${back}`);
  });

  test('can fill in a test card, and the focus moves to the pay button', async () => {
    await shop.open('/');
    await shop.form();
    await shop.driver.findElement(By.id('fill')).sendKeys(Key.ENTER);
    assert.equal(await focused(), 'submit');
  });
});
