// The guide to wallets with a script of their own (www/docs): its blocks are run as they are printed, with what is Google's and
// Apple's played by a stand-in, and are paid in the sandbox. A block that no test here takes fails.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { consoleOf } from './support/browser.mjs';
import { inForm, MODES, rootOf } from './support/modes.mjs';
import { Blocks, withNonce, withReader } from './support/reader.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { applePay, googlePay } from './support/wallet-scripts.mjs';

const HOST = '#payment > div';
const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const MERCHANT = { merchantSessionIdentifier: 'merchant-session' };

const blocks = new Blocks('www/docs/wallets.md');

for (const mode of MODES)
  describe(`the guide's blocks, ${mode}`, () => {
    const reader = withReader({ mode });
    const { shop } = reader;
    reader.http = new Blocks('README.md').take('http', 'payment_sessions');
    reader.keepsSession = true;

    beforeEach(() => {
      reader.files = {};
      reader.openToken = token => token;
    });

    /** Opens a page with a block, after `html`; the payments and failures are in `ended`. */
    async function open(word, html) {
      // The sandbox has one wallet that takes a token.
      const block = blocks.take('js', word).replaceAll(/'(google|apple)_pay'/g, "'device_wallet'");
      const frame = mode === 'frame' ? `, frame: '${reader.frame}'` : '';
      const module = `import { PaymentsAPI } from 'payments-widget';
    PaymentsAPI.configure({ apiKey: '${reader.publishableKey()}', endpoint: '${reader.site.origin}/v1', sessionUrl: '/checkout/session'${frame} });
    ${block}
    window.ended = [];
    form.on('success', ({ status }) => ended.push([status]));
    form.on('error', ({ code, outcome, cause }) => ended.push([code, outcome, cause?.message ?? cause?.statusCode]));`;
      await reader.open(`<div id="payment"></div>${html}${reader.moduleOf(module)}`);
      if (mode === 'inline') return reader.liveRootOf(`document.querySelector('${HOST}')?.shadowRoot`);
      const live = async () => {
        try {
          const root = await rootOf(shop.driver, await shop.driver.findElement(By.css(HOST)));
          return (await root.findElements(By.css('.pw-hintbtn'))).length > 0 && root;
        } catch {
          return false;
        }
      };
      return shop.driver.wait(live, WAIT_MS, 'no form');
    }

    const inside = script => inForm(shop.driver, `return ${script}`, [], HOST);

    async function pressed(root) {
      await reader.run('ended.length = 0');
      await (await payButton(root)).click();
      await reader.until('ended.length > 0');
      return reader.run('ended[0]');
    }

    async function choose(root, at) {
      await shop.driver.wait(async () => (await root.findElements(By.css('.pw-method'))).length === 2, WAIT_MS);
      await (await root.findElements(By.css('.pw-method')))[at].click();
    }

    const lastPayments = () => shop.payments().map(({ status, amount, wallet_id: wallet }) => [status, amount, wallet]);

    describe('Google Pay', () => {
      const openGoogle = () => {
        const tag = blocks
          .take('html', 'pay.google.com')
          .replace('https://pay.google.com/gp/p/js/pay.js', '/google/pay.js');
        reader.files['/google/pay.js'] = ['text/javascript', googlePay(reader.publishableKey())];
        return open('loadPaymentData', tag);
      };

      test('opens in the click, and its token pays', async () => {
        const root = await openGoogle();
        assert.equal(await inside("root.querySelector('.pw-wmark').dataset.tint"), 'google-pay');
        await choose(root, 1);
        assert.deepEqual(await pressed(root), ['succeeded']);
        assert.deepEqual(lastPayments().at(-1), ['succeeded', 1999, 'device_wallet']);
      });

      test('closed by the payer, it is canceled, and nothing is charged; the next press opens it again', async () => {
        const root = await openGoogle();
        const before = lastPayments().length;
        await choose(root, 1);
        await reader.run('isClosed = true');
        assert.deepEqual(await pressed(root), ['canceled', 'not_charged', 'CANCELED']);
        assert.equal(lastPayments().length, before);
        await reader.run('isClosed = false');
        assert.deepEqual(await pressed(root), ['succeeded']);
        assert.deepEqual(await reader.run('walletLog'), ['opened', 'opened']);
      });
    });

    describe('Apple Pay', () => {
      const openApple = () => {
        reader.files['/apple-pay/session'] = ['application/json', JSON.stringify(MERCHANT)];
        // A processor opens the token of Apple's: here its inside is that of the sandbox's wallet.
        reader.openToken = token => JSON.parse(token).paymentData;
        return open('ApplePaySession', withNonce(`<script>${applePay(reader.publishableKey())}</script>`));
      };

      test('opens in the click, is validated by the shop’s server, and its sheet closes with the result', async () => {
        const root = await openApple();
        assert.equal(await inside("root.querySelector('.pw-wmark').dataset.tint"), 'apple-pay');
        await choose(root, 1);
        assert.deepEqual(await pressed(root), ['succeeded']);
        assert.deepEqual(lastPayments().at(-1), ['succeeded', 1999, 'device_wallet']);
        await reader.until('walletLog.length === 3');
        assert.deepEqual(await reader.run('walletLog'), ['opened', 'merchant-session', 'success']);
      });

      test('a payment that is declined closes the sheet as a failure', async () => {
        const root = await openApple();
        reader.openToken = token => JSON.parse(token).paymentData.replace(/.{8}$/, 'AAAAAAAA');
        await choose(root, 1);
        assert.deepEqual((await pressed(root)).slice(0, 2), ['wallet_declined', 'not_charged']);
        await reader.until('walletLog.length === 3');
        assert.equal(await reader.run('walletLog.at(-1)'), 'failure');
      });

      test('closed by the payer, or without the shop’s server, it is canceled, and nothing is charged', async () => {
        const root = await openApple();
        const before = lastPayments().length;
        await choose(root, 1);
        await reader.run('isClosed = true');
        assert.deepEqual(await pressed(root), ['canceled', 'not_charged', 'The payer closed Apple Pay.']);
        await reader.run('isClosed = false');
        reader.files['/apple-pay/session'] = ['application/json', 'null', 503];
        assert.deepEqual(await pressed(root), ['canceled', 'not_charged', '/apple-pay/session answered 503']);
        assert.equal(await reader.run('walletLog.at(-1)'), 'aborted');
        assert.equal(lastPayments().length, before);
      });

      test('is not offered by a browser that has none, where a card pays', async () => {
        reader.openToken = token => token;
        const root = await open('ApplePaySession', '');
        await typeCard(root, CARD);
        assert.deepEqual(await pressed(root), ['succeeded']);
        assert.equal(await inside("root.querySelectorAll('.pw-method').length"), 0);
        const wrong = (await consoleOf(shop.driver)).filter(({ message }) => /Uncaught|ReferenceError/.test(message));
        assert.deepEqual(wrong, []);
      });
    });
  });

test('no block is left, and the guide in Korean has the same ones', () => {
  assert.deepEqual([...blocks.left], []);
  assert.deepEqual(new Blocks('www/docs/wallets.ko.md').bodies, blocks.bodies);
});
