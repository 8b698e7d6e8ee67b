// Schemathesis sends requests that it makes from the OpenAPI document of a real sandbox, good ones and bad ones. No answer is a
// failure of the server, and each is as the document says: its status, its type, its headers and its members.
//
// SCHEMATHESIS_EXAMPLES=200 npm test -- openapi: so many requests for each operation, in place of a few.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CompactEncrypt, importJWK } from 'jose';
import { Failed, run, which } from '../../scripts/lib/run.mjs';
import { startSandbox } from '../e2e/support/sandbox.mjs';

const { SCHEMATHESIS_EXAMPLES = '6' } = process.env;
const PRICE = { amount: 10_000, currency: 'USD' };
const CARD = { v: 1, number: '4242424242424242', exp_month: 12, exp_year: 2034, cvv: '123' };
/** Approved or refused by the payer. */
const APPROVAL_WALLET = 'app_wallet';
const FLAGS = [
  // The same requests in each run, but for what the sandbox makes up.
  ...[
    '--seed',
    '1',
    '--generation-database',
    'none',
    '--no-color',
    '--continue-on-failure',
    '--suppress-health-check',
    'all',
  ],
  // What a payment, a refund and a token may be depends on the session or the payment, which no schema can say.
  ...['--exclude-checks', 'positive_data_acceptance', '--warnings', 'off'],
];

describe('schemathesis', { skip: which('schemathesis') ? false : 'needs Python' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {string} */
  let secretKey;
  /** @type {string} */
  let publishableKey;
  /** @type {any} */
  let session;
  /** What is there, by the operations that take it. @type {[string, Record<string, string>][]} */
  let known;

  before(async () => {
    sandbox = await startSandbox({ flags: ['--attempts-per-minute', '4000000'] });
    secretKey = readFileSync(join(sandbox.data, 'shop-secret'), 'utf8').trim();
    publishableKey = /** @type {RegExpMatchArray} */ (sandbox.log().match(/pk_test_\w+/))[0];
    known = await make();
    session = await newSession();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await sandbox.forget();
  });

  /** The answer to a request of the merchant's server. */
  async function post(path, body, clientSecret = '') {
    const headers = {
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(clientSecret && { 'payment-session': clientSecret }),
    };
    const answer = await fetch(`${sandbox.payments}/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    assert.ok(answer.ok, `${path}: ${JSON.stringify(json)}`);
    return json;
  }

  const newSession = () =>
    post('/payment_sessions', {
      ...PRICE,
      payer: { id: 'minsu' },
      payment_method_types: ['card', 'wallet'],
      expires_in: 86_400,
    });

  const pay = (of, method) =>
    post('/payments', { ...PRICE, payment_method: method, return_url: `${sandbox.shop}/return` }, of.client_secret);

  async function sealed(of) {
    const { keys } = await (await fetch(`${sandbox.payments}/v1/jwks.json`)).json();
    const card = { ...CARD, session: of.id, ...PRICE, jti: randomBytes(16).toString('base64url'), iat: 1_795_509_060 };
    const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: keys[0].kid, typ: 'payment-card+jwe' };
    const jwe = new CompactEncrypt(Buffer.from(JSON.stringify(card).padEnd(1024)));
    return jwe.setProtectedHeader(header).encrypt(await importJWK(keys[0], 'ECDH-ES'));
  }

  /** A payment with a refund and a saved card, one that waits for the payer, and a webhook endpoint. */
  async function make() {
    const [first, second] = [await newSession(), await newSession()];
    const paid = await pay(first, { type: 'card', encrypted_card: await sealed(first), save: true });
    const refund = await post(`/payments/${paid.id}/refunds`, { amount: 1 });
    const waiting = await pay(second, { type: 'wallet', wallet_id: APPROVAL_WALLET });
    const { id: action, url } = waiting.next_action;
    // No payment succeeds after this: nothing is sent to it.
    const endpoint = await post('/webhook_endpoints', { url: 'https://shop.example/webhooks' });
    const k = new URL(url).searchParams.get('k');
    return /** @type {[string, Record<string, string>][]} */ ([
      ['/payment_sessions/{id}', { id: first.id }],
      ['/payments/{id}', { id: paid.id }],
      ['/payments/{id}/cancel', { id: waiting.id }],
      ['/payments/{id}/refunds', { id: paid.id }],
      ['/refunds/{id}', { id: refund.id }],
      ['/saved_cards/{id}', { id: paid.payment_method.saved_card }],
      ['/saved_cards/{id}/restore', { id: paid.payment_method.saved_card }],
      ['/webhook_endpoints/{id}/rotate_secret', { id: endpoint.id }],
      ['/webhook_endpoints/{id}/deliveries', { id: endpoint.id }],
      ['/webhook_endpoints/{id}/deliveries/{event}/resend', { id: endpoint.id }],
      ['/actions/{id}', { id: action, k }],
      ['/actions/{id}/result', { id: action }],
    ]);
  }

  /**
   * Runs schemathesis on all operations.
   *
   * @param {string[]} headers
   * @param {[string, Record<string, string>][]} parameters  By path: what is always sent.
   * @param {string[]} [flags]
   */
  async function attack(headers, parameters, flags = []) {
    const operations = parameters.map(([path, values]) => {
      const members = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      return `[[operations]]\ninclude-path = "${path}"\nparameters = { ${members.join(', ')} }\n`;
    });
    writeFileSync(join(folder, 'schemathesis.toml'), operations.join('\n'));
    const url = `${sandbox.payments}/v1`;
    const carried = headers.flatMap(header => ['--header', header]);
    const args = ['run', `${url}/openapi.json`, '--url', url, '--max-examples', SCHEMATHESIS_EXAMPLES];
    try {
      return await run('schemathesis', [...args, ...carried, ...FLAGS, ...flags], { cwd: folder });
    } catch (error) {
      throw error instanceof Failed ? new Error(error.output) : error;
    }
  }

  const count = output => Number(output.match(/(\d+) generated/)?.[1]);

  test("a merchant's server, with any names of what there is", async t => {
    const output = await attack(
      [`Authorization: Bearer ${secretKey}`, `Payment-Session: ${session.client_secret}`],
      [],
    );
    const [, selected, all, tested] = /** @type {RegExpMatchArray} */ (
      output.match(/Selected: (\d+)\/(\d+)\s+Tested: (\d+)/)
    );
    assert.ok(selected === all && tested === all, 'every operation is tried');
    t.diagnostic(`${count(output)} requests`);
  });

  test("a merchant's server, with what there is", async t => {
    const headers = [`Authorization: Bearer ${secretKey}`, `Payment-Session: ${session.client_secret}`];
    t.diagnostic(`${count(await attack(headers, known, ['--phases', 'coverage,fuzzing']))} requests`);
  });

  test("a payer's browser", async t => {
    const headers = [
      `Authorization: Bearer ${publishableKey}`,
      `Payment-Session: ${session.client_secret}`,
      `Origin: ${sandbox.shop}`,
    ];
    t.diagnostic(`${count(await attack(headers, known, ['--phases', 'coverage,fuzzing']))} requests`);
  });
});
