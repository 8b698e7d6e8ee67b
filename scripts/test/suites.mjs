// The suites of `npm test`, in the two lanes in which they run. Compilers take whatever processor time is left; tests that
// drive a browser, which mostly wait, get theirs at once.
import { join } from 'node:path';
import { files, ROOT } from '../lib/project.mjs';

const NODE = process.execPath;
const WASM = ['--target', 'wasm32-unknown-unknown'];
const STRICT = ['--', '-D', 'warnings'];
const DOC = { RUSTDOCFLAGS: '-D warnings' };

/**
 * Node's test runner on a folder. A folder without tests fails: without a name, node would look for tests everywhere.
 *
 * @param {string} folder
 * @param {number} [atOnce]  So many files run side by side: 2 where each has its own browser, ports and folders.
 */
function nodeTests(folder, atOnce = 1) {
  const found = files(join(ROOT, 'tests', folder)).filter(file => file.endsWith('.test.mjs'));
  const tests = found.length > 0 ? found : [`tests/${folder}/*.test.mjs`];
  return [NODE, '--test', '--test-reporter=spec', `--test-concurrency=${atOnce}`, ...tests];
}

/**
 * The tests in a browser, by wasm-pack, which finds the driver on the PATH. wasm-bindgen's runner takes the first driver that
 * the environment names, whatever wasm-pack asks for: so each of these suites sees no driver of the other browser.
 */
const inBrowser = (browser, otherDriver) => ({
  kind: /** @type {const} */ ('rust'),
  compile: ['cargo', 'test', '--no-run', '--locked', '--tests', ...WASM],
  command: ['wasm-pack', 'test', '--headless', '--mode', 'no-install', browser],
  env: { [otherDriver]: undefined },
});

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {'check' | 'rust' | 'node'} kind  How its output is counted.
 * @property {string[]} command
 * @property {string[]} [compile]  A command before it that only compiles.
 * @property {Record<string, string | undefined>} [env]  What this suite changes in the environment.
 * @property {string[]} [needs]  Tools that are installed first.
 * @property {string[]} [after]  Suites of the other lane that make what this one uses.
 * @property {boolean} [background]  Only other work's spare processor time.
 */

const cargoTest = (...args) => ({
  compile: ['cargo', 'test', '--no-run', '--locked', ...args],
  command: ['cargo', 'test', '--no-fail-fast', '--locked', ...args],
});
const cargo = (...args) => ({ kind: /** @type {const} */ ('check'), background: true, command: ['cargo', ...args] });
const script = (...args) => ({ kind: /** @type {const} */ ('check'), command: [NODE, ...args] });
const node = (folder, atOnce = 1) => ({ kind: /** @type {const} */ ('node'), command: nodeTests(folder, atOnce) });

/**
 * What compiles in Cargo's folder for development, in an order that brings the others what they wait for. Two of these at once
 * would wait for each other, as Cargo locks the folder, or compile a crate in two ways.
 *
 * @type {Suite[]}
 */
const COMPILED = [
  // With a test beside it, so that crates have the same features as in `native`, and are compiled once for both.
  {
    name: 'sandbox',
    ...cargo('build', '--workspace', '--locked', '--bin', 'sandbox', '--example', 'merchant', '--test', 'money'),
  },
  { name: 'chromium', ...inBrowser('--chrome', 'GECKODRIVER'), needs: ['wasm-std', 'wasm-bindgen', 'wasm-pack'] },
  {
    name: 'firefox',
    ...inBrowser('--firefox', 'CHROMEDRIVER'),
    needs: ['wasm-std', 'wasm-bindgen', 'wasm-pack', 'geckodriver'],
  },
  { name: 'native', kind: 'rust', ...cargoTest('--workspace') },
  // The same binary as in `native`, on another database.
  {
    name: 'postgres',
    kind: 'rust',
    compile: cargoTest('--workspace').compile,
    command: [NODE, 'scripts/postgres.mjs', ...cargoTest('--workspace', '--test', 'api').command],
  },
  // A part of every fault, on both databases.
  {
    name: 'faults',
    kind: 'rust',
    compile: cargoTest('-p', 'payments-sandbox', '--features', 'failpoints', '--test', 'faults').compile,
    command: [NODE, 'scripts/faults.mjs', '--part'],
  },
  // The sandbox with the built widget inside it.
  {
    name: 'embedded',
    kind: 'rust',
    ...cargoTest('-p', 'payments-sandbox', '--features', 'embedded', '--test', 'api', 'embedded::'),
    after: ['build', 'docs'],
  },
  // With the tests that need a feature.
  {
    name: 'lint',
    ...cargo(
      'clippy',
      '--workspace',
      '--all-targets',
      '--features',
      'payments-sandbox/failpoints',
      '--locked',
      ...STRICT,
    ),
  },
  { name: 'lint-wasm', ...cargo('clippy', '--all-targets', '--locked', ...WASM, ...STRICT), needs: ['wasm-std'] },
  // All features: so also the sandbox with the built widget inside it.
  {
    name: 'doc',
    ...cargo('doc', '--workspace', '--no-deps', '--all-features', '--locked'),
    env: DOC,
    after: ['build', 'docs'],
  },
  { name: 'doc-wasm', ...cargo('doc', '--no-deps', '--locked', ...WASM), env: DOC, needs: ['wasm-std'] },
  { name: 'deny', ...script('scripts/deny.mjs'), background: true },
];

/**
 * The cheap ones first: they fail within seconds.
 *
 * @type {Suite[]}
 */
const DRIVEN = [
  { name: 'format', kind: 'check', command: ['cargo', 'fmt', '--all', '--check'] },
  { name: 'format-js', ...script('node_modules/prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', ...script('scripts/types.mjs') },
  { name: 'page', ...node('page', 2) },
  { name: 'build', ...script('scripts/build.mjs'), needs: ['wasm-bindgen'] },
  { name: 'docs', ...script('scripts/docs.mjs') },
  { name: 'size', ...script('scripts/size.mjs') },
  { name: 'packaging', ...node('packaging'), needs: ['wasm-std', 'hadolint'] },
  { name: 'differential', ...node('differential', 2) },
  { name: 'openapi', ...node('openapi'), needs: ['schemathesis'], after: ['sandbox'] },
  { name: 'e2e', ...node('e2e', 2), needs: ['geckodriver', 'python'], after: ['sandbox'] },
];

export const LANES = [COMPILED, DRIVEN];
