// The pages about going live and about incidents (www/docs): each command is run against a sandbox with a payment, an endpoint for webhooks and
// an event for it; those that start the sandbox are held against its options. The block about server rendering is run in Node.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../scripts/lib/project.mjs';
import { withReader } from './support/reader.mjs';
import { blocksOf, testsWhole } from './support/whole-guide.mjs';

const live = blocksOf('going-live');
const incident = blocksOf('incident');
const rendering = blocksOf('csp-and-ssr');
const reader = withReader();
const options = new Set(
  [...readFileSync(join(ROOT, 'sandbox/src/config.rs'), 'utf8').matchAll(/^\s*pub (\w+):/gm)].map(([, name]) => name),
);

const secretKey = () => readFileSync(join(reader.shop.sandbox.data, 'shop-secret'), 'utf8').trim();
const api = () => `${reader.shop.sandbox.payments}/v1`;

/** Asks the API, as the shop's server or as the widget of a page. */
async function ask(path, body, headers = { authorization: `Bearer ${secretKey()}` }) {
  const answer = await fetch(api() + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

/** A payment by a wallet: `{ session, payment }`. */
async function paid(wallet) {
  const price = { amount: 1999, currency: 'USD' };
  const rest = { payer: { id: 'minsu' }, payment_method_types: ['wallet'], return_url: `${reader.site.origin}/` };
  const session = await ask('/payment_sessions', { ...price, ...rest });
  const payment = await ask(
    '/payments',
    { ...price, payment_method: { type: 'wallet', wallet_id: wallet }, return_url: rest.return_url },
    { authorization: `Bearer ${reader.publishableKey()}`, 'payment-session': session.client_secret },
  );
  return { session: session.id, payment: payment.id };
}

/** What a command of the page prints, as JSON. */
function run(block, names = {}) {
  const env = { ...process.env, PAYMENTS_API: api(), SECRET_KEY: secretKey(), ...names };
  const command = block.replace('curl', 'curl --silent');
  return JSON.parse(execFileSync('sh', ['-c', command], { env, encoding: 'utf8' }));
}

test('the sandbox has every option that replaces a key', () => {
  const lines = [
    live.take('sh', '--rotate-vault-key'),
    incident.take('sh', '--roll-keys'),
    incident.take('sh', '--rotate-encryption-key'),
    incident.take('sh', '--rotate-vault-key'),
  ].flatMap(block => block.trimEnd().split('\n'));
  assert.equal(lines.length, 6);
  for (const line of lines) {
    assert.match(line, /^npm start -- --/);
    for (const [, name] of line.matchAll(/--([\w-]+)/g)) assert.ok(options.has(name.replaceAll('-', '_')), line);
  }
});

test('a session is read, and its payment given back once', async () => {
  const { session, payment } = await paid('my_wallet');
  const read = run(incident.take('sh', 'payment_sessions'), { SESSION: session });
  assert.deepEqual([read.status, read.payment.id], ['complete', payment]);
  const refund = incident.take('sh', '/refunds');
  const [first, again] = [1, 2].map(() => run(refund, { PAYMENT: payment }));
  assert.deepEqual([first.amount, first.reason], [1999, 'duplicate']);
  assert.equal(again.id, first.id);
});

test('a payment that waits for its payer is canceled', async () => {
  const { payment } = await paid('app_wallet');
  assert.equal(run(incident.take('sh', '/cancel'), { PAYMENT: payment }).status, 'canceled');
});

test('an endpoint: its deliveries, one of them sent again, and another secret', async () => {
  const endpoint = await ask('/webhook_endpoints', { url: 'https://webhooks.invalid/' });
  await paid('my_wallet');
  const list = incident.take('sh', '/deliveries"');
  const names = { ENDPOINT: endpoint.id };
  let [delivery] = run(list, names).deliveries;
  for (let times = 0; !delivery && times < 50; times += 1) {
    await sleep(100);
    [delivery] = run(list, names).deliveries;
  }
  assert.equal(run(incident.take('sh', '/resend'), { ...names, EVENT: delivery.event }).status, 'pending');
  assert.notEqual(run(incident.take('sh', 'rotate_secret'), names).secret, endpoint.secret);
});

test('the block about server rendering runs in Node', () => {
  const code = rendering.take('js', 'configure');
  // In this folder the package finds itself by its name.
  const printed = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', code.replace('pk_test_…', 'pk_test_a')],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  assert.equal(printed, 'visa\n');
});

testsWhole('going-live', live);
testsWhole('incident', incident);
testsWhole('csp-and-ssr', rendering);
