// A real sandbox for one test file, with free ports and its own data folder. Its log is kept in memory.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, ROOT, TARGET, WWW } from '../../../scripts/lib/project.mjs';

const { SANDBOX_BINARY = join(TARGET, 'debug/sandbox') } = process.env;
const START_MS = 20_000;

/**
 * Starts a sandbox; resolves once it has printed both origins: `{ shop, payments, data, log(), privateKey(), stop() }`.
 *
 * @param {string[]} [more]  What else its command line has.
 */
export async function startSandbox(more = []) {
  const data = mkdtempSync(join(tmpdir(), 'payments-e2e-'));
  const flags = ['--shop-port', '0', '--port', '0', '--data', data, '--www', WWW, '--dist', DIST, ...more];
  const child = spawn(SANDBOX_BINARY, flags, { cwd: ROOT });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    log += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    log += text;
  });
  const closed = new Promise(resolve => {
    child.on('close', resolve);
  });
  const origin = name => log.match(new RegExp(`^${name} +(http://\\S+)$`, 'm'))?.[1];

  const until = Date.now() + START_MS;
  while (!origin('Shop') || !origin('Payments')) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill();
      throw new Error(`the sandbox did not start:\n${log}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  return {
    shop: origin('Shop'),
    payments: origin('Payments'),
    data,
    log: () => log,
    privateKey: () => JSON.parse(readFileSync(join(data, 'jwk.json'), 'utf8')),
    /** Stops it as Ctrl-C does; resolves to the exit code. The data is kept until `forget`. */
    stop() {
      child.kill('SIGTERM');
      return closed;
    },
    async forget() {
      await this.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * Every file of a folder with its content.
 *
 * @returns {[string, Buffer][]}
 */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => [entry.name, readFileSync(join(entry.parentPath ?? entry.path, entry.name))]);
}
