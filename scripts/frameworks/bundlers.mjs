// The shop without a framework (tests/packaging/projects/plain), bundled by each tool in two ways, and paid in a browser. First with the
// least that the tool works with. Then below a path, with all of the WebAssembly in files of their own, under the strict policies of
// www/docs/csp-and-ssr.md.
import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { payInFolder, payOnServer } from './payer.mjs';
import { pageWith, PLAIN } from './plain.mjs';

const BASE = '/shop/';

const WASM = ['payments-widget_bg.wasm', 'payments-widget_pay_bg.wasm'];
/** The console of a page whose bundler leaves the WebAssembly behind: the copies in JavaScript are taken. */
const LEFT_BEHIND = WASM.flatMap(file => [
  new RegExp(`${file} - .*404`),
  new RegExp(`${file} is not there as application/wasm`),
]);
/** The same, where the script has no address of its own: then nothing is asked for. */
const NO_ADDRESS = LEFT_BEHIND.filter(line => !line.source.includes('404'));

/**
 * @typedef {object} Bundler
 * @property {string} needs
 * @property {string[]} packages
 * @property {object} [manifest]
 * @property {Record<string, string>} [files]
 * @property {string[]} build  The least that works.
 * @property {RegExp[]} [lines]  What the console has then.
 * @property {string[]} more  More arguments: a path for the files, and what makes the page complete.
 * @property {boolean} [copies]  The WebAssembly is copied beside the scripts.
 * @property {object} [settings]  More options that the page configures.
 * @property {Record<string, { lines?: RegExp[], options: string[] }>} [dev]  Ways to start the development server.
 * @property {string} [tag]  The script tag of a page that the tool does not make; `BASE` is the path.
 */

/**
 * @param {string} spec
 * @param {string} needs
 * @param {{ lines?: RegExp[], exclude?: string[] }} [dev]  What the console of the development server's page has, and what empties it.
 * @returns {Bundler}
 */
const vite = (spec, needs, { lines, exclude = [] } = {}) => ({
  needs,
  packages: [spec],
  files: {
    'vite.config.js': `const { MERCHANT } = process.env;
export default { server: { proxy: { '/session': MERCHANT, '/settings.json': MERCHANT } } };
`,
    'strict.config.js': `import config from './vite.config.js';
const { POLICY } = process.env;
export default {
  optimizeDeps: { exclude: ${JSON.stringify(exclude)} },
  server: { ...config.server, headers: { 'content-security-policy': POLICY } },
};
`,
  },
  build: ['vite', 'build', '--outDir', 'site'],
  more: ['--base', BASE],
  dev: {
    'development server': { lines, options: [] },
    'development server, policy self': { options: ['--config', 'strict.config.js'] },
  },
});

/** @type {Record<string, Bundler>} */
const BUNDLERS = {
  webpack: {
    needs: 'nothing; `output.trustedTypes: true` under `require-trusted-types-for`',
    packages: ['webpack', 'webpack-cli'],
    build: ['webpack', '--mode', 'production', '--entry', './src/main.js', '--output-path', 'site'],
    more: ['--output-public-path', BASE, '--output-trusted-types'],
    tag: '<script defer src="BASEmain.js"></script>',
  },
  rollup: {
    needs: '`@rollup/plugin-node-resolve`; for the WebAssembly `@web/rollup-plugin-import-meta-assets`',
    packages: ['rollup', '@rollup/plugin-node-resolve', '@web/rollup-plugin-import-meta-assets'],
    build: ['rollup', 'src/main.js', '-p', 'node-resolve', '-d', 'site'],
    lines: LEFT_BEHIND,
    more: ['-p', '@web/rollup-plugin-import-meta-assets'],
    tag: '<script type="module" src="BASEmain.js"></script>',
  },
  'esbuild-esm': {
    needs: 'nothing; for the WebAssembly a copy of `node_modules/payments-widget/dist/*.wasm` beside the scripts',
    packages: ['esbuild'],
    build: ['esbuild', 'src/main.js', '--bundle', '--format=esm', '--splitting', '--outdir=site'],
    lines: LEFT_BEHIND,
    more: [],
    copies: true,
    tag: '<script type="module" src="BASEmain.js"></script>',
  },
  'esbuild-iife': {
    needs: 'nothing; for the WebAssembly a copy as with esbuild-esm, and `configure({ wasm })` with its address',
    packages: ['esbuild'],
    build: ['esbuild', 'src/main.js', '--bundle', '--outdir=site'],
    lines: NO_ADDRESS,
    more: [],
    copies: true,
    settings: { wasm: `${BASE}${WASM[0]}` },
    tag: '<script defer src="BASEmain.js"></script>',
  },
  parcel: {
    needs:
      '`"@parcel/resolver-default": { "packageExports": true }` in package.json; in the policy a nonce, or the hash of the import map that it writes into the page',
    packages: ['parcel'],
    manifest: { '@parcel/resolver-default': { packageExports: true } },
    // By this file Parcel sees which folder is the project.
    files: { 'package-lock.json': '{}\n' },
    build: ['parcel', 'build', 'index.html', '--dist-dir', 'site', '--no-cache'],
    more: ['--public-url', BASE],
  },
  vite: vite('vite', 'nothing'),
  'vite-7': vite(
    'vite@7',
    "nothing; for the WebAssembly of the development server `optimizeDeps.exclude: ['payments-widget']`",
    { lines: NO_ADDRESS, exclude: ['payments-widget'] },
  ),
};

/**
 * @param {string} name
 * @param {Bundler} bundler
 * @returns {import('./project.mjs').Framework}
 */
const frameworkOf = (
  name,
  { needs, packages, manifest, files, build, lines, more, copies, settings, dev = {}, tag },
) => ({
  name,
  needs,
  packages,
  manifest,
  files: { ...PLAIN, ...files },
  async check(project, check) {
    const site = join(project.folder, 'site');
    const make = async (command, base) => {
      rmSync(site, { recursive: true, force: true });
      const [program = '', ...args] = command;
      const output = await project.run(program, ...args);
      assert.doesNotMatch(output, /warning|\(!\)/i);
      if (tag) writeFileSync(join(site, 'index.html'), pageWith(tag.replace('BASE', base)));
    };
    await check(`${name}: builds without a warning, and pays`, async () => {
      await make(build, '/');
      await payInFolder(name, check, site, {}, lines);
    });
    await check(`${name}: builds without a warning below ${BASE}, and pays under each policy`, async () => {
      await make([...build, ...more], BASE);
      if (copies) {
        for (const file of WASM)
          cpSync(join(project.folder, 'node_modules/payments-widget/dist', file), join(site, file));
      }
      for (const policy of ['self', 'nonce'])
        await payInFolder(`${name}, policy ${policy}`, check, site, { base: BASE, policy, settings });
    });
    for (const [how, { lines, options }] of Object.entries(dev)) {
      const command = port => ['vite', '--host', '127.0.0.1', '--port', String(port), '--strictPort', ...options];
      await payOnServer(`${name}, ${how}`, check, project, { command }, lines);
    }
  },
});

export const bundlers = Object.entries(BUNDLERS).map(([name, bundler]) => frameworkOf(name, bundler));
