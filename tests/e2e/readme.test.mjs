// Every block of both READMEs, and of the pages that continue them, does what the text around it says, as it is printed: only the key and the
// addresses, which stand for the reader's own, are replaced. A block that no test here takes fails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { By } from 'selenium-webdriver';
import { build } from 'esbuild';
import { DIST, manifest, ROOT } from '../../scripts/lib/project.mjs';
import english from '../../www/text/locales/en.js';
import { consoleOf, policyBreaches } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { Blocks, CARD, NONCE, withNonce, withReader } from './support/reader.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';

const WAIT_MS = 15_000;
/** The pages of www/docs that go on where a README ends. */
const CONTINUED = [
  'embedding',
  'react',
  'unit-tests',
  'handling-errors',
  'form-options',
  'korea',
  'saved-cards',
  'styling',
  'own-form',
  'refunds-and-webhooks',
];
/** The form's shadow root, in the page's own words. */
const FORM = "document.querySelector('#payment > div')?.shadowRoot";
const KOREAN = { ...CARD, number: '9490220006611406', identity: '900101', password: '12' };

const reader = withReader();
const { shop } = reader;
const run = expression => reader.run(expression);
const until = expression => reader.until(expression);
const payIn = (expression, card = CARD) => reader.payIn(expression, card);
const filledIn = text => reader.filledIn(text);
const moduleOf = text => reader.moduleOf(text);

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

for (const name of ['README.md', 'README.ko.md']) {
  describe(name, () => {
    const ending = name.replace('README', '');
    const blocks = new Blocks(name, ...CONTINUED.map(id => `www/docs/${id}${ending}`));
    const block = (language, word) => blocks.take(language, word);

    /**
     * Opens a page under the README's policy, with the nonce that it asks for.
     *
     * @param {string} html
     * @param {(text: string) => string} [change]  what else is done to page and policy
     */
    async function open(html, change = text => text) {
      const policy = filledIn(block('', 'script-src')).replace("'wasm-unsafe-eval'", `$& 'nonce-${NONCE}'`);
      reader.http = block('http', 'payment_sessions');
      await reader.open(change(html), change(policy.replaceAll('\n', ' ')));
    }

    const tag = () => block('html', '<script src=').split('</script>')[0] + '</script>';

    test('the first snippet charges a card and a wallet', async () => {
      const keep = '<script>var said = []; console.log = console.error = (...words) => said.push(words);</script>';
      await open(withNonce(keep + filledIn(block('html', '<script src='))));
      await until('said.length === 2');
      const said = await run('said');
      for (const [id, status] of said) assert.deepEqual([id.slice(0, 4), status], ['pay_', 'succeeded'], String(said));
      assert.deepEqual(reader.asked.map(({ method }) => method).sort(), ['card', 'wallet']);
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
      await open(withNonce(own) + moduleOf(filledIn(block('js', 'show(payment.id)'))));
      await payIn(FORM);
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

    test('the webhook of a payment is verified, and what it names is read', () => {
      const code = `${block('js', 'payments-widget/webhooks')}
        const { Webhook } = await import('standardwebhooks');
        const read = [];
        const readAndFulfil = async session => read.push(session);
        const body = JSON.stringify({
          id: 'evt_1', type: 'payment.succeeded', created_at: new Date(), livemode: false, data: { session: 'ps_1' },
        });
        const headers = at => ({
          'webhook-id': 'evt_1',
          'webhook-timestamp': String(Math.floor(at / 1000)),
          'webhook-signature': new Webhook(process.env.WEBHOOK_SECRET).sign('evt_1', at, body),
        });
        const ask = at => onWebhook(new Request('https://shop.example', { method: 'POST', headers: headers(at), body }));
        const { status } = await ask(new Date());
        const { code } = await ask(new Date(Date.now() - 6e5)).catch(error => error);
        console.log(JSON.stringify([status, read, code]));`;
      // In this folder the package finds itself by its name.
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}` },
      });
      assert.deepEqual(JSON.parse(printed), [204, ['ps_1'], 'webhook_too_old']);
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
      assert.deepEqual(reader.asked, [{ amount: 5000, currency: 'KRW', method: 'wallet', token: 'token' }]);
    });

    /** Opens a page in which a block of options makes a form; the payments and failures are in `ended`. */
    async function openForm(word, change = text => text) {
      const configured = block('js', 'show(payment.id)').split('const form')[0];
      const module = `${configured}${change(block('js', word))}
        window.ended = [];
        form.on('success', ({ status }) => ended.push(status));
        form.on('error', ({ code }) => ended.push(code));
        if (document.querySelector('#payment').childElementCount === 0) await form.mount('#payment');`;
      const imports = module.match(/^import .*$/gm).join('\n');
      await open(`<div id="payment"></div>${moduleOf(filledIn(imports + module.replace(/^import .*$/gm, '')))}`);
      return reader.liveRootOf(FORM);
    }
    const ended = async () => {
      await until('ended.length > 0');
      return run('ended');
    };
    const lastPayment = columns =>
      query(shop.sandbox, `SELECT ${columns} FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1`)[0];

    test('a Korean card is paid in won, with identity number and password, in interest-free months', async () => {
      const root = await openForm('koreanAuth');
      assert.equal(await (await field(root, 'identity')).isDisplayed(), false);
      await typeCard(root, KOREAN);
      await (await root.findElement(By.css('#pw-instalments option[value="3"]'))).click();
      await (await payButton(root)).click();
      assert.deepEqual(await ended(), ['succeeded']);
      assert.deepEqual(lastPayment('currency, amount, brand, installment_months, korean_auth'), {
        currency: 'KRW',
        amount: 128000,
        brand: 'korean-local',
        installment_months: 3,
        korean_auth: 1,
      });
    });

    test('a card that the payer keeps is offered the next time, and its code can be waived by the session', async t => {
      t.after(() => (reader.more = {}));
      const rows = `[...${FORM}.querySelectorAll('.pw-saved__row')].map(row => row.innerText.replace(/\\s+/g, ' '))`;
      reader.more = { payer: { id: `keeps-${name}` } };
      const root = await openForm('savedCards');
      const isAsked = () => reader.asked.length === 1;
      await shop.driver.wait(isAsked, WAIT_MS, 'the session is not asked for when the form is mounted');
      await typeCard(root, CARD);
      assert.equal(await (await root.findElement(By.css('.pw-check input'))).isSelected(), false);
      await (await root.findElement(By.css('.pw-check'))).click();
      await (await payButton(root)).click();
      assert.deepEqual(await ended(), ['succeeded']);

      const again = await openForm('savedCards');
      await until(`${rows}.length === 2`);
      assert.match((await run(rows))[0], /4242/);
      await (await field(again, 'cvv')).sendKeys('123');
      await (await payButton(again)).click();
      assert.deepEqual(await ended(), ['succeeded']);
      assert.match(lastPayment('saved_card_id').saved_card_id, /^card_/);

      const skip = text => text.replace('savedCards: true', "savedCards: { save: 'never', cvv: 'skip' }");
      reader.more.saved_card_cvv = 'skip';
      const waived = await openForm('savedCards', skip);
      await until(`${rows}.length === 2`);
      assert.equal(await (await field(waived, 'cvv')).isDisplayed(), false);
      assert.equal(await run(`${FORM}.querySelector('.pw-check')?.checkVisibility() ?? false`), false);
      await (await payButton(waived)).click();
      assert.deepEqual(await ended(), ['succeeded']);

      delete reader.more.saved_card_cvv;
      const needed = await openForm('savedCards', skip);
      await until(`${rows}.length === 2`);
      assert.equal(await (await field(needed, 'cvv')).isDisplayed(), true, 'the session decides');
    });

    test('a sentence of the page is shown in place of the form’s', async () => {
      const [, sentence] = block('js', 'declined.funds').match(/'declined\.funds': '([^']+)'/);
      const root = await openForm('declined.funds');
      await typeCard(root, { ...CARD, number: '4000000000009995' });
      await (await payButton(root)).click();
      assert.deepEqual(await ended(), ['card_declined']);
      assert.ok((await shop.textOf(root, '.pw-notice')).includes(sentence));
    });

    test('with all sentences the form speaks a language of its own, and what is missing is English and named', async () => {
      const finnish = Object.entries(english)
        .filter(([key]) => key !== 'cvv.label')
        .map(([key, text]) => [key, typeof text === 'string' ? `fi ${text}` : text.other]);
      reader.files['/finnish.js'] = [
        'text/javascript',
        `export const finnish = ${JSON.stringify(Object.fromEntries(finnish))}`,
      ];
      await openForm('finnish', text => `window.warned = []; console.warn = (...said) => warned.push(said);\n${text}`);
      const [lang, labels] = await run(
        `[${FORM}.querySelector('form').lang, [...${FORM}.querySelectorAll('label')].map(label => label.innerText)]`,
      );
      assert.equal(lang, 'fi');
      for (const label of ['fi Card number', 'Security code']) assert.ok(labels.includes(label), labels.join());
      assert.match(await run(`${FORM}.querySelector('button[type=submit]').innerText`), /^fi Pay 19.900.KRW$/);
      assert.deepEqual(
        (await run('warned')).map(([, missing]) => missing),
        [['cvv.label']],
      );
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
      const data = `data-api-key="${reader.publishableKey()}" data-endpoint="${shop.sandbox.payments}/v1" data-currency="USD"`;
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

    test('no block is left', t => {
      assert.deepEqual([...blocks.left], []);
      t.diagnostic(`${name} and the pages that continue it: ${blocks.bodies.length} snippets executed`);
    });
  });
}
