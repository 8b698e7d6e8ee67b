#!/usr/bin/env node
// `node scripts/postgres.mjs <command>`: starts a PostgreSQL server of its own in a temporary folder, runs the command with its
// address in SANDBOX_TEST_DATABASE_URL and the folder of PostgreSQL's programs in SANDBOX_TEST_POSTGRES_BIN, and stops it. Nothing
// outside of the folder is changed, and nothing is kept. With `--durable` before the command, its commits are on the disk before they
// are answered, as on a real server.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Failed, main, Remedy, run } from './lib/run.mjs';
import { setUpPostgres } from './setup/postgres.mjs';

/** For tests: what a crash of the machine would lose is made anew anyway. */
const NOT_DURABLE = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];
/**
 * Room for many tests at once. A test that makes or drops a database keeps its own connections waiting meanwhile, also one that is
 * being authenticated, and PostgreSQL waits for that one: only until its time is over, which is a minute otherwise.
 */
const SETTINGS = ['max_connections=300', 'authentication_timeout=5s', 'listen_addresses=127.0.0.1'];

/** PostgreSQL does not run as root. Debian's package makes this user. */
const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
const forUser = (command, ...args) => [...asUser, command, ...args];

/** A port that is free now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server that ends with this process, by the programs in `bin`. Resolves to its address, as its superuser.
 *
 * @param {string} bin
 * @param {boolean} isDurable
 */
async function startServer(bin, isDurable) {
  const folder = mkdtempSync(join(tmpdir(), 'payments-postgres-'));
  const data = join(folder, 'data');
  process.on('exit', () => {
    const [command, ...args] = forUser(join(bin, 'pg_ctl'), 'stop', '-D', data, '-m', 'immediate');
    spawnSync(command, args, { cwd: folder });
    rmSync(folder, { recursive: true, force: true });
  });
  const password = randomUUID();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asUser.length > 0) await run('chown', ['-R', 'postgres', folder]);

  const program = (name, ...args) => {
    const [command, ...rest] = forUser(join(bin, name), ...args);
    return run(command, rest, { cwd: folder });
  };
  // With SCRAM, each connection of a program in Cargo's `dev` profile would take a tenth of a second.
  const auth = ['--auth=password', '--pwfile', passwordFile];
  await program('initdb', '-D', data, '-U', 'postgres', '--encoding=UTF8', '--locale=C', '--no-sync', ...auth);

  const port = await freePort();
  const durability = isDurable ? [] : NOT_DURABLE;
  const settings = [...SETTINGS, ...durability, `unix_socket_directories=${folder}`]
    .map(setting => `-c ${setting}`)
    .join(' ');
  await program('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', `-p ${port} ${settings}`);
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

await main(async () => {
  const isDurable = process.argv[2] === '--durable';
  const [command, ...args] = process.argv.slice(isDurable ? 3 : 2);
  if (!command) throw new Remedy('Name the command that needs the server: node scripts/postgres.mjs cargo test');
  const bin = await setUpPostgres();
  // The tests of a backup need pg_dump and pg_restore of the same version.
  const PATH = `${bin}${delimiter}${process.env.PATH}`;
  const url = await startServer(bin, isDurable);
  const env = { ...process.env, PATH, SANDBOX_TEST_DATABASE_URL: url, SANDBOX_TEST_POSTGRES_BIN: bin };
  try {
    await run(command, args, { env, show: true });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    // Its output has been shown.
    console.error(`✗ ${error.message}`);
    return 1;
  }
});
