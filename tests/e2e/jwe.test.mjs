// The encrypted card, for every kind of key: a JWE that the npm package `jose` decrypts with the sandbox's private key, and one of
// jose's that the sandbox decrypts.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, importJWK, importPKCS8 } from 'jose';
import { requestsOf } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const KINDS = [
  { kind: 'ec', alg: 'ECDH-ES', enc: 'A256GCM' },
  { kind: 'ec-a128gcm', alg: 'ECDH-ES', enc: 'A128GCM' },
  { kind: 'rsa', alg: 'RSA-OAEP-256', enc: 'A256GCM' },
  { kind: 'rsa-a128gcm', alg: 'RSA-OAEP-256', enc: 'A128GCM' },
];

function privateKeyOf({ pkcs8, ...jwk }, alg) {
  if (!pkcs8) return importJWK(jwk, alg);
  const base64 = Buffer.from(pkcs8, 'base64url').toString('base64');
  return importPKCS8(`-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`, alg);
}

async function decrypted(shop, jwe, { alg, enc }) {
  const stored = shop.sandbox.privateKey();
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, await privateKeyOf(stored, alg));
  const { kid, epk, ...rest } = /** @type {any} */ (protectedHeader);
  assert.deepEqual(rest, { alg, enc, typ: 'payment-card+jwe' });
  assert.deepEqual(
    Object.keys(epk ?? {}).sort(),
    alg === 'ECDH-ES' ? ['crv', 'kty', 'x', 'y'] : [],
    'the ephemeral key is a public one',
  );
  assert.equal(kid, await calculateJwkThumbprint(stored));
  assert.equal(plaintext.length, 1024);
  return JSON.parse(new TextDecoder().decode(plaintext));
}

function withoutNonces({ jti, iat, ...claims }) {
  assert.equal(Buffer.from(jti, 'base64url').length, 16);
  assert.ok(Math.abs(iat - Date.now() / 1000) < 120, 'iat is the time of encryption, in seconds');
  return claims;
}

/** A call of the API; its answer's JSON. */
async function call(shop, path, authorization, headers, body) {
  const answer = await fetch(`${shop.sandbox.payments}/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${authorization}`, 'idempotency-key': randomUUID(), ...headers },
    body: body && JSON.stringify(body),
  });
  return answer.json();
}

for (const way of KINDS) {
  describe(`${way.alg} with ${way.enc}`, () => {
    const shop = withShop({ flags: ['--rotate-encryption-key', way.kind] });

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
      const [{ session_id: session, status }] = query(shop.sandbox, 'SELECT session_id, status FROM payments');
      assert.equal(status, 'succeeded', 'the sandbox decrypts it');
      assert.deepEqual(withoutNonces(await decrypted(shop, method.encrypted_card, way)), {
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
      assert.deepEqual(withoutNonces(await decrypted(shop, value.token, way)), {
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

    test("a card that jose has encrypted for the API's key is paid", async () => {
      const key = name => readFileSync(join(shop.sandbox.data, name), 'utf8').trim();
      const json = { 'content-type': 'application/json' };
      const price = { amount: 1999, currency: 'USD' };
      const order = { ...price, order_id: '1042', payer: { id: 'minsu' }, payment_method_types: ['card'] };
      const session = await call(shop, '/payment_sessions', key('shop-secret'), json, order);
      const [jwk] = (await call(shop, '/jwks.json', '', {})).keys;
      const claims = {
        ...{
          v: 1,
          number: '4242424242424242',
          exp_month: 12,
          exp_year: 2034,
          cvv: '123',
          session: session.id,
          ...price,
        },
        ...{ jti: randomBytes(16).toString('base64url'), iat: Math.floor(Date.now() / 1000) },
      };
      const plaintext = new TextEncoder().encode(JSON.stringify(claims).padEnd(1024));
      const header = { alg: jwk.alg, enc: jwk.enc ?? 'A256GCM', kid: jwk.kid, typ: 'payment-card+jwe' };
      assert.deepEqual([header.alg, header.enc], [way.alg, way.enc]);
      const jwe = await new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(await importJWK(jwk, jwk.alg));
      const payer = { ...json, 'payment-session': session.client_secret };
      const payment = { ...price, payment_method: { type: 'card', encrypted_card: jwe }, installment_months: 0 };
      const paid = await call(shop, '/payments', key('shop-key'), payer, payment);
      assert.equal(paid.status, 'succeeded', JSON.stringify(paid));
    });
  });
}
