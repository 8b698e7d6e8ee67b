// The form before the WebAssembly is there: what is typed, pasted, filled in and composed then is taken over, and nothing moves.
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { whySkipped } from './support/browser.mjs';
import { chromiumIme, firefoxIme } from './support/ime.mjs';
import { withMerchant } from './support/merchant.mjs';
import { MODES, whereFormIs } from './support/modes.mjs';
import { servePage } from './support/page.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

/** The WebAssembly comes when the test lets it. Shifts of the layout are noted, with what has moved. */
const GATE = `<script>
  const { fetch: real } = window;
  const gate = new Promise(come => Object.assign(window, { come }));
  window.fetch = async (url, options) => {
    const changed = String(url).includes('.wasm') && (await gate);
    return changed ? new Response('x', { headers: { 'content-type': 'application/wasm' } }) : real(url, options);
  };
  window.heard = [];
  for (const name of ['keydown', 'keyup', 'beforeinput', 'input', 'paste', 'compositionstart'])
    document.addEventListener(name, event => { if (event.key !== 'Tab') heard.push(name); });
  window.shifts = [];
  try {
    const name = ({ node, previousRect: was, currentRect: is }) =>
      [(node?.className ?? node?.parentElement?.className) || node?.nodeName, was.x, was.y, '→', is.x, is.y].join(' ');
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(({ value, sources }) => [value, ...sources.map(name)])))
      .observe({ type: 'layout-shift', buffered: true });
  } catch {}
</script>`;

const WRONG = { status: 200, headers: { 'content-type': 'application/wasm', 'cache-control': 'no-store' }, body: 'x' };

for (const [browser, mode] of /** @type {const} */ ([
  ['Chromium', 'inline'],
  ['Chromium', 'frame'],
  ['Firefox', 'inline'],
  ['Firefox', 'frame'],
  ['WebKit', 'inline'],
])) {
  describe(`a form that is not live yet, in ${browser}, ${mode}`, { skip: whySkipped(browser) }, () => {
    const merchant = withMerchant({ browser, mode, head: GATE, system: true });
    const run = (script, ...given) => merchant.driver.executeScript(script, ...given);
    const runInForm = (script, ...given) => merchant.inForm(script, ...given);
    const form = `document.querySelector('payment-form')`;
    /** Lets the WebAssembly come, or another file in its place. */
    let come = isWrong => run(`come(${isWrong})`);
    beforeEach(() => (merchant.attributes = ''));
    // No script of the page holds back what a frame loads: the server does.
    if (mode === 'frame') {
      beforeEach(() => {
        const gate = new Promise(resolve => {
          come = async isWrong => resolve(isWrong);
        });
        merchant.api.when('GET', /\.wasm$/, async forward => ((await gate) ? WRONG : forward()));
      });
      afterEach(() => come(false));
    }

    async function live() {
      await come(false);
      await merchant.driver.wait(() => runInForm(`return root.querySelector('.pw-hintbtn') !== null`), WAIT_MS);
    }

    /** Waits until the page's state of the form is this. */
    async function stateIs(read, expected) {
      let found;
      const isTold = async () => {
        found = read(await merchant.state());
        return found === expected;
      };
      // A frame tells its page a moment later.
      if (mode === 'frame') await merchant.driver.wait(isTold, WAIT_MS).catch(() => {});
      else await isTold();
      assert.equal(found, expected);
    }

    const shown = async (root, name) => {
      const input = await field(root, name);
      return run(
        'const { value, selectionEnd } = arguments[0]; return value.slice(0, selectionEnd) + "|" + value.slice(selectionEnd)',
        input,
      );
    };
    const text = async (root, name) => (await field(root, name)).getProperty('value');
    // In WebKitGTK's browser no key does it.
    const undo = () =>
      browser === 'WebKit'
        ? run('document.execCommand("undo")')
        : merchant.driver.actions().keyDown(Key.CONTROL).sendKeys('z').keyUp(Key.CONTROL).perform();
    /** Presses keys where the focus and the caret are. */
    const press = (...keys) =>
      merchant.driver
        .actions()
        .sendKeys(...keys)
        .perform();
    const focused = () => runInForm(`return root.activeElement?.getAttribute('autocomplete')`);

    test('has real inputs, labelled and marked as they will be', async () => {
      const root = await merchant.open();
      const inputs = () =>
        runInForm(`return [...root.querySelectorAll('input.pw-input')].map(input => ({
          label: input.labels[0].textContent,
          attributes: Object.fromEntries(input.getAttributeNames().map(name => [name, input.getAttribute(name)])),
        }))`);
      await merchant.driver.wait(async () => (await inputs())[0].label === 'Card number', WAIT_MS);
      const early = await inputs();
      const button = await payButton(root);
      await merchant.driver.wait(async () => (await button.getText()) === 'Pay $19.90', WAIT_MS, 'no amount');
      await live();
      const later = await inputs();
      assert.equal(early.length, 4);
      for (const [at, { label, attributes }] of early.entries()) {
        assert.equal(label, later[at].label);
        const { 'data-early': mark, ...rest } = attributes;
        assert.equal(mark, '');
        for (const [name, value] of Object.entries(rest)) assert.equal(later[at].attributes[name], value, name);
      }
      assert.equal(await runInForm(`return root.querySelectorAll('[data-early], [aria-busy]').length`), 0);
    });

    test('tells the page nothing of what is typed, neither before it is live nor after', async () => {
      await merchant.open();
      const heard = () =>
        runInForm(`const input = root.querySelector('#pw-number');
          const heard = [];
          const hear = ({ type }) => heard.push(type);
          const keys = ['keydown', 'keypress', 'keyup'];
          const others = ['beforeinput', 'input', 'textInput', 'compositionstart', 'compositionupdate', 'compositionend', 'copy', 'cut', 'paste'];
          const all = [...keys, ...others];
          for (const name of all) document.addEventListener(name, hear);
          const init = { bubbles: true, composed: true };
          for (const name of keys) for (const key of ['4', 'Tab', 'Escape']) input.dispatchEvent(new KeyboardEvent(name, { ...init, key }));
          for (const name of others) input.dispatchEvent(new Event(name, init));
          for (const name of all) document.removeEventListener(name, hear);
          return heard;`);
      const tabAndEscape = ['keydown', 'keydown', 'keypress', 'keypress', 'keyup', 'keyup'];
      assert.deepEqual(await heard(), tabAndEscape);
      await live();
      assert.deepEqual(await heard(), tabAndEscape);
    });

    test('keeps what is being typed, its caret, its focus and its undo steps', async () => {
      const root = await merchant.open();
      await (await field(root, 'number')).sendKeys('42424242');
      await press(Key.ARROW_LEFT, Key.ARROW_LEFT);
      await live();
      assert.equal(await shown(root, 'number'), '4242 42|42');
      assert.equal(await focused(), 'cc-number');
      await stateIs(({ brand }) => brand, 'visa');
      await press('7');
      assert.equal(await shown(root, 'number'), '4242 427|4 2');
      for (let steps = 0; steps < 12 && (await text(root, 'number')); steps++) {
        await undo();
        // Without the digit that was typed last, every step back leaves a beginning of what was typed.
        assert.ok('42424242'.startsWith((await text(root, 'number')).replace(/\D/g, '')), await text(root, 'number'));
      }
      assert.equal(await text(root, 'number'), '');
    });

    test('takes over whole fields that were typed and left, pasted and filled in', async () => {
      const root = await merchant.open();
      await (await field(root, 'number')).sendKeys(CARD.number);
      await (await field(root, 'expiry')).sendKeys('12/34');
      await run(
        `const [input] = arguments; input.value = '123';
         input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
         input.dispatchEvent(new Event('change', { bubbles: true }));`,
        await field(root, 'cvv'),
      );
      await (await field(root, 'name')).sendKeys('KIM MINSEO');
      await live();
      assert.deepEqual(
        [await text(root, 'number'), await text(root, 'expiry'), await text(root, 'cvv'), await text(root, 'name')],
        ['4242 4242 4242 4242', '12 / 34', '123', 'KIM MINSEO'],
      );
      await stateIs(({ complete }) => complete, true);
      // What undo brings back of a field that was left is not another number.
      await run('arguments[0].focus()', await field(root, 'number'));
      await undo();
      assert.ok(CARD.number.startsWith((await text(root, 'number')).replace(/\D/g, '')));
      assert.deepEqual(await run('return heard'), []);
    });

    const noIme = browser === 'WebKit' && 'its input method cannot be driven';
    test('does not disturb a syllable that is being composed', { skip: noIme }, async () => {
      const ime = browser === 'Firefox' ? firefoxIme(merchant.driver) : chromiumIme(merchant.driver);
      const root = await merchant.open();
      await run('arguments[0].focus()', await field(root, 'name'));
      await ime.compose('ㅎ');
      await ime.compose('하');
      await live();
      assert.equal(await text(root, 'name'), '하');
      await ime.compose('한');
      await ime.commit('한');
      assert.equal(await text(root, 'name'), '한');
      await stateIs(({ fields }) => fields.cardholderName.empty, false);
    });

    for (const [how, pressTwice] of Object.entries({
      'the Enter key, twice': async root => (await field(root, 'name')).sendKeys(Key.ENTER, Key.ENTER),
      'the button, twice': async root => {
        await (await payButton(root)).click();
        await (await payButton(root)).click();
      },
    })) {
      test(`pressed by ${how}: says so, and pays once when it is live`, async () => {
        const before = merchant.payments().length;
        const root = await merchant.open();
        await typeCard(root, CARD);
        await pressTwice(root);
        assert.match(
          await runInForm(`return root.querySelector('[role=status]').textContent`),
          /^The payment starts as soon as/,
        );
        assert.match(await runInForm(`return root.querySelector('.pw-secure').textContent`), /^The payment starts/);
        assert.equal(merchant.payments().length, before);
        await live();
        await merchant.textOf(root, '.pw-state[data-kind="success"]');
        assert.equal(merchant.payments().length, before + 1);
      });
    }

    test('pressed too early in a form that does not charge: the page is told, once, and by what', async () => {
      merchant.attributes = 'auto-submit="false"';
      const before = merchant.payments().length;
      const root = await merchant.open();
      await run(`window.triggers = [];
        ${form}.addEventListener('payment-submit', ({ detail }) => triggers.push(detail.trigger));`);
      await typeCard(root, CARD);
      await (await payButton(root)).click();
      await (await field(root, 'name')).sendKeys(Key.ENTER);
      await live();
      await merchant.driver.wait(() => run('return triggers.length'), WAIT_MS);
      assert.deepEqual(await run('return triggers'), ['button']);
      assert.equal(merchant.payments().length, before);
    });

    for (const [what, act, kept] of /** @type {[string, () => Promise<unknown>, string[]][]} */ ([
      [
        'the page is left',
        () => runInForm('dispatchEvent(new PageTransitionEvent("pagehide"))'),
        ['1234', 'KIM MINSEO'],
      ],
      ['it is cleared', () => run(`${form}.clear()`), []],
      ['its file is another one', () => come(true), []],
      ['it is taken off the page', () => run(`${form}.remove()`), []],
    ])) {
      const isGone = mode === 'frame' && /taken off/.test(what) && 'a frame that is taken off is gone with its inputs';
      test(`wipes what was typed when ${what}`, { skip: isGone }, async () => {
        const root = await merchant.open();
        await typeCard(root, CARD);
        await runInForm("window.inputs = [...root.querySelectorAll('input')];");
        await act();
        const left = () =>
          (mode === 'inline' ? run : runInForm)('return inputs.map(input => input.value).filter(Boolean)');
        await merchant.driver.wait(async () => (await left()).length === kept.length, WAIT_MS);
        assert.deepEqual(await left(), kept);
      });
    }

    test('options and words that change meanwhile keep what was typed', async () => {
      const root = await merchant.open();
      await (await field(root, 'number')).sendKeys('4242');
      await run(`${form}.setAttribute('locale', 'ko'); ${form}.setAttribute('amount', '7');
        ${form}.setAttribute('cardholder-name', 'hidden');`);
      const label = () => runInForm(`return root.querySelector('.pw-button').textContent`);
      await merchant.driver.wait(async () => /7\.00.*결제/.test(await label()), WAIT_MS);
      assert.equal(await runInForm(`return root.querySelectorAll('.pw-field:not([hidden])').length`), 3);
      await live();
      assert.equal(await shown(root, 'number'), '4242|');
    });

    for (const [what, attributes, own] of /** @type {[string, string, boolean][]} */ ([
      ['a dark form on a light page paints its own surface', 'theme="dark"', true],
      ['a light form on a light page does not', 'theme="light"', false],
      ['a form that follows a light page does not', '', false],
    ])) {
      test(`can be read: ${what}`, async () => {
        merchant.attributes = attributes;
        await merchant.open();
        const paints = () => runInForm(`return root.querySelector('.pw-host').hasAttribute('data-own')`);
        assert.equal(await paints(), own);
        await live();
        assert.equal(await paints(), own);
      });
    }

    test('focusField works at once', async () => {
      await merchant.open();
      await run(`${form}.focusField('cvv')`);
      assert.equal(await focused(), 'cc-csc');
      await live();
      assert.equal(await focused(), 'cc-csc');
    });
  });
}

// In a frame they are the same ones, of the same code.
describe('the nodes that were taken over', () => {
  const merchant = withMerchant({ head: GATE });
  const form = `document.querySelector('payment-form')`;
  const WALLETS = {
    wallets: [
      { id: 'a', label: 'A' },
      { id: 'b', label: 'B' },
    ],
  };
  for (const [what, attributes, options] of /** @type {[string, string, object][]} */ ([
    ['as it is', '', {}],
    ['Korean', 'locale="ko"', {}],
    ['Arabic', 'locale="ar"', {}],
    ['wallets', '', WALLETS],
    ['an optional name', 'cardholder-name="optional"', {}],
    ['no name', 'cardholder-name="hidden"', {}],
    ['no button', 'submit-button="false"', {}],
    ['labels of its own', '', { labels: { cardNumber: 'No.', submit: 'Give', legend: 'Your card' } }],
    ['two brands', 'accepted-brands="visa, jcb"', {}],
    ['a dark theme', 'theme="dark"', {}],
    ['Korean fields', 'korean-auth', {}],
    ['installments', '', { amount: '128000', currency: 'KRW', installments: [0, { months: 3, interestFree: true }] }],
    ['an offer to keep the card', '', { savedCards: true }],
  ])) {
    test(`are those that the form makes itself: ${what}`, async () => {
      merchant.attributes = attributes;
      await merchant.open();
      const { driver } = merchant;
      await driver.executeScript(`Object.assign(${form}, arguments[0])`, options);
      await driver.sleep(100);
      const html = () => driver.executeScript(`return ${form}.shadowRoot.querySelector('form').outerHTML`);
      // The order of attributes means nothing.
      const sorted = text =>
        text.replaceAll(
          /<([\w-]+)((?: [\w-]+="[^"]*")+)/g,
          (_, tag, all) =>
            `<${tag} ${all
              .match(/[\w-]+="[^"]*"/g)
              .sort()
              .join(' ')}`,
        );
      await driver.executeScript('come()');
      await driver.wait(
        () => driver.executeScript(`return ${form}.shadowRoot.querySelector('.pw-hintbtn') !== null`),
        WAIT_MS,
      );
      await driver.sleep(100);
      const taken = await html();
      // Another language and back: every node is made anew.
      const language = attributes.match(/locale="(\w+)"/)?.[1] ?? 'en';
      for (const locale of [language === 'ko' ? 'en' : 'ko', language]) {
        await driver.executeScript(`${form}.setAttribute('locale', arguments[0])`, locale);
        await driver.wait(
          async () => (await driver.executeScript(`return ${form}.shadowRoot.querySelector('form').lang`)) === locale,
          WAIT_MS,
        );
      }
      // Line by line, for a difference that can be read.
      const lines = text => sorted(text).split(/(?=<)/);
      assert.deepEqual(lines(taken), lines(await html()));
      assert.deepEqual(
        await driver.executeScript(
          `return [...${form}.shadowRoot.querySelector('.pw-host').children].map(({ className }) => className)`,
        ),
        ['pw', 'pw', 'pw-watch'],
      );
    });
  }
});

/** The shifts of a document from its beginning. */
const SHIFTS = `
  const [done] = arguments;
  new PerformanceObserver(list => done(list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([]), 100);`;

for (const mode of MODES)
  describe(`from the first paint on, ${mode}`, () => {
    let html = '';
    let page;
    const shop = withShop({
      mode,
      loggedIn: false,
      ready: async ({ sandbox }) => {
        page = await servePage(sandbox, () => html, { policy: false });
      },
    });
    after(() => page?.close());

    const PLAIN = '<payment-form amount="19.90" currency="USD"></payment-form>';
    // With its options from the start: those of a later script may come after a paint, and then the form grows.
    const ALL = `<script>
      const form = document.createElement('payment-form');
      for (const [name, value] of Object.entries({ amount: '128000', currency: 'KRW', installments: '0,3' }))
        form.setAttribute(name, value);
      form.options = { savedCards: true, wallets: [{ id: 'a', label: 'A' }, { id: 'b', label: 'B' }] };
      document.body.append(form);
    </script>`;
    // The frame is tried where there is little room.
    for (const width of mode === 'frame' ? [280] : [280, 720]) {
      for (const [locale, element, what] of [
        ...['ko', 'en', 'ar'].map(locale => [locale, PLAIN, '']),
        ['ko', ALL, ', months, wallets and an offer to keep the card'],
      ]) {
        test(`nothing moves: ${locale}, ${width} px${what}`, async () => {
          const { driver, sandbox } = shop;
          await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
            width,
            height: 900,
            deviceScaleFactor: 1,
            mobile: false,
          });
          html = `<!doctype html><html lang="${locale}"><title>A shop</title><link rel="icon" href="data:,">${GATE}
          <script src="${sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
            data-endpoint="${sandbox.payments}/v1" data-${mode}="${sandbox.payments}/widget/frame.html"></script>
          <body>${element}<p>Below it`;
          await driver.get(page.origin);
          await driver.sleep(400);
          await driver.executeScript('come()');
          await shop.form();
          await driver.wait(() => shop.inForm(`return root.querySelector('.pw-hintbtn') !== null`), WAIT_MS);
          await driver.sleep(400);
          assert.deepEqual(await driver.executeScript('return shifts'), []);
          if (mode === 'frame')
            assert.deepEqual(await whereFormIs(driver, () => driver.executeAsyncScript(SHIFTS)), []);
        });
      }
    }
  });
