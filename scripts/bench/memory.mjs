// The sandbox's memory while it takes many payments: it must not grow with their number.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CompactEncrypt, importJWK } from 'jose';
import { ROOT, TARGET } from '../lib/project.mjs';
import { online, run } from '../lib/run.mjs';
import { setUpRust } from '../setup/rust.mjs';

/** How many payers pay at the same time. */
const PAYERS = 16;
/** How many numbers are printed. */
const PARTS = 10;
const NUMBER = '4242424242424242';
/** A plaintext has this length, so that the length of its encryption says nothing of it. */
const PLAINTEXT_BYTES = 1024;

async function build() {
  const rust = await setUpRust({ wasmStd: false });
  const args = ['build', '-p', 'payments-sandbox', '--profile', 'server', '--locked'];
  await online('Rust crates', () => run('cargo', args, { cwd: ROOT, env: { ...rust.env, CARGO_TARGET_DIR: TARGET } }));
}

/** Starts the sandbox over a new folder, and resolves once it has printed its addresses. */
async function start(data) {
  const flags = ['--port=0', '--shop-port=0', '--data', data, '--attempts-per-minute=1000000'];
  const env = { ...process.env, RUST_LOG: 'warn', DATABASE_URL: undefined };
  const sandbox = spawn(join(TARGET, 'server/sandbox'), flags, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: sandbox.stdout })) {
    const [, url] = line.match(/^Payments\s+(\S+)$/) ?? [];
    if (url) return { sandbox, url };
  }
  throw new Error('The sandbox did not start.');
}

/**
 * Resident memory in MiB.
 *
 * @param {import('node:child_process').ChildProcess} program
 */
const memory = ({ pid }) => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;

/** Posts JSON, and resolves to the answer's. */
function post(agent, url, headers, body) {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const options = { agent, method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const call = request(url, options, answer => {
      let received = '';
      answer.setEncoding('utf8').on('data', piece => (received += piece));
      answer.on('error', reject).on('end', () => {
        if (answer.statusCode === 200 || answer.statusCode === 201) resolve(JSON.parse(received));
        else reject(new Error(`${answer.statusCode} ${received}`));
      });
    });
    call.on('error', reject).end(text);
  });
}

/** A function that makes a session and pays it by an encrypted card, as a payer whom the sandbox does not know yet. */
async function shopper(url, data) {
  const key = name => readFileSync(join(data, name), 'utf8').trim();
  const [secret, publishable] = [`Bearer ${key('shop-secret')}`, `Bearer ${key('shop-key')}`];
  const answer = await fetch(`${url}/v1/jwks.json`);
  const { keys } = /** @type {{ keys: { alg: 'ECDH-ES', kid: string }[] }} */ (await answer.json());
  const [jwk] = keys;
  const publicKey = await importJWK(jwk, jwk.alg);
  const header = { alg: jwk.alg, enc: 'A256GCM', kid: jwk.kid, typ: 'payment-card+jwe' };
  const agent = new Agent({ keepAlive: true, maxSockets: PAYERS });
  const money = { amount: 10_000, currency: 'USD' };

  async function pay() {
    const order = { ...money, payer: { id: randomUUID() }, payment_method_types: ['card'] };
    const merchant = { authorization: secret, 'idempotency-key': randomUUID() };
    const session = await post(agent, `${url}/v1/payment_sessions`, merchant, order);
    const card = {
      ...{ v: 1, number: NUMBER, exp_month: 12, exp_year: 2034, cvv: '123', session: session.id, ...money },
      ...{ jti: randomBytes(16).toString('base64url'), iat: Math.floor(Date.now() / 1000) },
    };
    const plaintext = Buffer.from(JSON.stringify(card).padEnd(PLAINTEXT_BYTES));
    const encrypted_card = await new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(publicKey);
    const browser = { authorization: publishable, 'payment-session': session.client_secret };
    const payment = await post(
      agent,
      `${url}/v1/payments`,
      { ...browser, 'idempotency-key': randomUUID(), origin: url },
      { ...money, payment_method: { type: 'card', encrypted_card } },
    );
    if (payment.status !== 'succeeded') throw new Error(JSON.stringify(payment));
  }
  return { pay, close: () => agent.destroy() };
}

/** Runs `work` so many times, a few at once. */
async function repeat(times, work) {
  let left = times;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: PAYERS }, worker));
}

/**
 * Prints the sandbox's memory before and after each tenth of the payments, over SQLite files in a folder of its own.
 *
 * @param {number} charges
 */
export async function benchMemory(charges) {
  await build();
  const data = mkdtempSync(join(tmpdir(), 'payments-memory-'));
  const { sandbox, url } = await start(data);
  try {
    const { pay, close } = await shopper(url, data);
    const print = (...cells) => console.log(cells.map(cell => cell.padStart(8)).join('  '));
    print('payments', 'a second', 'MiB');
    print('0', '', memory(sandbox).toFixed(1));
    for (let part = 1; part <= PARTS; part += 1) {
      const size = Math.ceil(charges / PARTS);
      const begun = performance.now();
      await repeat(size, pay);
      const rate = size / ((performance.now() - begun) / 1000);
      print(String(size * part), rate.toFixed(0), memory(sandbox).toFixed(1));
    }
    close();
  } finally {
    sandbox.kill();
    rmSync(data, { recursive: true, force: true });
  }
}
