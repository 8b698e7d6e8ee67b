#!/usr/bin/env node
// `npm run shots`: takes pictures of the form in the demo shop, in every state, language, width and theme, and puts them
// into the ignored folder .shots/. Words after `--` choose: `npm run shots -- error ko 375 dark`. With `sheet` among them there is
// also one picture of each state with every language and theme at 375 px: `sheet-error.png`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/project.mjs';
import { main, run, step } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';

const FOLDER = join(ROOT, '.shots');
/** The shop does not speak Japanese: there the form does, on a page in English. */
const LANGUAGES = ['ko', 'en', 'ar', 'ja'];
const THEMES = ['light', 'dark'];
const WIDTHS = [280, 375, 720, 1200];
const SHEET_WIDTH = 375;
const GOOD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const DECLINED = { ...GOOD, number: '4000000000000002' };
const CHALLENGED = { ...GOOD, number: '4000000000003220' };
const KOREAN = { ...GOOD, number: '9490220006611406', identity: '900101', password: '12' };
const WRONG = { number: '4242424242424241', expiry: '1224', cvv: '1' };

const block = (driver, ...urls) => driver.sendDevToolsCommand('Network.setBlockedURLs', { urls });
const press = async (root, css) => (await root.findElement({ css })).click();

/**
 * How to reach each state, given the form's shadow root; `page` is the shop's page, the checkout by default. `saved`: the payer has
 * saved cards. `blocked`: what does not come.
 */
function states({ typeCard, payButton, textOf, runSnippet, field }) {
  const pay = async root => (await payButton(root)).click();
  return {
    empty: {},
    typing: { act: (driver, root) => typeCard(root, { number: '4242424242' }) },
    valid: { act: (driver, root) => typeCard(root, GOOD) },
    error: {
      async act(driver, root) {
        await typeCard(root, WRONG);
        await pay(root);
        await textOf(driver, root, '.pw-msg');
      },
    },
    declined: {
      async act(driver, root) {
        await typeCard(root, DECLINED);
        await pay(root);
        await textOf(driver, root, '.pw-notice');
      },
    },
    paid: {
      async act(driver, root) {
        await typeCard(root, GOOD);
        await pay(root);
        await textOf(driver, root, '.pw-state');
      },
    },
    korean: {
      async act(_, root) {
        await typeCard(root, KOREAN);
        await (await field(root, 'months')).sendKeys('3');
      },
    },
    saved: { saved: true, act: (driver, root) => textOf(driver, root, '.pw-saved__row') },
    'saved-deleted': {
      saved: true,
      async act(driver, root) {
        await textOf(driver, root, '.pw-saved__row');
        await press(root, '[data-saved="delete"]');
        await textOf(driver, root, '[data-saved="restore"]');
      },
      async after(driver, root) {
        await press(root, '[data-saved="restore"]');
        await driver.wait(
          async () => (await root.findElements({ css: '[data-saved="restore"]' })).length === 0,
          10_000,
        );
      },
    },
    wallet: { act: (_, root) => press(root, '.pw-method:nth-of-type(2)') },
    waiting: {
      async act(driver, root) {
        await typeCard(root, CHALLENGED);
        await pay(root);
        await textOf(driver, root, '.pw-dialog iframe');
      },
      // The next payment of this payer would find it open.
      async after(driver, root) {
        await press(root, '.pw-dialog__close');
        await textOf(driver, root, '.pw-notice');
      },
    },
    unknown: {
      async act(driver, root) {
        await typeCard(root, GOOD);
        await block(driver, '*/v1/payments*', '*/v1/payment_sessions/*');
        await pay(root);
        await textOf(driver, root, '.pw-notice');
      },
    },
    'load-failure': {
      blocked: ['*.wasm', '*/wasm-inline.js'],
      act: (driver, root) => textOf(driver, root, '.pw-state'),
    },
    guide: {
      page: '/guide',
      async act(driver) {
        for (const snippet of ['printed', 'testCard', 'wallet']) await runSnippet(driver, snippet);
      },
    },
    styles: {
      page: '/styles',
      act: async driver => {
        // The forms, each in its look, and their colours settled.
        const live = `return [...document.querySelectorAll('payment-form')].every(({ shadowRoot }) => shadowRoot.querySelector('.pw-slot'))`;
        await driver.wait(() => driver.executeScript(live));
      },
    },
    login: { page: '/login' },
  };
}

const PAYERS = ['minsu', 'jane'];
const fileOf = (state, lang, theme, width) => join(FOLDER, `${state}-${lang}-${theme}-${width}.png`);

/** The whole page at this width, after its fonts are loaded and its animations have ended. */
async function picture(driver, width, file) {
  const size = height =>
    driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  await size(800);
  await driver.sleep(400);
  await size(await driver.executeScript('return document.documentElement.scrollHeight'));
  writeFileSync(file, await driver.takeScreenshot(), 'base64');
}

/** The items of a list that the command line names, or all of them where it names none. */
function chosen(list) {
  const named = list.filter(item => process.argv.slice(2).includes(String(item)));
  return named.length > 0 ? named : list;
}

async function takeAll(driver, sandbox, shop) {
  const all = states(shop);
  const looks = chosen(LANGUAGES).flatMap(lang => chosen(THEMES).map(theme => ({ lang, theme })));
  const names = chosen(Object.keys(all));
  const withoutCards = names.filter(name => !all[name].saved);
  const withCards = names.filter(name => all[name].saved);
  await take(withoutCards);
  for (const payer of withCards.length > 0 ? PAYERS : []) {
    await shop.logIn(driver, sandbox, payer);
    for (const number of [GOOD.number, '5555555555554444']) await keepCard(driver, sandbox, shop, number);
  }
  await take(withCards);
  if (process.argv.includes('sheet')) for (const name of names) await sheet(driver, name, looks);

  async function take(some) {
    if (some.length === 0) return;
    for (const [index, { lang, theme }] of looks.entries()) {
      // In turn: a payer's order may be declined five times only.
      await shop.logIn(driver, sandbox, PAYERS[index % 2]);
      for (const name of some) {
        const root = await reach(driver, sandbox, shop, all[name], { lang, theme });
        for (const width of chosen(WIDTHS)) await picture(driver, width, fileOf(name, lang, theme, width));
        await all[name].after?.(driver, root);
      }
    }
  }
}

/**
 * Opens a state's page in one look, and does there what leads to the state.
 * @param {any} driver
 * @param {any} sandbox
 * @param {any} shop
 * @param {{ page?: string, act?: (driver: any, root: any) => unknown, blocked?: string[] }} state
 * @param {{ lang: string, theme: string }} look
 */
async function reach(driver, sandbox, shop, state, { lang, theme }) {
  const { page = '/', act, blocked = [] } = state;
  // A page whose payment is in flight asks before it is left.
  await driver.executeScript('addEventListener("beforeunload", event => event.stopImmediatePropagation(), true)');
  await block(driver, ...blocked);
  await shop.open(driver, sandbox, page, { lang: lang === 'ja' ? 'en' : lang, theme });
  const isForm = page === '/';
  // A form that could not be loaded has no fields.
  const failed = async () => (await driver.findElement({ css: 'payment-form' })).getShadowRoot();
  const root = !isForm ? null : await (blocked.length > 0 ? failed() : shop.formOf(driver));
  if (root && lang === 'ja') {
    await driver.executeScript(`document.querySelector('payment-form').setAttribute('locale', 'ja')`);
    await driver.wait(async () => (await root.findElements({ css: 'form[lang="ja"]' })).length > 0, 10_000);
  }
  await act?.(driver, root);
  return root;
}

async function keepCard(driver, sandbox, shop, number) {
  const root = await reach(driver, sandbox, shop, {}, { lang: 'en', theme: 'light' });
  await shop.textOf(driver, root, '.pw-hintbtn');
  await driver.sleep(1000);
  const [other] = await root.findElements({ css: '.pw-saved__row:last-child label' });
  await other?.click();
  await shop.typeCard(root, { ...GOOD, number });
  await press(root, '.pw-check');
  await (await shop.payButton(root)).click();
  await shop.textOf(driver, root, '.pw-state');
}

/** One picture of a state in every look: a row for each theme. */
async function sheet(driver, name, looks) {
  const rows = chosen(THEMES).map(theme =>
    looks
      .filter(look => look.theme === theme)
      .map(({ lang }) => fileOf(name, lang, theme, SHEET_WIDTH))
      .filter(existsSync),
  );
  await driver.get('about:blank');
  await driver.executeAsyncScript(
    `
    const [rows, done] = arguments;
    document.body.style.margin = 0;
    for (const row of rows) {
      const line = Object.assign(document.createElement('div'), { style: 'display: flex; align-items: start; inline-size: max-content' });
      for (const data of row) line.append(Object.assign(new Image(), { src: 'data:image/png;base64,' + data }));
      document.body.append(line);
    }
    Promise.all([...document.images].map(image => image.decode())).then(() => done());`,
    rows.map(row => row.map(file => readFileSync(file, 'base64'))),
  );
  const columns = Math.max(...rows.map(({ length }) => length));
  if (columns > 0) await picture(driver, columns * SHEET_WIDTH, join(FOLDER, `sheet-${name}.png`));
}

await main(async () => {
  // The same steps as the end-to-end tests need.
  await run(process.execPath, ['scripts/test.mjs', 'build', 'sandbox'], { cwd: ROOT, show: true });
  const { chrome, chromedriver } = await setUpBrowsers();
  Object.assign(process.env, { CHROME: chrome, CHROMEDRIVER: chromedriver });
  // Imported only now: they need npm's packages, and read the browser's path from the environment.
  const [{ openChromium }, { startSandbox }, shop] = await Promise.all(
    ['browser', 'sandbox', 'shop'].map(name => import(`../tests/e2e/support/${name}.mjs`)),
  );

  const [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  try {
    await step(`pictures into ${FOLDER}`, '3 min', () => takeAll(driver, sandbox, shop));
  } finally {
    await driver.quit();
    await sandbox.forget();
  }
});
