// The shops of tests/packaging/projects: the same small page in each framework, checked and built by the framework's own tools, and
// paid in a browser through the sandbox. All packages are the newest, but for TypeScript where the tools do not run on version 7:
// Angular, svelte-check and vue-tsc.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { payInFolder } from './payer.mjs';
import { SHOPS_FOLDER } from './sources.mjs';

/** What the types must not let through: a name that is none, of an option and of a method, and of what an event tells. */
const MISTAKES = [
  ['currency=', 'curency='],
  ['.clear()', '.cleer()'],
  ['detail.brand', 'detail.brant'],
];

/**
 * @typedef {object} Shop
 * @property {string} needs  What it needs beyond `npm install`, in Markdown.
 * @property {string} first  The package whose newest version decides whether all are installed again.
 * @property {string} file  Where the form is.
 * @property {string[][]} mistakes  What is there, and what is wrong in its place.
 * @property {string} [types]  The script that checks the types.
 */
/** @type {Record<string, Shop>} */
const SHOPS = {
  react: {
    needs: 'nothing',
    first: 'react',
    file: 'src/checkout.tsx',
    mistakes: [...MISTAKES.slice(0, 2), ['({ brand }) => onBrand(brand)', '({ brant }) => onBrand(brant)']],
  },
  vue: {
    needs: "`isCustomElement: tag => tag === 'payment-form'` in the compiler's options",
    first: 'vue',
    file: 'src/Checkout.vue',
    mistakes: MISTAKES,
  },
  svelte: { needs: 'nothing', first: 'svelte', file: 'src/Checkout.svelte', mistakes: MISTAKES },
  solid: { needs: 'nothing', first: 'solid-js', file: 'src/checkout.tsx', mistakes: MISTAKES },
  // Angular checks types while it builds. CUSTOM_ELEMENTS_SCHEMA lets any attribute through.
  angular: {
    needs: '`CUSTOM_ELEMENTS_SCHEMA` in the component; for the WebAssembly a line of `assets` in angular.json',
    first: '@angular/core',
    file: 'src/checkout.ts',
    mistakes: MISTAKES.slice(1),
    types: 'build',
  },
};

/**
 * @param {string} kind
 * @param {Shop} shop
 * @returns {import('./project.mjs').Framework}
 */
function frameworkOf(kind, { needs, first, file, mistakes, types = 'check' }) {
  const name = `${kind}-shop`;
  return {
    name,
    needs,
    packages: [first],
    source: join(SHOPS_FOLDER, kind),
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
      await payInFolder(name, check, join(project.folder, 'site'));
    },
  };
}

export const shops = Object.entries(SHOPS).map(([kind, shop]) => frameworkOf(kind, shop));
