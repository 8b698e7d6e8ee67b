// What the page hides while the issuer's dialog is open, such as the form under a busy mask: the dialog is still seen, and the
// payer can press in it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4000000000003220', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

const APPROVE = By.css('button[value="approved"]');

/** The open dialog, wherever it is in the page. */
const DIALOG = `
  const roots = [...document.querySelectorAll('*')].map(element => element.shadowRoot).filter(Boolean);
  const dialog = roots.map(root => root.querySelector('dialog')).find(Boolean);`;

/** A modal of the page around the form. */
const MODAL = `
  const modal = document.createElement('dialog');
  const box = document.createElement('div');
  box.append(form);
  modal.append('Pay here', box);
  document.body.append(modal);
  modal.showModal();`;

/** What the page does with `form`: before the payer pays, and once the dialog is open. */
const CASES = {
  'nothing is hidden': {},
  'the form is not displayed': { later: "form.style.display = 'none'" },
  'its parent is not displayed': { later: 'form.parentElement.hidden = true' },
  'its parent is not visible': { later: "form.parentElement.style.visibility = 'hidden'" },
  'its parent is transparent and cannot be pressed': {
    later: "form.parentElement.style.cssText = 'opacity: 0; pointer-events: none; transform: scale(0)'",
  },
  'its parent is inert': { later: 'form.parentElement.inert = true' },
  'its parent is skipped': { later: "form.parentElement.style.contentVisibility = 'hidden'" },
  'its parent is not displayed, on payment-submit': {
    before: "form.addEventListener('payment-submit', () => { form.parentElement.hidden = true; })",
  },
  'its parent is not displayed, on payment-action': {
    before: "form.addEventListener('payment-action', () => { form.parentElement.hidden = true; })",
  },
  'the form is in a modal of the page': { before: MODAL },
  'the form is in a modal of the page, and not displayed': {
    before: `${MODAL} form.addEventListener('payment-submit', () => { form.style.display = 'none'; });`,
  },
  'the form is in a modal of the page, and not displayed later': {
    before: MODAL,
    later: "form.style.display = 'none'",
  },
  'the form is in a modal of the page, which is closed later': {
    before: MODAL,
    later: "form.closest('dialog').close()",
  },
};

// The dialog is the page's in both modes: the second one is tried in one browser.
for (const [browser, mode] of /** @type {const} */ ([
  ['Chromium', 'inline'],
  ['Chromium', 'frame'],
  ['Firefox', 'inline'],
])) {
  describe(`the issuer's dialog, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });
    const run = script => shop.driver.executeScript(script);
    const frame = () => run(`${DIALOG} return dialog?.querySelector('iframe');`);

    /** Opens the shop, lets the page do something with `form`, and pays until the issuer's page is in its dialog. */
    async function challenged(before) {
      await shop.open('/');
      await shop.form();
      await run(`const form = document.querySelector('payment-form'); ${before}`);
      const root = await shop.form(); // a frame that was moved is loaded anew
      await typeCard(root, CARD);
      await (await payButton(root)).sendKeys(Key.ENTER);
      await shop.driver.wait(frame, WAIT_MS, 'the dialog did not open');
      await shop.driver.switchTo().frame(await frame());
      await shop.driver.wait(until.elementLocated(APPROVE), WAIT_MS);
      await run('window.kept = true');
      await shop.driver.switchTo().defaultContent();
    }

    async function approve() {
      // A browser without it, such as Firefox 140, loads the page anew where the dialog is moved.
      const canMove = await run(`return 'moveBefore' in Element.prototype`);
      await shop.driver.switchTo().frame(await frame());
      if (canMove) assert.equal(await run('return window.kept === true'), true, "the bank's page was loaded anew");
      await shop.driver.wait(until.elementLocated(APPROVE), WAIT_MS).click();
      await shop.driver.switchTo().defaultContent();
      const paid = () => shop.inForm("return root.querySelector('.pw-state__title')?.textContent");
      await shop.driver.wait(paid, WAIT_MS, 'it was not paid');
      assert.match(await paid(), says('ok.title'));
      assert.equal(await run(`${DIALOG} return dialog === undefined`), true, 'it is taken away');
    }

    for (const [what, { before = '', later = '' }] of Object.entries(CASES)) {
      test(`is seen and can be pressed: ${what}`, async () => {
        await challenged(before);
        await run(`const form = document.querySelector('payment-form'); ${later}`);
        await shop.driver.sleep(300);
        const seen = await run(`${DIALOG}
          const { x, y, width, height } = dialog.getBoundingClientRect();
          const top = dialog.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
          return [dialog.matches(':modal'), width > 200, top === dialog.querySelector('iframe'), getComputedStyle(dialog).visibility];`);
        assert.deepEqual(seen, [true, true, true, 'visible']);
        await approve();
      });
    }

    test('is inside a modal of the page that closes when something else is pressed', async () => {
      await challenged(`
        const box = form.parentElement;
        document.addEventListener('pointerdown', ({ target }) => box.contains(target) || box.remove(), true);`);
      await run(`${DIALOG} return dialog.querySelector('.pw-dialog__title');`).then(title => title.click());
      await approve();
    });
  });
}
