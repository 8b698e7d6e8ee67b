// A page whose DOM is clobbered by names, and whose prototypes are polluted or replaced. The form in the frame is of another realm: it is
// there as it should be, or not at all. It never falls back to inputs in the page, nor to a frame of another URL. Without a frame it is
// recorded what happens.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIGURE, ELEMENT, FORM } from '../../www/api/option-names.js';
import { BROWSERS, cardIn, MODES, RECORDER, report, withHostile } from './support/hostile.mjs';

/** Names that elements of the page take: of what is on `window`, and of what is on `document`, where they win. */
const ON_WINDOW = [
  ...[
    'parent',
    'top',
    'self',
    'origin',
    'crypto',
    'fetch',
    'PaymentsAPI',
    'customElements',
    'location',
    'navigator',
    'performance',
  ],
  ...[
    'MessageChannel',
    'MessagePort',
    'WebAssembly',
    'URL',
    'Promise',
    'JSON',
    'CSS',
    'Intl',
    'matchMedia',
    'queueMicrotask',
  ],
  ...[
    'requestAnimationFrame',
    'setTimeout',
    'getComputedStyle',
    'IntersectionObserver',
    'isSecureContext',
    'globalThis',
  ],
];
const ON_DOCUMENT = [
  ...[
    'currentScript',
    'body',
    'head',
    'documentElement',
    'defaultView',
    'baseURI',
    'URL',
    'scripts',
    'forms',
    'cookie',
    'fonts',
  ],
  ...[
    'createElement',
    'createElementNS',
    'createTextNode',
    'querySelector',
    'querySelectorAll',
    'getElementById',
    'addEventListener',
  ],
  ...[
    'activeElement',
    'adoptedStyleSheets',
    'readyState',
    'visibilityState',
    'implementation',
    'importNode',
    'append',
    'getRootNode',
  ],
  ...['nodeType', 'ownerDocument', 'moveBefore', 'firstElementChild', 'all', 'location'],
];
const clobber = names =>
  names
    .map(
      name => `<form name="${name}" id="${name}"><input name="${name}"><input name="origin"></form>
        <img name="${name}" id="${name}" alt=""><a id="${name}" name="${name}" href="https://evil.example"></a>
        <object name="${name}" id="${name}"></object>`,
    )
    .join('');

const EVIL = {
  frame: 'https://evil.example/frame.html',
  endpoint: 'https://evil.example/v1',
  apiKey: 'pk_test_evil',
  session: 'evil_secret',
  sessionUrl: 'https://evil.example/session',
  wasm: 'https://evil.example/evil.wasm',
  keyThumbprints: ['A'.repeat(43)],
  returnUrl: 'https://evil.example',
  amount: '0.01',
  currency: 'KRW',
  locale: 'ar',
  submitButton: false,
  words: { 'pay.button': 'Pay $1' },
  labels: { submit: 'Pay $1' },
  wallets: [{ id: 'evil', label: 'Evil' }],
  appearance: { variables: { accent: 'red' } },
};
/** Not enumerable: Chromium's driver, which runs in the page, could not be used any more. */
const POLLUTE = `for (const [name, value] of Object.entries(${JSON.stringify({
  ...Object.fromEntries([...CONFIGURE, ...FORM, ...ELEMENT].map(name => [name, 'evil'])),
  ...EVIL,
})})) Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true });`;

/** What a page may do to its own prototypes before the widget comes. */
const HOSTILE = {
  'members of messages on Object.prototype': `Object.assign(Object.prototype, { t: 'init', form: {}, data: { payments: 1 }, ports: [], id: 1, error: {}, state: {} });`,
  'descriptors on Object.prototype': `Object.assign(Object.prototype, { enumerable: true, configurable: true, writable: true, value: 'evil' });`,
  'get on Object.prototype': `Object.prototype.get = () => 'evil';`,
  'then on Object.prototype': `Object.prototype.then = function (resolve) { heard += 1; resolve('evil'); };`,
  'toJSON on Object.prototype': `Object.prototype.toJSON = function () { heard += 1; return 'evil'; };`,
  'setters of numbers on Array.prototype': `for (let at = 0; at < 20; at += 1) Object.defineProperty(Array.prototype, at, { configurable: true, set() { heard += 1; } });`,
  'methods of Array.prototype that give nothing': `for (const name of ['map', 'filter', 'join', 'find', 'includes']) Array.prototype[name] = function () { return []; };`,
  'an iterator that gives other things': `Array.prototype[Symbol.iterator] = function* () { yield 'evil'; };`,
  'Promise.prototype.then that never calls': `Promise.prototype.then = function () { return this; };`,
  'Promise.prototype.then that gives other things': `{ const { then } = Promise.prototype; Promise.prototype.then = function (f, g) { return then.call(this, f && (() => f('evil')), g); }; }`,
  'Promise that is another': `window.Promise = function () { return { then() {} }; };`,
  'JSON that gives nothing': `JSON.stringify = () => '{}'; JSON.parse = () => ({});`,
  'String.prototype that gives other things': `String.prototype.replace = String.prototype.split = String.prototype.trim = () => 'https://evil.example';`,
  'RegExp that matches everything': `RegExp.prototype.test = () => true;`,
  'URL that is another': `{ const { URL } = window; window.URL = function () { return new URL('https://evil.example/frame.html'); }; }`,
  'MessageChannel that is another': `window.MessageChannel = function () { return { port1: { postMessage: m => heard += 1 }, port2: {} }; };`,
  'structuredClone, Reflect and Object that give nothing': `window.structuredClone = Reflect.ownKeys = Object.entries = Object.keys = Object.fromEntries = () => [];`,
  'attachShadow that gives no root': `Element.prototype.attachShadow = function () { return this; };`,
  'a frozen world': `Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Promise.prototype);`,
};

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });

    /**
     * Shows pages side by side in a page, each with a form; what became of each form: `live`, or `none`, and what a fallback would show.
     *
     * @param {Record<string, { script?: string, body?: string }>} pages
     */
    async function tryAll(mode, pages) {
      const names = Object.keys(pages);
      const frame = mode === 'frame' ? `data-frame="${hostile.frameUrl}"` : '';
      const { origin } = await hostile.serve(path => {
        const page = pages[names[Number(path.slice(1))]];
        if (!page) return '<!doctype html><link rel="icon" href="data:,"><body>';
        return `<!doctype html><html lang="en"><link rel="icon" href="data:,">
          <script>var heard = 0; var told = [];</script>
          <body>${page.body ?? ''}<script>
            EventTarget.prototype.addEventListener.call(window, 'payment-ready', () => { told[told.length] = 'ready'; }, true);
            EventTarget.prototype.addEventListener.call(window, 'payment-error', () => { told[told.length] = 'error'; }, true);
            ${page.script ?? ''}
          </script>
          <script src="${hostile.api.origin}/widget/payments-widget.global.js" data-api-key="${hostile.apiKey}"
            data-endpoint="${hostile.api.origin}/v1" data-currency="USD" data-session-url="/session" ${frame}></script>
          <payment-form amount="19.90" currency="USD"></payment-form>`;
      });
      await hostile.visit(`${origin}/all`);
      const outcome = await hostile.driver.executeAsyncScript(
        `
        const [names, done] = arguments;
        const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
        async function one(at) {
          const frame = document.createElement('iframe');
          frame.style = 'width: 400px; height: 400px';
          frame.src = '/' + at;
          document.body.append(frame);
          const { contentWindow: inner } = frame;
          let seen = {};
          for (let round = 0; round < 40; round += 1) {
            await sleep(50);
            const form = Document.prototype.querySelector.call(inner.document, 'payment-form');
            const root = form?.shadowRoot;
            const child = Document.prototype.querySelector.call(inner.document, 'payment-form > iframe');
            seen = {
              live: (inner.told ?? []).includes('ready'),
              failed: (inner.told ?? []).includes('error'),
              inputs: [...(root?.querySelectorAll('input') ?? [])].length,
              src: child ? String(child.src) : 'none',
            };
            if (seen.live || (seen.failed && round > 10)) break;
          }
          frame.remove();
          return seen;
        }
        (async () => {
          const all = {};
          for (let at = 0; at < names.length; at += 10)
            await Promise.all(names.slice(at, at + 10).map(async (name, add) => { all[name] = await one(at + add); }));
          return all;
        })().then(done, error => done({ failed: String(error) }));`,
        names,
      );
      return outcome;
    }

    /** Checks that no page weakened what it shows; the names of those that show no form. */
    function missing(mode, outcome) {
      for (const [name, { inputs, src }] of Object.entries(outcome)) {
        if (mode === 'inline') continue;
        // Where nothing was configured, as the page broke that, the element still waits, with inputs that never pay.
        assert.ok(inputs === 0 || src === 'none', `${name}: there are inputs in the page beside the frame`);
        assert.ok(['none', hostile.frameUrl].includes(src), `${name}: ${src}`);
      }
      return Object.keys(outcome).filter(name => !outcome[name].live);
    }

    const clobbered = {
      nothing: {},
      'every name of window': { body: clobber(ON_WINDOW) },
      ...Object.fromEntries(ON_DOCUMENT.map(name => [name, { body: clobber([name]) }])),
    };
    const said = names => (names.length ? `no form: ${names.join(', ')}` : 'all forms work');
    const reported = {};

    for (const mode of MODES) {
      test(`elements with ${ON_WINDOW.length + ON_DOCUMENT.length} names: ${mode}`, async () => {
        hostile.reset();
        await hostile.sentElsewhere();
        const none = missing(mode, await tryAll(mode, clobbered));
        assert.ok(!none.includes('nothing'), 'a page of nobody works');
        assert.ok(!none.includes('every name of window'));
        assert.deepEqual(
          await hostile.sentElsewhere().then(all => all.filter(path => !/^\/(\d+|all)$|^http:\/\/127/.test(path))),
          [],
        );
        (reported.clobbered ??= {})[mode] = said(none);
        if (mode === 'inline')
          report({
            attack: 'DOM clobbering',
            tries: ON_WINDOW.length + ON_DOCUMENT.length,
            browser,
            frame: [],
            inline: [],
            shown: reported.clobbered,
          });
      });

      test(`${Object.keys(HOSTILE).length} hostile prototypes: ${mode}`, async () => {
        hostile.reset();
        const pages = Object.fromEntries(Object.entries(HOSTILE).map(([name, script]) => [name, { script }]));
        const none = missing(mode, await tryAll(mode, pages));
        (reported.prototypes ??= {})[mode] = said(none);
        if (mode === 'inline')
          report({
            attack: 'hostile prototypes',
            tries: Object.keys(HOSTILE).length,
            browser,
            frame: [],
            inline: [],
            shown: reported.prototypes,
          });
      });

      test(`every option's name on Object.prototype: ${mode}`, async () => {
        hostile.reset();
        await hostile.sentElsewhere();
        const before = hostile.payments().length;
        await hostile.open(mode, { attack: mode === 'frame' ? `${RECORDER}; ${POLLUTE}` : POLLUTE });
        const root = await hostile.form(mode);
        assert.equal(await hostile.label(root), 'Pay $19.90');
        await hostile.type(root);
        await hostile.pay(root);
        await hostile.paid(root);
        assert.deepEqual(
          hostile
            .payments()
            .slice(before)
            .map(({ amount, currency }) => [amount, currency]),
          [[1990, 'USD']],
        );
        assert.deepEqual(await hostile.sentElsewhere(), []);
        if (mode === 'inline') return;
        assert.deepEqual(cardIn(JSON.stringify(await hostile.ask('return got'))), []);
        const tries = new Set([...CONFIGURE, ...FORM, ...ELEMENT]).size;
        report({ attack: 'the name of every option on Object.prototype', tries, browser, frame: [], inline: [] });
      });
    }

    test('nothing of a polluted page is in what the frame reads: each object there is of its own realm', async () => {
      hostile.reset();
      await hostile.attack('');
      await hostile.act(
        `
        (0, eval)(given[0]);
        class Form { constructor() { this.amount = '19.90'; this.currency = 'USD'; } get apiKey() { return 'pk_test_evil'; } }
        const own = JSON.parse('{ "amount": "19.90", "currency": "USD" }');
        const FORMS = [own, new Form(), Object.assign(Object.create({ amount: '0.01', endpoint: 'https://evil.example' }), own)];
        for (const form of FORMS) {
          window.line = await live(frameUrl, {}, { ...INIT, form });
          line.port.postMessage({ ...INIT, t: 'update', form });
        }
        await sleep(300);
        return true;`,
        POLLUTE,
      );
      for (const at of [0, 1, 2]) {
        const root = await hostile.enterNth(at);
        assert.equal(await hostile.label(root), 'Pay $19.90');
        const own = await hostile.driver.executeScript(
          `return [Object.getOwnPropertyNames(Object.prototype).filter(name => ['frame', 'apiKey', 'endpoint'].includes(name)), typeof {}.amount]`,
        );
        assert.deepEqual(own, [[], 'undefined']);
      }
      report({ attack: 'a polluted prototype across the border', tries: 3, browser, frame: [] });
    });
  });
}
