// The command-line tools that are compiled. Each has a folder of its own in the cache, named by its version, so that two
// versions of this repository can share the cache. A tool of the same version on the PATH is used as it is.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, lockedVersion, TARGET } from '../lib/project.mjs';
import { ask, online, run, step, which } from '../lib/run.mjs';

/** `exact`: a tool on the PATH must have this version. `time`: how long compiling takes on two cores. */
const TOOLS = {
  'wasm-bindgen': {
    crate: 'wasm-bindgen-cli',
    version: () => lockedVersion('wasm-bindgen'),
    exact: true,
    // Without TLS, which only a driver on another machine needs. Not --locked: its lock file names a yanked version.
    flags: ['--no-default-features', '--bin', 'wasm-bindgen', '--bin', 'wasm-bindgen-test-runner'],
    time: '45 s',
  },
  'wasm-pack': { crate: 'wasm-pack', version: () => '0.15.0', exact: true, flags: ['--locked'], time: '45 s' },
  'cargo-deny': { crate: 'cargo-deny', version: () => '0.20.2', exact: false, flags: ['--locked'], time: '2 min' },
  'cargo-mutants': {
    crate: 'cargo-mutants',
    version: () => '27.1.0',
    exact: false,
    flags: ['--locked'],
    time: '1 min',
  },
  'cargo-fuzz': { crate: 'cargo-fuzz', version: () => '0.13.2', exact: false, flags: ['--locked'], time: '30 s' },
  geckodriver: { crate: 'geckodriver', version: () => '0.37.0', exact: false, flags: ['--locked'], time: '45 s' },
};

/** The tools run for about a second: fast compiling matters, fast code does not (40 s instead of five minutes). */
const QUICK = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** Installs a tool where it is missing, and resolves to its folder. */
export async function setUpTool(name, rust) {
  const { crate, version: pinned, exact, flags, time } = TOOLS[name];
  const version = pinned();
  const root = join(CACHE, `${crate}-${version}`);
  const bin = join(root, 'bin');
  if (existsSync(join(bin, name))) return bin;

  const found = which(name, rust.env.PATH);
  if (found && (!exact || (await ask(found, ['--version']))?.split(' ')[1] === version)) return join(found, '..');

  const args = ['install', crate, '--version', version, '--root', root, ...flags];
  // The target folder has a fixed place, so that an interrupted install continues.
  const env = { ...rust.env, ...QUICK, CARGO_TARGET_DIR: join(TARGET, 'tools') };
  await step(`${name} ${version}, compiled`, time, () =>
    online(crate, () => run('cargo', args, { env, background: true })),
  );
  return bin;
}

/** The environment in which programs find the tools of these folders first. */
export const withTools = (env, bins) => ({ ...env, PATH: [...bins, env.PATH].join(delimiter) });
