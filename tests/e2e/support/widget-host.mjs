// A merchant's own server: its page under a strict content security policy, and the files of dist/ beside it. It notes which of them are
// asked for, and can change one bit of a file.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { DIST } from '../../../scripts/lib/project.mjs';
import { makeSession } from './built-shop.mjs';
import { listen } from './page.mjs';

const NONCE = 'n0nce';
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * The same bytes but for one bit, so that only a hash tells them apart: the script still runs, and the WebAssembly still compiles.
 *
 * @param {string} file
 * @param {Buffer} bytes
 */
export function withFlippedBit(file, bytes) {
  const flipped = Buffer.from(bytes);
  if (file.endsWith('.js')) {
    // The last line feed becomes a vertical tab, which is white space too.
    if (flipped.at(-1) !== 0x0a) throw new Error(`${file} does not end with a line feed`);
    flipped[flipped.length - 1] ^= 1;
    return flipped;
  }
  for (let at = flipped.length - 1; at > 0; at -= 1) {
    flipped[at] ^= 1;
    if (WebAssembly.validate(flipped)) return flipped;
    flipped[at] ^= 1;
  }
  throw new Error(`${file}: no bit can be changed`);
}

/**
 * Resolves to the server: `{ origin, html, changed, withoutWasm, asked, files, close() }`.
 *
 * `html`: of the nonce, the page at `/`. `changed`: the file of dist/ that has another bit. `withoutWasm`: the WebAssembly is not there.
 * `asked`: the files of dist/ that were asked for. `files`: what else it serves, `{ path: text }`.
 */
export async function serveWidget(sandbox) {
  const host = {
    html: /** @type {(nonce: string) => string} */ (() => ''),
    changed: '',
    withoutWasm: false,
    asked: new Set(),
    files: /** @type {Record<string, string>} */ ({}),
  };
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${NONCE}' 'wasm-unsafe-eval'`,
    `connect-src 'self' ${sandbox.payments}`,
    `frame-src http://127.0.0.1:* ${sandbox.payments}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const send = (type, body, more = {}) => response.writeHead(200, { 'content-type': type, ...more }).end(body);
    if (path === '/') return send(TYPES['.html'], host.html(NONCE), { 'content-security-policy': policy });
    if (path === '/session') return send(TYPES['.json'], JSON.stringify(await makeSession(sandbox)));
    if (host.files[path]) return send(TYPES[extname(path)], host.files[path]);
    const name = path.replace('/widget/', '');
    const file = join(DIST, name);
    if (!path.startsWith('/widget/') || !existsSync(file)) return response.writeHead(404).end();
    host.asked.add(name);
    const bytes = readFileSync(file);
    if (host.withoutWasm && name.endsWith('.wasm')) return response.writeHead(404).end();
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
    return send(TYPES[extname(name)], name === host.changed ? withFlippedBit(name, bytes) : bytes, headers);
  });
  const { origin, close } = await listen(server);
  return Object.assign(host, { origin, close });
}

/**
 * The text of script-tag.html as a page has it: with its own address, key, endpoint and nonce.
 *
 * @param {any} sandbox
 * @param {string} origin
 * @param {string} nonce
 */
export function readyTag(sandbox, origin, nonce) {
  const [, key] = sandbox.log().match(/^Publishable key +(\S+)$/m);
  return readFileSync(join(DIST, 'script-tag.html'), 'utf8')
    .replaceAll('https://cdn.example/payments-widget', `${origin}/widget`)
    .replace('"importmap"', `$& nonce="${nonce}"`)
    .replace('pk_…', key)
    .replace('https://…/v1', `${sandbox.payments}/v1`)
    .replace('"/…"', '"/session"');
}
