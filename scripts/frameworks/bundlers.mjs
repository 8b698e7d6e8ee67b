// The shop without a framework (tests/packaging/projects/plain), bundled by each tool in two ways, and paid in a browser. First with the
// least that the tool works with. Then below a path, as www/docs/bundlers.md has it, under the strict policies that it names.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documented } from './documented.mjs';
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
 * @property {string} build  The least that works, as a shell's line.
 * @property {RegExp[]} [lines]  What the console has then.
 * @property {string} whole  The build below the path, with all files.
 * @property {Record<string, string>} [config]  Files of that build.
 * @property {object} [settings]  More options that the page configures.
 * @property {Record<string, { lines?: RegExp[], options: string[] }>} [dev]  Ways to start the development server.
 * @property {string} [tag]  The script tag of a page that the tool does not make, below the path.
 */

const MODULE_TAG = `<script type="module" src="${BASE}main.js"></script>`;
const CLASSIC_TAG = `<script defer src="${BASE}main.js"></script>`;

/**
 * @param {string} spec
 * @param {string} needs
 * @param {{ lines?: RegExp[], config?: string }} [dev]  What the console of the development server's page has, and what empties it.
 * @returns {Bundler}
 */
const vite = (spec, needs, { lines, config = 'export default {};\n' } = {}) => ({
  needs,
  packages: [spec],
  files: {
    'vite.config.js': `const { MERCHANT } = process.env;
export default { server: { proxy: { '/session': MERCHANT, '/settings.json': MERCHANT } } };
`,
    'documented.config.js': config,
    'strict.config.js': `import documented from './documented.config.js';
import config from './vite.config.js';
const headers = { 'content-security-policy': process.env.POLICY };
export default { ...documented, server: { ...config.server, headers } };
`,
  },
  build: 'npx vite build --outDir site',
  whole: `npx vite build --outDir site --base ${BASE}`,
  dev: {
    'development server': { lines, options: [] },
    'development server, policy self': { options: ['--config', 'strict.config.js'] },
  },
});

const ESM = documented('--splitting');
const IIFE = documented('--bundle --outdir');
const withoutCopy = (/** @type {string} */ commands) => commands.replace(/^cp .*\n/m, '');

/** @type {Record<string, Bundler>} */
const BUNDLERS = {
  webpack: {
    needs: 'nothing; `output.trustedTypes` under `require-trusted-types-for`',
    packages: ['webpack', 'webpack-cli'],
    config: { 'webpack.config.js': documented('// webpack.config.js') },
    build: 'npx webpack --mode production --entry ./src/main.js --output-path site',
    whole: 'npx webpack',
    tag: CLASSIC_TAG,
  },
  rollup: {
    needs: '`@rollup/plugin-node-resolve`; for the WebAssembly `@web/rollup-plugin-import-meta-assets`',
    packages: ['rollup', '@rollup/plugin-node-resolve', '@web/rollup-plugin-import-meta-assets'],
    config: { 'rollup.config.js': documented('// rollup.config.js') },
    build: 'npx rollup src/main.js --plugin node-resolve --dir site',
    lines: LEFT_BEHIND,
    whole: 'npx rollup --config',
    tag: MODULE_TAG,
  },
  'esbuild-esm': {
    needs: 'nothing; for the WebAssembly a copy of `node_modules/payments-widget/dist/*.wasm` beside the scripts',
    packages: ['esbuild'],
    build: withoutCopy(ESM),
    lines: LEFT_BEHIND,
    whole: ESM,
    tag: MODULE_TAG,
  },
  'esbuild-iife': {
    needs: 'nothing; for the WebAssembly a copy as with esbuild-esm, and the option `wasm` with its address',
    packages: ['esbuild'],
    build: withoutCopy(IIFE),
    lines: NO_ADDRESS,
    whole: IIFE,
    settings: { wasm: documented('wasm:').match(/wasm: '(.+)'/)?.[1] },
    tag: CLASSIC_TAG,
  },
  parcel: {
    needs: '`packageExports` in package.json; under a strict policy a nonce or a hash for its import map',
    packages: ['parcel'],
    manifest: JSON.parse(documented('packageExports')),
    // By this file Parcel sees which folder is the project.
    files: { 'package-lock.json': '{}\n' },
    build: 'npx parcel build index.html --dist-dir site --no-cache',
    whole: `npx parcel build index.html --dist-dir site --no-cache --public-url ${BASE}`,
  },
  vite: vite('vite', 'nothing'),
  'vite-7': vite('vite@7', 'nothing; for the WebAssembly of the development server `optimizeDeps.exclude`', {
    lines: NO_ADDRESS,
    config: documented('optimizeDeps'),
  }),
};

/**
 * @param {string} name
 * @param {Bundler} bundler
 * @returns {import('./project.mjs').Framework}
 */
const frameworkOf = (
  name,
  { needs, packages, manifest, files, build, lines, whole, config = {}, settings, dev = {}, tag },
) => ({
  name,
  needs,
  packages,
  manifest,
  files: { ...PLAIN, ...files },
  async check(project, check) {
    const site = join(project.folder, 'site');
    const make = async (commands, base) => {
      rmSync(site, { recursive: true, force: true });
      const output = await project.run('sh', '-ec', commands);
      assert.doesNotMatch(output, /warning|\(!\)/i);
      if (tag) writeFileSync(join(site, 'index.html'), pageWith(tag.replace(BASE, base)));
    };
    await check(`${name}: builds without a warning, and pays`, async () => {
      await make(build, '/');
      await payInFolder(name, check, site, {}, lines);
    });
    await check(`${name}: builds without a warning below ${BASE}, and pays under each policy`, async () => {
      for (const [file, text] of Object.entries(config)) writeFileSync(join(project.folder, file), text);
      await make(whole, BASE);
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
