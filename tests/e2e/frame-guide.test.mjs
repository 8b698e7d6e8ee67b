// The guide to the form in a frame (www/docs/frame.md): its headers, its frame.json and its pages are served as they are printed, each on an
// origin of its own, and a card is paid.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { extname, join } from 'node:path';
import { By } from 'selenium-webdriver';
import { DIST } from '../../scripts/lib/project.mjs';
import { consoleOf, policyBreaches } from './support/browser.mjs';
import { listen } from './support/page.mjs';
import { Blocks, CARD, NONCE, withNonce, withReader } from './support/reader.mjs';
import { payButton, typeCard } from './support/shop.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const POLICY = "script-src https://cdn.example 'self'; connect-src 'self'; frame-src https://frame.example https:";

const reader = withReader();
const blocks = new Blocks('www/docs/frame.md');
reader.http = new Blocks('README.md').take('http', 'payment_sessions');

/** The reader's other origin: the package with the guide's headers and configuration. @type {Awaited<ReturnType<typeof listen>>} */
let frames;
let asked = [];

/** `localhost` is another origin than the reader's own, `127.0.0.1`. */
const otherOrigin = () => frames.origin.replace('127.0.0.1', 'localhost');
const filledIn = text =>
  reader.filledIn(
    text
      .replaceAll('https://shop.example', reader.site.origin)
      .replaceAll('https://pay.example.com/widget/frame.html', `${otherOrigin()}/widget/frame.html`)
      .replaceAll('https://frame.example', otherOrigin()),
  );

before(async () => {
  frames = await listen(
    createServer((request, response) => {
      const name = String(request.url).replace('/widget/', '');
      asked.push(name);
      response.setHeader('content-type', TYPES[extname(name)] ?? 'text/plain');
      if (name === 'frame.json') return response.end(filledIn(blocks.take('json', 'parents')));
      if (name === 'frame.html') {
        for (const line of filledIn(blocks.take('http', 'frame-ancestors')).trim().split('\n')) {
          const [header, value] = line.split(/: (.*)/);
          response.setHeader(header, value);
        }
      }
      if (!existsSync(join(DIST, name))) return response.writeHead(404).end();
      return response.end(readFileSync(join(DIST, name)));
    }),
  );
});
after(() => frames?.close());

/** Opens a page with the guide's block and pays in its frame; `host` is what the frame is in. */
async function payIn(html, host) {
  asked = [];
  const policy = filledIn(POLICY).replace("'self'", `'self' 'nonce-${NONCE}'`);
  await reader.open(html, policy);
  await reader.until(`${host}?.querySelector('iframe')?.style.opacity === '1'`);
  const { driver } = reader;
  await driver.switchTo().frame(await driver.executeScript(`return ${host}.querySelector('iframe')`));
  const root = await (await driver.findElement(By.css('body > div'))).getShadowRoot();
  await typeCard(root, CARD);
  await (await payButton(root)).click();
  await driver.switchTo().defaultContent();
  await reader.until('shown.length > 0');
}

const pages = {
  'the script tag and the element': () => [
    withNonce(
      `${filledIn(blocks.take('html', 'data-frame'))}<script>var shown = [];
      document.querySelector('payment-form').addEventListener('payment-success', ({ detail }) => shown.push(detail.id));</script>`,
    ),
    "document.querySelector('payment-form')",
  ],
  'the npm snippet': () => [
    withNonce('<div id="payment"></div><script>var shown = [], show = id => shown.push(id);</script>') +
      reader.moduleOf(filledIn(blocks.take('js', 'createForm'))),
    "document.querySelector('#payment > div')",
  ],
};

for (const [what, make] of Object.entries(pages)) {
  test(`${what}: pays in the frame, and the page loads no WebAssembly`, async () => {
    const [html, host] = make();
    await payIn(html, host);
    const [id] = await reader.run('shown');
    const stored = reader.shop.payments().at(-1);
    assert.deepEqual([stored.id, stored.status, stored.amount], [id, 'succeeded', 1990]);
    const loaded = await reader.run("performance.getEntriesByType('resource').map(({ name }) => name)");
    assert.deepEqual(
      loaded.filter(name => /\.wasm|engine|pay\.js/.test(name)),
      [],
    );
    assert.ok(asked.includes('frame.json') && asked.includes('payments-widget_bg.wasm'));
    const breaches = await policyBreaches(reader.driver);
    assert.deepEqual(breaches, []);
    const wrong = (await consoleOf(reader.driver)).filter(({ level }) => level === 'SEVERE');
    assert.deepEqual(wrong, []);
  });
}

describe('the guide in Korean', () => {
  test('has the same blocks', () => assert.deepEqual(new Blocks('www/docs/frame.ko.md').bodies, blocks.bodies));
});

test('no block is left untried', () => assert.deepEqual([...blocks.left], []));
