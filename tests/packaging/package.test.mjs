// The packed tarball, installed into an empty project: what a user gets is whole, small and says the truth about
// itself.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { Script } from 'node:vm';
import { DIST, ROOT, TARGET } from '../../scripts/lib/project.mjs';
import { installedProject, run } from './support/project.mjs';

const GLOBAL = 'dist/payments-widget.global.js';
/** What is loaded later: each for bundlers, and minified for the script tag. */
const SCRIPTS = [
  'check',
  'colours',
  'dialog',
  'engine',
  'frame-host',
  'marks',
  'pay',
  'saved-cards',
  'styles',
  'validators',
];
let project;
before(() => (project = installedProject()));
after(() => project.remove());

/** What this build calls itself: the version of the package, and the revision of the sources. */
const { version: VERSION, revision: REVISION } = JSON.parse(readFileSync(join(DIST, 'integrity.json'), 'utf8'));
const NAME = REVISION ? `${VERSION}+${REVISION}` : VERSION;

const read = name => readFileSync(join(project.package, name));
const readText = name => readFileSync(join(project.package, name), 'utf8');
const node = text => run(process.execPath, ['--input-type=module', '-e', text], project.folder);

test('the tarball holds what is promised and nothing else', () => {
  const tags = readdirSync(join(ROOT, 'www/text/locales'))
    .filter(name => name.endsWith('.js'))
    .map(name => name.replace('.js', ''));
  assert.ok(tags.length >= 20);
  const languages = tags.flatMap(tag => [`dist/locales/${tag}.d.ts`, `dist/locales/${tag}.js`]);
  const maps = tags
    .map(tag => `locales/${tag}`)
    .concat(SCRIPTS, 'cli', 'element', 'global', 'index', 'index.node', 'react', 'testing', 'webhooks');
  assert.deepEqual(
    project.files,
    [
      ...maps.map(name => `dist/${name}.js.map`),
      ...SCRIPTS.flatMap(name => [`dist/${name}.js`, `dist/payments-widget.${name}.js`]),
      'CHANGELOG.md',
      'LICENSE-APACHE',
      'LICENSE-MIT',
      'README.ko.md',
      'README.md',
      'package.json',
      'dist/cli.js',
      'dist/custom-elements.json',
      'dist/element.d.ts',
      'dist/element.js',
      'dist/frame.d.ts',
      'dist/frame.html',
      'dist/frame.js',
      'dist/global.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/index.node.js',
      'dist/integrity.json',
      'dist/payments-widget.global.d.ts',
      GLOBAL,
      'dist/payments-widget_bg.wasm',
      'dist/payments-widget_pay_bg.wasm',
      'dist/react.d.ts',
      'dist/react.js',
      'dist/sbom.cdx.json',
      'dist/script-inventory.json',
      'dist/script-tag.html',
      'dist/testing.d.ts',
      'dist/testing.js',
      'dist/wasm.d.ts',
      'dist/wasm-inline.js',
      'dist/wasm-pay-inline.js',
      'dist/webhooks.d.ts',
      'dist/webhooks.js',
      ...languages,
      ...['react', 'solid', 'svelte', 'vue'].map(name => `dist/jsx/${name}.d.ts`),
    ].sort(),
  );
});

test('what a page has more for a form in a frame is at most 6 KB', () => {
  const bytes = gzipSync(read('dist/payments-widget.frame-host.js'), { level: 9 }).length;
  assert.ok(bytes <= 6144, `${bytes} bytes`);
});

test('the exports map is the contract', () => {
  const { exports, version, type } = JSON.parse(readText('package.json'));
  assert.deepEqual(Object.keys(exports), [
    '.',
    './element',
    './react',
    './testing',
    './webhooks',
    './global',
    './frame',
    './wasm',
    './jsx/*',
    './locales/*',
    './package.json',
  ]);
  assert.equal(type, 'module');
  assert.match(readFileSync(join(ROOT, 'Cargo.toml'), 'utf8'), new RegExp(`^version = "${version}"$`, 'm'));
});

test('importing in Node touches no window and loads no WebAssembly; configure may be called at module scope', () => {
  const printed = node(`
    const touched = [];
    for (const name of ['window', 'document', 'navigator', 'location', 'WebAssembly', 'fetch']) {
      const before = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), before) });
    }
    const { PaymentsAPI, PaymentError, isPaymentError, createPayments } = await import('payments-widget');
    await import('payments-widget/element');
    PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', currency: 'USD' });
    const types = [PaymentError, isPaymentError, createPayments].map((value) => typeof value);
    await new Promise((done) => setImmediate(done));
    const waiting = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    console.log(JSON.stringify({ touched, types, waiting }));`);
  assert.deepEqual(JSON.parse(printed), { touched: [], types: ['function', 'function', 'function'], waiting: [] });
});

test('ready() works in Node, and paying says where it can be done', () => {
  const printed = node(`
    import { PaymentsAPI, isPaymentError } from 'payments-widget';
    const validators = await PaymentsAPI.ready();
    const valid = validators.validateCardNumber('4242 4242 4242 4242');
    const wrong = validators.validateCardNumber('4242 4242 4242 4241');
    PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', currency: 'USD' });
    const error = await PaymentsAPI.chargeWallet({ walletId: 'w', amount: 1 }).catch((error) => error);
    console.log(JSON.stringify({ valid, wrong: wrong.error, paying: isPaymentError(error) && error.code, version: PaymentsAPI.version }));`);
  assert.deepEqual(JSON.parse(printed), {
    valid: { isValid: true, isPotentiallyValid: true, error: null, brand: 'visa', brands: ['visa'] },
    wrong: 'card_number_invalid',
    paying: 'not_in_browser',
    version: NAME,
  });
});

test('./react renders an empty element on a server, touches no window, and needs no key there', () => {
  project.link('react', 'react-dom');
  const printed = node(`
    const { createElement } = await import('react');
    const { renderToString } = await import('react-dom/server');
    const touched = [];
    for (const name of ['window', 'document', 'navigator', 'location', 'WebAssembly', 'fetch']) {
      const before = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (touched.push(name), before) });
    }
    const { PaymentForm, usePaymentForm } = await import('payments-widget/react');
    const Own = () => { const { ref, form, state } = usePaymentForm({ amount: 1 }); return createElement('p', { ref }, String(form ?? state)); };
    const html = [PaymentForm, Own].map(one => renderToString(createElement(one, { amount: 1, className: 'pay', onSuccess() {} })));
    console.log(JSON.stringify({ touched, html }));`);
  // It asks whether there is a document, and does nothing with it.
  assert.deepEqual(JSON.parse(printed), {
    touched: ['document'],
    html: ['<div class="pay"></div>', '<p>null</p>'],
  });
  // A React Server Component may import it, as the file says that it is for the page.
  assert.match(readText('dist/react.js'), /^"use client";/);
});

test('there is one copy of the package: what ./react and ./testing use is what a page imports', () => {
  const printed = node(`
    const { PaymentError, isPaymentError } = await import('payments-widget');
    const { fakePayments, makePaymentError } = await import('payments-widget/testing');
    const made = makePaymentError({ code: 'card_declined' });
    const refused = await fakePayments().chargeWallet({ walletId: 'w', amont: 1 }).catch(error => error);
    console.log(JSON.stringify([made, refused].map(error => [error instanceof PaymentError, isPaymentError(error), error.code])));`);
  assert.deepEqual(JSON.parse(printed), [
    [true, true, 'card_declined'],
    [true, true, 'invalid_option'],
  ]);
  assert.match(readText('dist/react.js'), /from "payments-widget";/);
  assert.match(readText('dist/testing.js'), /from "\.\/index\.js";/);
});

test('the command payments-widget is installed, and needs Node alone', () => {
  const imported = [...readText('dist/cli.js').matchAll(/^import .* from "(.+)";$/gm)].map(([, name]) => name);
  assert.ok(imported.length > 0 && imported.every(name => name.startsWith('node:')), imported.join());
  const help = run(join(project.folder, 'node_modules/.bin/payments-widget'), ['--help'], project.folder);
  assert.match(help, /^payments-widget check <endpoint> --key pk_test_…$/m);
});

test('./webhooks needs WebCrypto alone: no file of the package, no module of Node, no window', () => {
  assert.doesNotMatch(readText('dist/webhooks.js'), /^import\b|\bfrom ["']|await import\(|\brequire\(/m);
  const printed = node(`
    const touched = [];
    for (const name of ['window', 'document', 'navigator', 'location', 'WebAssembly', 'fetch', 'process', 'Buffer']) {
      Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) });
    }
    const { verifyWebhook, WebhookError } = await import('payments-widget/webhooks');
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': '1795509060', 'webhook-signature': 'v1,' + 'A'.repeat(43) + '=' };
    const now = new Date(1795509060000);
    const error = await verifyWebhook({ body: '{}', headers, secrets, now }).catch(error => error);
    console.log(JSON.stringify({ touched, code: error.code, name: error.name, is: error instanceof WebhookError }));`);
  assert.deepEqual(JSON.parse(printed), {
    touched: [],
    code: 'webhook_signature_invalid',
    name: 'WebhookError',
    is: true,
  });
});

test('every other entry resolves, and nothing behind them', () => {
  const printed = node(`
    import { existsSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const there = (name) => existsSync(fileURLToPath(import.meta.resolve('payments-widget/' + name)));
    const inner = await import('payments-widget/dist/index.js').catch((error) => error.code);
    const { default: korean } = await import('payments-widget/locales/ko');
    console.log(JSON.stringify([there('wasm'), there('global'), there('package.json'), inner, typeof korean]));`);
  assert.deepEqual(JSON.parse(printed), [true, true, true, 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'object']);
});

test('the script tag is a classic script', () => {
  assert.ok(new Script(readText(GLOBAL)), 'it parses without being a module');
});

test('what is imported can be read, with a map to the sources; only what the script tag loads is minified', () => {
  const names = [
    'index',
    'engine',
    'element',
    'styles',
    'dialog',
    'check',
    'saved-cards',
    'global',
    'index.node',
    'react',
    'testing',
    'webhooks',
    'cli',
    'locales/ko',
  ];
  for (const name of names) {
    const text = readText(`dist/${name}.js`);
    assert.ok(Math.max(...text.split('\n').map(line => line.length)) < 40_000, `${name} has a line too long to read`);
    assert.ok(
      text.split('\n').length > 5 && text.includes(`//# sourceMappingURL=${name.split('/').at(-1)}.js.map`),
      name,
    );
    const { sources, sourcesContent } = JSON.parse(readText(`dist/${name}.js.map`));
    assert.equal(sources.length, sourcesContent.length, name);
  }
  for (const name of ['global', ...SCRIPTS]) {
    assert.ok(readText(`dist/payments-widget.${name}.js`).trim().split('\n').length < 3, name);
  }
  // Bundlers find the WebAssembly by this.
  for (const [script, name] of [
    ['index', 'payments-widget_bg'],
    ['engine', 'payments-widget_pay_bg'],
  ])
    assert.ok(readText(`dist/${script}.js`).includes(`new URL("./${name}.wasm", import.meta.url)`), name);
});

test("an uncaught error of Node's shows lines, not the whole package", () => {
  const text = "import { PaymentsAPI } from 'payments-widget'; PaymentsAPI.configure({});";
  assert.throws(
    () => node(text),
    (/** @type {Error} */ error) => error.message.length < 5_000,
  );
});

test('nothing shipped evaluates text or writes HTML, which a strict policy forbids', () => {
  for (const name of project.files.filter(file => file.endsWith('.js') && !/wasm-(pay-)?inline\.js$/.test(file))) {
    assert.doesNotMatch(
      readText(name),
      /\beval\(|new Function\b|\binnerHTML\b|insertAdjacentHTML|document\.write/,
      name,
    );
  }
});

test('PaymentsAPI.version is the version of the package and the revision, and the same in all that says it', () => {
  const { version } = JSON.parse(readText('package.json'));
  assert.match(NAME, new RegExp(`^${version.replaceAll('.', '\\.')}(\\+[\\w.]+)?$`));
  for (const name of ['integrity.json', 'script-inventory.json']) {
    const { version: own, revision } = JSON.parse(readText(`dist/${name}`));
    assert.deepEqual([own, revision ? `${own}+${revision}` : own], [version, NAME], name);
  }
  for (const name of ['index.js', 'payments-widget.global.js', 'script-tag.html'])
    assert.ok(readText(`dist/${name}`).includes(NAME), name);
});

test('the inventory of scripts has every script and WebAssembly of a page, with its hash and its purpose', () => {
  const { files } = JSON.parse(readText('dist/script-inventory.json'));
  const hashes = JSON.parse(readText('dist/integrity.json')).files;
  // For servers, for a terminal, for unit tests, and a language that is built in.
  const elsewhere = ['index.node.js', 'webhooks.js', 'cli.js', 'testing.js', 'locales/en.js'];
  const listed = files.map(({ file }) => file).sort();
  assert.deepEqual(
    listed,
    Object.keys(hashes)
      .filter(file => !elsewhere.includes(file))
      .sort(),
  );
  for (const { file, integrity, bytes, purpose, loaded } of files) {
    assert.deepEqual([integrity, bytes], [hashes[file].integrity, read(`dist/${file}`).length], file);
    assert.ok(purpose && Object.keys(loaded).length > 0, file);
  }
});

test('the script tag of script-tag.html has the hash of each file that it can load', () => {
  const html = readText('dist/script-tag.html');
  const { files } = JSON.parse(readText('dist/integrity.json'));
  const map = JSON.parse(html.match(/<script type="importmap">([^]*?)<\/script>/)?.[1] ?? '');
  const parts = Object.entries(map.integrity).map(([url, hash]) => [url.replace(/^.*\/payments-widget\//, ''), hash]);
  assert.deepEqual(
    parts.map(([name]) => name).sort(),
    Object.keys(files)
      .filter(name => /^(payments-widget\..+|wasm-(pay-)?inline|locales\/(?!en\.).+)\.js$/.test(name))
      .filter(name => name !== 'payments-widget.global.js')
      .sort(),
  );
  for (const [name, hash] of parts) assert.equal(hash, files[name].integrity, name);
  assert.ok(html.includes(`integrity="${files['payments-widget.global.js'].integrity}"`));
});

test('integrity.json tells the truth, and the scripts hold the hashes of the WebAssembly', () => {
  const { files, version } = JSON.parse(readText('dist/integrity.json'));
  const shipped = project.files.filter(file => /\.(js|wasm)$/.test(file)).map(file => file.slice('dist/'.length));
  assert.deepEqual(Object.keys(files).sort(), shipped);
  assert.equal(version, JSON.parse(readText('package.json')).version);
  for (const [name, { integrity, sha256 }] of Object.entries(files)) {
    const bytes = read(`dist/${name}`);
    assert.equal(integrity, `sha384-${createHash('sha384').update(bytes).digest('base64')}`, name);
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'), name);
  }
  for (const [script, name] of [
    ['index', 'payments-widget_bg.wasm'],
    ['engine', 'payments-widget_pay_bg.wasm'],
  ])
    assert.ok(readText(`dist/${script}.js`).includes(files[name].sha256), name);
});

for (const [copy, file] of [
  ['wasm-inline.js', 'payments-widget_bg.wasm'],
  ['wasm-pay-inline.js', 'payments-widget_pay_bg.wasm'],
]) {
  test(`${copy} is the same WebAssembly`, async () => {
    const { default: bytes } = await import(join(project.package, 'dist', copy));
    assert.ok(read(`dist/${file}`).equals(bytes));
  });
}

test('the module that holds the card asks JavaScript for nothing that reaches another server', () => {
  const REACHES =
    /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|postMessage|Request|Response|RTCPeerConnection)\b/;
  const glue = name => readFileSync(join(TARGET, 'widget', name), 'utf8');
  assert.doesNotMatch(glue('glue.js'), REACHES);
  assert.match(glue('pay-glue.js'), REACHES, 'the pattern finds it where it is');
});

test('the WebAssembly carries no path of the machine it was built on and no names for people', () => {
  const text = ['', '_pay'].map(of => read(`dist/payments-widget${of}_bg.wasm`).toString('latin1')).join('');
  assert.doesNotMatch(text, /\/home\/|\/root\/|\/Users\/|__wbg_|\.cargo\/registry/);
});
