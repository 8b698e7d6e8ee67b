// The playground in a browser: its controls change the form, the code and the address, and the form pays.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { consoleOf, policyBreaches, violationsOf } from './support/browser.mjs';
import { servePage } from './support/page.mjs';
import { typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { CONTROLS } from '../../www/playground/controls.js';

const WAIT_MS = 10_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
/** A state with something of every kind of control. */
const STATE = {
  cardholderName: 'hidden',
  koreanAuth: 'true',
  installments: '0, 3*',
  amount: '128000',
  currency: 'KRW',
  locale: 'de',
  wallets: 'my_wallet,paypal',
  'labels.cardNumber': 'Karte "1" & </script>',
  'words.0.key': 'pay.button',
  'words.0.sentence': 'Spende {amount}',
  'appearance.style': 'filled',
  'appearance.layout': 'joined',
  'appearance.variables.accent': '#005500',
  'appearance.variables.buttonHeight': '70px',
  width: '600',
};

/** What there is to do in a playground that is open in this browser. */
function playground(shop) {
  const run = (code, ...given) => shop.driver.executeScript(code, ...given);
  const inForm = code => run(`const root = document.querySelector('#preview > div > div').shadowRoot; return ${code};`);
  const until = (code, why) => shop.driver.wait(() => run(`return ${code}`), WAIT_MS, why ?? code);
  const isLive =
    "document.querySelector('#preview > div:not([hidden]) > div')?.shadowRoot?.querySelector('.pw-hintbtn') != null";

  return {
    run,
    inForm,
    until,
    async open(state = {}, { lang = 'en', theme = 'light' } = {}) {
      await shop.driver.get('about:blank'); // a new page even where only the part after # differs
      await shop.driver.get(
        `${shop.sandbox.shop}/playground?lang=${lang}&theme=${theme}#${new URLSearchParams(state)}`,
      );
      await until(isLive, 'the form did not appear');
      await until("document.querySelector('#html').textContent !== ''");
    },
    /** Sets a control as its user would. */
    async set(path, value) {
      const control = await shop.driver.findElement(By.css(`[data-option="${path}"] :is(select, input)`));
      await run("arguments[0].closest('details').open = true", control);
      if ((await control.getTagName()) === 'select') {
        await control.findElement(By.css(`option[value="${value}"]`)).click();
      } else {
        await run('arguments[0].focus(); arguments[0].select()', control);
        await control.sendKeys(value || Key.DELETE);
      }
    },
    wrong: path => run(`return document.querySelector('[data-option="${path}"] .wrong').textContent`),
    code: () => run("return ['html', 'js', 'react'].map(id => document.getElementById(id).textContent)"),
    root: async () => (await shop.driver.findElement(By.css('#preview > div > div'))).getShadowRoot(),
  };
}

/** The fields, words and computed styles of a form: a script that needs its `root`. */
const LOOKS_LIKE = `({
  text: [...root.querySelectorAll('label, legend, button, option')].map(node => node.textContent.trim()),
  fields: [...root.querySelectorAll('input, select')].map(({ id, type, autocomplete, placeholder, hidden }) => [id, type, autocomplete, placeholder, hidden]),
  marks: [...root.querySelectorAll('.pw-wmark')].map(node => node.dataset.letter),
  button: [getComputedStyle(root.querySelector('.pw-button')).backgroundColor, getComputedStyle(root.querySelector('.pw-button')).minHeight],
  look: { ...root.querySelector('.pw-host').dataset },
  tokens: root.querySelector('.pw-host').style.cssText,
})`;

describe('Chromium', () => {
  const shop = withShop();
  const page = playground(shop);
  const { run, inForm, until, open, set, wrong, code } = page;

  test('every control is on the page, with a label of its own', async () => {
    await open();
    const paths = await run('return [...document.querySelectorAll("[data-option]")].map(node => node.dataset.option)');
    assert.deepEqual(
      paths,
      CONTROLS.map(({ path }) => path),
    );
    const nameless = await run(
      `return [...document.querySelectorAll('#options :is(input, select)')]
        .filter(node => !node.labels.length && !node.ariaLabel).map(node => node.id)`,
    );
    assert.deepEqual(nameless, []);
    assert.deepEqual(await policyBreaches(shop.driver), []);
  });

  test('a control changes the form, the code and the address, and what was typed stays', async () => {
    await open();
    await typeCard(await page.root(), { number: CARD.number });
    await set('appearance.variables.accent', '#005500');
    await set('appearance.variables.buttonHeight', '70px');
    await set('cardholderName', 'hidden');
    await set('labels.submit', 'Give now');
    await until("document.querySelector('#js').textContent.includes('Give now')");
    const { backgroundColor, minHeight } = await inForm(
      "(({ backgroundColor, minHeight }) => ({ backgroundColor, minHeight }))(getComputedStyle(root.querySelector('.pw-button')))",
    );
    await shop.driver.sleep(300); // the colour's transition
    assert.equal(
      await inForm("getComputedStyle(root.querySelector('.pw-button')).backgroundColor"),
      'rgb(0, 85, 0)',
      backgroundColor,
    );
    assert.equal(minHeight, '70px');
    assert.match(await inForm("root.querySelector('.pw-button').textContent"), /Give now/);
    assert.equal(await inForm("root.querySelector('[autocomplete=cc-number]').value"), '4242 4242 4242 4242');
    assert.ok(await inForm("!root.querySelector('[autocomplete=cc-name]')?.offsetParent"));
    for (const text of await code()) assert.match(text, /buttonHeight: '70px'/);
    const address = await run('return location.href');
    assert.match(address, /#cardholderName=hidden&appearance\.variables\.accent=%23005500&.*labels\.submit=Give\+now/);
    assert.doesNotMatch(decodeURIComponent(address).replaceAll(/[ +]/g, ''), /4242/);

    await set('cardholderName', 'required');
    await set('labels.submit', '');
    await until("!document.querySelector('#js').textContent.includes('Give now')");
    assert.ok(await inForm("root.querySelector('[autocomplete=cc-name]').offsetParent !== null"));
    assert.match(await inForm("root.querySelector('.pw-button').textContent"), /\$25\.00/);
    assert.equal(await inForm("root.querySelector('[autocomplete=cc-number]').value"), '4242 4242 4242 4242');
  });

  test('wallets and the Korean fields come in a new form', async () => {
    await open();
    await set('koreanAuth', 'true');
    await until("document.querySelector('#html').textContent.includes('korean-auth=')");
    assert.ok(await inForm("root.querySelector('#pw-birth') !== null"));
    await run(`document.querySelector('[data-option="wallets"] input[value="kakao_pay"]').click()`);
    await until("document.querySelector('#html').textContent.includes('kakao-pay')");
    assert.ok((await inForm("[...root.querySelectorAll('.pw-wmark')].map(node => node.dataset.letter)")).includes('K'));
    assert.equal(await run("return document.querySelectorAll('#preview > div').length"), 1);
  });

  test('a shared address gives the same page', async () => {
    await open(STATE);
    await shop.driver.sleep(300);
    const seen = async () => [await inForm(LOOKS_LIKE), await code()];
    const [look, written] = await seen();
    assert.deepEqual(look.button, ['rgb(0, 85, 0)', '70px']);
    assert.ok(look.text.includes('Karte "1" & </script>'), String(look.text));
    assert.ok(
      look.text.some(text => text.startsWith('Spende 128')),
      String(look.text),
    );
    const address = await run('return location.href');
    await shop.driver.switchTo().newWindow('tab');
    await shop.driver.get(address);
    await until("document.querySelector('#html')?.textContent");
    await shop.driver.sleep(300);
    assert.deepEqual(await seen(), [look, written]);
    const shown = await run(
      'return [...document.querySelectorAll("[data-option] :is(select, input:not([type=color], [type=checkbox]))")].map(node => [node.closest("[data-option]").dataset.option, node.value])',
    );
    for (const [path, value] of Object.entries(STATE))
      if (path !== 'wallets') assert.equal(Object.fromEntries(shown)[path], value, path);
    assert.equal(await run("return document.querySelector('#preview').getBoundingClientRect().width"), 600);
  });

  test('a refused value says why beside its control, and everything else is shown', async () => {
    await open({ 'appearance.variables.radius': 'red', amount: '19.90', acceptedBrands: 'nobody' });
    await until(`document.querySelector('[data-option="appearance.variables.radius"] .wrong').textContent !== ''`);
    assert.match(await wrong('appearance.variables.radius'), /radius must be a CSS length/);
    assert.match(await wrong('acceptedBrands'), /acceptedBrands/);
    assert.match(await inForm("root.querySelector('.pw-button').textContent"), /19\.90/);
    for (const text of await code()) assert.doesNotMatch(text, /radius|nobody/);

    await set('words.0.key', 'no.such');
    await set('words.0.sentence', 'Never');
    await until(`document.querySelector('[data-option="words.0.sentence"] .wrong').textContent !== ''`);
    await set('appearance.variables.radius', '3px');
    await until(`document.querySelector('[data-option="appearance.variables.radius"] .wrong').textContent === ''`);
    for (const text of await code()) assert.match(text, /radius: '3px'/);

    await set('amount', '1.234');
    await until(`document.querySelector('[data-option="amount"] .wrong').textContent !== ''`);
    assert.match(await inForm("root.querySelector('.pw-button').textContent"), /19\.90/);
  });

  test('amount and currency that fit only together are taken', async () => {
    await open({ amount: '19.90' });
    await run(`location.hash = 'amount=128000&currency=KRW&appearance.variables.gap=none'`);
    await until("document.querySelector('#html').textContent.includes('KRW')");
    await run(`location.hash = 'amount=19.99&currency=USD&appearance.variables.gap=none'`);
    await until("document.querySelector('#html').textContent.includes('19.99')");
    assert.equal(await wrong('amount'), '');
  });

  test('copying says so, and what is copied is the code', async () => {
    await open();
    const permissions = ['clipboardReadWrite', 'clipboardSanitizedWrite'];
    await shop.driver.sendDevToolsCommand('Browser.grantPermissions', { permissions });
    await shop.driver.findElement(By.css('[data-copy="js"]')).click();
    await until("document.querySelector('#copied').textContent === 'Copied'");
    const copied = await shop.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)');
    assert.equal(copied, (await code())[1]);
  });

  test('the form pays, twice, in each currency that the shop sells in, and the events name no digit', async () => {
    for (const state of [{}, { amount: '128000', currency: 'KRW' }]) {
      await open(state);
      for (const time of [1, 2]) {
        await typeCard(await page.root(), CARD);
        await inForm("root.querySelector('.pw-button').click()");
        await until(
          `[...document.querySelectorAll('#events b')].filter(node => node.textContent === 'success').length === ${time}`,
        );
        await shop.driver.findElement(By.id('again')).click();
        await until(
          "document.querySelector('#again').hidden && document.querySelector('#preview > div > div').shadowRoot.querySelector('.pw-state') === null && document.querySelector('#preview > div > div').shadowRoot.querySelector('.pw-hintbtn')",
        );
      }
      const events = await run("return document.querySelector('#events').textContent");
      for (const name of ['ready', 'change', 'submit', 'success']) assert.match(events, new RegExp(name));
      assert.doesNotMatch(events.replaceAll(' ', ''), /4242|12\/34|"123"|MINSEO/);
      assert.doesNotMatch(await run('return location.href'), /4242|MINSEO/);
    }
    assert.deepEqual(
      (await shop.payments()).map(({ status }) => status),
      Array(4).fill('succeeded'),
    );
  });

  test('a change that needs a new form waits until the payment is settled', async () => {
    await open();
    await typeCard(await page.root(), { ...CARD, number: '4000000000000119' }); // the network answers late
    await inForm("root.querySelector('.pw-button').click()");
    await until("document.querySelector('#events').textContent.includes('submit')");
    await run("location.hash = 'wallets=paypal'");
    await until("document.querySelector('#html').textContent.includes('paypal')", 'the change was forgotten');
    const events = await run("return [...document.querySelectorAll('#events b')].map(node => node.textContent)");
    assert.deepEqual(
      events.filter(name => name !== 'change'),
      ['ready', 'submit', 'success', 'ready'],
    );
    assert.equal((await shop.payments()).at(-1).status, 'succeeded');
  });

  describe('the code for HTML', () => {
    let site;
    let html = '';
    before(async () => {
      const body = nonce =>
        `<!doctype html><html lang="en"><title>A shop</title>${html.replaceAll('<script>', `<script nonce="${nonce}">`)}</html>`;
      site = await servePage(shop.sandbox, body);
    });
    after(() => site?.close());

    for (const [name, state] of Object.entries({
      attributes: { cardholderName: 'hidden', 'appearance.theme': 'dark', locale: 'ko' },
      options: STATE,
    })) {
      test(`gives the same form in another page: ${name}`, async () => {
        await open(state);
        await shop.driver.sleep(300);
        const expected = await inForm(LOOKS_LIKE);
        [html] = await code();
        await shop.driver.get(site.origin);
        const find = "document.querySelector('payment-form').shadowRoot";
        await until(
          `${find}.querySelector('.pw-hintbtn') && ${find}.querySelector('.pw-host').style.visibility === ''`,
        );
        await shop.driver.sleep(300);
        assert.deepEqual(await run(`const root = ${find}; return ${LOOKS_LIKE}`), expected);
        assert.deepEqual(await policyBreaches(shop.driver), []);
      });
    }
  });

  for (const lang of ['en', 'ar']) {
    for (const theme of ['light', 'dark']) {
      test(`axe-core finds nothing, and nothing is wider than the page (${lang}, ${theme})`, async () => {
        for (const width of [320, 1200]) {
          const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: false };
          await shop.driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', metrics);
          await open({ 'appearance.variables.radius': 'red', width: '600' }, { lang, theme });
          await run('for (const details of document.querySelectorAll("details")) details.open = true');
          await shop.driver.sleep(300);
          assert.deepEqual(await violationsOf(shop.driver), [], `${width} px`);
          assert.ok(await run('return document.documentElement.scrollWidth <= innerWidth'), `${width} px`);
        }
        await shop.driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
      });
    }
  }

  test('the page says nothing wrong in the console', async () => {
    await consoleOf(shop.driver);
    await open(STATE);
    const said = (await consoleOf(shop.driver)).filter(({ level }) => level === 'SEVERE');
    assert.deepEqual(said, []);
  });
});

describe('Firefox', () => {
  const shop = withShop({ browser: 'Firefox' });
  const page = playground(shop);

  test('a control changes the form, the code and the address, and the form pays', async () => {
    await page.open({ 'appearance.style': 'filled' });
    await page.set('appearance.variables.buttonHeight', '70px');
    await page.until("document.querySelector('#html').textContent.includes('70px')");
    assert.equal(await page.inForm("getComputedStyle(root.querySelector('.pw-button')).minHeight"), '70px');
    assert.match(await page.run('return location.hash'), /buttonHeight=70px/);
    await typeCard(await page.root(), CARD);
    await page.inForm("root.querySelector('.pw-button').click()");
    await page.until("[...document.querySelectorAll('#events b')].some(node => node.textContent === 'success')");
  });
});
