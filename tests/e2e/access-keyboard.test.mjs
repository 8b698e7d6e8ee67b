// Accessibility: an order can be paid with the keyboard alone. Tab stops in the order that is seen, each stop shows the focus, and
// nothing holds it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { query } from './support/database.mjs';
import { inModes } from './support/modes.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

/** What has the focus in a document, looked up through open shadow roots: its name, its place, and whether the focus is seen there. */
const STOP = `
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const label = at.getAttribute('aria-label') ?? at.closest('label')?.textContent;
  const name = at.id || (at.type === 'submit' ? 'submit' : (label ?? (at.className || at.localName)));
  // The ring of a field is around its whole box, that of a tile around the tile.
  const rings = [at, at.closest('.pw-control, .pw-method, .pw-seg label, .pw-check')].filter(Boolean);
  const { y, bottom } = (rings[1] ?? at).getBoundingClientRect();
  const isSeen = rings.some(ring => {
    const { outlineStyle, outlineWidth } = getComputedStyle(ring);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  const own = at.getBoundingClientRect();
  // On the page, which scrolls to what has the focus.
  return { name, left: own.x, top: y + scrollY, bottom: bottom + scrollY, isSeen, isInForm: at.getRootNode().host?.localName === 'payment-form' };`;

for (const [browser, mode] of inModes('Chromium', 'Firefox')) {
  describe(`the keyboard, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });
    /** What has the focus in the page, or in the form's frame where that has it. */
    async function stop() {
      const at = await shop.driver.executeScript(STOP);
      if (mode === 'inline' || at.name !== 'iframe') return at;
      return { ...(await shop.inForm(STOP)), isInForm: true };
    }
    const focused = async () => (await stop()).name;
    const press = (...keys) =>
      shop.driver
        .actions()
        .sendKeys(...keys)
        .perform();
    const pressBack = () => shop.driver.actions().keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT).perform();
    const lastPayment = () =>
      query(
        shop.sandbox,
        `SELECT status, last4, installment_months, korean_auth, saved_card_id IS NOT NULL AS of_kept_card, wallet_id
         FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1`,
      )[0];

    async function open() {
      await shop.open('/');
      return shop.form();
    }

    async function tabTo(isThere) {
      for (let steps = 0; steps < 30; steps += 1) {
        await press(Key.TAB);
        const at = await stop();
        if (isThere(at)) return;
      }
      throw new Error('Tab never came there');
    }

    /**
     * Moves the focus by Tab from the first stop in the form to the pay button, and presses at each stop the keys that `does` lists
     * for it. Then moves back, and pays by Enter. Resolves to the names of the stops.
     */
    async function payBy(root, does) {
      await tabTo(({ isInForm }) => isInForm);
      const stops = [];
      for (;;) {
        const keys = does[await focused()];
        if (keys) await press(...keys);
        // Where arrow keys choose, the focus is on another one now.
        stops.push(await stop());
        if (stops.at(-1).name === 'submit') break;
        if (stops.length > 30) throw new Error(`Tab never came to the button: ${stops.map(({ name }) => name)}`);
        await press(Key.TAB);
      }
      const names = stops.map(({ name }) => name);
      assert.deepEqual(
        stops.filter(({ isSeen }) => !isSeen).map(({ name }) => name),
        [],
        'each stop shows that it has the focus',
      );
      const asSeen = stops.toSorted((a, b) => (a.top < b.bottom && b.top < a.bottom ? a.left - b.left : a.top - b.top));
      assert.deepEqual(
        names,
        asSeen.map(({ name }) => name),
        'the order of the stops is the one that is seen',
      );
      const back = [];
      for (let at = await stop(); at.isInForm && back.length <= names.length; at = await stop()) {
        back.unshift(at.name);
        await pressBack();
      }
      assert.deepEqual(back, names, 'the way back is the same');
      await tabTo(({ name }) => name === 'submit');
      await press(Key.ENTER);
      await shop.textOf(root, '.pw-state[data-kind="success"]');
      assert.match(await focused(), /pw-state__title/);
      return names;
    }

    test('Enter in a field submits too, and the focus moves to the first invalid field', async () => {
      const root = await open();
      await tabTo(({ name }) => name === 'pw-cvv');
      await press('123', Key.ENTER);
      await shop.textOf(root, '.pw-field--number .pw-msg');
      assert.equal(await focused(), 'pw-number');
      const described = await shop.inForm(`
        const ids = root.querySelector('#pw-number').getAttribute('aria-describedby').split(' ');
        return ids.map(id => root.getElementById(id).textContent).join(' ');`);
      assert.match(described, says('number.required'));
    });

    const noFill = mode === 'frame' && 'a page cannot fill in a form in a frame';
    const fills = 'works in the rest of the page, which can fill in a test card and moves the focus to the pay button';
    test(fills, { skip: noFill }, async () => {
      await open();
      await tabTo(({ name }) => name === 'submit');
      await tabTo(({ name }) => name === 'fill');
      await press(Key.ENTER);
      assert.equal(await focused(), 'submit');
    });

    test('Tab goes into the form from before it and from behind it, through all of it, and out of it', async () => {
      await open();
      const walk = async move => {
        const seen = [];
        for (let steps = 0; steps < 60; steps += 1) {
          await move();
          const { name, isInForm } = await stop();
          if (seen.length === 0 && !isInForm) continue;
          if (!isInForm) return [...seen, name];
          seen.push(name);
        }
        throw new Error(`Tab never left the form: ${seen}`);
      };
      const tab = () => press(Key.TAB);
      const there = await walk(tab);
      const back = await walk(pressBack);
      assert.deepEqual(back.slice(0, -1), there.slice(0, -1).toReversed());
      assert.deepEqual(
        there.slice(0, -1).filter(name => /^pw-(number|expiry|cvv|name)$/.test(name)),
        ['pw-number', 'pw-expiry', 'pw-cvv', 'pw-name'],
      );
      // And again, from where Shift+Tab has come to.
      assert.deepEqual(await walk(tab), there);
    });

    test('pays with a Korean card in months, and keeps it', async () => {
      const names = await payBy(await open(), {
        'pw-number': ['9490220006611406'],
        'pw-expiry': ['1234'],
        'pw-cvv': ['123'],
        'pw-name': ['KIM MINSEO'],
        Personal: [Key.ARROW_RIGHT],
        'pw-birth': ['1248100998'],
        'pw-pin': ['12'],
        'pw-instalments': ['3'],
        'Save this card for next time': [Key.SPACE],
      });
      assert.deepEqual(names, [
        'Card',
        'pw-number',
        'pw-expiry',
        'pw-cvv',
        'Where to find the security code',
        'pw-name',
        'Business',
        'pw-birth',
        'pw-pin',
        'pw-instalments',
        'Save this card for next time',
        'submit',
      ]);
      const { status, installment_months, korean_auth } = lastPayment();
      assert.deepEqual([status, installment_months, korean_auth], ['succeeded', 3, 1]);
    });

    test('pays with a card that is saved', async () => {
      const root = await open();
      await shop.textOf(root, '.pw-saved__row');
      const names = await payBy(root, { 'pw-cvv': ['123'] });
      assert.deepEqual(names, [
        'Card',
        'Korean domestic card ending in 1406, Expires 12/34',
        'Delete Korean domestic 1406',
        'pw-cvv',
        'Where to find the security code',
        'pw-instalments',
        'submit',
      ]);
      const { status, last4, of_kept_card } = lastPayment();
      assert.deepEqual([status, last4, of_kept_card], ['succeeded', '1406', 1]);
    });

    test('pays with a wallet', async () => {
      const names = await payBy(await open(), { Card: [Key.ARROW_DOWN] });
      assert.deepEqual(names, ['Moa Pay', 'submit']);
      const { status, wallet_id } = lastPayment();
      assert.deepEqual([status, wallet_id], ['succeeded', 'my_wallet']);
    });
  });
}
