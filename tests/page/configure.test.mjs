// Everything that `configure` refuses, with its code; it runs without a window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavePage, pretendPage, source } from './source.mjs';

const { readConfig } = await source('api/configure.js');
const { failure } = await source('api/error.js');
const { clientConfig } = await source('api/client-config.js');
const good = { apiKey: 'pk_test_51', endpoint: 'https://pay.example/v1' };

test('defaults, and an endpoint without its last slash', () => {
  const config = readConfig({ ...good, endpoint: 'https://pay.example/v1/' });
  assert.deepEqual({ ...config }, { ...good, timeoutMs: 30000, maxRetries: 2 });
  assert.ok(Object.isFrozen(config));
  assert.deepEqual(readConfig(config), config);
});

for (const endpoint of ['http://localhost:4243/v1', 'http://127.0.0.1/v1', 'http://[::1]:1', 'http://pay.localhost']) {
  test(`${endpoint} is loopback`, () =>
    assert.equal(readConfig({ ...good, endpoint }).endpoint, endpoint.replace(/\/$/, '')));
}

const THUMBPRINT = 'a'.repeat(43);
for (const [what, changes, code] of /** @type {[string, object, string][]} */ ([
  ['no key', { apiKey: undefined }, 'invalid_config'],
  ['a key of another shape', { apiKey: 'pk_prod_1' }, 'invalid_config'],
  ['a secret key', { apiKey: 'sk_test_1' }, 'secret_key_exposed'],
  ['a secret key after a space', { apiKey: ' sk_live_1' }, 'secret_key_exposed'],
  ['no endpoint', { endpoint: undefined }, 'invalid_config'],
  ['a relative endpoint', { endpoint: '/v1' }, 'invalid_config'],
  ['plain http', { endpoint: 'http://pay.example/v1' }, 'insecure_endpoint'],
  ['a host that only looks like loopback', { endpoint: 'http://127.0.0.1.example/v1' }, 'insecure_endpoint'],
  ['another scheme', { endpoint: 'ftp://pay.example' }, 'invalid_config'],
  ['a query', { endpoint: 'https://pay.example/v1?' }, 'invalid_config'],
  ['a fragment', { endpoint: 'https://pay.example/v1#x' }, 'invalid_config'],
  ['credentials', { endpoint: 'https://me@pay.example' }, 'invalid_config'],
  ['session and sessionUrl', { session: 'x', sessionUrl: '/s' }, 'invalid_config'],
  ['a session of another type', { session: 1 }, 'invalid_config'],
  ['a currency that is no code', { currency: 'US$' }, 'invalid_config'],
  ['a locale that is no tag', { locale: 'ko_KR!' }, 'invalid_config'],
  ['pins that are none', { keyThumbprints: [] }, 'invalid_config'],
  ['a pin of another length', { keyThumbprints: [THUMBPRINT, 'b'] }, 'invalid_config'],
  ['no time at all', { timeoutMs: 0 }, 'invalid_config'],
  ['endless time', { timeoutMs: Infinity }, 'invalid_config'],
  ['half a retry', { maxRetries: 0.5 }, 'invalid_config'],
  ['wasm of another type', { wasm: 1 }, 'invalid_config'],
  ['an unknown theme', { appearance: { theme: 'blue' } }, 'invalid_config'],
  ['an unknown token', { appearance: { variables: { colour: 'red' } } }, 'invalid_config'],
  ['a misspelt option', { apikey: 'pk_test_1' }, 'invalid_config'],
  ['a frame over plain http', { frame: 'http://pay.example/frame.html' }, 'invalid_config'],
  ['a frame that is no URL of its own', { frame: '/frame.html' }, 'invalid_config'],
  ['a frame with a password', { frame: 'https://a:b@pay.example/frame.html' }, 'invalid_config'],
  ['a frame with a fragment', { frame: 'https://pay.example/frame.html#x' }, 'invalid_config'],
  ['a frame of another type', { frame: true }, 'invalid_config'],
])) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => readConfig({ ...good, ...changes }),
      (/** @type {any} */ error) => {
        assert.equal(error.code, code);
        assert.doesNotMatch(error.message, /sk_(test|live)_1/);
        return true;
      },
    );
  });
}

test('takes everything that is right', () => {
  readConfig({
    ...good,
    session: () => 'x',
    currency: 'KRW',
    locale: 'ko',
    returnUrl: '/return',
    keyThumbprints: [THUMBPRINT],
    timeoutMs: 1,
    maxRetries: 0,
    wasm: new Uint8Array(1),
    appearance: { theme: 'dark', variables: { radius: '4px' } },
  });
});

test('a sessionUrl of another server is refused with the name of the option that takes one', t => {
  pretendPage();
  t.after(leavePage);
  const config = readConfig({ ...good, sessionUrl: 'https://api.shop.example/session' });
  assert.throws(() => clientConfig(config, 'en', failure), {
    message: /sessionUrl must be .* own origin; .* give session, a function/,
  });
});

test('URLs become absolute in the page, and sessionUrl must be its own', t => {
  pretendPage();
  t.after(leavePage);
  const config = clientConfig(readConfig({ ...good, sessionUrl: 'session?x=1', returnUrl: '/return' }), 'ko', failure);
  assert.equal(config.sessionUrl, 'https://shop.example/session?x=1');
  assert.equal(config.returnUrl, 'https://shop.example/return');
  assert.equal(config.locale, 'ko');
  assert.equal(Object.getPrototypeOf(config), null);
  for (const sessionUrl of ['https://other.example/s', '//other.example/s', 'data:,x', 'http://shop.example/s']) {
    assert.throws(
      () => clientConfig(readConfig({ ...good, sessionUrl }), 'ko', failure),
      { code: 'invalid_config' },
      sessionUrl,
    );
  }
});
