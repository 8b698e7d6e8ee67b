// The modules of www/ in a real browser around a fake instance: bundled as the build does it, served under the policy of
// the contract.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { consoleOf, openChromium, policyBreaches } from '../e2e/support/browser.mjs';
import { BYTES, FORM_EXPORTS, GLUE, PAY_EXPORTS, PAY_GLUE } from './fake-glue.mjs';
import './source.mjs';

const www = name => fileURLToPath(new URL(`../../www/${name}`, import.meta.url));

/** A page for a frame: it posts to its parent whatever it is sent. */
const ISSUER =
  '<!doctype html><title>Issuer</title><script>onmessage = ({ data }) => parent.postMessage(data, "*")</script>';

/** In the place of frame.html: it posts to its parent what it hears, and says what its parent has it say. */
const GUEST = `<!doctype html><title>Guest</title><script>
  let port;
  onmessage = ({ data, ports }) => {
    if (data.say) return port.postMessage(data.say);
    port = ports[0];
    port.onmessage = ({ data }) => parent.postMessage({ heard: data }, '*');
    parent.postMessage({ heard: data, ports: ports.length }, '*');
  };
</script>`;

async function bundle() {
  const plugin = {
    name: 'fakes',
    setup(setup) {
      setup.onResolve({ filter: /\/(pay-)?glue\.js$/ }, ({ path }) => ({ path: basename(path), namespace: 'fake' }));
      setup.onLoad({ filter: /^glue/, namespace: 'fake' }, () => ({
        contents: `globalThis.fakeExports ??= ${FORM_EXPORTS};\n${GLUE}`,
      }));
      setup.onLoad({ filter: /^pay-glue/, namespace: 'fake' }, () => ({
        contents: `globalThis.fakePayExports ??= ${PAY_EXPORTS};\n${PAY_GLUE}`,
      }));
      setup.onResolve({ filter: /\/api\/index\.js$/ }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: './index.js', external: true },
      );
      setup.onResolve({ filter: /^\./ }, ({ path, kind }) =>
        kind === 'dynamic-import'
          ? { path: `./${path.match(/(locales\/)?[\w-]+\.js$/)?.[0]}`, external: true }
          : undefined,
      );
    },
  };
  const hash = JSON.stringify(globalThis.__WASM_SHA256__);
  const define = { __VERSION__: '"1.2.3"', __WASM_SHA256__: hash, __PAY_WASM_SHA256__: hash };
  const made = {};
  for (const [name, folder, format] of /** @type {[string, string, import('esbuild').Format][]} */ ([
    ['index', 'api', 'esm'],
    ['element', 'form', 'esm'],
    ['dialog', 'dialog', 'esm'],
    ['frame-host', 'frame', 'esm'],
    ['styles', 'look', 'esm'],
    ['engine', 'api', 'esm'],
    ['pay', 'api', 'esm'],
    ['validators', 'api', 'esm'],
    ['colours', 'look', 'esm'],
    ['check', 'api', 'esm'],
    ['marks', 'look', 'esm'],
  ])) {
    const { outputFiles } = await build({
      entryPoints: [www(`${folder}/${name}.js`)],
      bundle: true,
      write: false,
      format,
      target: 'es2022',
      charset: 'utf8',
      define,
      loader: { '.css': 'text' },
      plugins: [plugin],
    });
    made[`/w/${name}.js`] = outputFiles[0].text;
  }
  const [tag] = (
    await build({
      entryPoints: [www('load/global.js')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      charset: 'utf8',
      define,
      loader: { '.css': 'text' },
      plugins: [
        {
          name: 'parts-of-tag',
          setup: setup => setup.onResolve({ filter: /\/parts\.js$/ }, () => ({ path: www('load/parts-of-tag.js') })),
        },
      ],
    })
  ).outputFiles;
  made['/w/payments-widget.global.js'] = tag.text;
  made['/w/locales/ar.js'] = readFileSync(www('text/locales/ar.js'), 'utf8');
  made['/w/locales/ko.js'] = readFileSync(www('text/locales/ko.js'), 'utf8');
  for (const name of ['engine', 'pay', 'validators', 'colours', 'marks', 'styles', 'dialog'])
    made[`/w/payments-widget.${name}.js`] = made[`/w/${name}.js`];
  return made;
}

/**
 * `{ origin, html, wasm, missing, check, asked, close() }`: `html` is served at /, `missing` is a path that is not answered, with `check`
 * there is what helps developers, `asked` are the paths that were asked for. `wasm` says what
 * becomes of the WebAssembly: 'right'; 'inline', a page of HTML in its place; 'lost', not there; 'gone', not there and no
 * wasm-inline.js either; 'silent', never answered.
 */
async function serve() {
  const files = await bundle();
  const asked = [];
  const state = { html: '', wasm: 'right', missing: '', check: false, asked };
  /** @type {() => void} */
  let release;
  /** @type {Promise<void>} */
  let released;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const send = (type, body, status = 200) => response.writeHead(status, { 'content-type': type }).end(body);
    if (pathname === '/') {
      released = new Promise(resolve => (release = resolve));
      response.setHeader(
        'content-security-policy',
        [
          "default-src 'none'",
          "script-src 'self' 'nonce-n' 'wasm-unsafe-eval'",
          "connect-src 'self'",
          "frame-src 'self' http://localhost:*",
          "base-uri 'none'",
          "form-action 'none'",
          "require-trusted-types-for 'script'",
        ].join('; '),
      );
      return send('text/html; charset=utf-8', state.html);
    }
    asked.push(pathname);
    if (pathname === '/w/check.js' && !state.check) return send('text/plain', '', 404);
    if (pathname === state.missing) return request.socket.destroy();
    if (pathname === '/guest') return send('text/html; charset=utf-8', GUEST);
    if (pathname === '/issuer') return send('text/html; charset=utf-8', ISSUER);
    // An issuer's page that comes only once the test asks for /release.
    if (pathname === '/held') return void released.then(() => send('text/html; charset=utf-8', ISSUER));
    if (pathname === '/release') {
      release();
      return send('text/plain', '');
    }
    if (/^\/w\/payments-widget(_pay)?_bg\.wasm$/.test(pathname)) {
      if (state.wasm === 'right') return send('application/wasm', BYTES);
      if (state.wasm === 'silent') return undefined;
      return state.wasm === 'inline' ? send('text/html', '<!doctype html>') : request.socket.destroy();
    }
    const isCopy = /^\/w\/wasm-(pay-)?inline\.js$/.test(pathname);
    if (isCopy && state.wasm === 'gone') return request.socket.destroy();
    if (isCopy) return send('text/javascript', `export default Uint8Array.from([${BYTES}])`);
    return files[pathname] ? send('text/javascript', files[pathname]) : send('text/plain', '', 404);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return Object.assign(state, {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  });
}

/** What every script begins with. */
const SETUP = `
  import { PaymentsAPI, createPayments } from '/w/index.js';
  import '/w/element.js';
  const CONFIG = { apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1' };
  const events = [];
  const tick = () => new Promise(resolve => setTimeout(resolve, 30));
  const until = async holds => { while (!holds()) await tick(); };
  const said = promise => promise.then(value => value ?? 'resolved', error => error.code + ' ' + error.outcome);
  const root = () => document.querySelector('#here > div')?.shadowRoot;
  const listen = form => ['ready', 'error', 'success', 'change'].forEach(name => form.on(name, detail => events.push([name, detail?.code])));
`;

/**
 * A site and a Chromium for the tests of a file. `run` makes `script` a module of a page of the site and resolves to what it
 * returns; it breaks no rule of the page's policy.
 */
export function withPage() {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;
  /** @type {import('selenium-webdriver').WebDriver} */
  let driver;
  before(async () => {
    [site, driver] = await Promise.all([serve(), openChromium()]);
  });
  after(async () => {
    try {
      await driver?.quit();
    } finally {
      await site?.close();
    }
  });

  /**
   * @param {string} script
   * @param {{ lang?: string, body?: string }} [page]
   */
  async function run(script, { lang = 'en', body = '<div id="here"></div>' } = {}) {
    site.html = `<!doctype html><html lang="${lang}"><title>x</title>${body}<script type="module" nonce="n">${SETUP}
    window.result = (async () => { ${script} })();</script>`;
    await consoleOf(driver);
    await driver.get(site.origin);
    await driver.wait(() => driver.executeScript('return window.result !== undefined'), 20_000);
    const result = await driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    window.result.then(value => done({ value }), error => done({ error: String(error && error.stack || error) }));`);
    assert.equal(result.error, undefined);
    assert.deepEqual(await policyBreaches(driver), []);
    return result.value;
  }

  /** Opens a page of this HTML. @param {string} html */
  async function open(html) {
    site.html = `<!doctype html><html lang="en"><title>x</title><link rel="icon" href="data:,">${html}`;
    await consoleOf(driver);
    await driver.get(site.origin);
  }

  return {
    run,
    open,
    get site() {
      return site;
    },
    get driver() {
      return driver;
    },
  };
}
