// The command-line tools that are compiled: each into a folder of the cache named by its version, so that two versions
// of this repository never fight over one. A tool of the same version on the PATH is taken as it is.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CACHE, lockedVersion, TARGET } from '../lib/project.mjs';
import { ask, online, run, step, which } from '../lib/run.mjs';

/** `exact`: only this very version will do. */
const TOOLS = {
  'wasm-bindgen': {
    crate: 'wasm-bindgen-cli',
    version: () => lockedVersion('wasm-bindgen'),
    exact: true,
    // Without TLS, which it would need for a driver on another machine; its lock file names a version the registry lacks.
    flags: ['--no-default-features'],
    time: '45 s',
  },
  'wasm-pack': { crate: 'wasm-pack', version: () => '0.15.0', exact: true, flags: ['--locked'], time: '45 s' },
  'cargo-fuzz': { crate: 'cargo-fuzz', version: () => '0.13.2', exact: false, flags: ['--locked'], time: '30 s' },
  geckodriver: { crate: 'geckodriver', version: () => '0.37.0', exact: false, flags: ['--locked'], time: '45 s' },
};

/** They run for less than a second: compiling them fast matters, fast code does not (40 s instead of five minutes). */
const QUICK = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** Brings a tool and resolves to the folder it is in. */
export async function setUpTool(name, rust) {
  const { crate, version: pinned, exact, flags, time } = TOOLS[name];
  const version = pinned();
  const root = join(CACHE, `${crate}-${version}`);
  const bin = join(root, 'bin');
  if (existsSync(join(bin, name))) return bin;

  const found = which(name, rust.env.PATH);
  if (found && (!exact || (await ask(found, ['--version']))?.split(' ')[1] === version)) return join(found, '..');

  const args = ['install', crate, '--version', version, '--root', root, ...flags];
  // A target folder in a fixed place: an install that was broken off goes on where it stood.
  const env = { ...rust.env, ...QUICK, CARGO_TARGET_DIR: join(TARGET, 'tools') };
  await step(`${name} ${version}, compiled`, time, () => online(crate, () => run('cargo', args, { env })));
  return bin;
}

/** The environment in which programs find these folders' tools first. */
export const withTools = (env, bins) => ({ ...env, PATH: [...bins, env.PATH].join(delimiter) });
