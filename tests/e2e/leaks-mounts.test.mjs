// Forms that come and go leave nothing behind: no node, no listener of the page, no WebAssembly memory, no timer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keepMemories } from './support/memory.mjs';
import { withMerchant } from './support/merchant.mjs';
import { keepCards, reach } from './support/states.mjs';

/** The first forms load what later ones share. */
const WARM = 100;
const ALL = Number(process.env.LEAK_FORMS ?? 300);
/** What a form may still do after it has left, in milliseconds. */
const SETTLED_MS = 1_000;
/** What a browser may keep of all these forms by itself: less than one form has. */
const MOST_NODES = 60;
const MOST_LISTENERS = 10;

const EVERYTHING = `
  koreanAuth: true, installments: [0, 2, 3], savedCards: true,
  wallets: [{ id: 'my_wallet', label: 'My Wallet' }, { id: 'app_wallet', label: 'App Pay' }],
  session: () => sessionOfThePage`;

/** One form that comes and leaves, as the body of an async function. `live` resolves once it can be typed into. */
const ROUNDS = {
  'of createForm, before they are live': `
    const form = PaymentsAPI.createForm({ amount: '100', currency: 'KRW', OPTIONS });
    form.mount(document.body).catch(() => {});
    form.unmount();`,
  'of createForm, live': `
    const form = PaymentsAPI.createForm({ amount: '100000', currency: 'KRW', OPTIONS });
    await form.mount(document.body);
    await use(document.body.lastElementChild.shadowRoot);
    form.unmount();`,
  'of the element, before they are live': `
    const form = Object.assign(document.createElement('payment-form'), { options: { amount: '100', currency: 'KRW', OPTIONS } });
    document.body.append(form);
    type(form.shadowRoot);
    form.remove();
    await null;`,
  'of the element, live': `
    const form = Object.assign(document.createElement('payment-form'), { options: { amount: '100000', currency: 'KRW', OPTIONS } });
    const live = new Promise(resolve => form.addEventListener('payment-ready', resolve, { once: true }));
    document.body.append(form);
    await live;
    await use(form.shadowRoot);
    form.remove();
    await null;`,
};

const USE = `
  const type = root => {
    const input = root.querySelector('input[autocomplete=cc-number]');
    input.focus();
    input.value = '4242 4242';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }));
  };
  // Some forms wait for the saved cards of the payer: what is still asked for needs memory too, so more is asked for at a time while
  // the first forms come and go.
  let used = 0;
  const use = async root => {
    type(root);
    used += 1;
    if (used % WAITS !== 0 || !root.querySelector('.pw-check:not([hidden])')) return;
    for (const late = performance.now() + 10_000; !root.querySelector('.pw-saved__row'); ) {
      if (performance.now() > late) throw new Error('the saved cards did not come');
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };`;

describe('many forms leave nothing behind', () => {
  const merchant = withMerchant({
    ready: async ({ driver }) => {
      await keepMemories(driver);
      await keepCards(merchant, '4242424242424242');
    },
  });
  const run = (body, ...given) =>
    merchant.driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1]; (async () => { ${body} })().then(done, error => done(String(error?.stack ?? error)));`,
      ...given,
    );

  async function counted() {
    const { driver } = merchant;
    // The label of a button waits for an idle moment.
    await driver.sleep(SETTLED_MS);
    for (let times = 2; times > 0; times -= 1)
      await driver.sendAndGetDevToolsCommand('HeapProfiler.collectGarbage', {});
    const { nodes, jsEventListeners } = await driver.sendAndGetDevToolsCommand('Memory.getDOMCounters', {});
    const memory = await driver.executeScript(
      'return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)',
    );
    return { nodes, jsEventListeners, memory };
  }

  for (const [what, round] of Object.entries(ROUNDS)) {
    for (const [how, options] of [
      ['with the card alone', ''],
      ['with everything', EVERYTHING],
    ]) {
      test(`${what}, ${how}`, { timeout: 240_000 }, async () => {
        await reach(merchant, 'empty');
        const secret = await merchant.session({ amount: 100000, currency: 'KRW' });
        const rounds = async (count, waits) => {
          for (let left = count; left > 0; left -= 50) {
            const failed = await run(`
              window.sessionOfThePage = ${JSON.stringify(secret)};
              ${USE.replace('WAITS', waits)}
              for (let at = 0; at < 50; at++) { ${round.replace('OPTIONS', options)} }`);
            assert.equal(failed, null);
          }
        };
        // The API's own answer, for as many forms: it refuses so many requests in a minute.
        let answer;
        merchant.api.when('GET', /saved_cards$/, forward => (answer ??= forward()));
        await rounds(WARM, 50);
        const before = await counted();
        await rounds(ALL - WARM, 5);
        const after = await counted();
        assert.equal(after.memory, before.memory);
        assert.ok(after.nodes - before.nodes <= MOST_NODES, `${before.nodes} nodes, then ${after.nodes}`);
        assert.ok(
          after.jsEventListeners - before.jsEventListeners <= MOST_LISTENERS,
          `${before.jsEventListeners} listeners, then ${after.jsEventListeners}`,
        );
      });
    }
  }
});
