// The classic script, bundled as the build does it, in a document of its own: it sets the global at once, queues, and tells a
// wrong attribute once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const bundled = await build({
  entryPoints: [fileURLToPath(new URL('../../www/load/global.js', import.meta.url))],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  define: { __VERSION__: '"1.2.3"' },
});
const [{ text }] = bundled.outputFiles;
/** A script of node:vm has no import() of its own: the page below brings its own. */
const script = new vm.Script(text.replaceAll(/\bimport\(/g, 'bring('));

const RIGHT = { apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1' };

/** A page with the script in it; `arrive()` lets the files beside it come, `fail()` does not. */
function page({ dataset = {}, src = 'https://cdn.example/w/payments-widget.global.js' } = {}) {
  const seen = { imported: [], calls: [], said: [] };
  const paying = Promise.resolve('paid');
  const form = {
    state: 'real',
    mount: async () => seen.calls.push(['mount']),
    update: options => seen.calls.push(['update', options]),
    submit: () => paying,
    on: () => {
      throw new TypeError('no such event');
    },
  };
  const record =
    name =>
    (...values) => {
      seen.calls.push([name, ...values]);
      return name === 'createForm' ? form : `${name} done`;
    };
  const names = [
    'configure',
    'ready',
    'chargeCard',
    'chargeWallet',
    'createToken',
    'createForm',
    'retrievePayment',
    'resumePayment',
    'cancelPayment',
  ];
  const api = Object.fromEntries(names.map(name => [name, record(name)]));
  let refusal;
  const configure = api.configure;
  api.configure = options => {
    if (refusal) throw refusal;
    return configure(options);
  };
  let arrive;
  let fail;
  const arrival = new Promise((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });

  class Document {
    baseURI = 'https://shop.example/';
    get currentScript() {
      return { src, dataset };
    }
  }
  const document = new Document();
  Object.defineProperty(document, 'currentScript', { value: 'an <img name=currentScript>' });
  const console = { error: message => seen.said.push(message) };
  const bring = async specifier => {
    seen.imported.push(specifier);
    await arrival;
    return { PaymentsAPI: api };
  };
  const context = vm.createContext({
    Document,
    document,
    console,
    bring,
    URL,
    WebAssembly,
    reportError: error => seen.said.push(error),
  });
  context.window = context;
  script.runInContext(context);
  return { seen, arrive, fail, refuse: error => void (refusal = error), api: context.PaymentsAPI };
}

test('at most 3 KB gzip', () => assert.ok(gzipSync(text, { level: 9 }).length <= 3 * 1024));

test('finds its element past a clobbered document, and its files beside itself', () => {
  const { seen, api } = page({ dataset: RIGHT });
  assert.equal(api.version, '1.2.3');
  assert.deepEqual(seen.imported, ['https://cdn.example/w/min/index.js', 'https://cdn.example/w/min/element.js']);
});

test('queues calls, in order, with the options of the moment', async () => {
  const { seen, api, arrive } = page({ dataset: RIGHT });
  const options = { cvv: '123' };
  const paid = api.chargeCard(options);
  options.cvv = '';
  const read = api.retrievePayment('x');
  arrive();
  assert.deepEqual(await Promise.all([paid, read]), ['chargeCard done', 'retrievePayment done']);
  assert.deepEqual(
    seen.calls.map(([name]) => name),
    ['configure', 'chargeCard', 'retrievePayment'],
  );
  assert.equal(seen.calls[1][1].cvv, '123');
});

test('a configuration that the loaded files refuse: said at once, every call rejects with it, and a right one mends it', async () => {
  const { seen, api, arrive, refuse } = page();
  refuse(Object.assign(new Error('accent'), { code: 'invalid_config' }));
  api.configure(RIGHT);
  const early = api.chargeCard({});
  arrive();
  await assert.rejects(early, { code: 'invalid_config' });
  await assert.rejects(api.chargeCard({}), { code: 'invalid_config' });
  assert.throws(() => api.createForm({}), { code: 'invalid_config' });
  assert.deepEqual(seen.said, ['payments-widget: accent']);
  refuse(undefined);
  api.configure(RIGHT);
  assert.equal(await api.chargeCard({}), 'chargeCard done');
});

test('each call uses the configuration of its time', async () => {
  const { seen, api, arrive } = page({ dataset: RIGHT });
  const first = api.chargeCard({});
  api.configure({ ...RIGHT, apiKey: 'pk_live_2' });
  const second = api.chargeCard({});
  arrive();
  await Promise.all([first, second]);
  assert.deepEqual(
    seen.calls.map(([name, { apiKey }]) => apiKey ?? name),
    ['pk_test_1', 'chargeCard', 'pk_live_2', 'chargeCard'],
  );
});

test("attributes become options, and other data attributes are nobody's", async () => {
  const { seen, api, arrive } = page({
    dataset: {
      ...RIGHT,
      sessionUrl: '/s',
      keyThumbprints: `${'a'.repeat(43)}, ${'b'.repeat(43)}`,
      wasm: 'w.wasm',
      cfasync: 'false',
    },
  });
  arrive();
  await api.ready();
  const [, config] = seen.calls[0];
  assert.equal(config.sessionUrl, '/s');
  assert.deepEqual([...config.keyThumbprints], ['a'.repeat(43), 'b'.repeat(43)]);
  assert.equal(config.wasm.href, 'https://shop.example/w.wasm');
});

test('a wrong attribute is reported once and rejects every call, until the page configures', async () => {
  const { seen, api, arrive } = page({ dataset: { ...RIGHT, apiKey: 'sk_test_1' } });
  assert.equal(seen.said.length, 1);
  await assert.rejects(api.chargeCard({}), { code: 'secret_key_exposed' });
  await assert.rejects(api.ready(), { code: 'secret_key_exposed' });
  assert.throws(() => api.createForm({}), { code: 'secret_key_exposed' });
  assert.equal(seen.said.length, 1);
  api.configure(RIGHT);
  arrive();
  assert.equal(await api.chargeCard({}), 'chargeCard done');
});

test('configure throws at once, and leaves what was configured', async () => {
  const { seen, api, arrive } = page({ dataset: RIGHT });
  assert.throws(() => api.configure({ ...RIGHT, endpoint: 'http://pay.example' }), { code: 'insecure_endpoint' });
  arrive();
  await api.chargeCard({});
  assert.equal(seen.calls[0][1].endpoint, 'https://pay.example/v1');
});

test('files that do not come are load_failed, and the console says so even if nobody calls', async () => {
  const { api, fail, seen } = page({ dataset: RIGHT });
  const call = api.chargeCard({});
  fail(new TypeError('Failed to fetch'));
  await assert.rejects(call, { code: 'load_failed', retryable: true, message: /cdn\.example/ });
  assert.equal(seen.said.length, 1);
  assert.match(
    seen.said[0],
    /^payments-widget: The files beside https:..cdn\.example.* did not load \(script-src, CORS/,
  );
});

test('a module script and an inline one cannot find them, and the console says what to do', async () => {
  for (const dataset of [{}, RIGHT]) {
    const { api, seen, arrive } = page({ src: '', dataset });
    arrive();
    await assert.rejects(api.ready(), { code: 'load_failed' });
    assert.deepEqual(seen.said, ['payments-widget: Load this file by <script src>, not as a module.']);
  }
});

test('a form can be had at once; it queues until it is here', async () => {
  const { seen, api, arrive } = page({ dataset: RIGHT });
  const form = api.createForm({ amount: 1 });
  assert.equal(form.state.empty, true);
  assert.equal(form.clear(), true);
  const mounted = form.mount('#here');
  form.update({ amount: 2 });
  arrive();
  await mounted;
  assert.deepEqual(
    seen.calls.map(([name]) => name),
    ['configure', 'createForm', 'mount', 'update'],
  );
  assert.equal(form.state, 'real');
});

test('a form that is here answers for itself: one promise for two submits, and at once', async () => {
  const { api, arrive } = page({ dataset: RIGHT });
  const form = api.createForm({ amount: 1 });
  arrive();
  await form.mount('#here');
  assert.equal(form.submit(), form.submit());
  assert.throws(() => form.on('no event', () => {}), TypeError);
});

test('an attribute that is not there is not taken from a polluted prototype', async () => {
  const dataset = Object.assign(
    Object.create({ endpoint: 'https://evil.example', returnUrl: 'https://evil.example' }),
    { apiKey: 'pk_test_1' },
  );
  const { seen, api } = page({ dataset });
  assert.equal(seen.said.length, 1);
  await assert.rejects(api.ready(), { code: 'invalid_config', message: /endpoint/ });
});

test('options that cannot be read reject, and do not throw', async () => {
  const { api } = page({ dataset: RIGHT });
  const options = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('mine');
      },
    },
  );
  await assert.rejects(api.chargeCard(options), { message: 'mine' });
});
