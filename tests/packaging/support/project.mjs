// An empty project with the packed tarball installed, as a user has it: what the tests of this folder look at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../../scripts/lib/project.mjs';

/** Runs a program to its end; a failure's message holds what it printed. */
export function run(command, args, cwd, env = process.env) {
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  }
}

/** `{folder, package, tarball, files}`: the project, the installed package in it, and the names the tarball lists. */
export function installedProject() {
  const folder = mkdtempSync(join(tmpdir(), 'payments-widget-'));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', ...quiet, '--pack-destination', folder], ROOT),
  );
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }\n');
  run('npm', ['install', '--offline', ...quiet, `./${filename}`], folder);
  return {
    folder,
    package: join(folder, 'node_modules/payments-widget'),
    tarball: join(folder, filename),
    files: files.map(({ path }) => path).sort(),
    /** Writes a file into the project and returns its path. */
    write(name, text) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    /** Gives the project packages of this repository, by their names. */
    link(...names) {
      for (const name of names) {
        const path = join(folder, 'node_modules', name);
        mkdirSync(dirname(path), { recursive: true });
        symlinkSync(join(ROOT, 'node_modules', name), path, 'junction');
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
