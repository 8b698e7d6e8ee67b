#!/usr/bin/env node
// `npm run shots`: takes pictures of the form in the demo shop, in every state, language, width and theme, and puts them
// into the ignored folder .shots/. Words after `--` choose: `npm run shots -- error ko 375 dark`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/project.mjs';
import { main, run, step } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';

const FOLDER = join(ROOT, '.shots');
const LANGUAGES = ['ko', 'en', 'ar'];
const THEMES = ['light', 'dark'];
const WIDTHS = [375, 720, 1200];
const GOOD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const DECLINED = { ...GOOD, number: '4000000000000002' };
const WRONG = { number: '4242424242424241', expiry: '1224', cvv: '1' };

/** How to reach each state, given the form's shadow root; `page` is the shop's page, the checkout by default. */
function states({ typeCard, payButton, textOf, runSnippet }) {
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
  for (const [index, { lang, theme }] of looks.entries()) {
    // In turn: a payer's order may be declined five times only.
    await shop.logIn(driver, sandbox, ['minsu', 'jane'][index % 2]);
    for (const state of chosen(Object.keys(all))) {
      const { page = '/', act } = all[state];
      await shop.open(driver, sandbox, page, { lang, theme });
      const root = page === '/' ? await shop.formOf(driver) : null;
      await act?.(driver, root);
      for (const width of chosen(WIDTHS))
        await picture(driver, width, join(FOLDER, `${state}-${lang}-${theme}-${width}.png`));
    }
  }
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
