// Python with the package that a guide's block imports, for the tests only: an environment of its own in the cache. Where there is
// no Python, the tests that need it are skipped.
import { join } from 'node:path';
import { CACHE, unlessDone } from '../lib/project.mjs';
import { online, run, step, which } from '../lib/run.mjs';
import { canInstall, install } from './debian.mjs';

const PACKAGE = 'joserfc==1.8.0';

/** Resolves to the folders of its programs: one, or none on a machine without Python. */
export async function setUpPython() {
  if (!which('python3') && canInstall()) await step('Python', '10 s', () => install(['python3', 'python3-venv']));
  const python = which('python3');
  if (!python) return [];
  const folder = join(CACHE, PACKAGE.replace('==', '-'));
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  await unlessDone(join(folder, '.installed'), PACKAGE, [bin], () =>
    step(PACKAGE, '10 s', async () => {
      await run(python, ['-m', 'venv', folder]);
      await online(PACKAGE, () => run(join(bin, 'python3'), ['-m', 'pip', 'install', '--quiet', PACKAGE]));
    }),
  );
  return [bin];
}
