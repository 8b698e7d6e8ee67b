// The facade: when it loads, what it copies, and that every promise settles, on a trap too.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { BYTES, CONFIG, leavePage, pretendPage, source } from './source.mjs';

const { makePayments } = await source('api/payments.js');

/** What the fake instance was given, newest last. */
let calls;
let made;
afterEach(leavePage);
beforeEach(() => {
  pretendPage();
  calls = [];
  made = 0;
  globalThis.fakeExports = wasm => {
    made += 1;
    return {
      readCard: (options, currency, words, token) => ({ token, wipe() {} }),
      cardFacts: () => ({ brands: [], errors: [] }),
      validateCvv: text => (text === 'trap' ? wasm.trap() : 3),
    };
  };
  globalThis.fakePayExports = wasm => {
    const method = name => (given, deferred) => {
      calls.push({ name, given, deferred, wasm });
      wasm.ok();
    };
    return {
      Client: class {
        constructor(config) {
          calls.config = config;
        }
        charge = ({ token }, given, deferred) => method(token ? 'createToken' : 'chargeCard')(given, deferred);
        chargeWallet = method('chargeWallet');
        retrievePayment = method('retrievePayment');
      },
    };
  };
});

/** A source of its own for each test: instances are shared by source. */
const fresh = () => makePayments({ ...CONFIG, wasm: BYTES.slice() });
/** Resolves when the instance has been given so many calls. */
async function called(times) {
  while (calls.length < times) await new Promise(resolve => setTimeout(resolve, 1));
}

test('before configure a call rejects, and createForm throws', async () => {
  const api = makePayments();
  await assert.rejects(api.chargeCard({ amount: 1 }), { code: 'not_configured' });
  await assert.rejects(api.retrievePayment(), { code: 'not_configured' });
  assert.throws(() => api.createForm({ amount: 1 }), { code: 'not_configured' });
});

test('a misspelt option rejects, and nothing is loaded for it', async () => {
  await assert.rejects(fresh().chargeCard({ cardNumbr: '1' }), { code: 'invalid_option' });
  assert.equal(made, 0);
});

test('whatever is thrown on the way, a call rejects with a PaymentError', async t => {
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw undefined;
      },
    },
  );
  await assert.rejects(fresh().chargeCard(hostile), {
    name: 'PaymentError',
    code: 'internal_error',
    outcome: 'not_charged',
  });
  t.mock.method(crypto.subtle, 'digest', () => Promise.reject());
  for (const call of [api => api.ready(), api => api.retrievePayment('x'), api => api.chargeWallet({})]) {
    await assert.rejects(call(fresh()), { name: 'PaymentError' });
  }
});

test('options are those of the moment of the call', async () => {
  const options = { walletId: 'a', amount: 1 };
  const promise = fresh().chargeWallet(options);
  options.amount = 2;
  await called(1);
  assert.deepEqual({ ...calls[0].given }, { walletId: 'a', amount: 1 });
  calls[0].deferred.resolve('paid');
  assert.equal(await promise, 'paid');
});

test('one instance and one client for many calls', async () => {
  const api = fresh();
  api.chargeCard({}).catch(() => {});
  api.createToken({}).catch(() => {});
  await called(2);
  assert.deepEqual([made, calls.length], [1, 2]);
  assert.equal(calls.config.apiKey, 'pk_test_1');
  assert.equal(calls.config.wasm, undefined);
});

test('configuring again is for later calls', async () => {
  const api = fresh();
  api.chargeCard({}).catch(() => {});
  api.configure({ ...CONFIG, apiKey: 'pk_test_2' });
  await called(1);
  assert.equal(calls.config.apiKey, 'pk_test_1');
  api.chargeCard({}).catch(() => {});
  await called(2);
  assert.equal(calls.config.apiKey, 'pk_test_2');
});

test('a rejection of the WebAssembly becomes a PaymentError', async () => {
  const promise = fresh().chargeCard({});
  await called(1);
  calls[0].deferred.reject({
    code: 'card_declined',
    message: 'no',
    outcome: 'not_charged',
    retryable: false,
    errors: [],
  });
  await assert.rejects(promise, { name: 'PaymentError', code: 'card_declined' });
});

test('a trap rejects all that is pending, by whether it was posted, and the next call starts afresh', async () => {
  const api = fresh();
  const posted = api.chargeCard({});
  const waiting = api.chargeWallet({});
  await called(2);
  const card = calls.find(({ name }) => name === 'chargeCard');
  card.deferred.posted();
  assert.throws(() => card.wasm.trap(), WebAssembly.RuntimeError);
  await assert.rejects(posted, { code: 'internal_error', outcome: 'unknown' });
  await assert.rejects(waiting, { code: 'internal_error', outcome: 'not_charged' });
  assert.equal(calls[0].wasm.ok(), 0, 'a dead instance is not entered again');

  const again = api.chargeCard({});
  await called(3);
  assert.equal(made, 2);
  calls[2].deferred.resolve('paid');
  assert.equal(await again, 'paid');
});

test('ready takes the WebAssembly by itself, for a Worker that has no file to read and no key', async () => {
  leavePage();
  const api = makePayments();
  for (const wasm of [BYTES.slice(), new WebAssembly.Module(BYTES)]) {
    assert.equal((await api.ready({ wasm })).validateCvv('123').isValid, true);
  }
  await assert.rejects(api.ready(/** @type {any} */ ({ wasm: 1 })), {
    code: 'invalid_option',
    message: /^ready: wasm must/,
  });
  await assert.rejects(api.ready(/** @type {any} */ ({ apiKey: 'pk_test_1' })), { code: 'invalid_option' });
});

test('ready needs no configure and no page; validators of a stopped instance say so', async () => {
  leavePage();
  const api = fresh();
  const validators = await api.ready();
  assert.deepEqual(validators.validateCvv('123'), { isValid: true, isPotentiallyValid: true, error: null });
  assert.throws(() => validators.validateCvv('trap'), { code: 'internal_error' });
  assert.throws(() => validators.validateCvv('123'), { code: 'not_ready', retryable: true });
  assert.equal((await api.ready()).validateCvv('123').isValid, true);
});

test('charging on a server, and on a page without a secure context', async () => {
  leavePage();
  await assert.rejects(fresh().chargeCard({}), { code: 'not_in_browser' });
  pretendPage();
  globalThis.isSecureContext = false;
  await assert.rejects(fresh().chargeCard({}), { code: 'insecure_context' });
  // jsdom does not know the property: then the address says it.
  delete globalThis.isSecureContext;
  for (const [href, code] of [
    ['http://shop.example/', 'insecure_context'],
    ['about:blank', 'insecure_context'],
    ['http://localhost:3000/', 'resolved'],
    ['https://shop.example/', 'resolved'],
  ]) {
    globalThis.location = /** @type {any} */ ({ href });
    const asked = fresh().chargeCard({});
    calls.length = 0;
    const outcome = asked.then(
      () => 'resolved',
      error => error.code,
    );
    await called(code === 'resolved' ? 1 : 0);
    calls[0]?.deferred.resolve({});
    assert.equal(await outcome, code, href);
  }
  delete globalThis.location;
});

test('other bytes are load_failed, and asked for anew by the next call', async () => {
  const changed = BYTES.slice();
  changed[changed.length - 1] = 12;
  const api = makePayments({ ...CONFIG, wasm: changed });
  await assert.rejects(api.ready(), { code: 'load_failed', retryable: true, message: /SHA-256/ });
  changed.set(BYTES);
  await api.ready();
});

test('a module that was compiled elsewhere is taken as it is', async () => {
  await makePayments({ ...CONFIG, wasm: new WebAssembly.Module(BYTES) }).ready();
  assert.equal(made, 1);
});

test('the API is frozen, and its methods need no this', async () => {
  const { retrievePayment, version } = fresh();
  assert.equal(version, '1.2.3');
  await assert.rejects(retrievePayment(42), { code: 'invalid_option' });
});
