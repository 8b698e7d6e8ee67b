// One script tag on a stranger's page, on another origin, under the strictest policy the contract promises to live with.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { consoleOf, openChromium, policyBreaches, requestsOf } from './support/browser.mjs';
import { servePage } from './support/page.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { field, formOf, textOf, typeCard } from './support/shop.mjs';

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

/** Opens a page, lets `look` see it, and closes it; no policy may have been broken. */
async function onPage(html, look) {
  const server = await servePage(sandbox, html);
  try {
    await consoleOf(driver);
    await driver.get(server.origin);
    await look();
    assert.deepEqual(await policyBreaches(driver), []);
  } finally {
    await server.close();
  }
}

const tag = () => `<script src="${sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
  data-endpoint="${sandbox.payments}/v1" data-currency="USD"></script>`;
const page = (head, body = '') => `<!doctype html><html lang="en"><title>A shop</title>${head}<body>${body}</body></html>`;

describe('the script tag', () => {
  test('sets the global at once, and calls made before the WebAssembly is there are answered', async () => {
    const html = (nonce) => page(`${tag()}<script nonce="${nonce}">
      var said, early = typeof PaymentsAPI.chargeCard;
      const paymentData = { cardNumber: '1234567890123456', expirationDate: '12/24', cvv: '123', amount: 100.00 };
      PaymentsAPI.chargeCard(paymentData).then(response => { said = response; }).catch(error => { said = error; });
      </script>`);
    await onPage(html, async () => {
      assert.equal(await driver.executeScript('return early'), 'function');
      const code = await driver.wait(() => driver.executeScript('return window.said?.code'), 10_000);
      assert.equal(code, 'card_number_invalid');
      assert.equal(await driver.executeScript('return said instanceof Error && said.name'), 'PaymentError');
      const asked = (await requestsOf(driver)).map(({ url }) => new URL(url).pathname);
      assert.deepEqual(asked.filter((path) => path.startsWith('/v1/')), []);
    });
  });

  test('finds itself beside an image that is called currentScript', async () => {
    const html = (nonce) => page('', `<img name="currentScript" alt="">${tag()}<script nonce="${nonce}">
      PaymentsAPI.ready().then((validators) => { window.said = validators.validateCardNumber('4242424242424242').brand; });
      </script>`);
    await onPage(html, async () => {
      assert.equal(await driver.wait(() => driver.executeScript('return window.said'), 10_000), 'visa');
    });
  });

  test('a secret key in it is said once and rejects every call', async () => {
    const html = () => page(tag().replace('pk_test_any', 'sk_test_any'));
    const server = await servePage(sandbox, html);
    await driver.get(server.origin);
    const codes = await driver.executeAsyncScript(`
      const code = (promise) => promise.then(() => 'resolved', (error) => error.code);
      Promise.all([
        code(PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: 1 })),
        code(PaymentsAPI.chargeWallet({ walletId: 'my_wallet', amount: 1 })),
      ]).then(arguments[0]);`);
    assert.deepEqual(codes, ['secret_key_exposed', 'secret_key_exposed']);
    const said = (await consoleOf(driver)).filter(({ message }) => message.includes('secret'));
    assert.equal(said.length, 1);
    assert.doesNotMatch(said[0].message, /sk_test_any/);
    await server.close();
  });
});

describe('<payment-form>', () => {
  test('is defined by the tag, speaks the language it is told, and shows its amount', async () => {
    const html = () => page(tag(), '<payment-form amount="19900" currency="KRW" locale="ko"></payment-form>');
    await onPage(html, async () => {
      const root = await formOf(driver);
      assert.equal(await textOf(driver, root, '.pw-field--number label'), '카드 번호');
      assert.match(await textOf(driver, root, 'button[type="submit"]'), /19,900원 결제하기/);
      await typeCard(root, { number: '4242' });
      assert.equal(await (await field(root, 'number')).getProperty('value'), '4242');
    });
  });

  test('no input has a name, and the form no action', async () => {
    const html = () => page(tag(), '<payment-form amount="19.90" currency="USD"></payment-form>');
    await onPage(html, async () => {
      const root = await formOf(driver);
      assert.deepEqual(await root.findElements(By.css('[name], form[action]')), []);
    });
  });
});
