// The Rust compiler with its WebAssembly target: from rustup, or from Debian's packages where rustup is absent or must not
// download anything (RUSTUP_AUTO_INSTALL=0).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';
import { ask, online, Remedy, run, step, which } from '../lib/run.mjs';
import { canInstall, install, missingPackages } from './debian.mjs';
import { buildWasmStd, linkLinker } from './wasm_std.mjs';

const TARGET = 'wasm32-unknown-unknown';
const PACKAGES = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-clippy', 'rustfmt-web', 'lld-22'];

/** Describes the compiler that an environment finds first; undefined where there is none. */
async function look(env) {
  if (!which('cargo', env.PATH)) return undefined;
  const version = await ask('rustc', ['-V'], { env });
  if (!version) return undefined;
  const sysroot = (await run('rustc', ['--print', 'sysroot'], { env })).trim();
  const host = (await run('rustc', ['-vV'], { env })).match(/^host: (.+)$/m)?.[1] ?? '';
  return {
    env,
    version,
    sysroot,
    host,
    wasmStd: existsSync(join(sysroot, 'lib/rustlib', TARGET, 'lib')),
    source: existsSync(join(sysroot, 'lib/rustlib/src/rust/library/Cargo.toml')),
    clippy: Boolean(which('cargo-clippy', env.PATH) && which('cargo-fmt', env.PATH)),
  };
}

/** Debian's compiler is in /usr/bin; another one may be in ~/.cargo/bin. */
const debianEnv = () => ({ ...process.env, PATH: `/usr/bin:${process.env.PATH}` });

async function byDebian() {
  const missing = await missingPackages(PACKAGES);
  if (missing.length > 0) await step(`Debian's Rust compiler (${missing.join(' ')})`, '20 s', () => install(missing));
  const rust = await look(debianEnv());
  if (!rust)
    throw new Remedy(
      'Debian installed no working Rust compiler; install Rust from https://rustup.rs and run the command again.',
    );
  linkLinker(rust);
  return { ...rust, debian: true };
}

async function byRustup(rust) {
  if (!rust.wasmStd) {
    await step("Rust's WebAssembly target", '15 s', () =>
      online("Rust's WebAssembly target", () => run('rustup', ['target', 'add', TARGET])),
    );
  }
  if (!rust.source) {
    // Only the smallest build needs the source; without it the plain build is made.
    await step('the source of the standard library', '15 s', () =>
      run('rustup', ['component', 'add', 'rust-src']).catch(() => {}),
    );
  }
  if (!rust.clippy) {
    await step('clippy and rustfmt', '10 s', () =>
      online('clippy and rustfmt', () => run('rustup', ['component', 'add', 'clippy', 'rustfmt'])),
    );
  }
  return look(process.env);
}

/** Cargo.toml names the oldest Rust that works. */
function refuseOld(rust) {
  const [, least] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/^rust-version = "1\.(\d+)"$/m) ?? [];
  const [, minor] = rust.version.match(/^rustc 1\.(\d+)/) ?? [];
  if (Number(minor) < Number(least)) {
    throw new Remedy(
      `Rust 1.${least} or newer is needed (this is ${rust.version.split(' (')[0]}); run \`rustup update\` and the command again.`,
    );
  }
}

/** Can this compiler make the smallest build? It needs the standard library's source and a recent rustc. */
async function takesLeanFlags(rust) {
  const env = { ...rust.env, RUSTC_BOOTSTRAP: '1' };
  const flags = ['-Zunstable-options', '-Cpanic=immediate-abort', '--print', 'cfg', '--target', TARGET];
  return rust.source && (await ask('rustc', flags, { env })) !== undefined;
}

/**
 * Installs what is missing of the compiler and resolves to `{env, version, lean}`: the environment to run cargo in, and whether the smallest
 * build is possible. `wasmStd` asks for a standard library that plain cargo, clippy and wasm-pack find.
 */
export async function setUpRust({ wasmStd = true } = {}) {
  if (!which('cc') && !which('gcc') && !which('clang')) {
    throw new Remedy(
      'A C compiler is missing (Rust links with it); install one (Debian: `apt-get install build-essential`, macOS: `xcode-select --install`).',
    );
  }
  let rust = await look(process.env);
  const mayDownload = which('rustup') && process.env.RUSTUP_AUTO_INSTALL !== '0';
  if (rust && mayDownload) rust = await byRustup(rust);
  else if (!rust?.wasmStd && canInstall()) rust = await byDebian();
  if (!rust) throw new Remedy('Rust is missing; install it from https://rustup.rs and run the command again.');
  refuseOld(rust);

  const lean = await takesLeanFlags(rust);
  if (rust.debian && (wasmStd || !lean)) await buildWasmStd(rust);
  else if (!rust.wasmStd && (wasmStd || !lean)) {
    throw new Remedy(
      `Rust has no WebAssembly target here; add it (\`rustup target add ${TARGET}\`) and run the command again.`,
    );
  }
  return { ...rust, lean };
}
