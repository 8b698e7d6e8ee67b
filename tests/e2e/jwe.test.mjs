// What leaves the page instead of the card: a JWE that npm's `jose` opens with the sandbox's private key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { calculateJwkThumbprint, compactDecrypt, importJWK } from 'jose';
import { openChromium, outcomeOf, requestsOf } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

async function opened(jwe) {
  const jwk = sandbox.privateKey();
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, await importJWK(jwk, 'ECDH-ES'));
  const { kid, epk, ...rest } = protectedHeader;
  assert.deepEqual(rest, { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'payment-card+jwe' });
  assert.deepEqual({ ...epk, x: '', y: '' }, { kty: 'EC', crv: 'P-256', x: '', y: '' });
  assert.equal(kid, await calculateJwkThumbprint(jwk));
  assert.equal(plaintext.length, 1024);
  return JSON.parse(new TextDecoder().decode(plaintext));
}

function checked({ jti, iat, ...claims }) {
  assert.equal(Buffer.from(jti, 'base64url').length, 16);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 120, 'iat is the time of sealing, in seconds');
  return claims;
}

test('the form\'s payment seals card, session and amount, and its body says no more', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  await requestsOf(driver);
  await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '012', name: '김민서' });
  await (await payButton(root)).click();
  await textOf(driver, root, '.pw-state');
  const posts = (await requestsOf(driver)).filter(({ method, url }) => method === 'POST' && url.endsWith('/v1/payments'));
  assert.equal(posts.length, 1);
  const { payment_method: method, ...body } = JSON.parse(posts[0].body);
  assert.deepEqual(Object.keys(method).sort(), ['encrypted_card', 'type']);
  assert.deepEqual([body.amount, body.currency], [128000, 'KRW']);
  const [{ session_id: session }] = query(sandbox, 'SELECT session_id FROM payments');
  assert.deepEqual(checked(await opened(method.encrypted_card)), {
    v: 1, number: '4242424242424242', exp_month: 12, exp_year: 2034, cvv: '012', name: '김민서', session, amount: 128000,
    currency: 'KRW',
  });
});

test('a token is sealed alike, for its own session and amount', async () => {
  await open(driver, sandbox, '/guide');
  const { value, error } = await outcomeOf(driver,
    `PaymentsAPI.createToken({ cardNumber: '5555 5555 5555 4444', expirationDate: '1 / 34', cvv: '123', amount: '19.99' })`);
  assert.ok(value, JSON.stringify(error));
  assert.deepEqual(value.card, { brand: 'mastercard', last4: '4444' });
  assert.deepEqual(checked(await opened(value.token)), {
    v: 1, number: '5555555555554444', exp_month: 1, exp_year: 2034, cvv: '123', session: value.sessionId, amount: 1999,
    currency: 'USD',
  });
});
