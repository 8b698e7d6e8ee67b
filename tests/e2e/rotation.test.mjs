// A page stays open while the API replaces the key that cards are encrypted for: it pays with the key that it has, and with the new
// one once the API has forgotten that.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requestsOf } from './support/browser.mjs';
import { withShop } from './support/with-shop.mjs';

const CALL = `PaymentsAPI.chargeCard({ cardNumber: '4242 4242 4242 4242', expirationDate: '12 / 34', cvv: '123', amount: '19.99' })`;
const shop = withShop();

/** Pays in the page that is open; the `kid` of each card that was sent. */
async function pay() {
  await requestsOf(shop.driver);
  const { value, error } = await shop.outcomeOf(CALL);
  assert.ok(value, JSON.stringify(error));
  const posts = (await requestsOf(shop.driver)).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/v1/payments'),
  );
  return posts.map(({ body }) => {
    const [header] = JSON.parse(body).payment_method.encrypted_card.split('.');
    return JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
  });
}

test('a page that is open over a rotation pays', async () => {
  await shop.open('/guide');
  const old = shop.sandbox.privateKey().kid;
  assert.deepEqual(await pay(), [old]);

  const flags = ['--rotate-encryption-key', 'rsa', '--old-encryption-key-for', '0s'];
  shop.sandbox = await shop.sandbox.restart(flags);
  const fresh = shop.sandbox.privateKey().kid;
  assert.notEqual(fresh, old);
  assert.deepEqual(await pay(), [old], 'the old key is not published, and still opens');

  // A day later.
  const path = join(shop.sandbox.data, 'jwk.json');
  const file = JSON.parse(readFileSync(path, 'utf8'));
  file.keys[1].retired_at -= 25 * 60 * 60 * 1000;
  writeFileSync(path, JSON.stringify(file));
  shop.sandbox = await shop.sandbox.restart([]);
  assert.deepEqual(await pay(), [old, fresh], 'refused with encryption_key_unknown, and encrypted anew');
  assert.deepEqual(await pay(), [fresh]);
  assert.deepEqual(
    shop.payments().map(({ status }) => status),
    ['succeeded', 'succeeded', 'succeeded', 'succeeded'],
  );
});
