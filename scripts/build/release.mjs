// What a build calls itself: the version of package.json, and the revision of the sources.
import { realpathSync } from 'node:fs';
import { manifest, ROOT } from '../lib/project.mjs';
import { ask, run } from '../lib/run.mjs';

/** What the content of dist/ depends on. A change elsewhere leaves a build that of its commit. */
const SOURCES = ['www', 'src', 'scripts/build', 'package.json', 'package-lock.json', 'Cargo.toml', 'Cargo.lock'];
const DIGITS = 7;

/**
 * The first digits of the commit, with `.changed` after them where the sources are not those of the commit. `PAYMENTS_REVISION` says it for
 * a build without git, as in a container. `null` where neither says it: in a tarball, also one inside another repository.
 */
async function revision() {
  const { PAYMENTS_REVISION: given } = process.env;
  if (given) return given;
  const git = (...args) => ask('git', args, { cwd: ROOT });
  const [top, commit] = [await git('rev-parse', '--show-toplevel'), await git('rev-parse', 'HEAD')];
  if (!top || !commit || realpathSync(top) !== realpathSync(ROOT)) return null;
  const changes = await run('git', ['status', '--porcelain', '--', ...SOURCES], { cwd: ROOT, stdout: true });
  return commit.slice(0, DIGITS) + (changes ? '.changed' : '');
}

/**
 * `{ version, revision, name }`; the name is as `0.1.0+a5147b3`, by the rules of https://semver.org for build metadata.
 */
export async function release() {
  const { version } = manifest();
  const built = await revision();
  return { version, revision: built, name: built ? `${version}+${built}` : version };
}
