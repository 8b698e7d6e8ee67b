// payments-widget/webhooks: what a merchant's server takes and refuses. The cases are those of the crate's tests too; `standardwebhooks`
// is the library of the specification's authors.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { source } from './source.mjs';

const { verifyWebhook, WebhookError } = await source('webhooks/webhooks.js');

const read = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const CASES = JSON.parse(read('tests/webhooks/cases.json'));
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const EVENT = { id: 'evt_1', type: 'payment.succeeded', created_at: '2026-11-24T08:31:00Z', livemode: false, data: {} };
const BODY = JSON.stringify(EVENT);
const NOW = new Date('2026-11-24T08:31:00Z');

/** The headers that the authors' library makes. */
function signed({ body = BODY, secret = SECRET, id = 'evt_1', at = NOW } = {}) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

/** The event, or the code of the refusal. */
const outcomeOf = options =>
  verifyWebhook({ secrets: [SECRET], now: NOW, body: BODY, ...options }).catch(error => {
    assert.ok(
      [WebhookError, Error].every(kind => error instanceof kind),
      String(error.stack),
    );
    assert.deepEqual([error.name, error.message.length > 20], ['WebhookError', true]);
    return error.code;
  });

describe('the cases', () => {
  for (const { about, expect, headers, body, secrets, now } of CASES) {
    test(about, async () => {
      const outcome = await outcomeOf({ headers, body, secrets, now: new Date(now * 1000) });
      assert.equal(outcome.id ?? outcome, expect);
    });
  }

  test('there is one for each code', () => {
    const types = read('www/webhooks/webhooks.d.ts').match(/WebhookErrorCode =([^;]+);/)[1];
    const codes = [...types.matchAll(/^ +\| '(\w+)'/gm)].map(([, code]) => code);
    const rust = new Set([...read('src/webhooks/error.rs').matchAll(/=> "(webhook_\w+)"/g)].map(([, code]) => code));
    assert.equal(codes.length, 6);
    assert.deepEqual([...rust].sort(), [...codes].sort());
    for (const code of codes) assert.ok(CASES.filter(({ expect }) => expect === code).length > 1, code);
  });

  test('no message repeats a secret, a signature or the body', async () => {
    for (const { headers, body, secrets, now } of CASES) {
      const planted = [...secrets, headers['webhook-signature'], body].filter(text => text?.length > 6);
      await verifyWebhook({ headers, body, secrets, now: new Date(now * 1000) }).catch(({ message, stack }) => {
        for (const text of planted) assert.ok(!message.includes(text) && !stack.includes(text));
      });
    }
  });
});

describe('with the library of the authors', () => {
  test('what it signs is taken', async () => {
    for (let at = 0; at < 200; at++) {
      const secret = `whsec_${randomBytes(24 + (at % 41)).toString('base64')}`;
      const event = { ...EVENT, id: `evt_${at}`, data: { note: randomBytes(at).toString('latin1') } };
      const body = JSON.stringify(event);
      const headers = signed({ body, secret, id: event.id });
      assert.deepEqual(await outcomeOf({ headers, body, secrets: [secret] }), event);
    }
  });

  test('what is signed here, it takes: the cases that are taken, at their own time', async t => {
    t.mock.timers.enable({ apis: ['Date'] });
    const taken = CASES.filter(({ expect }) => !expect.startsWith('webhook_'));
    assert.ok(taken.length >= 10);
    for (const { about, headers, body, secrets, now } of taken) {
      t.mock.timers.setTime(now * 1000);
      const takes = secret => {
        try {
          return new Webhook(secret).verify(body, headers);
        } catch {
          return undefined;
        }
      };
      // The library reads the time as a number before it signs: of a zero before it, it has another opinion.
      assert.equal(secrets.some(takes), !headers['webhook-timestamp'].startsWith('0'), about);
    }
  });

  test('no change is taken that it refuses, and none of a byte at all', async t => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW });
    const right = { ...signed(), body: BODY };
    const names = Object.keys(right);
    const letters = ' !.,=+/-_0159AZaz\0\x7f';
    for (let round = 0; round < 3000; round++) {
      const bytes = randomBytes(8);
      const name = names[bytes[0] % names.length];
      const text = right[name];
      const at = bytes.readUInt16LE(1) % (text.length + 1);
      const letter = letters[bytes[3] % letters.length];
      const cut = bytes[4] % 3;
      const bent = text.slice(0, at) + (bytes[5] % 4 ? letter : '') + text.slice(at + cut);
      const { body, ...headers } = { ...right, [name]: bent };
      const outcome = await outcomeOf({ body, headers });
      if (bent === text) assert.deepEqual(outcome, EVENT);
      else if (typeof outcome !== 'string') {
        // A space at the end, or before it, is another list with the same signature.
        assert.equal(name, 'webhook-signature');
        assert.ok(bent.split(' ').includes(text), JSON.stringify(bent));
        new Webhook(SECRET).verify(body, headers);
      }
    }
  });

  test('a rotation: it signs with both secrets, and each server has one of them or both', async () => {
    const [first, second] = [SECRET, OTHER].map(secret => signed({ secret }));
    const both = `${first['webhook-signature']} ${second['webhook-signature']}`;
    for (const secrets of [[SECRET], [OTHER], [SECRET, OTHER], [OTHER, SECRET]]) {
      const headers = { ...first, 'webhook-signature': both };
      assert.deepEqual(await outcomeOf({ headers, secrets }), EVENT);
    }
    const third = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const headers = { ...first, 'webhook-signature': both };
    assert.equal(await outcomeOf({ headers, secrets: [third] }), 'webhook_signature_invalid');
  });
});

describe('what a server has', () => {
  const headers = signed();

  test('the body as text or as bytes, also those of another place in a buffer', async () => {
    const bytes = Buffer.from(BODY);
    const around = new Uint8Array(bytes.length + 7);
    around.set(bytes, 5);
    const bodies = [
      BODY,
      bytes,
      new Uint8Array(bytes),
      new Uint8Array(bytes).buffer,
      around.subarray(5, -2),
      new DataView(around.buffer, 5, bytes.length),
    ];
    for (const body of bodies) assert.deepEqual(await outcomeOf({ body, headers }), EVENT);
  });

  test('bytes that are not UTF-8 are signed as they are', async () => {
    const body = Buffer.from(BODY.replace('succeeded', 'succeede\xff'), 'latin1');
    assert.equal(await outcomeOf({ body, headers }), 'webhook_signature_invalid');
    const timestamp = headers['webhook-timestamp'];
    const { createHmac } = await import('node:crypto');
    const mac = createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
      .update(`evt_1.${timestamp}.`)
      .update(body);
    const own = { ...headers, 'webhook-signature': `v1,${mac.digest('base64')}` };
    assert.equal(await outcomeOf({ body, headers: own }), 'webhook_body_invalid');
  });

  test('headers as an object with names in any case, as lists, and as Headers', async () => {
    const entries = Object.entries(headers);
    const shouted = Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value]));
    const lists = Object.fromEntries(entries.map(([name, value]) => [name, [value]]));
    for (const given of [
      headers,
      shouted,
      lists,
      new Headers(headers),
      Object.assign(Object.create(null), headers),
      { 'set-cookie': ['a', 'b'], ...headers, other: undefined },
    ]) {
      assert.deepEqual(await outcomeOf({ headers: given }), EVENT);
    }
  });

  test('a header that is there twice is refused, and one of a prototype is not there', async () => {
    const twice = { ...headers, 'Webhook-Id': 'evt_1' };
    const lists = { ...headers, 'webhook-id': ['evt_1', 'evt_1'] };
    for (const given of [twice, lists, Object.create(headers), {}, { ...headers, 'webhook-id': 1 }])
      assert.equal(await outcomeOf({ headers: given }), 'webhook_headers_invalid');
  });

  test('a mistake of the own server has a code of its own', async () => {
    const wrong = [
      { body: EVENT },
      { body: undefined },
      { body: null },
      { body: [1] },
      { headers: undefined },
      { headers: 'webhook-id: evt_1' },
      { secrets: undefined },
      { secrets: SECRET },
      { secrets: [undefined] },
      { tolerance: -1 },
      { tolerance: '300' },
      { tolerance: Number.NaN },
      { now: NOW.getTime() },
      { now: new Date(Number.NaN) },
    ];
    for (const options of wrong)
      assert.equal(await outcomeOf({ headers, ...options }), 'webhook_options_invalid', JSON.stringify(options));
  });

  test('tolerance and now: the tolerance is in seconds, and the time of this machine counts without now', async t => {
    const after = seconds => new Date(NOW.getTime() + seconds * 1000);
    assert.deepEqual(await outcomeOf({ headers, tolerance: 0 }), EVENT);
    assert.deepEqual(await outcomeOf({ headers, tolerance: 0, now: after(0.999) }), EVENT);
    assert.equal(await outcomeOf({ headers, tolerance: 0, now: after(1) }), 'webhook_too_old');
    assert.equal(await outcomeOf({ headers, tolerance: 0, now: after(-1) }), 'webhook_too_new');
    assert.deepEqual(await outcomeOf({ headers, tolerance: 3600, now: after(3600) }), EVENT);
    t.mock.timers.enable({ apis: ['Date'], now: after(299) });
    assert.deepEqual(await outcomeOf({ headers, now: undefined, tolerance: undefined }), EVENT);
    t.mock.timers.setTime(after(301).getTime());
    assert.equal(await outcomeOf({ headers, now: undefined }), 'webhook_too_old');
  });
});
