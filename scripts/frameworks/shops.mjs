// The shops of tests/packaging/projects: the same small page in each framework, checked and built by the framework's own tools, and
// paid in a browser through the sandbox. All packages are the newest, but for TypeScript where the tools do not run on version 7:
// Angular, svelte-check and vue-tsc.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';
import { setUpBrowsers } from '../setup/browsers.mjs';

const FOLDER = join(ROOT, 'tests/packaging/projects');

/** What the types must not let through: a name that is none, of an option and of a method, and of what an event tells. */
const MISTAKES = [
  ['currency=', 'curency='],
  ['.clear()', '.cleer()'],
  ['detail.brand', 'detail.brant'],
];

/**
 * @typedef {object} Shop
 * @property {string} first  The package whose newest version decides whether all are installed again.
 * @property {string} file  Where the form is.
 * @property {string[][]} mistakes  What is there, and what is wrong in its place.
 * @property {string} [types]  The script that checks the types.
 */
/** @type {Record<string, Shop>} */
const SHOPS = {
  react: {
    first: 'react',
    file: 'src/checkout.tsx',
    mistakes: [...MISTAKES.slice(0, 2), ['({ brand }) => onBrand(brand)', '({ brant }) => onBrand(brant)']],
  },
  vue: { first: 'vue', file: 'src/Checkout.vue', mistakes: MISTAKES },
  svelte: { first: 'svelte', file: 'src/Checkout.svelte', mistakes: MISTAKES },
  solid: { first: 'solid-js', file: 'src/checkout.tsx', mistakes: MISTAKES },
  // Angular checks types while it builds. CUSTOM_ELEMENTS_SCHEMA lets any attribute through.
  angular: { first: '@angular/core', file: 'src/checkout.ts', mistakes: MISTAKES.slice(1), types: 'build' },
};

/** Opens a browser beside a sandbox. */
async function openPayer() {
  const { chrome, chromedriver } = await setUpBrowsers();
  Object.assign(process.env, { CHROME: chrome, CHROMEDRIVER: chromedriver });
  // Imported only now: they read the browser's path from the environment.
  const [{ openChromium }, { startSandbox }, { serveBuilt, stepsOf }] = await Promise.all(
    ['browser', 'sandbox', 'built-shop'].map(name => import(`../../tests/e2e/support/${name}.mjs`)),
  );
  const [driver, sandbox] = await Promise.all([openChromium(), startSandbox()]);
  return {
    /** What a payer does in a shop that was built into a folder. */
    async stepsIn(folder) {
      const { origin, close } = await serveBuilt(sandbox, folder);
      return { close, steps: stepsOf(() => ({ driver, sandbox, origin })) };
    },
    close: () => Promise.all([driver.quit(), sandbox.forget()]),
  };
}

/**
 * @param {string} kind
 * @param {Shop} shop
 * @returns {import('./project.mjs').Framework}
 */
function frameworkOf(kind, { first, file, mistakes, types = 'check' }) {
  const name = `${kind}-shop`;
  return {
    name,
    packages: [first],
    source: join(FOLDER, kind),
    async check(project, check) {
      let isBuilt = false;
      await check(`${name}: its own type check`, () => project.run('npm', 'run', types));
      await check(`${name}: the types refuse what is misspelt`, async () => {
        const path = join(project.folder, file);
        const right = readFileSync(path, 'utf8');
        const wrong = mistakes.reduce((text, [good, bad]) => text.replace(good, bad), right);
        writeFileSync(path, wrong);
        let output = '';
        try {
          await project.run('npm', 'run', types);
        } catch (error) {
          ({ output } = /** @type {import('../lib/run.mjs').Failed} */ (error));
        } finally {
          writeFileSync(path, right);
        }
        for (const word of ['curency', 'cleer', 'brant'].filter(word => wrong.includes(word)))
          assert.match(output, new RegExp(`error.*${word}|${word}.*not exist`, 'is'), `${word} was not refused`);
      });
      await check(`${name}: npm run build, without a warning`, async () => {
        const output = await project.run('npm', 'run', 'build');
        assert.doesNotMatch(output, /warning|\(!\)/i);
        isBuilt = true;
      });
      if (!isBuilt) return;
      await check(`${name}: in a browser`, async () => {
        const payer = await openPayer();
        try {
          const { steps, close } = await payer.stepsIn(join(project.folder, 'site'));
          for (const [step, work] of Object.entries(steps)) await check(`${name}: ${step}`, work);
          await close();
        } finally {
          await payer.close();
        }
      });
    },
  };
}

export const shops = Object.entries(SHOPS).map(([kind, shop]) => frameworkOf(kind, shop));
