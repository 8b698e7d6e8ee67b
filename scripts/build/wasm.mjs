// The WebAssembly and its glue, as small as possible: cargo, wasm-bindgen, wasm-opt, then shorter names (shorten.mjs). Two modules
// of one crate, each with its feature: the form with the card, and what pays.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, ROOT, TARGET, unlessDone } from '../lib/project.mjs';
import { online, run, step, together } from '../lib/run.mjs';
import { setUpTool } from '../setup/tools.mjs';
import { toFactory } from './glue.mjs';
import { cratesOf } from './sbom.mjs';
import { shorten } from './shorten.mjs';

const TRIPLE = 'wasm32-unknown-unknown';

/** What browsers since 2021 have. The last two are for a standard library that was compiled with them. */
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
 * Chosen by size after brotli. A large function with one caller stays a function: inlined it compresses worse. The lowest
 * kilobyte of memory is the end of the stack, which rustc places first: no address there is ever used. Binaryen's own `--minify-imports-and-exports` gives 146 bytes more than shorten.mjs.
 */
const OPTIMISE = [
  '--one-caller-inline-max-function-size=200',
  ...['--low-memory-unused', '--flatten', '--rereloop', '-Oz', '--generate-global-effects', '-Oz', '--converge'],
  '--dealign',
  ...FEATURES.map(name => `--enable-${name}`),
  ...STRIP,
];

const BIND = ['--target', 'web', '--omit-default-module-path', '--out-name', 'widget'];

const FOLDER = join(TARGET, 'widget');

/** The modules: by name, the feature of the crate and the names of the files. */
const MODULES = {
  form: { feature: 'web-form', wasm: 'payments-widget_bg.wasm', glue: 'glue.js' },
  pay: { feature: 'web-pay', wasm: 'payments-widget_pay_bg.wasm', glue: 'pay-glue.js' },
};

/** The crates in each module, for the bill of materials. */
const CRATES = join(FOLDER, 'crates.json');

const boundOf = name => join(FOLDER, name);

/** What wasm-bindgen exports, as TypeScript: a test compares www/load/glue.d.ts and pay-glue.d.ts with it. */
export const BINDINGS = { form: join(boundOf('form'), 'widget.d.ts'), pay: join(boundOf('pay'), 'widget.d.ts') };

/**
 * A standard library built for size; a panic that only traps, because its text could quote what was typed; no positions in
 * source files.
 */
const LEAN = ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'];
const LEAN_FLAGS = ['-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none', '-Zfmt-debug=none'];

/** What is published names no folder of the machine that built it, and is the same from any folder. */
const cargoHome = process.env.CARGO_HOME || join(homedir(), '.cargo');
const anonymous = ({ sysroot }) =>
  Object.entries({ [cargoHome]: '/cargo', [ROOT]: '/payments-widget', [sysroot]: '/rust' }).map(
    ([from, to]) => `--remap-path-prefix=${from}=${to}`,
  );

/** With these features wasm-bindgen wraps every function that takes or gives an object of JavaScript: 1.1 KB after brotli. */
const WITHOUT_WRAPPERS = ['-Ctarget-feature=-reference-types,-multivalue'];

const INPUTS = [
  'src',
  'Cargo.toml',
  'Cargo.lock',
  'scripts/build/wasm.mjs',
  'scripts/build/glue.mjs',
  'scripts/build/shorten.mjs',
  'scripts/build/sbom.mjs',
  'package-lock.json',
];

/**
 * Builds what is not up to date and resolves to `{ built, crates, rustc }`: the paths `{form: {wasm, glue}, pay: {wasm, glue}}`, that of
 * the list of crates, and the compiler. wasm-bindgen is installed while cargo compiles.
 */
export async function buildWasm(rust) {
  const out = /** @type {Record<keyof typeof MODULES, { wasm: string, glue: string }>} */ (
    Object.fromEntries(
      Object.entries(MODULES).map(([name, { wasm, glue }]) => [
        name,
        { wasm: join(FOLDER, wasm), glue: join(FOLDER, glue) },
      ]),
    )
  );
  const inputs = INPUTS.map(path => join(ROOT, path));
  const outputs = [...Object.values(out).flatMap(files => Object.values(files)), ...Object.values(BINDINGS), CRATES];
  await unlessDone(join(FOLDER, 'wasm.stamp'), fingerprint(inputs, [rust.version, rust.lean]), outputs, () =>
    step('the WebAssembly', '90 s the first time, then 40 s', () => make(rust, out)),
  );
  return { built: out, crates: CRATES, rustc: rust.version };
}

async function make(rust, out) {
  const [bin] = await together(setUpTool('wasm-bindgen', rust), compile(rust, 'form'));
  // cargo gives both the same name.
  await bind(bin, 'form');
  await together(optimise('form', out.form), compile(rust, 'pay'));
  await bind(bin, 'pay');
  await optimise('pay', out.pay);
  const crates = Object.entries(MODULES).map(async ([name, { feature }]) => [
    name,
    await cratesOf(feature, TRIPLE, rust.env),
  ]);
  writeFileSync(CRATES, JSON.stringify(Object.fromEntries(await Promise.all(crates))));
}

async function bind(bin, name) {
  mkdirSync(boundOf(name), { recursive: true });
  const wasm = join(TARGET, TRIPLE, 'release/payments_widget.wasm');
  await run(join(bin, 'wasm-bindgen'), [...BIND, '--out-dir', boundOf(name), wasm]);
}

async function optimise(name, out) {
  const optimised = join(boundOf(name), 'optimised.wasm');
  const wasmOpt = join(ROOT, 'node_modules/binaryen/bin/wasm-opt');
  await run(process.execPath, [wasmOpt, ...OPTIMISE, join(boundOf(name), 'widget_bg.wasm'), '-o', optimised]);

  const short = shorten(readFileSync(optimised), toFactory(readFileSync(join(boundOf(name), 'widget.js'), 'utf8')));
  writeFileSync(out.wasm, short.wasm);
  writeFileSync(out.glue, short.glue);
}

function compile(rust, name) {
  const flags = [...(rust.lean ? LEAN_FLAGS : []), ...anonymous(rust), ...WITHOUT_WRAPPERS].join('\x1f');
  const bootstrap = rust.lean ? { RUSTC_BOOTSTRAP: '1' } : {};
  const env = { ...rust.env, CARGO_TARGET_DIR: TARGET, CARGO_ENCODED_RUSTFLAGS: flags, ...bootstrap };
  // A cdylib alone: with an rlib beside it, which Cargo.toml has for servers and tests, cargo would leave `lto` out.
  const args = ['rustc', '--lib', '--crate-type', 'cdylib', '--release', '--target', TRIPLE];
  args.push('--no-default-features', '--features', MODULES[name].feature);
  if (rust.lean) args.push(...LEAN);
  return online('Rust crates', () => run('cargo', args, { cwd: ROOT, env }));
}
