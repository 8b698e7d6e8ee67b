// A project under Vite's development server, in a real browser: it moves the package's modules to another folder and
// answers for the WebAssembly with a page of HTML, so the bytes come from wasm-inline.js.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createServer } from 'vite';
import { consoleOf, openChromium, outcomeOf } from '../e2e/support/browser.mjs';
import { installedProject } from './support/project.mjs';

let project;
let server;
let browser;

before(async () => {
  project = installedProject();
  project.write('index.html', '<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>');
  project.write(
    'page.js',
    "import { PaymentsAPI } from 'payments-widget';\nimport 'payments-widget/element';\nwindow.api = PaymentsAPI;\n",
  );
  server = await createServer({ root: project.folder, configFile: false, logLevel: 'silent', server: { port: 0 } });
  await server.listen();
  browser = await openChromium();
});
after(async () => {
  try {
    await browser?.quit();
  } finally {
    await server?.close();
    project?.remove();
  }
});

test('the validators work, and the console says once where the WebAssembly came from', async () => {
  await browser.get(`http://localhost:${server.httpServer.address().port}/`);
  await browser.wait(() => browser.executeScript('return window.api !== undefined'), 20_000);
  const { value, error } = await outcomeOf(
    browser,
    `Promise.all([window.api.ready(), window.api.ready()]).then(([{ validateCardNumber }]) => validateCardNumber('4242424242424242').brand)`,
  );
  assert.deepEqual([value, error], ['visa', undefined]);
  const told = (await consoleOf(browser)).filter(({ message }) => message.includes('wasm-inline.js'));
  assert.equal(told.length, 1);
});
