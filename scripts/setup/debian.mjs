// Debian's packages, where this user may install them. Nothing here runs on another system.
import { existsSync } from 'node:fs';
import { ask, online, run, which } from '../lib/run.mjs';

/** May this user install packages on this machine? */
export const canInstall = () =>
  process.getuid?.() === 0 && Boolean(which('apt-get')) && existsSync('/etc/debian_version');

/** Which of these packages are not installed? */
export async function missingPackages(packages) {
  const states = packages.map(name => ask('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]));
  const installed = await Promise.all(states);
  return packages.filter((_, index) => installed[index] !== 'installed');
}

/** One installation at a time: dpkg holds a lock. */
let queue = Promise.resolve();

/** Installs packages; fetches the package lists first where they do not name one of them yet. */
export function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-q', ...args], { env });
  const add = () => apt('install', '-y', '--no-install-recommends', ...packages);
  const attempt = async () => {
    try {
      await add();
    } catch {
      await apt('update');
      await add();
    }
  };
  queue = queue.catch(() => {}).then(() => online(packages[0], attempt));
  return queue;
}
