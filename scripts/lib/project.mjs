// The repository's folders, the cache of tools, pinned versions, and stamps that say what is unchanged.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Remedy } from './run.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const DIST = join(ROOT, 'dist');
export const WWW = join(ROOT, 'www');
/** The documentation as a site. */
export const DOCS_SITE = join(ROOT, '.docs');
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'payments-widget');

/** In CI every run is a fresh clone: what cargo builds is kept in the cache, so that later runs are faster. */
export const TARGET = resolve(
  ROOT,
  process.env.CARGO_TARGET_DIR || (process.env.CI === 'true' ? join(CACHE, 'target') : 'target'),
);

/** `package.json` as it is now. */
export const manifest = () => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The version that Cargo.lock has of a crate. */
export function lockedVersion(crate) {
  const lock = join(ROOT, 'Cargo.lock');
  const text = existsSync(lock) ? readFileSync(lock, 'utf8') : '';
  const [, version] = text.match(new RegExp(`^name = "${crate}"\nversion = "(.+)"$`, 'm')) ?? [];
  if (!version)
    throw new Remedy(`Cargo.lock names no version of ${crate}; restore it with \`git checkout Cargo.lock\`.`);
  return version;
}

/** All files of a folder, deepest last, in a fixed order; or the file itself. */
export function files(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap(name => files(join(path, name)));
}

/** A hash of what the files hold and are called, and of the facts beside them (versions, flags). */
export function fingerprint(paths, facts = []) {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const file of paths.flatMap(files)) hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Does `work` unless the stamp says that the same inputs already made all the outputs. Resolves to whether it worked.
 */
export async function unlessDone(stamp, print, outputs, work) {
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === print && outputs.every(file => existsSync(file));
  if (done) return false;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
  return true;
}
