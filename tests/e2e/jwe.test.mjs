// The encrypted card: a JWE that the npm package `jose` decrypts with the sandbox's private key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateJwkThumbprint, compactDecrypt, importJWK } from 'jose';
import { requestsOf } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const shop = withShop();

async function decrypted(jwe) {
  const jwk = shop.sandbox.privateKey();
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, await importJWK(jwk, 'ECDH-ES'));
  const { kid, epk, ...rest } = /** @type {any} */ (protectedHeader);
  assert.deepEqual(rest, { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'payment-card+jwe' });
  assert.deepEqual({ ...epk, x: '', y: '' }, { kty: 'EC', crv: 'P-256', x: '', y: '' });
  assert.equal(kid, await calculateJwkThumbprint(jwk));
  assert.equal(plaintext.length, 1024);
  return JSON.parse(new TextDecoder().decode(plaintext));
}

function withoutNonces({ jti, iat, ...claims }) {
  assert.equal(Buffer.from(jti, 'base64url').length, 16);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 120, 'iat is the time of encryption, in seconds');
  return claims;
}

test("a form's payment encrypts card, session and amount together; its body holds nothing else of the card", async () => {
  await shop.open('/');
  const root = await shop.form();
  await requestsOf(shop.driver);
  await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '012', name: '김민서' });
  await (await payButton(root)).click();
  await shop.textOf(root, '.pw-state');
  const posts = (await requestsOf(shop.driver)).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/v1/payments'),
  );
  assert.equal(posts.length, 1);
  const { payment_method: method, ...body } = JSON.parse(posts[0].body);
  assert.deepEqual(Object.keys(method).sort(), ['encrypted_card', 'type']);
  assert.deepEqual([body.amount, body.currency], [128000, 'KRW']);
  const [{ session_id: session }] = query(shop.sandbox, 'SELECT session_id FROM payments');
  assert.deepEqual(withoutNonces(await decrypted(method.encrypted_card)), {
    v: 1,
    number: '4242424242424242',
    exp_month: 12,
    exp_year: 2034,
    cvv: '012',
    name: '김민서',
    session,
    amount: 128000,
    currency: 'KRW',
  });
});

test('a token encrypts the same claims, with its own session and amount', async () => {
  await shop.open('/guide');
  const { value, error } = await shop.outcomeOf(
    `PaymentsAPI.createToken({ cardNumber: '5555 5555 5555 4444', expirationDate: '1 / 34', cvv: '123', amount: '19.99' })`,
  );
  assert.ok(value, JSON.stringify(error));
  assert.deepEqual(value.card, { brand: 'mastercard', last4: '4444' });
  assert.deepEqual(withoutNonces(await decrypted(value.token)), {
    v: 1,
    number: '5555555555554444',
    exp_month: 1,
    exp_year: 2034,
    cvv: '123',
    session: value.sessionId,
    amount: 1999,
    currency: 'USD',
  });
});
