// The quick start (www/docs/quick-start.md): its files are written into an empty project with the packed package, its server and Vite are
// started as it says, and a card is paid. Only the keys and the ports are those of this run. The commands that ask a registry are only
// read, as a test asks none.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { By } from 'selenium-webdriver';
import { createServer as createVite } from 'vite';
import { manifest } from '../../scripts/lib/project.mjs';
import { installedProject } from '../packaging/support/project.mjs';
import { consoleOf } from './support/browser.mjs';
import { CARD } from './support/reader.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { blocksOf, testsWhole } from './support/whole-guide.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 20_000;
const blocks = blocksOf('quick-start');
const shop = withShop({ loggedIn: false });

/** A port that nothing listens on. */
async function freePort() {
  const server = createServer();
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise(resolve => {
    server.close(resolve);
  });
  return String(port);
}

/** @type {ReturnType<typeof installedProject>} */
let project;
/** @type {import('vite').ViteDevServer} */
let vite;
/** @type {import('node:child_process').ChildProcess} */
let server;
let printed = '';
let page = '';
let root;

before(() => {
  project = installedProject();
  project.link('vite');
});
after(async () => {
  server?.kill();
  await vite?.close();
  project?.remove();
});

test('the commands are those of this repository, and the sandbox prints what the guide shows', () => {
  const [clone, folder, start] = blocks.take('sh', 'git clone').trimEnd().split('\n');
  assert.equal(`git+${clone.replace('git clone ', '')}.git`, manifest().repository.url);
  assert.equal(folder, `cd ${manifest().name}`);
  assert.ok(manifest().scripts[start.replace('npm ', '')]);
  for (const line of blocks.take('text', 'Publishable key').trimEnd().split('\n')) {
    const shape = line.replace(/[().]/g, '\\$&').replace(/…/g, '\\w+').replace(':4243', ':\\d+');
    assert.match(shop.sandbox.log(), new RegExp(`^${shape}$`, 'm'));
  }
  const made = blocks.take('sh', 'npm create').trimEnd().split('\n');
  assert.equal(made.at(-1), `npm install ${manifest().name}`);
});

test('the server and Vite start with the files of the guide', async () => {
  const [own, backend] = [await freePort(), await freePort()];
  const log = shop.sandbox.log();
  const secret = readFileSync(join(shop.sandbox.data, 'shop-secret'), 'utf8').trim();
  const filledIn = text =>
    text
      .replaceAll('http://localhost:4243', shop.sandbox.payments)
      .replaceAll('pk_test_…', log.match(/^Publishable key +(\S+)/m)?.[1] ?? '')
      .replaceAll('sk_test_…', secret)
      .replaceAll('5173', own)
      .replaceAll('3000', backend);
  project.write('.env', filledIn(blocks.take('sh', '# .env')));
  project.write('server.mjs', filledIn(blocks.take('js', 'makeSession')));
  project.write('vite.config.js', filledIn(blocks.take('js', 'defineConfig')));
  project.write('index.html', blocks.take('html', 'id="payment"'));
  project.write('src/main.js', blocks.take('js', 'createForm'));

  const [command, dev] = blocks.take('sh', 'server.mjs').trimEnd().split('\n');
  assert.equal(dev, 'npm run dev');
  const [, ...args] = command.split(' ');
  server = spawn(process.execPath, args, { cwd: project.folder, stdio: 'pipe' });
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', text => (printed += text));
  await shop.driver.wait(() => printed.includes('listens'), WAIT_MS, 'the server did not start');

  const { default: config } = await import(pathToFileURL(join(project.folder, 'vite.config.js')).href);
  vite = await createVite({ ...config, configFile: false, root: project.folder, logLevel: 'silent' });
  await vite.listen();
  page = `http://localhost:${own}`;
});

/** Opens the page and pays with a card; what the page says then. */
async function pay(number) {
  const { driver } = shop;
  await driver.get(page);
  const isLive = "return document.querySelector('#payment > div')?.shadowRoot?.querySelector('.pw-hintbtn') != null";
  await driver.wait(() => driver.executeScript(isLive), WAIT_MS, 'no form');
  root = await (await driver.findElement(By.css('#payment > div'))).getShadowRoot();
  await typeCard(root, { ...CARD, number });
  await (await payButton(root)).click();
  const said = () => driver.executeScript("return document.querySelector('#result').textContent");
  return driver.wait(said, WAIT_MS, 'the page says nothing');
}

test('a card is paid, then another one for the next order, and a declined card is said to be', async () => {
  for (const times of [1, 2]) {
    assert.match(await pay(CARD.number), /^Paid: pay_\w+$/);
    const stored = shop.payments();
    assert.equal(stored.length, times);
    assert.deepEqual([stored.at(-1).status, stored.at(-1).amount, stored.at(-1).currency], ['succeeded', 1999, 'USD']);
  }
  assert.match(await pay('4000000000000002'), /^card_declined: /);
  const wrong = (await consoleOf(shop.driver)).filter(
    ({ level, message }) => level === 'SEVERE' && !message.includes('/favicon.ico'),
  );
  assert.deepEqual(wrong, []);
});

test('without the server, or with another price, the page says what the table of the guide says', async () => {
  const text = readFileSync(join(project.folder, 'src/main.js'), 'utf8');
  project.write('src/main.js', text.replace("'19.99'", "'20.00'"));
  assert.match(await pay(CARD.number), /^amount_mismatch: /);
  server.kill();
  await new Promise(resolve => {
    server.once('close', resolve);
  });
  assert.match(await pay(CARD.number), /^session_source_failed: /);
});

testsWhole('quick-start', blocks);
