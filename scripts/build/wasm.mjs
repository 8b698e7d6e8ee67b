// The WebAssembly and its glue, as small as they get: cargo, wasm-bindgen, wasm-opt, then our own shortening.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, ROOT, TARGET, unlessDone } from '../lib/project.mjs';
import { online, run, step, together } from '../lib/run.mjs';
import { setUpTool } from '../setup/tools.mjs';
import { toFactory } from './glue.mjs';
import { shorten } from './shorten.mjs';

const TRIPLE = 'wasm32-unknown-unknown';

/** What browsers since 2021 have; wasm-bindgen's output uses the last two. */
const FEATURES = [
  'bulk-memory',
  'sign-ext',
  'mutable-globals',
  'nontrapping-float-to-int',
  'multivalue',
  'reference-types',
];
const STRIP = ['--strip-debug', '--strip-producers', '--strip-target-features'];

/**
 * Measured in brotli. The lowest kilobyte is the far end of the stack (rustc lays it first), so no address there is ever
 * used.
 */
const OPTIMISE = [
  ...['--low-memory-unused', '--flatten', '--rereloop', '-Oz', '--generate-global-effects', '-Oz', '--converge'],
  '--dealign',
  ...FEATURES.map((name) => `--enable-${name}`),
  ...STRIP,
];

const BIND = ['--target', 'web', '--omit-default-module-path', '--no-typescript', '--out-name', 'widget'];

/**
 * A standard library built for size; a panic that only traps, as its text could quote what was typed; no places in
 * sources.
 */
const LEAN = ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'];
const LEAN_FLAGS = ['-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none', '-Zfmt-debug=none'];

/** No folder of the builder's machine goes into what is published. */
const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo');
const ANONYMOUS = [`--remap-path-prefix=${cargoHome}=/cargo`];

const INPUTS = [
  'src',
  'Cargo.toml',
  'Cargo.lock',
  'scripts/build/wasm.mjs',
  'scripts/build/glue.mjs',
  'scripts/build/shorten.mjs',
  'package-lock.json',
];

/**
 * Builds what is not up to date and resolves to the paths `{wasm, glue}`. wasm-bindgen itself may still be on its way:
 * it is waited for when cargo is through.
 */
export async function buildWasm(rust) {
  const folder = join(TARGET, 'widget');
  const out = { wasm: join(folder, 'payments-widget_bg.wasm'), glue: join(folder, 'glue.js') };
  const inputs = INPUTS.map((path) => join(ROOT, path));
  await unlessDone(join(folder, 'wasm.stamp'), fingerprint(inputs, [rust.version, rust.lean]), Object.values(out), () =>
    step('the WebAssembly', '60 s the first time, then 15 s', () => make(rust, folder, out)),
  );
  return out;
}

async function make(rust, folder, out) {
  const [bin] = await together(setUpTool('wasm-bindgen', rust), compile(rust));
  const bound = join(folder, 'bound');
  mkdirSync(bound, { recursive: true });
  const bind = [...BIND, '--out-dir', bound, join(TARGET, TRIPLE, 'release/payments_widget.wasm')];
  await run(join(bin, 'wasm-bindgen'), bind);

  const optimised = join(folder, 'optimised.wasm');
  const wasmOpt = join(ROOT, 'node_modules/binaryen/bin/wasm-opt');
  await run(process.execPath, [wasmOpt, ...OPTIMISE, join(bound, 'widget_bg.wasm'), '-o', optimised]);

  const short = shorten(readFileSync(optimised), toFactory(readFileSync(join(bound, 'widget.js'), 'utf8')));
  writeFileSync(out.wasm, short.wasm);
  writeFileSync(out.glue, short.glue);
}

function compile(rust) {
  const flags = [...(rust.lean ? LEAN_FLAGS : []), ...ANONYMOUS].join('\x1f');
  const bootstrap = rust.lean ? { RUSTC_BOOTSTRAP: '1' } : {};
  const env = { ...rust.env, CARGO_TARGET_DIR: TARGET, CARGO_ENCODED_RUSTFLAGS: flags, ...bootstrap };
  // A cdylib alone: with an rlib beside it, which Cargo.toml has for servers and tests, cargo would leave `lto` out.
  const args = ['rustc', '--lib', '--crate-type', 'cdylib', '--release', '--target', TRIPLE];
  if (rust.lean) args.push(...LEAN);
  return online('Rust crates', () => run('cargo', args, { cwd: ROOT, env }));
}
