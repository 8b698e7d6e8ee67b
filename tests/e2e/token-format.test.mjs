// `tokenFormat`: the two formats of www/docs/encryption.md, encrypted by the widget and decrypted by the npm package `jose`, of a call,
// of a form in the page and of one in a frame.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { compactDecrypt, importJWK, importPKCS8 } from 'jose';
import { BROWSERS, CARD, withHostile } from './support/hostile.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const guide = readFileSync(new URL('../../www/docs/encryption.md', import.meta.url), 'utf8');
/** The options `tokenFormat` of the guide, in their order. */
const FORMATS = [...guide.matchAll(/^const tokenFormat = (\{.*?^\});$/gms)].map(([, text]) => text);

const WAYS = [
  { name: 'Freedom Pay', kind: 'rsa', enc: 'A256GCM', header: { kid: '761a' } },
  { name: 'Juspay', kind: 'rsa-a128gcm', enc: 'A128GCM', header: { kid: '2218168c-ee6b-49d7-a851-8b94e7d0068d' } },
];

/** What is in it: header and plaintext. */
async function opened(shop, jwe) {
  const base64 = Buffer.from(shop.sandbox.privateKey().pkcs8, 'base64url').toString('base64');
  const key = await importPKCS8(`-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`, 'RSA-OAEP-256');
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, key);
  assert.equal(plaintext.length, 1024);
  return { header: protectedHeader, json: JSON.parse(new TextDecoder().decode(plaintext)) };
}

/** Configures the page anew, with a `tokenFormat`, and notes what it posts. @param {string} format  as it is written in JavaScript */
const configured = (shop, format) => `
  PaymentsAPI.configure({
    apiKey: '${readFileSync(`${shop.sandbox.data}/shop-key`, 'utf8').trim()}',
    endpoint: '${shop.sandbox.payments}/v1',
    sessionUrl: document.querySelector('script[data-session-url]').dataset.sessionUrl,
    currency: 'USD',
    tokenFormat: ${format},
  });
  const { fetch } = window;
  window.posts = [];
  window.fetch = request => {
    if (request.method === 'POST' && request.url.endsWith('/v1/payments')) {
      request.clone().json().then(body => window.posts.push(body));
    }
    return fetch(request);
  };`;

/** The payments that the page has posted. */
const postsOf = shop => shop.driver.executeScript('return window.posts');

/** The card as each of them documents it. @type {((json: any) => void)[]} */
const CHECKS = [
  ({ timestamp, ...card }) => {
    assert.deepEqual(card, { pan: '4242424242424242', expDate: '203412', cvv2: '123' });
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    assert.ok(Math.abs(time - Date.now()) < 120_000, timestamp);
  },
  card =>
    assert.deepEqual(card, {
      cardNumber: '4242424242424242',
      expMonth: '12',
      expYear: '2034',
      cardSecurityCode: '123',
    }),
];

test('the guide has both', () => assert.equal(FORMATS.length, WAYS.length));

for (const browser of BROWSERS)
  for (const [at, { name, kind, enc, header }] of WAYS.entries()) {
    describe(`${name}, in ${browser}`, () => {
      const shop = withShop({ browser, flags: ['--rotate-encryption-key', kind] });
      const expected = { alg: 'RSA-OAEP-256', enc, ...header };

      test('a token is as it is documented', async () => {
        await shop.open('/guide');
        await shop.driver.executeScript(configured(shop, FORMATS[at]));
        const { value, error } = await shop.outcomeOf(
          `PaymentsAPI.createToken({ cardNumber: '4242 4242 4242 4242', expirationDate: '12 / 34', cvv: '123', amount: '19.99' })`,
        );
        assert.ok(value, JSON.stringify(error));
        const { header: found, json } = await opened(shop, value.token);
        assert.deepEqual(found, expected);
        CHECKS[at](json);
      });

      test("a form's payment carries it, for a backend that hands it on", async () => {
        await shop.open('/guide');
        await shop.driver.executeScript(`${configured(shop, FORMATS[at])}
        document.body.replaceChildren(Object.assign(document.createElement('div'), { id: 'here' }));
        return PaymentsAPI.createForm({ amount: '19.99' }).mount('#here');`);
        const root = await shop.driver.executeScript('return document.querySelector("#here > div").shadowRoot');
        await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
        await (await payButton(root)).click();
        // The sandbox refuses it, as it is not the format of its own API.
        const [post] = await shop.driver.wait(async () => {
          const posts = await postsOf(shop);
          return posts.length > 0 && posts;
        }, 15_000);
        const { header: found, json } = await opened(shop, post.payment_method.encrypted_card);
        assert.deepEqual(found, expected);
        CHECKS[at](json);
      });

      test('a form with saved cards is refused', async () => {
        await shop.open('/guide');
        await shop.driver.executeScript(configured(shop, FORMATS[at]));
        const { error } = await shop.outcomeOf(
          `PaymentsAPI.createForm({ amount: '19.99', savedCards: true }).mount(document.body)`,
        );
        assert.equal(error.code, 'invalid_config');
        assert.match(error.message, /tokenFormat has nothing for a saved card/);
        const changed = await shop.driver.executeScript(`
        const form = PaymentsAPI.createForm({ amount: '19.99' });
        return form.mount(document.body).then(() => form.update({ savedCards: true })).then(String, error => error.code);`);
        assert.equal(changed, 'invalid_config');
      });
    });
  }

for (const browser of BROWSERS)
  describe(`every value, in ${browser}`, () => {
    const shop = withShop({ browser, flags: ['--rotate-encryption-key', 'rsa'] });

    test('is filled in, and nothing of the card is in the header', async () => {
      const types = readFileSync(new URL('../../www/api/index.d.ts', import.meta.url), 'utf8');
      const [about] = /export interface TokenFormat \{.*?\bpayload:/s.exec(types) ?? [''];
      const names = [...about.matchAll(/`\{(\w+)\}`/g)].map(([, name]) => name);
      assert.equal(names.length, 15);
      const payload = Object.fromEntries(names.map(name => [name, `<{${name}}>`]));
      await shop.open('/guide');
      await shop.driver.executeScript(configured(shop, JSON.stringify({ payload })));
      const { value, error } = await shop.outcomeOf(
        `PaymentsAPI.createToken({ cardNumber: '4242 4242 4242 4242', expirationDate: '01 / 34', cvv: '123', cardholderName: 'O"NEIL', amount: '19.99' })`,
      );
      assert.ok(value, JSON.stringify(error));
      const { header, json } = await opened(shop, value.token);
      assert.deepEqual(header, { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: value.keyId });
      const { session, jti, time, time_digits, ...rest } = json;
      assert.deepEqual(rest, {
        ...{
          number: '<4242424242424242>',
          exp_month: '<01>',
          exp_year: '<2034>',
          exp_year_short: '<34>',
          cvv: '<123>',
        },
        ...{ name: '<O"NEIL>', identity: '<>', password: '<>', network: '<>', amount: '<1999>', currency: '<USD>' },
      });
      assert.equal(session, `<${value.sessionId}>`);
      assert.match(jti, /^<[\w-]{22}>$/);
      assert.ok(Math.abs(Date.parse(time.slice(1, -1)) - Date.now()) < 120_000, time);
      assert.equal(time_digits, `<${time.replace(/\D/g, '').slice(0, 14)}>`);
    });

    test('that does not exist is refused, and nothing is sent', async () => {
      await shop.open('/guide');
      await shop.driver.executeScript(configured(shop, "{ payload: { pan: '{number}', cvc: '{cvc}' } }"));
      const { error } = await shop.outcomeOf(
        `PaymentsAPI.chargeCard({ cardNumber: '4242 4242 4242 4242', expirationDate: '12 / 34', cvv: '123', amount: '19.99' })`,
      );
      assert.deepEqual([error.code, error.outcome], ['invalid_config', 'not_charged']);
      assert.match(error.message, /tokenFormat\.payload has \{cvc\}/);
      assert.deepEqual(await postsOf(shop), []);
    });
  });

for (const browser of BROWSERS)
  describe(`in a frame, in ${browser}`, () => {
    const hostile = withHostile({ browser });

    test('frame.json says it, and the card in it is of no use to a page', async () => {
      hostile.reset();
      const tokenFormat = { payload: { pan: '{number}', code: '{cvv}', sum: '{amount} {currency}', of: '{session}' } };
      hostile.config = config => ({ ...config, tokenFormat });
      await hostile.open('frame');
      const root = await hostile.form('frame');
      await hostile.type(root);
      await hostile.pay(root);
      await hostile.until('a payment', () => hostile.api.asked('POST', /\/payments$/).length > 0);
      const [{ body }] = hostile.api.asked('POST', /\/payments$/);
      const key = await importJWK(hostile.sandbox.privateKey(), 'ECDH-ES');
      const jwe = JSON.parse(body).payment_method.encrypted_card;
      const { plaintext, protectedHeader } = await compactDecrypt(jwe, key);
      assert.deepEqual(Object.keys(protectedHeader), ['alg', 'enc', 'kid', 'epk']);
      assert.equal(protectedHeader.kid, hostile.sandbox.privateKey().kid);
      const [session] = hostile.secrets.map(secret => secret.split('_secret_')[0]);
      assert.deepEqual(JSON.parse(new TextDecoder().decode(plaintext)), {
        pan: CARD.number,
        code: CARD.cvv,
        sum: '1990 USD',
        of: session,
      });
    });

    test('what is wrong in frame.json is said before a card is typed', async () => {
      hostile.reset();
      hostile.config = config => ({ ...config, tokenFormat: { payload: { pan: '{number}', code: '{cvc}' } } });
      await hostile.open('frame');
      await hostile.until('an error', () => hostile.ask(`return told.some(([name]) => name === 'error')`));
      const [[code, message]] = await hostile.ask(
        `return told.filter(([name]) => name === 'error').map(([, { code, message }]) => [code, message])`,
      );
      assert.equal(code, 'frame_failed');
      assert.match(message, /frame\.json: tokenFormat\.payload has \{cvc\}/);
    });
  });
