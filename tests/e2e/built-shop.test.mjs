// Two of the shops of tests/packaging/projects, with the packed package, mounted, paid and unmounted twice: one type-checked and built by
// Solid's own tools, one without a framework, bundled by esbuild, below a path and under a strict content security policy.
// `npm run frameworks` does the same in every framework and bundler, with its newest version.
import { after, describe, test } from 'node:test';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { pageWith, PLAIN } from '../../scripts/frameworks/plain.mjs';
import { ROOT } from '../../scripts/lib/project.mjs';
import { installedProject, run } from '../packaging/support/project.mjs';
import { serveBuilt, stepsOf } from './support/built-shop.mjs';
import { withShop } from './support/with-shop.mjs';

/**
 * Tests of a shop that `build` makes in the folder `site` of a project.
 *
 * @param {(made: ReturnType<typeof installedProject>) => Promise<unknown>} build
 * @param {Parameters<typeof serveBuilt>[2]} [options]
 * @returns {() => ReturnType<typeof installedProject>}  the project, once the tests run
 */
function testShop(build, options) {
  let project;
  let served;
  const shop = withShop({
    loggedIn: false,
    async ready({ sandbox }) {
      project = installedProject();
      await build(project);
      served = await serveBuilt(sandbox, join(project.folder, 'site'), options);
    },
  });
  after(async () => {
    await served?.close();
    project?.remove();
  });
  const steps = stepsOf(() => ({ driver: shop.driver, sandbox: shop.sandbox, address: served.address }));
  for (const [step, work] of Object.entries(steps)) test(step, work);
  return () => project;
}

describe('a shop in Solid', () => {
  const project = testShop(async ({ folder, link }) => {
    cpSync(join(ROOT, 'tests/packaging/projects/solid'), folder, { recursive: true });
    link('solid-js', 'vite-plugin-solid', 'csstype');
    await vite({ root: folder, logLevel: 'error', build: { outDir: 'site' } });
  });

  test('has the right types', () => {
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], project().folder);
  });
});

describe('a shop that esbuild bundles, below a path and under a policy with a nonce', () => {
  const base = '/shop/';
  testShop(
    async ({ folder, package: installed, write }) => {
      for (const [file, text] of Object.entries(PLAIN)) write(file, text);
      const outdir = join(folder, 'site');
      const entryPoints = [join(folder, 'src/main.js')];
      await esbuild({ entryPoints, bundle: true, format: 'esm', splitting: true, outdir, logLevel: 'error' });
      write('site/index.html', pageWith(`<script type="module" src="${base}main.js"></script>`));
      for (const file of ['payments-widget_bg.wasm', 'payments-widget_pay_bg.wasm'])
        cpSync(join(installed, 'dist', file), join(outdir, file));
    },
    { base, policy: 'nonce' },
  );
});
