#!/usr/bin/env node
// `npm test`: brings what is missing, runs every suite even when one fails, and ends with one line of counts. Names of
// suites after `--` run only those: `npm test -- native chromium`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count } from './lib/counts.mjs';
import { files, ROOT, TARGET } from './lib/project.mjs';
import { Failed, main, Remedy, run } from './lib/run.mjs';
import { setUpAll } from './setup.mjs';

const WASM = ['--target', 'wasm32-unknown-unknown'];
const STRICT = ['--', '-D', 'warnings'];

/** wasm-pack reads it beside Cargo.toml. Chromium's own sandbox refuses root, as in a container. */
function writeWebdriverOptions({ chrome, firefox }) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  const options = {
    'goog:chromeOptions': { binary: chrome, args: ['--headless', '--disable-gpu', ...root] },
    'moz:firefoxOptions': { binary: firefox, args: ['-headless'] },
  };
  writeFileSync(join(ROOT, 'webdriver.json'), `${JSON.stringify(options, null, 2)}\n`);
}

/** Without a name node would look for tests everywhere: a folder without one is a failure. */
function tests(folder) {
  const found = files(join(ROOT, 'tests', folder)).filter((file) => file.endsWith('.test.mjs'));
  return found.length > 0 ? found : [`tests/${folder}/*.test.mjs`];
}

/** Each: what it is called, how its output is counted, and the command. */
function suites({ browsers }) {
  const wasmPack = (...browser) => ['wasm-pack', 'test', '--headless', '--mode', 'no-install', ...browser];
  const node = (folder) => [
    process.execPath,
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=1',
    ...tests(folder),
  ];
  return [
    ['format', 'check', ['cargo', 'fmt', '--all', '--check']],
    ['types', 'check', [process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'www']],
    ['page', 'node', node('page')],
    ['lint', 'check', ['cargo', 'clippy', '--workspace', '--all-targets', '--locked', ...STRICT]],
    ['lint-wasm', 'check', ['cargo', 'clippy', '--all-targets', '--locked', ...WASM, ...STRICT]],
    ['native', 'rust', ['cargo', 'test', '--workspace', '--no-fail-fast']],
    ['chromium', 'rust', wasmPack('--chrome', '--chromedriver', browsers.chromedriver)],
    ['firefox', 'rust', wasmPack('--firefox', '--geckodriver', browsers.geckodriver)],
    ['build', 'check', [process.execPath, 'scripts/build.mjs']],
    ['sandbox', 'check', ['cargo', 'build', '-p', 'payments-sandbox']],
    ['packaging', 'node', node('packaging')],
    ['differential', 'node', node('differential')],
    ['e2e', 'node', node('e2e')],
  ];
}

/** What the tests in JavaScript need to know of this run. */
const facts = ({ browsers }) => ({
  SANDBOX_BINARY: join(TARGET, 'debug/sandbox'),
  CHROME: browsers.chrome,
  CHROMEDRIVER: browsers.chromedriver,
  FIREFOX: browsers.firefox,
  GECKODRIVER: browsers.geckodriver,
});

async function runSuite([name, kind, [command, ...args]], env) {
  console.log(`\n━━ ${name}: ${[command, ...args].slice(0, 5).join(' ')} …`);
  const began = performance.now();
  let output = '';
  let ok = true;
  try {
    output = await run(command, args, { cwd: ROOT, env, show: true });
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
    console.log(
      `${failed ? '✗' : '✓'} ${name.padEnd(12)} ${String(passed).padStart(4)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

await main(async () => {
  const machine = await setUpAll();
  const wanted = process.argv.slice(2);
  const all = suites(machine);
  const unknown = wanted.find((name) => !all.some(([suite]) => suite === name));
  if (unknown) throw new Remedy(`There is no suite ${unknown}; there are ${all.map(([name]) => name).join(', ')}.`);
  const chosen = all.filter(([name]) => wanted.length === 0 || wanted.includes(name));

  writeWebdriverOptions(machine.browsers);
  const env = { ...machine.rust.env, ...facts(machine), CARGO_TARGET_DIR: TARGET, CARGO_TERM_COLOR: 'never' };
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite, env));
  return report(results);
});
