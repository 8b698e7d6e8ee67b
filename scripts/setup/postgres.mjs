// PostgreSQL, for the sandbox's tests only: what is on the PATH or where packages put it, else Debian's package.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Remedy, step, which } from '../lib/run.mjs';
import { canInstall, install } from './debian.mjs';

/** Debian and Homebrew install each version into a folder of its own, which is not on the PATH. */
const FOLDERS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

const PROGRAMS = ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore'];

/** The folder with all of them in it, of the newest version; undefined without any. */
function found() {
  const versions = FOLDERS.filter(folder => existsSync(folder)).flatMap(folder =>
    readdirSync(folder)
      .filter(name => /^(postgresql@)?\d+$/.test(name))
      .sort((one, other) => Number(other.split('@').at(-1)) - Number(one.split('@').at(-1)))
      .map(name => join(folder, name, 'bin')),
  );
  const onPath = which('initdb');
  return [...versions, ...(onPath ? [join(onPath, '..')] : [])].find(bin =>
    PROGRAMS.every(name => existsSync(join(bin, name))),
  );
}

/** Resolves to the folder of PostgreSQL's programs. */
export async function setUpPostgres() {
  if (!found() && canInstall()) {
    await step('PostgreSQL from Debian (postgresql)', '15 s', () => install(['postgresql']));
  }
  const bin = found();
  if (!bin) {
    throw new Remedy(
      'For these tests initdb, pg_ctl, postgres, pg_dump and pg_restore must be on the PATH: install PostgreSQL 13 or newer.',
    );
  }
  return bin;
}
