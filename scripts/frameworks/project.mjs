// A throw-away project of another tool, with the packed npm package installed as a user has it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { online, run, step } from '../lib/run.mjs';
import { fingerprint, manifest as ownManifest, ROOT, TARGET, unlessDone } from '../lib/project.mjs';

const FOLDER = join(TARGET, 'frameworks');

/** The newest tools want a newer Node than the one that runs this script. npm brings it for all projects. */
const NODE = 'node@24';
const NODE_FOLDER = join(FOLDER, 'node');

/** What the next run uses again. */
const KEPT = ['node_modules', 'package.json'];

const OURS = ownManifest().name;

const versionIn = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** How long a server may take until it answers. */
const READY_MS = 30_000;

/**
 * @typedef {object} Framework
 * @property {string} name
 * @property {string} needs  What it needs beyond `npm install`, in Markdown.
 * @property {string[]} packages  Names, also with a range of versions. The first one's newest version decides whether they are
 *   installed again.
 * @property {string[]} [alike]  Packages that are installed in the version of the first one.
 * @property {boolean} [dev]  The package is a devDependency.
 * @property {string} [source]  A folder with the whole project; its package.json says what is installed.
 * @property {object} [manifest]  More members of package.json.
 * @property {Record<string, string>} [files]
 * @property {(project: Project, check: Check) => Promise<void>} check
 */
/** @typedef {(name: string, work: () => unknown) => Promise<void>} Check  Prints a line. A failure does not end the run. */
/** @typedef {Awaited<ReturnType<typeof makeProject>>} Project */

/** Packs `dist/` as it is, and returns the tarball. */
export async function pack() {
  mkdirSync(FOLDER, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', FOLDER];
  const [{ filename }] = JSON.parse(await run('npm', args, { cwd: ROOT, stdout: true }));
  return join(FOLDER, filename);
}

/** `vite@7` is of `vite`. */
const nameOf = (/** @type {string} */ spec) => spec.replace(/(?<=.)@.*/, '');

/** The newest version in a range. */
async function newest(spec) {
  const versions = await online(spec, () => run('npm', ['view', spec, 'version', '--json'], { stdout: true }));
  return [JSON.parse(versions)].flat().at(-1);
}

/** Installs packages into a folder, by the newer Node once that is there. */
const install = (folder, env, ...args) =>
  run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', ...args], {
    cwd: folder,
    env,
    background: true,
  });

/** Resolves to the folder of the newer Node. */
async function setUpNode() {
  const modules = join(NODE_FOLDER, 'node_modules');
  await unlessDone(join(modules, '.installed'), fingerprint([], [NODE]), [modules], () =>
    step(NODE, '10 s', () =>
      online(NODE, () => {
        rmSync(NODE_FOLDER, { recursive: true, force: true });
        mkdirSync(NODE_FOLDER, { recursive: true });
        writeFileSync(join(NODE_FOLDER, 'package.json'), '{ "private": true }\n');
        return install(NODE_FOLDER, process.env, NODE);
      }),
    ),
  );
  return join(modules, '.bin');
}

/**
 * @param {Framework} framework
 * @param {string} tarball
 */
export async function makeProject(
  { name, packages, alike = [], dev = false, source, manifest = {}, files = {} },
  tarball,
) {
  const folder = join(FOLDER, name);
  const modules = join(folder, 'node_modules');
  const bin = join(modules, '.bin');
  // npm takes an older version of a package whose newest does not run on npm's own Node: so the newer Node comes first.
  const env = {
    ...process.env,
    PATH: [bin, await setUpNode(), process.env.PATH].join(delimiter),
    CI: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
    NG_CLI_ANALYTICS: 'false',
  };
  const write = (file, text) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const [first, ...others] = packages;
  const version = await newest(first);
  const print = fingerprint(source ? [join(source, 'package.json')] : [], [version, packages, alike, manifest, NODE]);
  await unlessDone(join(modules, '.installed'), print, [modules], () =>
    step(`${nameOf(first)} ${version}`, '30 s', async () => {
      rmSync(folder, { recursive: true, force: true });
      if (source) {
        cpSync(source, folder, { recursive: true });
        return install(folder, env);
      }
      write('package.json', JSON.stringify({ name: `try-${name}`, private: true, type: 'module', ...manifest }));
      return install(folder, env, ...[nameOf(first), ...alike].map(name => `${name}@${version}`), ...others);
    }),
  );
  for (const file of readdirSync(folder)) {
    if (!KEPT.includes(file)) rmSync(join(folder, file), { recursive: true });
  }
  if (source) cpSync(source, folder, { recursive: true });
  await install(folder, env, '--offline', dev ? '--save-dev' : '--save', tarball);
  for (const [file, text] of Object.entries(files)) write(file, text);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const installed = Object.keys({ ...dependencies, ...devDependencies }).filter(one => one !== OURS);
  return {
    folder,
    /** The packages of the project with their versions. */
    versions: installed.map(one => `${one} ${versionIn(join(modules, one))}`),
    /** Runs a tool of the project to its end. */
    run: (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
      run(command, args, { cwd: folder, env, background: true }),
    /**
     * Runs a server of the project on a free port while `use` asks it.
     * @param {(port: number) => string[]} command
     * @param {(address: string) => Promise<void>} use
     * @param {Record<string, string>} [more]  of its environment
     */
    async serve(command, use, more = {}) {
      const port = await freePort();
      const [program, ...args] = command(port);
      const server = spawn(program, args, { cwd: folder, env: { ...env, ...more, PORT: String(port) } });
      const kill = () => server.kill();
      process.once('exit', kill);
      const ended = once(server, 'close');
      let output = '';
      for (const stream of [server.stdout, server.stderr]) stream.on('data', text => (output += text));
      try {
        const address = `http://127.0.0.1:${port}`;
        await Promise.race([answers(address, server), ended.then(() => Promise.reject(new Error('the server ended')))]);
        await use(address);
      } catch (error) {
        throw new Error(`${/** @type {Error} */ (error).message}\n${output}`);
      } finally {
        kill();
        await ended;
        process.off('exit', kill);
      }
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until a server answers, whatever it says. */
async function answers(address, server) {
  const end = Date.now() + READY_MS;
  while (Date.now() < end && server.pid && server.exitCode === null) {
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  throw new Error(server.exitCode === null ? `no answer in ${READY_MS} ms` : `it ended with ${server.exitCode}`);
}
