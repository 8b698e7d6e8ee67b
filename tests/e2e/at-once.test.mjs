// A form that is live takes a call at once: what the page or the payer does next does not change what is paid, or who has asked for it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { heldBack } from './support/between.mjs';
import { withMerchant } from './support/merchant.mjs';
import { field } from './support/shop.mjs';
import { says } from './support/words.mjs';

const CARD = '4242424242424242';
const WAIT_MS = 10_000;
const PAID = '.pw-state[data-kind="success"]';

/** A form of `createForm` beside the element, as `form`; `root` is its shadow root. */
const MAKE = `
  const place = document.body.appendChild(document.createElement('div'));
  const form = PaymentsAPI.createForm({ amount: '19.90', currency: 'USD' });
  await form.mount(place);
  const root = place.firstElementChild.shadowRoot;`;
/** Fills in the form of `root`, as a password manager does. */
const FILL = `
  for (const [id, text] of Object.entries({ number: '${CARD}', expiry: '12/34', cvv: '123', name: 'KIM MINSEO' })) {
    const input = root.getElementById('pw-' + id);
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }`;

describe('a call of a live form', () => {
  const shop = withMerchant();
  const run = body => shop.driver.executeScript(`return (async () => { ${body} })()`);

  async function openLive() {
    await shop.open();
    await shop.driver.wait(() => shop.inForm("return root.querySelector('.pw-slot') !== null"), WAIT_MS);
  }

  test('submit() pays the amount that the form has then, and nothing empties the form before', async () => {
    await openLive();
    const seen = await run(`${MAKE} ${FILL}
      const paying = form.submit();
      const { busy } = form.state;
      const cleared = form.clear();
      form.update({ amount: '29.90' });
      return { busy, cleared, amount: (await paying).amount };`);
    assert.deepEqual(seen, { busy: true, cleared: false, amount: '19.90' });
  });

  test('so does submit() of the element', async () => {
    await openLive();
    const seen = await run(`const element = document.querySelector('payment-form');
      const root = element.shadowRoot;
      ${FILL}
      const paying = element.submit();
      const { busy } = element.state;
      return { busy, cleared: element.clear(), amount: (await paying).amount };`);
    assert.deepEqual(seen, { busy: true, cleared: false, amount: '19.90' });
  });

  describe('the event `submit` says what was pressed', () => {
    let triggers;
    before(async () => {
      await openLive();
      await run(`const element = document.querySelector('payment-form');
        element.autoSubmit = false;
        window.triggers = [];
        element.addEventListener('payment-submit', ({ detail }) => triggers.push(detail.trigger));`);
      triggers = async () => {
        await shop.driver.wait(() => run('return triggers.length'), WAIT_MS);
        return run('return triggers.splice(0)');
      };
      await (await field(await shop.form(), 'number')).sendKeys('4242');
    });

    test('the button, while the focus is in a field', async () => {
      await shop.inForm("root.querySelector('[type=submit]').click()");
      assert.deepEqual(await triggers(), ['button']);
    });

    test('Enter in a field', async () => {
      await shop.driver.actions().sendKeys(Key.ENTER).perform();
      assert.deepEqual(await triggers(), ['enter']);
    });
  });

  test('a wallet that refuses before the module that pays is there: the form says so in words', async () => {
    const held = heldBack();
    shop.api.when('GET', /payments-widget_pay_bg\.wasm$/, held.act);
    await openLive();
    const { code, notice } = await run(`
      const place = document.body.appendChild(document.createElement('div'));
      const authorize = () => Promise.reject(new Error('closed'));
      const wallets = [{ id: 'device_wallet', label: 'Device Pay', authorize }];
      const form = PaymentsAPI.createForm({ amount: '19.90', currency: 'USD', wallets });
      await form.mount(place);
      const root = place.firstElementChild.shadowRoot;
      root.querySelectorAll('input[type=radio]')[1].click();
      const { code } = await form.submit().catch(error => error);
      return { code, notice: root.querySelector('.pw-notice').textContent };`);
    assert.equal(code, 'canceled');
    assert.match(notice, says('stopped.title'));
    assert.match(notice, says('stopped.body'));
    held.release();
  });

  test('a name that was pasted with a tab is charged', async () => {
    await openLive();
    const { value } = await shop.outcomeOf(`PaymentsAPI.chargeCard({
      cardNumber: '${CARD}', expirationDate: '12/34', cvv: '123', cardholderName: 'KIM\\tMINSEO\\n', amount: '19.90' })`);
    assert.equal(value?.status, 'succeeded');
  });

  test('null is no card field, and the error names it', async () => {
    await openLive();
    for (const name of ['cardNumber', 'expirationDate', 'cvv', 'cardholderName']) {
      const { error } = await shop.outcomeOf(`PaymentsAPI.chargeCard({
        cardNumber: '${CARD}', expirationDate: '12/34', cvv: '123', amount: '19.90', ${name}: null })`);
      assert.deepEqual([error.code, error.field], ['invalid_option', name]);
    }
  });
});

describe('another document', () => {
  const shop = withMerchant();
  const run = body => shop.driver.executeScript(`return (async () => { ${body} })()`);
  const FRAME = "const { contentDocument } = document.body.appendChild(document.createElement('iframe'));";

  test('is no place to mount a form', async () => {
    await shop.open();
    const code = await run(`${FRAME}
      const form = PaymentsAPI.createForm({ amount: '19.90', currency: 'USD' });
      return form.mount(contentDocument.body).catch(error => error.code)`);
    assert.equal(code, 'invalid_option');
  });

  test('that takes the element keeps the form paying, without its style', async () => {
    await shop.open();
    await shop.driver.wait(() => shop.inForm("return root.querySelector('.pw-slot') !== null"), WAIT_MS);
    const { status, text, uncaught } = await run(`${FRAME}
      const uncaught = [];
      for (const type of ['error', 'unhandledrejection'])
        addEventListener(type, ({ message, reason }) => uncaught.push(String(message ?? reason)));
      const element = document.querySelector('payment-form');
      const root = element.shadowRoot;
      ${FILL}
      contentDocument.body.append(element);
      const { status } = await element.submit();
      await new Promise(resolve => setTimeout(resolve, 500));
      return { status, text: root.querySelector('${PAID}')?.textContent, uncaught };`);
    assert.equal(status, 'succeeded');
    assert.match(text, says('ok.title'));
    assert.deepEqual(uncaught, []);
  });
});
