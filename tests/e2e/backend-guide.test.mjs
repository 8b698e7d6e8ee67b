// The guide to the server's side (www/docs/backend.md): its servers in Node, Python and Rust are started as they are printed, and a card
// is paid with each; its other blocks are run with what the sandbox and the form send.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, afterEach, before, describe, test } from 'node:test';
import { calculateJwkThumbprint, CompactEncrypt, exportJWK, generateKeyPair } from 'jose';
import { Webhook } from 'standardwebhooks';
import { ROOT, TARGET } from '../../scripts/lib/project.mjs';
import { which } from '../../scripts/lib/run.mjs';
import { projectOf, startBackend } from './support/backend/run-backend.mjs';
import { answerLost, edited, neverSent, refused, startBetween } from './support/between.mjs';
import { requestsOf } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { Blocks, CARD } from './support/reader.mjs';
import { formOf, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const SECRETS = [1, 2].map(byte => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const PRICE = { amount: 1990, currency: 'USD' };
const CLAIM = { ...PRICE, method: 'card' };
const CASES = JSON.parse(readFileSync(join(ROOT, 'tests/webhooks/cases.json'), 'utf8'));

const blocks = new Blocks('www/docs/backend.md');
const files = {
  'server.mjs': blocks.take('js', 'createServer'),
  'server.py': blocks.take('python', 'ThreadingHTTPServer'),
  'open-card.mjs': blocks.take('js', 'compactDecrypt'),
  'open_card.py': blocks.take('python', 'decrypt_compact'),
  'Webhooks.java': blocks.take('java', 'MessageDigest'),
};
const rust = blocks.take('rust', 'axum');
// There is no Spring on the machines that test this, as the guide says.
blocks.take('java', 'RestClient');

const python = which('python3');
const SERVERS = /** @type {[string, string[], string | false][]} */ ([
  ['Node', [process.execPath, 'server.mjs'], false],
  ['Python', [python ?? 'python3', 'server.py'], python ? false : 'needs python3 on the PATH'],
  ['Rust', [join(TARGET, 'debug/examples/merchant')], false],
]);

/** The folder with the guide's files. @type {ReturnType<typeof projectOf>} */
let project;
/** What the servers ask in place of the API. @type {Awaited<ReturnType<typeof startBetween>>} */
let api;
const shop = withShop({
  loggedIn: false,
  // The servers are on this machine. What they refuse comes again soon.
  flags: ['--allow-private-webhooks', '--webhook-first-retry', '200ms'],
  async ready() {
    project = projectOf(files);
    api = await startBetween(shop.sandbox);
  },
});
after(async () => {
  await api?.close();
  project?.remove();
});

const secretKey = () => readFileSync(join(shop.sandbox.data, 'shop-secret'), 'utf8').trim();
const publishableKey = () => shop.sandbox.log().match(/^Publishable key +(\S+)/m)[1];

/** Asks the payments API as a merchant's server does. */
async function callApi(method, path, body) {
  const answer = await fetch(`${shop.sandbox.payments}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${secretKey()}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** A page of the shop: the form, and what became of it in `ended`. */
const page = () => `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">
  <script src="${shop.sandbox.payments}/widget/payments-widget.global.js" data-api-key="${publishableKey()}"
    data-endpoint="${shop.sandbox.payments}/v1" data-session-url="/checkout/session" data-currency="USD"></script>
  <body><payment-form amount="19.90"></payment-form>
  <script>
    var ended = [];
    for (const name of ['success', 'error'])
      document.querySelector('payment-form').addEventListener('payment-' + name, ({ detail }) => ended.push([name, detail.sessionId ?? detail.code]));
  </script></html>`;

/** The first order of each server: no two servers have the same number. */
let order = 1000;
/** `secretsFor`: gives the secrets of the server's webhooks, once its origin is known. */
function startServer(command, secretsFor = /** @type {(origin: string) => any} */ (() => SECRETS)) {
  order += 2;
  return startBackend({
    command,
    folder: project.folder,
    html: page,
    env: async origin => ({
      PAYMENTS_API: `${api.origin}/v1`,
      SECRET_KEY: secretKey(),
      WEBHOOK_SECRETS: (await secretsFor(origin)).join(' '),
      FIRST_ORDER: String(order),
    }),
  });
}

/** Types a card into the form of the server's page and pays; resolves to the id of the session. */
async function payInBrowser(backend) {
  const { driver } = shop;
  await driver.get(`${backend.origin}/`);
  const root = await formOf(driver);
  await typeCard(root, CARD);
  await (await payButton(root)).click();
  await driver.wait(() => driver.executeScript('return ended.length > 0'), WAIT_MS, 'the form did not end');
  const [[name, session]] = await driver.executeScript('return ended');
  assert.equal(name, 'success', session);
  return session;
}

for (const [language, command, skip] of SERVERS) {
  describe(`the server in ${language}`, { skip }, () => {
    /** @type {Awaited<ReturnType<typeof startBackend>>} */
    let backend;

    // Each test has a server of its own, and so an order that nobody has paid.
    const start = async secretsFor => {
      backend = await startServer(command, secretsFor);
    };
    afterEach(async () => {
      await backend?.close();
      backend = undefined;
      api.reset();
    });

    /** Asks the server; resolves to `{ status, headers, json }`. */
    async function ask(path, { method = 'GET', payer = 'minsu', headers = {}, body = undefined } = {}) {
      const cookie = payer && { cookie: `payer=${payer}` };
      const answer = await fetch(backend.origin + path, { method, headers: { ...cookie, ...headers }, body });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.startsWith('application/json');
      return { status: answer.status, headers: answer.headers, json: isJson && text ? JSON.parse(text) : text };
    }

    /** Asks `sessionUrl`, as the page does. */
    const askForSession = ({ claim = CLAIM, body = JSON.stringify(claim), headers = {}, payer = 'minsu' } = {}) =>
      ask('/checkout/session', {
        method: 'POST',
        payer,
        headers: { origin: backend.origin, 'content-type': 'application/json', ...headers },
        body,
      });

    /** A server may answer, or close the connection on what it does not read. */
    async function isTooLong(answer) {
      const { status } = await answer.catch(() => ({ status: 413 }));
      assert.equal(status, 413);
    }

    const idOf = ({ json }) => json.client_secret.split('_secret_')[0];

    /** Pays a session by a wallet, as the page would. */
    async function payByWallet({ json }) {
      const answer = await fetch(`${shop.sandbox.payments}/v1/payments`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${publishableKey()}`,
          'payment-session': json.client_secret,
          'idempotency-key': randomUUID(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...PRICE, payment_method: { type: 'wallet', wallet_id: 'my_wallet' } }),
      });
      assert.equal((await answer.json()).status, 'succeeded');
    }

    /** Posts an event, as the payments API does; the status of the answer. */
    async function deliver(
      data,
      {
        type = 'payment.succeeded',
        secret = SECRETS[0],
        at = new Date(),
        id = `evt_${randomUUID()}`,
        bend = {},
        sent = undefined,
      } = {},
    ) {
      const body = JSON.stringify({ id, type, created_at: at.toISOString(), livemode: false, data });
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
        ...bend,
      };
      for (const name of Object.keys(bend).filter(name => bend[name] === undefined)) delete headers[name];
      return (await ask('/webhooks', { method: 'POST', payer: '', headers, body: sent ?? body })).status;
    }

    test('a card is paid in a browser, and its order is fulfilled once', async () => {
      await start();
      const session = await payInBrowser(backend);
      assert.deepEqual(backend.fulfilled(), []);

      const once = { id: 'evt_1' };
      const statuses = await Promise.all([deliver({ session }, once), deliver({ session }, once)]);
      assert.deepEqual(statuses, [204, 204]);
      assert.deepEqual((await ask(`/orders/done?payment_session=${session}`)).json, {
        order: String(order),
        paid: true,
      });
      assert.equal(await deliver({ session }), 204);
      assert.deepEqual(backend.fulfilled(), [String(order)]);
      const [stored] = query(shop.sandbox, `SELECT * FROM payments WHERE session_id = '${session}'`);
      assert.deepEqual([stored.status, stored.amount, stored.currency], ['succeeded', 1990, 'USD']);
    });

    test('the page after the payment is enough: no webhook has come yet', async () => {
      await start();
      const session = await askForSession();
      const path = `/orders/done?payment_session=${idOf(session)}`;
      assert.deepEqual((await ask(path)).json, { order: String(order), paid: false });
      await payByWallet(session);
      assert.deepEqual((await ask(path)).json, { order: String(order), paid: true });
      assert.deepEqual(backend.fulfilled(), [String(order)]);
    });

    test('sessionUrl: one session for an order, its own payer only, and nothing to be kept by a cache', async () => {
      await start();
      const first = await askForSession();
      assert.equal(first.status, 200);
      assert.match(first.json.client_secret, /^ps_\w+_secret_[\w-]{22,}$/);
      assert.deepEqual(Object.keys(first.json), ['client_secret']);
      assert.equal(first.headers.get('cache-control'), 'no-store');
      assert.deepEqual((await askForSession()).json, first.json);

      const again = `/checkout/session?payment_session=${idOf(first)}`;
      const same = await ask(again);
      assert.deepEqual([same.status, same.json], [200, first.json]);
      assert.equal(same.headers.get('cache-control'), 'no-store');
      const others = await Promise.all([
        ask(again, { payer: 'jane' }),
        ask('/checkout/session?payment_session=ps_none', { payer: 'jane' }),
        ask(`/orders/done?payment_session=${idOf(first)}`, { payer: 'jane' }),
      ]);
      assert.deepEqual(
        others.map(({ status }) => status),
        [404, 404, 404],
      );
      assert.deepEqual(others[0].json, others[1].json);

      const [stored] = query(shop.sandbox, `SELECT * FROM payment_sessions WHERE id = '${idOf(first)}'`);
      const { payer_id: payer, order_id: ordered, amount, currency, return_url: url } = stored;
      assert.deepEqual([payer, ordered, amount, currency], ['minsu', String(order), 1990, 'USD']);
      assert.equal(url, `${backend.origin}/orders/done`);
    });

    test('sessionUrl refuses what a foreign page can send, who is not logged in, and another price', async () => {
      await start();
      const wrong = [
        [401, { payer: '' }],
        [401, { payer: 'nobody' }],
        [403, { headers: { origin: 'https://evil.example' } }],
        [403, { headers: { origin: backend.origin.replace(/\d+$/, '1') } }],
        [403, { headers: { origin: 'null' } }],
        [415, { headers: { 'content-type': 'text/plain' } }],
        [415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
        [400, { body: '{"amount":' }],
        [422, { claim: { ...CLAIM, amount: 1 } }],
        [422, { claim: { ...CLAIM, currency: 'KRW' } }],
      ];
      for (const [status, options] of /** @type {[number, object][]} */ (wrong)) {
        const answer = await askForSession(options);
        assert.equal(answer.status, status, JSON.stringify(options));
      }
      await isTooLong(askForSession({ body: JSON.stringify({ ...CLAIM, more: 'x'.repeat(70_000) }) }));
      assert.equal((await ask('/checkout/session?payment_session=ps_1', { payer: '' })).status, 401);
      assert.equal((await ask('/nothing')).status, 404);
      assert.deepEqual(api.asked('POST', /payment_sessions/), []);
      assert.equal(
        (await askForSession({ headers: { 'content-type': 'application/json; charset=utf-8' } })).status,
        200,
      );
    });

    test('a lost answer makes no second session, and the payer reads nothing of the API', async () => {
      await start();
      const count = () => query(shop.sandbox, 'SELECT COUNT(*) AS count FROM payment_sessions')[0].count;
      const before = count();
      for (const fault of [answerLost, neverSent, async () => refused(503, 'service_unavailable')]) {
        api.reset();
        api.when('POST', /payment_sessions/, fault);
        const { status, json } = await askForSession();
        assert.ok(status >= 500, String(status));
        assert.doesNotMatch(JSON.stringify(json), /sk_|ps_|service_unavailable/);
      }
      api.reset();
      assert.equal((await askForSession()).status, 200);
      assert.equal(count(), before + 1);
      assert.equal(api.asked('POST', /payment_sessions/).length, 1);
      assert.doesNotMatch(backend.log(), /sk_|_secret_/);
    });

    test('a lost answer is asked for again, and a refusal is not', async () => {
      await start();
      const posts = () => api.asked('POST', /payment_sessions/);
      let count = 0;
      api.when('POST', /payment_sessions/, forward => ((count += 1) === 1 ? answerLost(forward) : forward()));
      assert.equal((await askForSession()).status, 200);
      const [first, second, ...more] = posts();
      assert.deepEqual([second.body, more], [first.body, []]);

      await backend.close();
      await start();
      api.reset();
      api.when('POST', /payment_sessions/, async () => refused(422, 'currency_invalid'));
      assert.ok((await askForSession()).status >= 500);
      assert.equal(posts().length, 1);
    });

    test('three requests at once have one session', async () => {
      await start();
      const answers = await Promise.all([askForSession(), askForSession(), askForSession()]);
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.equal(new Set(answers.map(idOf)).size, 1);
    });

    test('another session only when the old one has expired without a payment that may still succeed', async () => {
      await start();
      const first = idOf(await askForSession());
      const readAs = (status, payment) =>
        api.when(
          'GET',
          /payment_sessions/,
          edited(session => ({ ...session, status, payment: payment && { ...PAYMENT, status: payment } })),
        );
      for (const [status, payment] of [
        ['open', null],
        ['open', 'declined'],
        ['complete', 'succeeded'],
        ['expired', 'processing'],
        ['expired', 'requires_action'],
      ]) {
        readAs(status, payment);
        assert.equal(idOf(await askForSession()), first, `${status} ${payment}`);
      }
      readAs('expired', 'declined');
      const second = idOf(await askForSession());
      assert.notEqual(second, first);
      readAs('expired', null);
      assert.ok(![first, second].includes(idOf(await askForSession())));
      // The payer of an old page still has what is theirs.
      assert.equal(idOf(await ask(`/checkout/session?payment_session=${first}`)), first);
    });

    describe('with what the sandbox sends', () => {
      let endpoint;
      afterEach(() => callApi('DELETE', `/webhook_endpoints/${endpoint.id}`));

      const listen = async origin => {
        endpoint = await callApi('POST', '/webhook_endpoints', { url: `${origin}/webhooks` });
        return [endpoint.secret];
      };
      const deliveries = async () => (await callApi('GET', `/webhook_endpoints/${endpoint.id}/deliveries`)).deliveries;
      async function untilTaken(types) {
        let seen;
        const isTaken = async () => {
          seen = (await deliveries()).map(({ type, status }) => `${type} ${status}`).sort();
          return String(seen) === String(types.map(type => `${type} delivered`).sort());
        };
        await shop.driver.wait(isTaken, WAIT_MS).catch(() => assert.deepEqual(seen, types));
      }
      const pay = async () => {
        const session = await askForSession();
        await payByWallet(session);
        return idOf(session);
      };

      test('a payment, and then its refund: the order is fulfilled once, by the webhook alone', async () => {
        await start(listen);
        const session = await pay();
        await untilTaken(['payment.succeeded']);
        assert.deepEqual(backend.fulfilled(), [String(order)]);
        const { payment } = await callApi('GET', `/payment_sessions/${session}`);
        await callApi('POST', `/payments/${payment.id}/refunds`, { amount: 500 });
        await untilTaken(['payment.succeeded', 'refund.created', 'refund.succeeded']);
        assert.deepEqual(backend.fulfilled(), [String(order)]);
      });

      test('while the API cannot be asked the webhook is refused, and comes again', async () => {
        await start(listen);
        let isDown = true;
        api.when('GET', /payment_sessions/, forward => (isDown ? neverSent() : forward()));
        await pay();
        const isRefused = async () => (await deliveries()).some(one => one.status === 'pending' && one.attempts > 0);
        await shop.driver.wait(isRefused, WAIT_MS, 'no attempt');
        assert.deepEqual(backend.fulfilled(), []);
        isDown = false;
        await untilTaken(['payment.succeeded']);
        assert.deepEqual(backend.fulfilled(), [String(order)]);
      });

      test('a rotation: a server with the old secret, and one with the new, take the same webhook', async () => {
        for (const which of [0, 1]) {
          await start(async origin => {
            const [old] = await listen(origin);
            const { secret } = await callApi('POST', `/webhook_endpoints/${endpoint.id}/rotate_secret`, {
              expires_in: 600,
            });
            assert.notEqual(secret, old);
            return [[old, secret][which]];
          });
          await pay();
          await untilTaken(['payment.succeeded']);
          assert.deepEqual(backend.fulfilled(), [String(order)]);
          if (which === 0) {
            await callApi('DELETE', `/webhook_endpoints/${endpoint.id}`);
            await backend.close();
          }
        }
      });
    });

    test('a webhook is a reason to look, and no proof', async () => {
      await start();
      const session = idOf(await askForSession());
      assert.equal(await deliver({ session }), 204);
      api.when(
        'GET',
        /payment_sessions/,
        edited(read => ({ ...read, status: 'complete', amount: 1 })),
      );
      assert.equal(await deliver({ session }), 204);
      assert.equal(await deliver({ session: 'ps_of_another_shop' }), 204);
      assert.equal(await deliver({ id: 're_1' }, { type: 'refund.succeeded' }), 204);
      assert.equal(await deliver({ session }, { type: 'something.new' }), 204);
      assert.deepEqual(backend.fulfilled(), []);
      // While the API cannot be asked, the webhook has to come again.
      api.reset();
      api.when('GET', /payment_sessions/, neverSent);
      assert.ok((await deliver({ session })) >= 500);
    });

    test('a webhook that is forged, old or bent is refused, and nothing is asked', async () => {
      await start();
      const session = idOf(await askForSession());
      api.reset();
      const ago = minutes => new Date(Date.now() - minutes * 60_000);
      const forged = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
      const wrong = [
        { secret: forged },
        { at: ago(6) },
        { at: ago(-6) },
        { bend: { 'webhook-id': undefined } },
        { bend: { 'webhook-timestamp': undefined } },
        { bend: { 'webhook-signature': undefined } },
        { bend: { 'webhook-id': 'evt_other' } },
        { bend: { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 5) } },
        { bend: { 'webhook-signature': 'v1,' } },
        { sent: '{}' },
      ];
      for (const options of wrong) assert.equal(await deliver({ session }, options), 400, JSON.stringify(options));
      await isTooLong(deliver({ session, more: 'x'.repeat(70_000) }).then(status => ({ status })));
      assert.deepEqual(api.asked('GET', /./), []);
      // During a rotation both secrets are right.
      for (const secret of SECRETS) assert.equal(await deliver({ session }, { secret }), 204);
    });

    test('without a secret no webhook is taken', async () => {
      await start(() => []);
      const status = await deliver({ session: 'ps_1' });
      assert.ok(status >= 400, String(status));
    });
  });
}

/** A payment as the API writes it. */
const PAYMENT = JSON.parse(readFileSync(join(ROOT, 'tests/wire/payment_succeeded.json'), 'utf8'));

test('the block in Rust is the example that was compiled', () => {
  const example = readFileSync(join(ROOT, 'sandbox/examples/merchant/main.rs'), 'utf8');
  assert.equal(rust, example.replace(/^#!\[allow\(.*\n\n/m, ''));
});

/** What a server can answer to a case without a code: the id of the event, or that it is refused. */
const answers = CASES.filter(({ expect }) => !/_options_|_body_/.test(expect));

test('verify_webhook in Python answers each case as the package does', { skip: SERVERS[1][2] }, () => {
  const script = `import json, sys, server
for case in json.load(sys.stdin):
    try:
        print(server.verify_webhook(case["body"].encode(), case["headers"], case["secrets"], case["now"])["id"])
    except server.Refusal:
        print("refused")`;
  const nothing = { PAYMENTS_API: '', SECRET_KEY: '', SHOP_ORIGIN: '', FIRST_ORDER: '1' };
  const env = { ...process.env, ...nothing, PYTHONIOENCODING: 'utf-8' };
  const input = JSON.stringify(answers);
  const printed = execFileSync(python, ['-c', script], { cwd: project.folder, env, input, encoding: 'utf8' });
  assert.deepEqual(
    printed.trim().split('\n'),
    answers.map(({ expect }) => (expect.startsWith('webhook_') ? 'refused' : expect)),
  );
});

const noJava = which('javac') ? false : 'needs a JDK on the PATH';
test('Webhooks in Java answers each case as the package does', { skip: noJava }, () => {
  const source = join(ROOT, 'tests/e2e/support/backend/CheckWebhooks.java');
  execFileSync('javac', ['-d', 'java', 'Webhooks.java', source], { cwd: project.folder });
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const cases = answers.filter(({ headers }) => names.every(name => headers[name] !== undefined));
  const base64 = text => Buffer.from(text).toString('base64');
  const lines = cases.map(({ now, secrets, headers, body }) =>
    [String(now), secrets.join(' '), ...names.map(name => headers[name]), body].map(base64).join(','),
  );
  const input = `${lines.join('\n')}\n`;
  const printed = execFileSync('java', ['-cp', 'java', 'CheckWebhooks'], {
    cwd: project.folder,
    input,
    encoding: 'utf8',
  });
  assert.deepEqual(
    printed.trim().split('\n'),
    cases.map(({ expect }) => String(!expect.startsWith('webhook_'))),
  );
});

test('the webhook that the guide prints is signed as it says', async () => {
  const { verifyWebhook } = await import(pathToFileURL(join(ROOT, 'dist/webhooks.js')).href);
  const [head, body] = blocks.take('http', 'webhook-id').trimEnd().split('\n\n');
  const headers = Object.fromEntries(
    head
      .split('\n')
      .slice(1)
      .map(line => line.split(': ')),
  );
  const [secret] = readFileSync(join(ROOT, 'www/docs/backend.md'), 'utf8').match(/whsec_\w{30,}/);
  const now = new Date(Number(headers['webhook-timestamp']) * 1000);
  assert.deepEqual(await verifyWebhook({ body, headers, secrets: [secret], now }), JSON.parse(body));
});

describe('a card that the form has sealed', () => {
  /** @type {{ compact: string, session: { id: string, amount: number, currency: string } }} */
  let sealed;
  const keys = () => [{ ...shop.sandbox.privateKey(), kid: 'another' }, shop.sandbox.privateKey()];

  before(async () => {
    const backend = await startServer(SERVERS[0][1]);
    try {
      await requestsOf(shop.driver);
      const id = await payInBrowser(backend);
      const isPayment = ({ method, url }) => method === 'POST' && url.endsWith('/v1/payments');
      const { body } = (await requestsOf(shop.driver)).find(isPayment);
      sealed = { compact: JSON.parse(body).payment_method.encrypted_card, session: { id, ...PRICE } };
    } finally {
      await backend.close();
    }
  });

  /** The same for the algorithms that a key may name, as another library writes it. */
  async function sealedOtherwise() {
    const { session } = sealed;
    const { id, amount, currency } = session;
    const jti = randomBytes(16).toString('base64url');
    const text = JSON.stringify({ v: 1, ...EXPECTED, session: id, amount, currency, jti, iat: 1 }).padEnd(1024);
    const seal = async (alg, enc) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = await exportJWK(privateKey);
      const kid = await calculateJwkThumbprint(jwk);
      const header = { alg, enc, kid, typ: 'payment-card+jwe' };
      const compact = await new CompactEncrypt(Buffer.from(text)).setProtectedHeader(header).encrypt(publicKey);
      return [compact, [{ ...jwk, kid, alg, use: 'enc' }], session];
    };
    return Promise.all([seal('RSA-OAEP-256', 'A256GCM'), seal('RSA-OAEP-256', 'A128GCM'), seal('ECDH-ES', 'A128GCM')]);
  }

  const EXPECTED = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvv: '123', name: 'KIM MINSEO' };
  /** What each has to refuse: `[compact, keys, session]`. */
  const refusedOnes = () => {
    const { compact, session } = sealed;
    const bent = compact.replace(/.(?=[^.]{20}$)/, letter => (letter === 'A' ? 'B' : 'A'));
    return [
      [bent, keys(), session],
      ['', keys(), session],
      ['a.b.c.d.e', keys(), session],
      [compact, keys().slice(0, 1), session],
      [compact, keys(), { ...session, amount: 1 }],
      [compact, keys(), { ...session, currency: 'KRW' }],
      [compact, keys(), { ...session, id: 'ps_other' }],
    ];
  };

  test('is opened in Node', async () => {
    const { openCard } = await import(pathToFileURL(join(project.folder, 'open-card.mjs')).href);
    const { card, jti } = await openCard(sealed.compact, keys(), sealed.session);
    assert.deepEqual(card, EXPECTED);
    assert.equal(Buffer.from(jti, 'base64url').length, 16);
    for (const [compact, own, session] of await sealedOtherwise())
      assert.deepEqual((await openCard(compact, own, session)).card, EXPECTED);
    for (const [compact, own, session] of refusedOnes())
      await assert.rejects(openCard(compact, own, session), error => !String(error).includes('4242'));
  });

  const withJose = () => {
    try {
      execFileSync(python, ['-c', 'import joserfc'], { stdio: 'ignore' });
      return false;
    } catch {
      return 'needs the Python package joserfc, which `npm test` installs';
    }
  };
  test('is opened in Python', { skip: withJose() }, async () => {
    const script = `import json, sys
from open_card import open_card
for compact, keys, session in json.load(sys.stdin):
    try:
        print(json.dumps(open_card(compact, keys, session)))
    except ValueError as error:
        print(json.dumps(str(error)))`;
    const own = [[sealed.compact, keys(), sealed.session], ...(await sealedOtherwise())];
    const input = JSON.stringify([...own, ...refusedOnes()]);
    const printed = execFileSync(python, ['-c', script], { cwd: project.folder, input, encoding: 'utf8' });
    const lines = printed.trim().split('\n');
    const answers = lines.map(line => JSON.parse(line));
    for (const [card, jti] of answers.slice(0, own.length)) {
      assert.deepEqual(card, EXPECTED);
      assert.equal(Buffer.from(jti, 'base64url').length, 16);
    }
    assert.deepEqual(
      answers.slice(own.length),
      refusedOnes().map(() => 'encrypted_card_invalid'),
    );
  });
});

describe('the guide in Korean', () => {
  test('has the same blocks', () => assert.deepEqual(new Blocks('www/docs/backend.ko.md').bodies, blocks.bodies));
});

test('no block is left untried', () => assert.deepEqual([...blocks.left], []));
