// The suites `validate`, `detect` and `border`: how fast the card rules are, in Node and in Chromium.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST, ROOT, TARGET } from '../lib/project.mjs';
import { step } from '../lib/run.mjs';
import { openChromium } from './chromium.mjs';
import { table } from './statistics.mjs';

export const QUESTIONS = ['validate', 'detect', 'border'];
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
    const cells = answers.map(({ name, ns, ratio, found }) => [name, ns.toFixed(0), ratio.toFixed(2), String(found)]);
    console.log(`\n${table(`${question}, in ${where}`, ['ns each', 'ratio', 'found'], cells)}`);
  }
}

export async function benchCards(questions) {
  await bundle();
  print('Node', await step('in Node', '30 s', () => inNode(questions)));
  print('Chromium', await step('in Chromium', '30 s', () => inChromium(questions)));
}
