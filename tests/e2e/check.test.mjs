// `payments-widget check`: the sandbox passes every check, and what a backend does wrong is found by the name of its check.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { WWW } from '../../scripts/lib/project.mjs';
import { startSandbox } from './support/sandbox.mjs';

const CLI = join(WWW, 'cli/cli.js');
const NUMBERS = /4242424242424242|4000000000000002/;

let sandbox;
let keys;
before(async () => {
  sandbox = await startSandbox();
  const secret = readFileSync(join(sandbox.data, 'shop-secret'), 'utf8').trim();
  keys = { publishable: sandbox.log().match(/pk_test_\w+/)[0], secret };
});
after(() => sandbox.forget());

/**
 * Runs the command; its exit code and what it prints.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
const run = (args, env = {}) =>
  new Promise(resolve => {
    const { SECRET_KEY, ...rest } = process.env;
    execFile(process.execPath, [CLI, ...args], { env: { ...rest, ...env } }, (error, stdout, stderr) => {
      assert.doesNotMatch(stdout + stderr, NUMBERS);
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });

async function check(url, ...args) {
  const given = ['check', `${url}/v1`, '--key', keys.publishable, '--json', ...args];
  const { code, stdout, stderr } = await run(given, { SECRET_KEY: keys.secret });
  assert.ok(stdout, stderr);
  return { code, ...JSON.parse(stdout) };
}

/** A session of the sandbox, as a merchant's server makes it. */
async function newSession() {
  const answer = await fetch(`${sandbox.payments}/v1/payment_sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.secret}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      amount: 2500,
      currency: 'EUR',
      order_id: randomUUID(),
      payer: { id: 'minsu' },
      payment_method_types: ['card'],
    }),
  });
  return (await answer.json()).client_secret;
}

/** Listens on a free port; its URL, and `stop`. */
async function serve(answer) {
  const server = createServer(answer);
  await new Promise(done => {
    server.listen(0, '127.0.0.1', () => done(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/**
 * A backend that is right but for one thing: the sandbox, with each request and answer changed.
 *
 * @param {{ ask?: (request: any) => void, answer?: (answer: any, request: any) => void }} wrong
 */
const wrongBackend = ({ ask, answer }) =>
  serve(async (incoming, outgoing) => {
    const { host, connection, 'content-length': _, ...headers } = incoming.headers;
    const request = { method: incoming.method, path: incoming.url, headers, body: await buffer(incoming) };
    ask?.(request);
    const { method, path, body } = request;
    const from = await fetch(`${sandbox.payments}${path}`, {
      method,
      headers: /** @type {any} */ (request.headers),
      body: body.length > 0 ? body : undefined,
    });
    const text = await from.text();
    const changed = {
      status: from.status,
      headers: Object.fromEntries(from.headers),
      json: text ? JSON.parse(text) : undefined,
    };
    delete changed.headers['content-length'];
    delete changed.headers['transfer-encoding'];
    answer?.(changed, request);
    outgoing.writeHead(changed.status, changed.headers);
    outgoing.end(changed.json === undefined ? undefined : JSON.stringify(changed.json));
  });

const isPayment = ({ method, path }) => method === 'POST' && path === '/v1/payments';
const on = (path, change) => (answer, request) => {
  if (request.path.startsWith(`/v1${path}`)) change(answer);
};
/** Answers a refusal with this code as if it were a payment. */
const accepts = code => (answer, request) => {
  if (answer.json?.code === code && isPayment(request)) Object.assign(answer, { status: 200, json: { id: 'pay_1' } });
};

/** What is wrong, the check that finds it, and a part of its sentence. */
const WRONG = [
  ['no preflight', 'preflight', /answers 204/, { answer: (a, { method }) => method === 'OPTIONS' && (a.status = 405) }],
  [
    'a preflight without payment-session',
    'preflight',
    /payment-session/,
    {
      answer: (a, { method }) =>
        method === 'OPTIONS' &&
        (a.headers['access-control-allow-headers'] = 'authorization, content-type, idempotency-key'),
    },
  ],
  ['a kid of its own', 'keys', /thumbprint/, { answer: on('/jwks', ({ json }) => (json.keys[0].kid = 'key-1')) }],
  ['a key without use', 'keys', /use enc/, { answer: on('/jwks', ({ json }) => delete json.keys[0].use) }],
  ['a private key', 'keys', /private member d/, { answer: on('/jwks', ({ json }) => (json.keys[0].d = 'AQAB')) }],
  [
    'a session without expires_at',
    'session',
    /expires_at/,
    { answer: on('/payment_sessions/', ({ json }) => delete json.expires_at) },
  ],
  [
    'any publishable key',
    'callers',
    /unknown key/,
    { ask: ({ headers }) => headers.origin && (headers.authorization = `Bearer ${keys.publishable}`) },
  ],
  [
    'no idempotency key asked for',
    'bodies',
    /without Idempotency-Key/,
    { ask: r => isPayment(r) && (r.headers['idempotency-key'] ??= randomUUID()) },
  ],
  [
    'errors of its own form',
    'bodies',
    /application\/problem\+json/,
    { answer: a => a.status >= 400 && (a.headers['content-type'] = 'application/json') },
  ],
  ['any amount', 'amount', /another amount/, { answer: accepts('amount_mismatch') }],
  ['any JWE', 'encryption', /JWE that was changed/, { answer: accepts('encrypted_card_invalid') }],
  [
    'a decline as an HTTP error',
    'declined',
    /answered with 200/,
    { answer: a => a.json?.status === 'declined' && (a.status = 402) },
  ],
  ['a JWE twice', 'token', /same JWE/, { answer: accepts('token_used') }],
  [
    'a payment without created_at',
    'payment',
    /created_at/,
    { answer: (a, r) => isPayment(r) && delete a.json.created_at },
  ],
  [
    'a payment for each request',
    'payment',
    /two payments/,
    {
      answer: (a, r) => {
        if (isPayment(r) && a.json.code === 'idempotency_in_flight')
          Object.assign(a, { status: 200, json: { id: randomUUID() } });
        else if (isPayment(r) && a.status === 200) a.json.id = randomUUID();
      },
    },
  ],
  [
    'a replay that is not marked',
    'idempotency',
    /Idempotent-Replayed: true/,
    { answer: a => delete a.headers['idempotent-replayed'] },
  ],
  ['a key with other bodies', 'idempotency', /Another body/, { answer: accepts('idempotency_key_reused') }],
  [
    'payments for everybody',
    'retrieval',
    /without a client secret/,
    { answer: on('/payments/', a => a.status === 401 && Object.assign(a, { status: 200, json: {} })) },
  ],
  [
    'a session that stays open',
    'complete',
    /the session is complete/,
    { answer: on('/payment_sessions/', ({ json }) => json.status === 'complete' && (json.status = 'open')) },
  ],
  [
    'two payments of a session',
    'once',
    /make one payment/,
    {
      answer: (a, r) => {
        if (isPayment(r) && ['payment_in_progress', 'session_complete'].includes(a.json.code))
          Object.assign(a, { status: 200, json: { id: randomUUID() } });
      },
    },
  ],
  [
    'errors without CORS',
    'cors',
    /answered with 401, has no Access-Control-Allow-Origin/,
    { answer: a => a.status >= 400 && delete a.headers['access-control-allow-origin'] },
  ],
  [
    'the number in an answer',
    'secrecy',
    /the number of a card/,
    { answer: (a, r) => isPayment(r) && (a.json.debug = '4242 4242 4242 4242') },
  ],
];

describe('payments-widget check', { concurrency: 1 }, () => {
  test('the sandbox passes', async () => {
    const { code, passed, checks } = await check(sandbox.payments);
    assert.deepEqual(
      checks.filter(({ state }) => state !== 'passed'),
      [],
    );
    assert.equal(checks.length, 16);
    assert.deepEqual([code, passed], [0, true]);
  });

  describe('what is wrong', { concurrency: 4 }, () => {
    for (const [what, name, sentence, wrong] of /** @type {[string, string, RegExp, any][]} */ (WRONG)) {
      test(`found: ${what}`, async () => {
        const backend = await wrongBackend(wrong);
        try {
          const { code, checks } = await check(backend.url);
          const found = checks.find(result => result.name === name);
          assert.equal(found.state, 'failed', JSON.stringify(checks, null, 1));
          assert.match(found.findings.join('\n'), sentence);
          assert.equal(code, 1);
        } finally {
          backend.stop();
        }
      });
    }
  });

  test('a backend with other keys passes: RSA, and less than 256 bits', async () => {
    for (const kind of ['rsa', 'ec-a128gcm', 'rsa-a128gcm']) {
      sandbox = await sandbox.restart(['--rotate-encryption-key', kind, '--old-encryption-key-for', '0s']);
      assert.equal((await check(sandbox.payments)).code, 0, kind);
    }
  });

  test('sessions come from client secrets, a command, or a URL of the shop', async () => {
    const common = ['check', `${sandbox.payments}/v1`, '--key', keys.publishable];
    const given = await run([...common, '--session', await newSession(), '--session', await newSession()]);
    assert.equal(given.code, 0, given.stdout);
    assert.match(given.stdout, /^✓ payment .*\n/m);
    assert.match(given.stdout, /^16 passed, 0 failed, 0 skipped\.$/m);

    const shop = await serve(async (request, response) => {
      const { amount, currency, method } = JSON.parse((await buffer(request)).toString());
      const isAsked = amount === 700 && currency === 'EUR' && method === 'card' && request.headers.cookie === 'sid=1';
      response.writeHead(isAsked ? 200 : 403);
      response.end(JSON.stringify({ client_secret: await newSession() }));
    });
    const money = ['--amount', '700', '--currency', 'EUR'];
    const ofShop = await run([...common, ...money, '--session-url', shop.url, '--session-header', 'cookie: sid=1']);
    const command = `${JSON.stringify(process.execPath)} -e "fetch('${shop.url}',{method:'POST',headers:{cookie:'sid=1'},body:JSON.stringify({amount:700,currency:'EUR',method:'card'})}).then(a=>a.text()).then(console.log)"`;
    const ofCommand = await run([...common, '--session-command', command]);
    const loggedOut = await run([...common, ...money, '--session-url', shop.url]);
    shop.stop();
    assert.deepEqual([ofShop.code, ofCommand.code], [0, 0], ofShop.stdout + ofCommand.stdout);
    assert.equal(loggedOut.code, 1);
    assert.match(loggedOut.stdout, /--session-url answers 403/);
  });

  test('one session: what needs a second is skipped, and the exit code says that it was', async () => {
    const common = ['check', `${sandbox.payments}/v1`, '--key', keys.publishable];
    const { code, stdout } = await run([...common, '--session', await newSession()]);
    assert.match(stdout, /^– once .*\n {4}It needs a second session/m);
    assert.match(stdout, /^15 passed, 0 failed, 1 skipped\./m);
    assert.equal(code, 1);
  });

  test('nobody answers: said once, and nothing is charged', async () => {
    const { url, stop } = await serve(() => {});
    stop();
    const { code, stdout } = await run(['check', `${url}/v1`, '--key', 'pk_test_1', '--session', 'ps_1_secret_abc']);
    assert.equal(code, 1);
    assert.match(stdout, /✗ preflight .*\n {4}OPTIONS \/v1\/payments has no answer: connect ECONNREFUSED/);
  });

  test('a live key is refused, and so is what is no publishable key', async () => {
    const asked = key => run(['check', 'https://pay.example.com/v1', '--key', key, '--session', 'ps_1_secret_abc']);
    for (const [key, sentence] of /** @type {[string, RegExp][]} */ ([
      ['pk_live_abc', /live key/],
      ['sk_test_abc', /publishable key/],
      ['abc', /--key is missing/],
    ])) {
      const { code, stderr, stdout } = await asked(key);
      assert.deepEqual([code, stdout], [2, ''], key);
      assert.match(stderr, sentence);
    }
    const { code, stderr } = await run(['check', 'https://pay.example.com/v1', '--key', 'pk_test_1', '--sessoin', 'x']);
    assert.equal(code, 2);
    assert.match(stderr, /--sessoin/);
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^payments-widget check <endpoint>/);
  });
});
