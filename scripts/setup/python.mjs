// Python with the package that a guide's block imports and with schemathesis, for the tests only: an environment of its own in the
// cache. Where there is no Python, the tests that need it are skipped.
import { join } from 'node:path';
import { CACHE, unlessDone } from '../lib/project.mjs';
import { online, run, step, which } from '../lib/run.mjs';
import { canInstall, install } from './debian.mjs';

const PACKAGES = ['joserfc==1.8.0', 'schemathesis==4.32.5'];

/** Resolves to the folders of its programs: one, or none on a machine without Python. */
export async function setUpPython() {
  if (!which('python3') && canInstall()) await step('Python', '10 s', () => install(['python3', 'python3-venv']));
  const python = which('python3');
  if (!python) return [];
  const names = PACKAGES.join(' ');
  const folder = join(CACHE, PACKAGES.join('-').replaceAll('==', '-'));
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  await unlessDone(join(folder, '.installed'), names, [bin], () =>
    step(names, '40 s', async () => {
      await run(python, ['-m', 'venv', folder]);
      await online(names, () => run(join(bin, 'python3'), ['-m', 'pip', 'install', '--quiet', ...PACKAGES]));
    }),
  );
  return [bin];
}
