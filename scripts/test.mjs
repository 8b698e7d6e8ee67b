#!/usr/bin/env node
// `npm test`: brings what is missing, runs every suite even when one fails, and ends with one line of counts. Names of
// suites after `--` run only those: `npm test -- native chromium`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count } from './lib/counts.mjs';
import { files, ROOT, TARGET } from './lib/project.mjs';
import { Failed, main, Remedy, run } from './lib/run.mjs';
import { setUpAll } from './setup.mjs';

const NODE = process.execPath;
const WASM = ['--target', 'wasm32-unknown-unknown'];
const STRICT = ['--', '-D', 'warnings'];
const DOC = { RUSTDOCFLAGS: '-D warnings' };

/** wasm-pack reads it beside Cargo.toml. Chromium's own sandbox does not work for root, as in a container. */
function writeWebdriverOptions({ chrome, firefox }) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  const options = {
    'goog:chromeOptions': { binary: chrome, args: ['--headless', '--disable-gpu', ...root] },
    'moz:firefoxOptions': { binary: firefox, args: ['-headless'] },
  };
  writeFileSync(join(ROOT, 'webdriver.json'), `${JSON.stringify(options, null, 2)}\n`);
}

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
 * @typedef {object} Suite
 * @property {string} name
 * @property {'check' | 'rust' | 'node'} kind  How its output is counted.
 * @property {string[]} command
 * @property {Record<string, string | undefined>} [env]  What this suite changes in the environment.
 */

/**
 * The cheap ones first: they fail within seconds.
 *
 * @returns {Suite[]}
 */
function suites({ browsers }) {
  // wasm-bindgen's runner takes the first driver that the environment names, whatever wasm-pack asks for: each of these two
  // suites sees its own driver only.
  const wasmPack = (...browser) => ['wasm-pack', 'test', '--headless', '--mode', 'no-install', ...browser];
  return [
    { name: 'format', kind: 'check', command: ['cargo', 'fmt', '--all', '--check'] },
    { name: 'format-js', kind: 'check', command: [NODE, 'node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
    { name: 'types', kind: 'check', command: [NODE, 'scripts/types.mjs'] },
    { name: 'deny', kind: 'check', command: [NODE, 'scripts/deny.mjs'] },
    { name: 'page', kind: 'node', command: nodeTests('page', 2) },
    {
      name: 'lint',
      kind: 'check',
      command: ['cargo', 'clippy', '--workspace', '--all-targets', '--locked', ...STRICT],
    },
    { name: 'lint-wasm', kind: 'check', command: ['cargo', 'clippy', '--all-targets', '--locked', ...WASM, ...STRICT] },
    { name: 'doc', kind: 'check', command: ['cargo', 'doc', '--workspace', '--no-deps', '--locked'], env: DOC },
    { name: 'doc-wasm', kind: 'check', command: ['cargo', 'doc', '--no-deps', '--locked', ...WASM], env: DOC },
    { name: 'native', kind: 'rust', command: ['cargo', 'test', '--workspace', '--no-fail-fast'] },
    {
      name: 'chromium',
      kind: 'rust',
      command: wasmPack('--chrome', '--chromedriver', browsers.chromedriver),
      env: { GECKODRIVER: undefined },
    },
    {
      name: 'firefox',
      kind: 'rust',
      command: wasmPack('--firefox', '--geckodriver', browsers.geckodriver),
      env: { CHROMEDRIVER: undefined },
    },
    { name: 'build', kind: 'check', command: [NODE, 'scripts/build.mjs'] },
    { name: 'size', kind: 'check', command: [NODE, 'scripts/size.mjs'] },
    // With a test beside it, so that crates have the same features as in `native` and are compiled once for both.
    {
      name: 'sandbox',
      kind: 'check',
      command: ['cargo', 'build', '--workspace', '--locked', '--bin', 'sandbox', '--test', 'money'],
    },
    { name: 'packaging', kind: 'node', command: nodeTests('packaging') },
    { name: 'differential', kind: 'node', command: nodeTests('differential', 2) },
    { name: 'e2e', kind: 'node', command: nodeTests('e2e', 2) },
  ];
}

/** What the tests in JavaScript need to know about this run. */
const facts = ({ browsers }) => ({
  SANDBOX_BINARY: join(TARGET, 'debug/sandbox'),
  CHROME: browsers.chrome,
  CHROMEDRIVER: browsers.chromedriver,
  FIREFOX: browsers.firefox,
  GECKODRIVER: browsers.geckodriver,
});

/** @param {Suite} suite */
async function runSuite({ name, kind, command: [program = '', ...args], env }, common) {
  console.log(`\n━━ ${name}: ${[program, ...args].slice(0, 5).join(' ')} …`);
  const began = performance.now();
  let output = '';
  let ok = true;
  try {
    output = await run(program, args, { cwd: ROOT, env: { ...common, ...env }, show: true });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    ({ output } = error);
    ok = false;
    console.log(error.message);
  }
  return { name, ...count(kind, output, ok), seconds: (performance.now() - began) / 1000 };
}

function report(results) {
  console.log('\n');
  for (const { name, passed, failed, seconds } of results) {
    const counts = `${String(passed).padStart(4)} passed ${String(failed).padStart(3)} failed`;
    console.log(`${failed ? '✗' : '✓'} ${name.padEnd(12)} ${counts} ${seconds.toFixed(1).padStart(7)} s`);
  }
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

await main(async () => {
  const machine = await setUpAll();
  const wanted = process.argv.slice(2);
  const all = suites(machine);
  const unknown = wanted.find(word => !all.some(({ name }) => name === word));
  if (unknown) throw new Remedy(`There is no suite ${unknown}; there are ${all.map(({ name }) => name).join(', ')}.`);
  const chosen = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

  writeWebdriverOptions(machine.browsers);
  const env = { ...machine.rust.env, ...facts(machine), CARGO_TARGET_DIR: TARGET, CARGO_TERM_COLOR: 'never' };
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite, env));
  return report(results);
});
