// Rust's standard library for WebAssembly, where the distribution has only its source (Debian): built once into the
// sysroot, where cargo, clippy and wasm-pack find it. The smallest build makes a library of its own (build/wasm.mjs).
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Remedy, run, step } from '../lib/run.mjs';

const TARGET = 'wasm32-unknown-unknown';
const LLD = '/usr/lib/llvm-22/bin/lld';

/** Debian has lld in another place: rustc looks for `rust-lld` beside its own libraries. */
export function linkLinker(rust) {
  const link = join(rust.sysroot, 'lib/rustlib', rust.host, 'bin/rust-lld');
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(LLD, link);
}

/** Builds the library of this very compiler, unless it is there. */
export async function buildWasmStd(rust) {
  const libraries = join(rust.sysroot, 'lib/rustlib', TARGET, 'lib');
  const stamp = join(libraries, 'built-by');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === rust.version) return;
  if (!rust.source)
    throw new Remedy(
      `The source of Rust's standard library is missing below ${rust.sysroot}; install it and run the command again.`,
    );

  await step("Rust's standard library for WebAssembly", '45 s', async () => {
    const crate = mkdtempSync(join(tmpdir(), 'wasm-std-'));
    mkdirSync(join(crate, 'src'));
    writeFileSync(
      join(crate, 'Cargo.toml'),
      '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n',
    );
    writeFileSync(join(crate, 'src/lib.rs'), '#![no_std]\n');
    const parts = '-Zbuild-std=std,test,proc_macro,panic_abort,panic_unwind';
    await run('cargo', ['build', '--release', '--target', TARGET, parts, '--target-dir', 'target'], {
      cwd: crate,
      env: { ...rust.env, RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Cembed-bitcode=yes' },
      background: true,
    });
    const built = join(crate, 'target', TARGET, 'release/deps');
    const fresh = `${libraries}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    const wanted = readdirSync(built).filter(name => /^lib.+\.rlib$/.test(name) && !name.startsWith('libempty'));
    for (const name of wanted) copyFileSync(join(built, name), join(fresh, name));
    writeFileSync(join(fresh, 'built-by'), rust.version);
    // Replaced in one step: another build may be reading the folder.
    rmSync(libraries, { recursive: true, force: true });
    renameSync(fresh, libraries);
    rmSync(crate, { recursive: true });
  });
}
