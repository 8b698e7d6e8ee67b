// `tokenFormat` of `configure`: what becomes two templates, and what is refused with a sentence that says why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { source } from './source.mjs';

const { readTokenFormat } = await source('api/token-format.js');
const { readConfig } = await source('api/configure.js');

const failure = (code, message) => Object.assign(new Error(message), { code });
const read = format => readTokenFormat(format, failure);
/** What an error says. */
function refusal(work) {
  try {
    work();
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
  throw new Error('it is not refused');
}
const payload = { card: { pan: '{number}', until: '{exp_month}/{exp_year_short}' }, version: 1 };

test('payload and header become templates', () => {
  assert.deepEqual(read({ payload }), {
    payload: '{"card":{"pan":"{number}","until":"{exp_month}/{exp_year_short}"},"version":1}',
    header: '"kid":"{kid}"',
  });
  const header = { kid: '761a', typ: 'JOSE', version: 1 };
  assert.equal(read({ payload, header }).header, '"kid":"761a","typ":"JOSE","version":1');
  assert.equal(read({ payload, header: {} }).header, '');
});

for (const [what, format, said] of /** @type {[string, any, RegExp][]} */ ([
  ['a text', 'jwe', /tokenFormat must be an object/],
  ['a list', [], /tokenFormat must be an object/],
  ['another member', { payload, headers: {} }, /tokenFormat has no headers; it has payload and header/],
  ['no payload', { header: {} }, /tokenFormat\.payload must be an object/],
  ['a payload without the number', { payload: { cvv: '{cvv}' } }, /payload must have \{number\}/],
  [
    'a value of nobody',
    { payload: { pan: '{number}', year: '{exp_yaer}' } },
    /payload has \{exp_yaer\}; in braces it can have only \{number\}, \{exp_month\},/,
  ],
  ['the key in the payload', { payload: { ...payload, kid: '{kid}' } }, /payload has \{kid\}/],
  [
    'the card in the header',
    { payload, header: { pan: '{number}' } },
    /header has \{number\}; in braces it can have only \{kid\}\./,
  ],
  ['a value that only we have', { payload: { pan: '{number}', m: '{month}' } }, /payload has \{month\};/],
  ['a value spelt in another way', { payload: { pan: '{number}', m: '{exp-month}' } }, /payload has \{exp-month\};/],
  ['a brace that does not end', { payload: { pan: '{number}', code: '{cvv' } }, /payload has \{cvv;/],
  ['a brace that does not begin', { payload: { pan: '{number}}' } }, /payload has \};/],
  [
    'the number as the name of a member',
    { payload: { pan: '{number}', '{cvv}': 1 } },
    /no braces in the name of a member/,
  ],
  ['a list of members', { payload: ['{number}'] }, /payload must be an object/],
  ['a function', { payload: () => {} }, /payload must be an object/],
  ['a big integer', { payload: { pan: '{number}', n: 1n } }, /payload must be what JSON can say/],
  ['a toJSON that gives a text', { payload, header: { toJSON: () => '"alg":"dir"' } }, /header must be an object/],
  [
    'a toJSON that gives an algorithm',
    { payload, header: { toJSON: () => ({ alg: 'dir' }) } },
    /header must not have alg/,
  ],
  [
    "our own format's type",
    { payload, header: { typ: 'payment-card+jwe' } },
    /must not have the typ payment-card\+jwe/,
  ],
  ['a header that is none', { payload, header: 'kid' }, /header must be an object/],
  ['an algorithm in the header', { payload, header: { alg: 'RSA-OAEP' } }, /header must not have alg/],
  ['an epk in the header', { payload, header: { epk: {} } }, /header must not have epk/],
  [
    'a payload that is too long',
    { payload: { ...payload, x: '한'.repeat(400) } },
    /payload must have at most 1024 bytes/,
  ],
])) {
  test(`${what} is refused`, () => {
    assert.throws(() => read(format), { code: 'invalid_config', message: said });
  });
}

test('a payload that holds itself is refused', () => {
  const circle = { pan: '{number}' };
  Object.assign(circle, { circle });
  assert.throws(() => read({ payload: circle }), {
    code: 'invalid_config',
    message: /payload must be what JSON can say/,
  });
});

test('what a page put into the prototype of all objects is not taken', t => {
  t.after(() => Reflect.deleteProperty(Object.prototype, 'payload'));
  Object.defineProperty(Object.prototype, 'payload', { value: payload, configurable: true, enumerable: true });
  assert.throws(() => read({}), { message: /payload must be an object/ });
});

test('the values are those of the types and of the WebAssembly', () => {
  const text = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const all = refusal(() => read({ payload: { pan: '{}' } })).match(/(?<=\{)\w+(?=\})/g);
  const [documented] = /export interface TokenFormat \{.*?\bpayload:/s.exec(text('www/api/index.d.ts')) ?? [];
  assert.deepEqual(new Set(all), new Set(documented.match(/(?<=`\{)\w+(?=\}`)/g)));
  const [slots] = /pub enum Slot \{.*?\n {4}\}/s.exec(text('src/jwe/template.rs')) ?? [];
  const ofCard = [...slots.matchAll(/= "(\w+)"/g)].map(([, name]) => name);
  const ofPayment = [...text('src/jwe/token_format.rs').matchAll(/^ +"(\w+)" => /gm)].map(([, name]) => name);
  // The month without a zero is of the API's own format only.
  assert.deepEqual(new Set([...all, 'month']), new Set([...ofCard, ...ofPayment]));
});

test('with a frame it is refused: the frame has its own', () => {
  const options = { apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1', tokenFormat: { payload } };
  assert.equal(readConfig(options).tokenFormat, options.tokenFormat);
  const frame = 'https://pay.example/widget/frame.html';
  assert.throws(() => readConfig({ ...options, frame }), {
    code: 'invalid_config',
    message: /tokenFormat must be in frame\.json/,
  });
});
