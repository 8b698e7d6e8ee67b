// What is told in test mode before a card is typed: one sentence for each thing that would keep a page from paying.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { leavePage, pretendPage, source } from './source.mjs';

const { check, findFault, findMisspelt } = await source('api/check.js');

const CONFIG = { apiKey: 'pk_test_1', endpoint: 'http://localhost:4243/v1', timeoutMs: 1000 };
/** The example of RFC 7517, A.1, with its thumbprint. */
const KEY = {
  kty: 'EC',
  crv: 'P-256',
  use: 'enc',
  alg: 'ECDH-ES',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  kid: 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
};

/** The example of the wire, with A128GCM. */
const [RSA] = JSON.parse(readFileSync(new URL('../wire/jwks_rsa.json', import.meta.url), 'utf8')).keys;

let asked;
beforeEach(() => {
  pretendPage();
  globalThis.location = /** @type {any} */ ({ origin: 'http://localhost:5173' });
});
afterEach(() => {
  leavePage();
  delete globalThis.location;
});

/** The server's answer, or none. */
function answers(t, json, status = 200) {
  asked = [];
  t.mock.method(globalThis, 'fetch', async (url, options) => {
    asked.push([url, options]);
    if (json === undefined) throw new TypeError('Failed to fetch');
    return new Response(typeof json === 'string' ? json : JSON.stringify(json), { status });
  });
}

test('a server that can be paid through is asked once, without cookies, and nothing is said', async t => {
  answers(t, { keys: [{}, KEY] });
  const said = t.mock.method(console, 'error', () => {});
  /** @type {any} */ (globalThis.document).querySelectorAll = () => [];
  await check(CONFIG);
  assert.equal(said.mock.callCount(), 0);
  assert.equal(asked.length, 1);
  const [[url, options]] = asked;
  assert.equal(url, 'http://localhost:4243/v1/jwks.json?key=pk_test_1');
  assert.equal(options.credentials, 'omit');
  assert.equal(await findFault({ ...CONFIG, keyThumbprints: [KEY.kid] }), undefined);
  answers(t, { keys: [RSA] });
  assert.equal(await findFault({ ...CONFIG, keyThumbprints: [RSA.kid] }), undefined);
});

test('a tokenFormat that the first payment would be refused for is said before', async t => {
  answers(t, { keys: [KEY] });
  const said = t.mock.method(console, 'error', () => {});
  /** @type {any} */ (globalThis.document).querySelectorAll = () => [];
  await check({ ...CONFIG, tokenFormat: { payload: { pan: '{number}' } } });
  assert.equal(said.mock.callCount(), 0);
  await check({ ...CONFIG, tokenFormat: { payload: { pan: '{nummber}' } } });
  const [[sentence]] = said.mock.calls.map(call => call.arguments);
  assert.match(sentence, /no card can be paid here yet\. configure: tokenFormat\.payload has \{nummber\};/);
});

const problem = code => ({ code, detail: `The detail of ${code}.` });
for (const [what, json, status, said] of /** @type {[string, unknown, number, RegExp][]} */ ([
  [
    'no answer',
    undefined,
    0,
    /jwks\.json cannot be read\. .* endpoint .* CORS allows http:..localhost:5173, .* connect-src/,
  ],
  ['a wrong key', problem('api_key_invalid'), 401, /^apiKey is wrong: The detail of api_key_invalid\.$/],
  ['an origin', problem('origin_not_allowed'), 403, /^pages of http:..localhost:5173 may not pay: The detail/],
  ['another refusal', problem('rate_limited'), 429, /jwks\.json answered 429: The detail/],
  ['another address', '<!doctype html>', 404, /jwks\.json answered 404$/],
  ['a page in its place', '<!doctype html>', 200, /no list named keys/],
  ['no list', {}, 200, /no list named keys/],
  ['an empty list', { keys: [] }, 200, /its list is empty/],
  ['a key that is none', { keys: [null] }, 200, /its kty must be EC or RSA/],
  ['another curve', { keys: [{ ...KEY, crv: 'P-384' }] }, 200, /its crv must be P-256/],
  ['a key without use', { keys: [{ ...KEY, use: undefined }] }, 200, /its use must be enc/],
  ['a key without alg', { keys: [{ ...KEY, alg: undefined }] }, 200, /its alg must be ECDH-ES/],
  ['another enc', { keys: [{ ...KEY, enc: 'A192GCM' }] }, 200, /its enc must be A256GCM or A128GCM/],
  ['RSA with another alg', { keys: [{ ...RSA, alg: 'RSA-OAEP' }] }, 200, /its alg must be RSA-OAEP-256/],
  ['a short modulus', { keys: [{ ...RSA, n: RSA.n.slice(0, 171) }] }, 200, /its n must be 2048 to 4096 bits/],
  ['a modulus with zeros before it', { keys: [{ ...RSA, n: `A${RSA.n}` }] }, 200, /its n must be 2048 to 4096 bits/],
  [
    'RSA with another kid',
    { keys: [{ ...RSA, kid: '1' }] },
    200,
    new RegExp(`kid must be its thumbprint .*${RSA.kid}`),
  ],
  ['a private key', { keys: [{ ...KEY, d: 'x' }] }, 200, /private half/],
  ['another kid', { keys: [{ ...KEY, kid: '1' }] }, 200, new RegExp(`kid must be its thumbprint .*${KEY.kid}`)],
])) {
  test(`${what} is told`, async t => {
    answers(t, json, status || 200);
    assert.match(String(await findFault(CONFIG)), said);
  });
}

test('a key that is not pinned is told, in one sentence of the console', async t => {
  answers(t, { keys: [KEY] });
  const said = t.mock.method(console, 'error', () => {});
  /** @type {any} */ (globalThis.document).querySelectorAll = () => [];
  await check({ ...CONFIG, keyThumbprints: ['a'.repeat(43)] });
  assert.deepEqual(
    said.mock.calls.map(({ arguments: [text] }) => text),
    [
      'payments-widget: no card can be paid here yet. http://localhost:4243/v1/jwks.json has no key that a card can be encrypted ' +
        'for: it is none of keyThumbprints.',
    ],
  );
});

test("attributes that are spelt almost right are told, others are nobody's", () => {
  const element = (names, more) => ({
    getAttributeNames: () => names,
    getAttribute: () => '/payments-widget.global.js',
    ...more,
  });
  /** @type {any} */ (globalThis.document).querySelectorAll = () => [
    element(['src', 'data-currenzy', 'data-api-key', 'data-sesion-url', 'data-cfasync', 'async', 'nonce', 'integrity']),
  ];
  class Form {
    static observedAttributes = ['amount', 'currency', 'auto-submit', 'session-url', 'theme'];
  }
  const host = element(
    ['class', 'id', 'style', 'amount', 'curency', 'autosubmit', 'sesion-url', 'aria-label', 'title'],
    {
      constructor: Form,
      localName: 'payment-form',
    },
  );
  assert.deepEqual(findMisspelt(/** @type {any} */ (host)), [
    'the script tag has no attribute data-currenzy; did you mean data-currency?',
    'the script tag has no attribute data-sesion-url; did you mean data-session-url?',
    '<payment-form> has no attribute curency; did you mean currency?',
    '<payment-form> has no attribute sesion-url; did you mean session-url?',
  ]);
  assert.deepEqual(
    findMisspelt(),
    findMisspelt(/** @type {any} */ ({ constructor: Object, getAttributeNames: () => ['curency'] })),
  );
});
