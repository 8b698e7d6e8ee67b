#!/usr/bin/env node
// `npm run bench`: how fast the card rules are, compared with other packages: in Node, in Chromium, and natively.
// Compare the ratios: the times depend on the machine. Words after `--` choose: `npm run bench -- detect`.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST, ROOT, TARGET } from './lib/project.mjs';
import { isCommand, main, Remedy, run, step } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpRust } from './setup/rust.mjs';

const QUESTIONS = ['validate', 'detect', 'border'];
const NATIVE = 'native';
const BUNDLE = join(TARGET, 'bench/cards.js');

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

async function bundle() {
  const { build } = await import('esbuild');
  const entry = join(ROOT, 'tests/bench/cards.js');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', minify: true, outfile: BUNDLE });
}

async function inNode(questions) {
  const { measure } = await import(pathToFileURL(BUNDLE).href);
  const { PaymentsAPI } = await import(pathToFileURL(join(DIST, 'index.node.js')).href);
  return measure(await PaymentsAPI.ready(), questions);
}

/** A server of the built package, the bundle, and at / a page that measures. */
async function serve(questions) {
  const page = `<!doctype html><script type="module">
    import { PaymentsAPI } from './index.js';
    import { measure } from './cards.js';
    window.rows = measure(await PaymentsAPI.ready(), ${JSON.stringify(questions)});
  </script>`;
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end(page);
    const name = basename(url);
    try {
      const bytes = readFileSync(name === basename(BUNDLE) ? BUNDLE : join(DIST, name));
      response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain').end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function inChromium(questions) {
  const { chrome, chromedriver } = await setUpBrowsers();
  Object.assign(process.env, { CHROME: chrome, CHROMEDRIVER: chromedriver });
  // Loaded only now: it reads where the browser is.
  const { openChromium } = await import('../tests/e2e/support/browser.mjs');
  const [server, driver] = await Promise.all([serve(questions), openChromium()]);
  try {
    await driver.get(server.address);
    return await driver.wait(() => driver.executeScript('return window.rows'), 600_000);
  } finally {
    await driver.quit();
    server.close();
  }
}

function print(where, rows) {
  for (const question of QUESTIONS) {
    const answers = rows.filter(row => row.question === question);
    if (answers.length === 0) continue;
    console.log(`\n${question}, in ${where}`.padEnd(30) + '  ns each     ratio   found');
    for (const { name, ns, ratio, found } of answers) {
      const columns = [ns.toFixed(0).padStart(9), ratio.toFixed(2).padStart(9), String(found).padStart(7)];
      console.log(`  ${name.padEnd(26)}${columns.join(' ')}`);
    }
  }
}

async function bench(wanted) {
  const unknown = wanted.find(name => ![...QUESTIONS, NATIVE].includes(name));
  if (unknown) throw new Remedy(`There is no bench ${unknown}; there are ${[...QUESTIONS, NATIVE].join(', ')}.`);
  const chosen = name => wanted.length === 0 || wanted.includes(name);
  const questions = QUESTIONS.filter(chosen);
  if (questions.length > 0) {
    await run(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, show: true });
    await bundle();
    print('Node', await step('in Node', '30 s', () => inNode(questions)));
    print('Chromium', await step('in Chromium', '30 s', () => inChromium(questions)));
  }
  if (chosen(NATIVE)) {
    const rust = await setUpRust();
    const env = { ...rust.env, CARGO_TARGET_DIR: TARGET };
    await run('cargo', ['bench', '--bench', 'cards', '--', '--noplot'], { cwd: ROOT, env, show: true });
  }
}

if (isCommand(import.meta.url)) await main(() => bench(process.argv.slice(2)));
