// One script tag on a merchant's page, on another origin, under the strictest content security policy that is supported.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { consoleOf, policyBreaches, requestsOf } from './support/browser.mjs';
import { servePage } from './support/page.mjs';
import { field, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says, sentence } from './support/words.mjs';

const shop = withShop({ loggedIn: false });

/** Serves a page, opens it, runs `look`, and checks that nothing broke its content security policy. */
async function onPage(html, look) {
  const server = await servePage(shop.sandbox, html);
  try {
    await consoleOf(shop.driver);
    await shop.driver.get(server.origin);
    await look();
    assert.deepEqual(await policyBreaches(shop.driver), []);
  } finally {
    await server.close();
  }
}

const tag = () => `<script src="${shop.sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
  data-endpoint="${shop.sandbox.payments}/v1" data-currency="USD"></script>`;
const page = (head, body = '') =>
  `<!doctype html><html lang="en"><title>A shop</title>${head}<body>${body}</body></html>`;

describe('the script tag', () => {
  test('sets the global synchronously, and settles calls made before the WebAssembly is loaded', async () => {
    const html = nonce =>
      page(`${tag()}<script nonce="${nonce}">
      var said, early = typeof PaymentsAPI.chargeCard;
      const paymentData = { cardNumber: '1234567890123456', expirationDate: '12/24', cvv: '123', amount: 100.00 };
      PaymentsAPI.chargeCard(paymentData).then(response => { said = response; }).catch(error => { said = error; });
      </script>`);
    await onPage(html, async () => {
      assert.equal(await shop.driver.executeScript('return early'), 'function');
      const code = await shop.driver.wait(() => shop.driver.executeScript('return window.said?.code'), 10_000);
      assert.equal(code, 'card_number_invalid');
      assert.equal(await shop.driver.executeScript('return said instanceof Error && said.name'), 'PaymentError');
      const asked = (await requestsOf(shop.driver)).map(({ url }) => new URL(url).pathname);
      assert.deepEqual(
        asked.filter(path => path.startsWith('/v1/')),
        [],
      );
    });
  });

  test('finds its own element on a page with an image named currentScript', async () => {
    const html = nonce =>
      page(
        '',
        `<img name="currentScript" alt="">${tag()}<script nonce="${nonce}">
      PaymentsAPI.ready().then((validators) => { window.said = validators.validateCardNumber('4242424242424242').brand; });
      </script>`,
      );
    await onPage(html, async () => {
      assert.equal(await shop.driver.wait(() => shop.driver.executeScript('return window.said'), 10_000), 'visa');
    });
  });

  test('with a secret key logs one error and rejects every call', async () => {
    const html = () => page(tag().replace('pk_test_any', 'sk_test_any'));
    const server = await servePage(shop.sandbox, html);
    await shop.driver.get(server.origin);
    const codes = await shop.driver.executeAsyncScript(`
      const code = (promise) => promise.then(() => 'resolved', (error) => error.code);
      Promise.all([
        code(PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: 1 })),
        code(PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: 1 })),
      ]).then(arguments[0]);`);
    assert.deepEqual(codes, ['secret_key_exposed', 'secret_key_exposed']);
    const said = (await consoleOf(shop.driver)).filter(({ message }) => message.includes('secret'));
    assert.equal(said.length, 1);
    assert.doesNotMatch(said[0].message, /sk_test_any/);
    await server.close();
  });
});

describe('<payment-form>', () => {
  test('is defined by the script tag, and shows its language and amount', async () => {
    const html = () => page(tag(), '<payment-form amount="19900" currency="KRW" locale="ko"></payment-form>');
    await onPage(html, async () => {
      const root = await shop.form();
      assert.equal(await shop.textOf(root, '.pw-field--number label'), sentence('number.label', {}, 'ko'));
      assert.match(await shop.textOf(root, 'button[type="submit"]'), says('pay.button', { amount: '19,900원' }, 'ko'));
      await typeCard(root, { number: '4242' });
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4242');
    });
  });

  test('tells a wrong key in the console before anything is typed, and a misspelt attribute; a right key is silent', async () => {
    const own = async key => {
      const html = () =>
        page(
          tag().replace('pk_test_any', key),
          '<payment-form amount="19.90" currency="USD" locael="en"></payment-form>',
        );
      let said = [];
      await onPage(html, async () => {
        await shop.form();
        const hears = async () => {
          said.push(...(await consoleOf(shop.driver)).map(({ message }) => message));
          return said.some(message => message.includes('locale?'));
        };
        await shop.driver.wait(hears, 10_000, 'the console did not name the attribute');
        await shop.driver.sleep(500);
        await hears();
      });
      return said.filter(message => message.includes('payments-widget: '));
    };
    const wrong = await own('pk_test_any');
    assert.equal(wrong.length, 2, wrong.join('\n'));
    assert.match(wrong[0], /payment-form> has no attribute locael; did you mean locale\?/);
    assert.match(wrong[1], /no card can be paid here yet\. apiKey is wrong: .*prints its keys when it starts\./);
    const [, key] = shop.sandbox.log().match(/^Publishable key +(\S+)/m);
    assert.equal((await own(key)).length, 1);
  });

  test('has no input with a name, and no form with an action', async () => {
    const html = () => page(tag(), '<payment-form amount="19.90" currency="USD"></payment-form>');
    await onPage(html, async () => {
      const root = await shop.form();
      assert.deepEqual(await root.findElements(By.css('[name], form[action]')), []);
    });
  });
});
