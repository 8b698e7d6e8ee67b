// The suite `submit`: from the press of the pay button until the payment is sent, of a form whose key to encrypt for is there.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_THROTTLE, openPages, SLOW, SLOW_CPU } from './chromium.mjs';
import { CHARGE, compress, pathOf } from './forms.mjs';
import { serve } from './server.mjs';
import { median, quantile, table } from './statistics.mjs';

const ROUNDS = 9;
const TITLES = new Map([
  [NO_THROTTLE, 'no throttle'],
  [SLOW_CPU, 'CPU 4x'],
  [SLOW, 'CPU 4x, 1.6 Mbit/s, 150 ms a request'],
]);
/** A payer does not press the button as soon as the last field is full: until then the key has come. */
const THINKS_MS = 1000;

/** A key set with one key, as the API sends it. */
function keySet() {
  const { kty, crv, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return Buffer.from(JSON.stringify({ keys: [{ kty, crv, x, y, kid, use: 'enc', alg: 'ECDH-ES' }] }));
}

export async function benchSubmit(files, rounds = ROUNDS) {
  const keys = await compress(keySet());
  const server = await serve(new Map([...files, ['/v1/jwks.json', keys]]));
  const pages = await openPages(server);
  const rows = [];
  try {
    for (const [conditions, title] of TITLES) {
      const times = [];
      for (let round = 0; round < rounds; round++) {
        await pages.load(pathOf(CHARGE), conditions);
        if (!(await pages.evaluate('bench.fill()'))) throw new Error('the form is not complete');
        await pause(THINKS_MS);
        times.push(await pages.evaluate('bench.pay()'));
      }
      rows.push([title, median(times).toFixed(0), quantile(times, 0.95).toFixed(0)]);
    }
  } finally {
    await pages.close();
    server.close();
  }
  console.log(`\n${table('submit, of payments-widget', ['until it is sent, ms', 'p95'], rows)}`);
}
