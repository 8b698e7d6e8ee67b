// Every block of both READMEs does what the text around it says, as it is printed: only the key and the addresses, which stand
// for the reader's own, are replaced. A block that no test here takes fails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { DIST, manifest, ROOT } from '../../scripts/lib/project.mjs';
import { consoleOf, policyBreaches } from './support/browser.mjs';
import { listen } from './support/page.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const NONCE = 'n0nce';
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

const shop = withShop({ loggedIn: false });

/** The reader's own server: their pages, the widget's files, and their session URL. */
let site;
/** The page, and what its session URL was asked. */
let page = { html: '', policy: '' };
let asked = [];
let sessions = 0;
/** The README's request for a session. */
let http;

before(async () => {
  const server = createServer(async (request, response) => {
    if (request.url !== '/checkout/session') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': page.policy });
      return response.end(page.html);
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ ...JSON.parse(body), token: request.headers['x-csrf-token'] });
    const session = await makeSession(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ client_secret: session.client_secret }));
  });
  site = await listen(server);
});
after(() => site?.close());

/** Sends the README's request, for the amount that the page asks for. */
async function makeSession({ amount, currency }) {
  const [head, body] = http.split('\n\n');
  const [request, ...lines] = head.split('\n');
  const [method, path] = request.split(' ');
  const headers = Object.fromEntries(lines.map(line => line.split(': ')));
  headers.Authorization = headers.Authorization.replace('sk_test_…', secretKey());
  headers['Idempotency-Key'] += `-${(sessions += 1)}`;
  const wanted = { ...JSON.parse(body), amount, currency };
  const answer = await fetch(shop.sandbox.payments + path, { method, headers, body: JSON.stringify(wanted) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

const secretKey = () => readFileSync(join(shop.sandbox.data, 'shop-secret'), 'utf8').trim();
const publishableKey = () => shop.sandbox.log().match(/^Publishable key +(\S+)/m)[1];

/** The reader's own key and addresses in the place of the example's. */
const filledIn = text =>
  text
    .replaceAll('https://cdn.example/', `${shop.sandbox.payments}/widget/`)
    .replaceAll('https://cdn.example', shop.sandbox.payments)
    .replaceAll('https://pay.example.com', shop.sandbox.payments)
    .replaceAll('https://api.shop.example', site.origin)
    .replaceAll('pk_test_…', publishableKey());

const withNonce = html => html.replaceAll('<script>', `<script nonce="${NONCE}">`);

/** A module as a page of the reader has it, with the package by its name. */
const moduleOf = text =>
  `<script type="importmap" nonce="${NONCE}">${JSON.stringify({
    imports: {
      'payments-widget': `${shop.sandbox.payments}/widget/index.js`,
      'payments-widget/element': `${shop.sandbox.payments}/widget/element.js`,
    },
  })}</script><script type="module" nonce="${NONCE}">${text}</script>`;

/**
 * What a bundler makes of JSX, in the development mode of React, in which StrictMode runs every effect twice. The package comes from
 * where the page has it.
 */
async function bundled(contents, external = []) {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'jsx', resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: { 'payments-widget/react': join(DIST, 'react.js') },
    logLevel: 'error',
    external: ['payments-widget', ...external],
  });
  return outputFiles[0].text;
}

const run = expression => shop.driver.executeScript(`return ${expression}`);
const until = expression => shop.driver.wait(() => run(expression), WAIT_MS, expression);

/** Pays with the form in the shadow root that `expression` gives. */
async function payIn(expression) {
  await until(`${expression}?.querySelector('input[autocomplete="cc-number"]') != null`);
  const root = await (await run(`${expression}.host`)).getShadowRoot();
  await typeCard(root, CARD);
  await (await payButton(root)).click();
}

for (const name of ['README.md', 'README.ko.md']) {
  describe(name, () => {
    const text = readFileSync(join(ROOT, name), 'utf8');
    const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, body]) => ({ language, body }));
    const left = new Set(blocks);

    /** The one block in this language that has `word` in it. */
    function block(language, word) {
      const found = blocks.filter(block => block.language === language && block.body.includes(word));
      assert.equal(found.length, 1, `${language} with ${word}`);
      left.delete(found[0]);
      return found[0].body;
    }

    /**
     * Opens a page under the README's policy, with the nonce that it asks for.
     *
     * @param {string} html
     * @param {(text: string) => string} [change]  what else is done to page and policy
     */
    async function open(html, change = text => text) {
      const policy = filledIn(block('', 'script-src')).replace("'wasm-unsafe-eval'", `$& 'nonce-${NONCE}'`);
      page = {
        html: change(`<!doctype html><html lang="en"><title>A shop</title><body>${html}`),
        policy: change(policy.replaceAll('\n', ' ')),
      };
      asked = [];
      http = block('http', 'payment_sessions');
      await consoleOf(shop.driver);
      await shop.driver.get(`${site.origin}/`);
    }

    const tag = () => block('html', '<script src=').split('</script>')[0] + '</script>';

    test('the first snippet charges a card and a wallet', async () => {
      const keep = '<script>var said = []; console.log = console.error = (...words) => said.push(words);</script>';
      await open(withNonce(keep + filledIn(block('html', '<script src='))));
      await until('said.length === 2');
      const said = await run('said');
      for (const [id, status] of said) assert.deepEqual([id.slice(0, 4), status], ['pay_', 'succeeded'], String(said));
      assert.deepEqual(asked.map(({ method }) => method).sort(), ['card', 'wallet']);
      assert.deepEqual(await policyBreaches(shop.driver), []);
    });

    test('the element pays, and its event leads to the next page', async () => {
      await open(withNonce(filledIn(tag()) + block('html', '<payment-form')));
      await payIn("document.querySelector('payment-form').shadowRoot");
      await until("location.pathname === '/orders/done'");
      assert.match(await run('location.search'), /^\?payment=pay_/);
    });

    test('the npm snippet mounts a form that pays and says so', async () => {
      const own = `<div id="payment"></div><script>var shown = [];
        const show = id => shown.push(id), log = code => shown.push(code);</script>`;
      await open(withNonce(own) + moduleOf(filledIn(block('js', 'createForm'))));
      await payIn("document.querySelector('#payment > div')?.shadowRoot");
      await until('shown.length > 0');
      assert.match((await run('shown')).join(), /^pay_\w+$/);
    });

    test('the React block pays in a page that a server has rendered, and its handler is called once', async () => {
      // The page renders anew when it is told, and gives another handler each time.
      const app = `${filledIn(block('jsx', 'payments-widget/react'))}
        import { StrictMode, useState } from 'react';
        const WALLETS = [{ id: 'my_wallet', label: 'Moa Pay' }];
        function App() {
          const [paid, setPaid] = useState('');
          const onPaid = ({ id }) => { window.calls.push(id); setPaid(id); };
          return <><Payment amount={1990} wallets={WALLETS} onPaid={onPaid} /><output>{paid}</output></>;
        }`;
      const server = await bundled(
        `${app} import { renderToString } from 'react-dom/server'; process.stdout.write(renderToString(<App />));`,
        ['react', 'react-dom'],
      );
      // In this folder the package finds itself by its name.
      const rendered = execFileSync(process.execPath, ['--input-type=module', '-e', server], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      assert.match(rendered, /^<div style="min-block-size:24em"><\/div>/);
      const client = await bundled(
        `${app} import { hydrateRoot } from 'react-dom/client';
          window.calls = [];
          hydrateRoot(document.querySelector('#page'), <StrictMode><App /></StrictMode>);`,
      );
      await open(`<div id="page">${rendered}</div>${moduleOf(client)}`);
      const form = "document.querySelector('#page > div > div')?.shadowRoot";
      await payIn(form);
      await until("document.querySelector('output').textContent !== ''");
      await shop.driver.sleep(300);
      const [id, ...more] = await run('calls');
      assert.match(id, /^pay_\w+$/);
      assert.deepEqual(more, []);
      assert.equal(await run("document.querySelectorAll('#page > div > div').length"), 1);
      assert.equal(await run(`${form}.querySelectorAll('form').length`), 1);
      assert.equal(await run(`${form}.querySelectorAll('.pw-method').length`), 2, 'the card and the wallet');
      const wrong = (await consoleOf(shop.driver)).filter(({ level }) => level === 'SEVERE');
      assert.deepEqual(wrong, []);
    });

    test('the unit test passes with code that does what it expects', async () => {
      const checkOut = `export const checkOut = payments =>
        payments.chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: '19.99' })
          .then(() => 'Thank you.', error => error.code === 'card_declined' ? 'Please use another card.' : String(error));`;
      const url = `data:text/javascript,${encodeURIComponent(checkOut).replaceAll("'", '%27')}`;
      const own = block('js', 'payments-widget/testing').replace("'./checkout.js'", `'${url}'`);
      // In this folder the package finds itself by its name.
      const runs = code =>
        execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, stdio: 'pipe' });
      runs(own);
      assert.throws(() => runs(own.replace("'19.99');", "'20.00');")), /AssertionError/);
    });

    test('the look is that of the option, of CSS and of a part', async () => {
      const page = `${filledIn(tag())}${block('html', '<payment-form')}<script>${block('js', 'appearance')}</script>`;
      await open(`<style>${block('css', '::part')}</style>${withNonce(page)}`);
      await until(
        "document.querySelector('payment-form').shadowRoot.querySelector('.pw-host')?.style.visibility === '' && document.querySelector('payment-form').shadowRoot.querySelector('.pw-hintbtn')",
      );
      const root = "document.querySelector('payment-form').shadowRoot";
      await run(`${root}.querySelector('button[type="submit"]').click()`);
      const style = (css, name) => `getComputedStyle(${root}.querySelector('${css}')).${name}`;
      const seen = [
        '.pw-button/backgroundColor',
        '.pw-button/minHeight',
        '.pw/fontSize',
        '.pw-label/fontWeight',
        '.pw-control/borderTopWidth',
      ];
      assert.deepEqual(await run(`[${seen.map(one => style(...one.split('/'))).join()}]`), [
        ...['rgb(198, 242, 78)', '60px', '17px', '600', '2px'],
      ]);
      assert.equal(await run(style('.pw-grid', 'rowGap')), '0px');
      assert.deepEqual(await policyBreaches(shop.driver), []);
    });

    test('the session callback asks another server, with a header of its own', async () => {
      const snippet = filledIn(block('js', 'csrfToken'));
      const module = `import { PaymentsAPI } from 'payments-widget';
        const csrfToken = 'token';
        ${snippet}
        window.paid = (await PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: 5000 })).status;`;
      await open(moduleOf(module));
      await until('window.paid');
      assert.equal(await run('paid'), 'succeeded');
      assert.deepEqual(asked, [{ amount: 5000, currency: 'KRW', method: 'wallet', token: 'token' }]);
    });

    test('the validators answer as the comments say', async () => {
      const { PaymentsAPI } = await import(pathToFileURL(join(DIST, 'index.node.js')).href);
      const lines = block('js', 'PaymentsAPI.ready()').trimEnd().split('\n').slice(1);
      const check = await PaymentsAPI.ready();
      for (const line of lines) {
        const [, call, argument, said] = line.match(/^check\.(\w+)\('(.+?)'\); +\/\/ (.+)$/);
        const answer = check[call](argument);
        for (const [, key, value] of said.split(';')[0].matchAll(/(\w+): (true|false|\d+|'\w+')/g)) {
          assert.equal(String(answer[key]), value.replaceAll("'", ''), `${line}: ${key}`);
        }
        for (const brand of Array.isArray(answer) ? answer : []) assert.match(said.toLowerCase(), new RegExp(brand.id));
      }
    });

    test('the import map holds every file that the script tag loads to its hash', async () => {
      const code = filledIn(block('js', 'integrity.json')).replace('node_modules/payments-widget/dist', DIST);
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
      const { integrity } = JSON.parse(printed.match(/<script type="importmap">(.*)<\/script>/)[1]);
      const data = `data-api-key="${publishableKey()}" data-endpoint="${shop.sandbox.payments}/v1" data-currency="USD"`;
      const form = '<payment-form amount="1" locale="ko"></payment-form>';
      const html =
        printed.replace(' crossorigin', ` ${data} crossorigin`).replace('"importmap"', `$& nonce="${NONCE}"`) + form;
      const isLive = "document.querySelector('payment-form').shadowRoot?.querySelector('.pw-hintbtn') != null";
      await open(html);
      await until(isLive);
      const loaded = await run(
        "performance.getEntriesByType('resource').map(({ name }) => name.split('?')[0]).filter(name => name.endsWith('.js'))",
      );
      assert.ok(
        loaded.some(url => url.endsWith('/locales/ko.js')),
        loaded.join(),
      );
      for (const url of loaded) assert.ok(integrity[url], url);
      assert.deepEqual(
        (await consoleOf(shop.driver)).filter(({ message }) => message.includes('integrity')),
        [],
      );

      // A file that was changed does not run. From another host: Chromium remembers what it has refused.
      const [file] = Object.keys(integrity).filter(url => url.endsWith('/payments-widget.engine.js'));
      const changed = html.replace(integrity[file], integrity[file].replace(/.{8}$/, 'AAAAAAAA'));
      await open(changed, text => text.replaceAll('//localhost:', '//127.0.0.1:'));
      let said = [];
      const isSaid = async () => {
        said.push(...(await consoleOf(shop.driver)).map(({ message }) => message));
        return said.some(message => /payments-widget: .*engine\.js beside .* did not load/.test(message));
      };
      await shop.driver.wait(isSaid, WAIT_MS, 'the console does not say that the files did not load');
      assert.equal(await run(isLive), false);
    });

    test('every command is one that there is', () => {
      for (const word of ['npm start', 'npm install']) {
        for (const line of block('sh', word).trimEnd().split('\n')) {
          const [, command, rest = ''] = line.match(/^npm (\w+)([^#]*)/);
          if (command === 'install') assert.equal(rest.trim(), manifest().name);
          else assert.ok(manifest().scripts[command], line);
        }
      }
    });

    test('no block is left', () => assert.deepEqual([...left], []));
  });
}
