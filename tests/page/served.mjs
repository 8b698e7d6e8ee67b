// www/*.js in a real browser around a fake instance: bundled as the build does it, served under the policy of the contract.
// The instance is the tiny module of source.mjs, so that a trap is a real one.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BYTES } from './source.mjs';

const www = name => fileURLToPath(new URL(`../../www/${name}`, import.meta.url));

/** What the page can see of the fakes stands in window.fake. */
const GLUE = `
export async function instantiate(module, guard) {
  const instance = await WebAssembly.instantiate(module);
  const wasm = guard(instance.exports);
  const fake = (globalThis.fake ??= { views: [] });
  class Client {
    chargeCard(options, deferred) { fake.charge = { options, deferred, wasm }; }
  }
  class PaymentFormView {
    constructor(client, options, host) {
      Object.assign(this, { options, host, wasm, updates: [] });
      if (options.amount === 'wrong') throw { code: 'amount_invalid', message: 'no', outcome: 'not_charged', retryable: false, errors: [] };
      fake.views.push(this);
    }
    mount(root) {
      this.root = root;
      const host = document.createElement('div');
      host.className = 'pw-host';
      const form = document.createElement('form');
      form.className = 'pw';
      form.lang = this.host.words.locale;
      this.input = document.createElement('input');
      form.append(this.input, this.host.mark('visa'), this.host.icon('lock'));
      host.append(form);
      root.append(host);
    }
    update(options) { this.updates.push(options); this.root.querySelector('form').lang = this.host.words.locale; }
    submit(deferred) { this.deferred = deferred; wasm.ok(); }
    focus() { this.input.focus(); }
    clear() { return wasm.ok() === 1; }
    unmount() { this.gone = true; this.root.replaceChildren(); }
    state() { return { busy: false, from: 'view' }; }
  }
  return { Client, PaymentFormView, cardFacts: () => ({ brands: [], errors: [] }), validateCvv: () => wasm.ok() };
}`;

async function bundle() {
  const plugin = {
    name: 'fakes',
    setup(setup) {
      setup.onResolve({ filter: /^\.\/glue\.js$/ }, () => ({ path: 'glue', namespace: 'fake' }));
      setup.onLoad({ filter: /.*/, namespace: 'fake' }, () => ({ contents: GLUE }));
      setup.onResolve({ filter: /^\.\// }, ({ path, kind, importer }) =>
        kind === 'dynamic-import' || (path === './index.js' && importer) ? { path, external: true } : undefined);
    },
  };
  const define = { __VERSION__: '"1.2.3"', __WASM_SHA256__: JSON.stringify(globalThis.__WASM_SHA256__) };
  const made = {};
  for (const [name, format] of [['index', 'esm'], ['element', 'esm'], ['global', 'iife']]) {
    const { outputFiles } = await build({
      entryPoints: [www(`${name}.js`)], bundle: true, write: false, format, target: 'es2022', charset: 'utf8', define,
      loader: { '.css': 'text' }, plugins: [plugin],
    });
    made[`/w/${name}.js`] = outputFiles[0].text;
  }
  return made;
}

/** `{ origin, page(html), wasm, close() }`: `page` is served at /, `wasm` says how the file is answered: 'right', 'gone', 'inline'. */
export async function serve() {
  const files = await bundle();
  const state = { html: '', wasm: 'right' };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const send = (type, body, status = 200) => response.writeHead(status, { 'content-type': type }).end(body);
    if (pathname === '/') {
      response.setHeader('content-security-policy', [
        "default-src 'none'", "script-src 'self' 'nonce-n' 'wasm-unsafe-eval'", "connect-src 'self'", "base-uri 'none'",
        "form-action 'none'", "require-trusted-types-for 'script'",
      ].join('; '));
      return send('text/html; charset=utf-8', state.html);
    }
    if (pathname === '/w/payments-widget_bg.wasm') {
      if (state.wasm === 'right') return send('application/wasm', BYTES);
      return state.wasm === 'inline' ? send('text/html', '<!doctype html>') : request.socket.destroy();
    }
    if (pathname === '/w/wasm-inline.js') return send('text/javascript', `export default Uint8Array.from([${BYTES}])`);
    if (pathname.startsWith('/w/locales/')) return send('text/javascript', readFileSync(www(pathname.slice(3))));
    return files[pathname] ? send('text/javascript', files[pathname]) : send('text/plain', '', 404);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise(resolve => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  });
}
