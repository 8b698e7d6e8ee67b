// What a screen reader is told: the texts of the live regions, each once and in order.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { answerLost, edited } from './support/between.mjs';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { field, typeCard } from './support/shop.mjs';
import { keepCards, reach } from './support/states.mjs';
import { sentence } from './support/words.mjs';

const PAYMENTS = /\/v1\/payments$/;
const SESSION = /\/v1\/payment_sessions\/[^/]+$/;
const PAUSE_MS = 900;

/** Notes what the form's live regions say: a text that changes, and an alert that appears. */
const LISTEN = `
  window.said = [];
  new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
      const region = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status]');
      const text = region?.textContent;
      if (text && said.at(-1) !== text) said.push(text);
      for (const node of addedNodes) if (node.role === 'alert') said.push([...node.querySelectorAll('p')].map(p => p.textContent).join(' '));
    }
  }).observe(root, { subtree: true, childList: true, characterData: true });
  return [...root.querySelectorAll('[role=status]')].filter(region => region.closest('[aria-busy=true]')).length;`;

const both = key => `${sentence(`${key}.title`)} ${sentence(`${key}.body`)}`;

for (const mode of MODES)
  describe(`a form, ${mode}`, () => {
    describe('the live region says', () => {
      const shop = withMerchant({ mode });

      async function listening() {
        const root = await shop.open();
        assert.equal(await shop.inForm(LISTEN), 0, 'no region is in what is busy');
        return root;
      }
      /** What was said since the last call, after the payer has paused. */
      async function said() {
        await shop.driver.sleep(PAUSE_MS);
        return shop.inForm('return said.splice(0)');
      }

      test('a wrong number while it is typed, when it is left, and at the submit', async () => {
        const root = await listening();
        const number = await field(root, 'number');
        await number.sendKeys('5555555555554445');
        const label = `${sentence('number.label')}: `;
        const [brand, ...rest] = await said();
        assert.match(brand, /Mastercard/);
        assert.deepEqual(rest, [label + sentence('number.invalid')]);
        await number.sendKeys(Key.BACK_SPACE, Key.BACK_SPACE, Key.TAB);
        assert.deepEqual(await said(), [label + sentence('number.incomplete')]);
        await shop.submit(root);
        assert.deepEqual(await said(), ['Please check 4 fields.']);
      });

      test('that it is paid, and then a decline with its reason', async () => {
        const root = await listening();
        await shop.typeCard(root, '4000000000009995');
        await said();
        await shop.submit(root);
        await shop.textOf(root, '.pw-notice');
        assert.deepEqual(await said(), [
          sentence('pay.busy'),
          `${sentence('declined.title')} ${sentence('declined.funds')}`,
        ]);
      });

      test('that the outcome is unknown, and nothing after the focus went to the paid panel', async () => {
        const root = await listening();
        await shop.typeCard(root, '4242424242424242');
        await said();
        shop.api.when('POST', PAYMENTS, answerLost);
        shop.api.when(
          'GET',
          SESSION,
          edited(session => ({ ...session, payment: null })),
        );
        await shop.submit(root);
        await shop.textOf(root, '.pw-notice');
        assert.deepEqual(await said(), [sentence('pay.busy'), both('unknown')]);
        shop.api.reset();
        await shop.textOf(root, '.pw-state[data-kind="success"]');
        assert.deepEqual(await said(), []);
        const focus = await shop.inForm('return root.activeElement.textContent');
        assert.equal(focus, sentence('ok.title'));
      });

      test('that the payer stopped the confirmation, which is no failure', async () => {
        const root = await listening();
        await shop.typeCard(root, '4000000000003220');
        await said();
        await shop.submit(root);
        await (await shop.inDialog('.pw-dialog__close')).click();
        await shop.textOf(root, '.pw-notice');
        assert.deepEqual(await said(), [sentence('pay.busy'), both('stopped')]);
      });

      test('that it takes long, and that the browser is offline', async () => {
        const root = await listening();
        await shop.typeCard(root, '4242424242424242');
        await said();
        let release = () => {};
        shop.api.when('POST', PAYMENTS, async forward => {
          await new Promise(resolve => (release = () => resolve(undefined)));
          return forward();
        });
        await shop.submit(root);
        await shop.inForm('dispatchEvent(new Event("offline"))');
        assert.deepEqual(await said(), [sentence('pay.busy'), sentence('pay.offline')]);
        assert.match(await shop.textOf(root, '.pw-secure'), new RegExp(sentence('pay.offline').slice(0, 20)));
        await shop.inForm('dispatchEvent(new Event("online"))');
        await shop.driver.sleep(7_000);
        assert.deepEqual(await said(), [sentence('pay.long')]);
        release();
        await shop.textOf(root, '.pw-state[data-kind="success"]');
      });
    });

    describe('the live region says of saved cards', () => {
      const shop = withMerchant({ mode, ready: cards => keepCards(cards, '4242424242424242', '5555555555554444') });
      const said = async () => {
        await shop.driver.sleep(PAUSE_MS);
        return shop.inForm('return said.splice(0)');
      };

      test('nothing when one is chosen, as its radio button says it, and that one is deleted and restored', async () => {
        const root = await reach(shop, 'saved cards');
        await shop.inForm(LISTEN);
        const press = async css => (await root.findElement(By.css(css))).click();
        await press('.pw-saved__row:nth-child(2) label');
        assert.deepEqual(await said(), []);
        const regions = 'return [...root.querySelectorAll(".pw-saved [role=status]")]';
        const before = await shop.inForm(regions);
        await press('[data-saved="delete"]');
        assert.deepEqual(await said(), [sentence('saved.deleted', { card: 'Mastercard 4444' })]);
        await press('[data-saved="restore"]');
        assert.deepEqual(await said(), []);
        const after = await shop.inForm(regions);
        assert.deepEqual(
          await Promise.all(after.map(region => region.getId())),
          await Promise.all(before.map(region => region.getId())),
        );
      });
    });

    describe('keys and frames', () => {
      const shop = withMerchant({ mode });

      test('Enter on a way to pay moves to the button and pays nothing', async () => {
        const root = await shop.open();
        await shop.driver.executeScript(
          `document.querySelector('payment-form').wallets = [{ id: 'my_wallet', label: 'My Wallet' }]`,
        );
        const tile = await shop.driver.wait(
          async () => (await root.findElements(By.css('.pw-method input')))[1] ?? false,
          10_000,
        );
        await shop.driver.executeScript('arguments[0].click(); arguments[0].focus()', tile);
        await shop.driver.actions().sendKeys(Key.ENTER).perform();
        await shop.driver.sleep(300);
        assert.deepEqual(shop.api.asked('POST', PAYMENTS), []);
        const focused = () => shop.inForm('return root.activeElement.type');
        assert.equal(await focused(), 'submit');
        await shop.driver.actions().sendKeys(Key.ENTER).perform();
        assert.match(await shop.textOf(root, '.pw-state'), new RegExp(sentence('ok.title')));
      });

      test('a frame whose sandbox allows no forms can pay, by the button and by Enter', async () => {
        for (const how of ['button', 'enter']) {
          await shop.driver.get(`${shop.origin}/outer`);
          await shop.driver.executeScript(`
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts allow-same-origin';
        frame.src = '/inner';
        frame.style = 'inline-size: 400px; block-size: 600px';
        document.body.replaceChildren(frame);`);
          await shop.driver.switchTo().frame(0);
          const root = await shop.form();
          await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
          if (how === 'button') await shop.submit(root);
          else await (await field(root, 'name')).sendKeys(Key.ENTER);
          assert.match(await shop.textOf(root, '.pw-state'), new RegExp(sentence('ok.title')), how);
          await shop.driver.switchTo().defaultContent();
        }
      });
    });
  });
