// What the page does to the element in the middle of a payment: the form is neither replaced nor emptied, and the issuer's
// dialog can still be pressed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, until } from 'selenium-webdriver';
import { MODES } from './support/modes.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const WAIT_MS = 15_000;
const CARD = { expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

const describeIn = (browser, mode) =>
  describe(`an element in the middle of a challenge, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });

    async function challenged(number = '4000000000003220') {
      await shop.open('/');
      const root = await shop.form();
      await typeCard(root, { number, ...CARD });
      await (await payButton(root)).click();
      await shop.inDialog('iframe');
      return root;
    }

    async function answer() {
      const modal = () =>
        shop.driver.executeScript(
          "return document.querySelector('payment-form').shadowRoot.querySelector('dialog')?.matches(':modal')",
        );
      await shop.driver.wait(modal, WAIT_MS, 'the dialog is not modal');
      await shop.driver.switchTo().frame(await shop.inDialog('iframe'));
      await (await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
      await shop.driver.switchTo().defaultContent();
    }

    for (const [what, script] of Object.entries({
      'gets other wallets': "form.options = { ...form.options, wallets: [{ id: 'w', label: 'Other Pay' }] }",
      'gets another amount': "form.setAttribute('amount', '77000')",
      'is moved': 'document.body.append(form)',
      'is taken away and put back later': 'form.remove(); setTimeout(() => document.body.append(form), 300)',
    })) {
      const reloads = mode === 'frame' && /append|remove/.test(script) && 'a frame that is moved is loaded anew';
      test(`that ${what}: the payment is made, and shown`, { skip: reloads }, async () => {
        const before = shop.payments().length;
        const root = await challenged();
        await shop.driver.executeScript(`const form = document.querySelector('payment-form'); ${script}`);
        await shop.driver.sleep(600);
        await answer();
        assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
        const paid = shop.payments().slice(before);
        assert.deepEqual(
          paid.map(({ status, amount }) => [status, amount]),
          [['succeeded', 128_000]],
        );
      });
    }

    test('that gets other wallets keeps what was typed and says how the payment ended', async () => {
      const root = await challenged('4000008400001629');
      await shop.driver.executeScript(`const form = document.querySelector('payment-form');
        form.options = { ...form.options, wallets: [{ id: 'w', label: 'Other Pay' }] };`);
      await answer();
      assert.match(await shop.textOf(root, '.pw-notice'), says('declined.title'));
      assert.match(await shop.textOf(root, '.pw-methods'), /Other Pay/);
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4000 0084 0000 1629');
    });
  });

// The dialog is the page's in both modes: the second one is tried in one browser.
for (const mode of MODES) describeIn('Chromium', mode);
describeIn('Firefox', 'inline');
