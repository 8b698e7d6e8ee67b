// A real sandbox for one test file, with free ports and its own data folder. Its log is kept in memory.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, DOCS_SITE, ROOT, TARGET, WWW } from '../../../scripts/lib/project.mjs';

const { SANDBOX_BINARY = join(TARGET, 'debug/sandbox') } = process.env;
const START_MS = 20_000;

/**
 * Starts a sandbox; resolves once it has printed both origins: `{ shop, payments, data, log(), privateKey(), stop(), restart() }`.
 *
 * @param {{ flags?: string[], data?: string, shopPort?: string, port?: string }} [options]
 *   `flags`: more of the command line. `data`, `shopPort`, `port`: those of an earlier start; otherwise a new folder and free ports.
 */
export async function startSandbox({
  flags = [],
  data = mkdtempSync(join(tmpdir(), 'payments-e2e-')),
  shopPort = '0',
  port = '0',
} = {}) {
  const places = [
    '--shop-port',
    shopPort,
    '--port',
    port,
    '--data',
    data,
    '--www',
    WWW,
    '--dist',
    DIST,
    '--docs',
    DOCS_SITE,
  ];
  const child = spawn(SANDBOX_BINARY, [...places, ...flags], { cwd: ROOT });
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
    /** The key pair that cards are encrypted for: a JWK, with `pkcs8` in place of its private members if it is an RSA key. */
    privateKey: () => JSON.parse(readFileSync(join(data, 'jwk.json'), 'utf8')).keys[0].key,
    /** Stops it as Ctrl-C does; resolves to the exit code. The data is kept until `forget`. */
    stop() {
      child.kill('SIGTERM');
      return closed;
    },
    /**
     * Stops it, and starts it over the same data and ports; resolves to the new one.
     *
     * @param {string[]} flags
     */
    async restart(flags) {
      const portOf = name => new URL(/** @type {string} */ (origin(name))).port;
      const again = { flags, data, shopPort: portOf('Shop'), port: portOf('Payments') };
      await this.stop();
      return startSandbox(again);
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
