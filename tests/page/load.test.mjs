// Where the bytes come from: a server that says so, one that does not, one that never answers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { BYTES, source } from './source.mjs';

const { load: loadWith } = await source('load/load.js');
const tools = { ...(await source('api/error.js')), addEnglish() {}, addIcons() {} };
const load = (from, timeoutMs) => loadWith(from, timeoutMs, tools);
globalThis.fakeExports = wasm => ({ ok: wasm.ok });

const answers = {
  '/right': response => response.writeHead(200, { 'content-type': 'application/wasm; charset=x' }).end(BYTES),
  '/gone': response => response.writeHead(404, { 'content-type': 'application/wasm' }).end(),
  '/changed': response => response.writeHead(200, { 'content-type': 'application/wasm' }).end(BYTES.with(40, 0)),
  '/page': response => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
  '/unlabelled': response => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(BYTES),
  '/silent': () => {},
};
const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url);
  answers[request.url.split('?')[0]](response);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
after(() => server.closeAllConnections());
after(() => server.close());
const at = path => `http://127.0.0.1:${port}${path}`;

test('fetched once, however often it is asked for', async () => {
  const [a, b] = await Promise.all([load(at('/right'), 1000), load(new URL(at('/right')), 1000)]);
  assert.equal(a, b);
  assert.equal(a.instance.exports.ok(), 1);
  assert.deepEqual(asked.filter(url => url === '/right').length, 1);
});

for (const [path, message] of [
  ['/gone', /answered 404/],
  ['/changed', /SHA-256/],
  ['/silent', /no answer .* in 1000 ms/],
]) {
  test(`${path} is load_failed`, () => assert.rejects(load(at(path), 1000), { code: 'load_failed', message }));
}

test('bytes that are right need no label: nothing else is fetched', async t => {
  const said = t.mock.method(console, 'info', () => {});
  assert.equal((await load(at('/unlabelled'), 1000)).instance.exports.ok(), 1);
  assert.equal(said.mock.callCount(), 0);
});

test('a browser without WebAssembly is load_failed, with that reason', async () => {
  const { WebAssembly: kept } = globalThis;
  try {
    delete (/** @type {any} */ (globalThis).WebAssembly);
    await assert.rejects(load(at('/right?2'), 1000), { code: 'load_failed', message: /no WebAssembly/ });
  } finally {
    globalThis.WebAssembly = kept;
  }
});

test('a page that replaced Array.from, as Prototype.js does, changes no hash', async t => {
  t.mock.method(Array, 'from', iterable => [...iterable]);
  assert.equal((await load(at('/right?3'), 1000)).instance.exports.ok(), 1);
});

test('a page in its place brings wasm-inline.js, and says so once', async t => {
  const said = t.mock.method(console, 'info', () => {});
  // Here it is not beside the source, so that this ends where the import fails.
  await assert.rejects(load(at('/page'), 1000), { code: 'load_failed', message: /wasm-inline\.js/ });
  assert.equal(said.mock.callCount(), 1);
});

test('nobody there is load_failed, with the cause', async () => {
  await assert.rejects(
    load('http://127.0.0.1:1/x', 1000),
    (/** @type {any} */ error) => error.code === 'load_failed' && error.cause instanceof Error,
  );
});
