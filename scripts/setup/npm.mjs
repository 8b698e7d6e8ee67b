// The npm packages of package-lock.json: tools for building and testing. Nothing of them is published.
import { join } from 'node:path';
import { fingerprint, ROOT, unlessDone } from '../lib/project.mjs';
import { online, Remedy, run, step, which } from '../lib/run.mjs';

/** Without their install scripts: no package needs one. */
export const INSTALL = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];

export async function setUpNpm() {
  if (!which('npm')) throw new Remedy('npm is missing; install Node.js 20 or newer with npm (https://nodejs.org).');
  const modules = join(ROOT, 'node_modules');
  const print = fingerprint([join(ROOT, 'package-lock.json')]);
  await unlessDone(join(modules, '.installed'), print, [modules], () =>
    step('npm packages', '15 s', () => online('npm packages', () => run('npm', INSTALL, { cwd: ROOT }))),
  );
}
