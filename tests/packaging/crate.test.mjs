// The crate in the hands of other Rust projects, from the very file that `cargo package` writes: with
// `default-features = false` they get the pure modules, without a browser crate and without an allocator.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, TARGET } from '../../scripts/lib/project.mjs';
import { run } from './support/project.mjs';

const WASM = 'wasm32-unknown-unknown';
const PURE = ['card', 'flow', 'form', 'jwe', 'money', 'protocol'];
const BROWSER = /^(wasm-bindgen|web-sys|js-sys|gloo-net|serde-wasm-bindgen|lol_alloc)/m;

/** A server: reads a card, an amount and an answer of the API, and drives nothing of a browser. */
const SERVER = `
use payments_widget::card::number::{self, NumberOptions};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::problem::ErrorCode;

fn main() {
    let check = number::validate("4242 4242 4242 4242", &NumberOptions::default());
    let krw = Currency::parse("KRW").expect("a currency");
    let amount = Money::parse("19900", krw).expect("an amount");
    println!("{} {} {}", check.is_valid, amount.minor(), ErrorCode::CardDeclined.as_str());
}
`;

/** Another page's own module, with an allocator of its own: a second one in the same module does not link. */
const MODULE = `
use payments_widget::card::number::{self, NumberOptions};

struct Own(std::alloc::System);

// SAFETY: every call is passed on as it is.
unsafe impl std::alloc::GlobalAlloc for Own {
    unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
        unsafe { self.0.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: std::alloc::Layout) {
        unsafe { self.0.dealloc(at, layout) }
    }
}

#[global_allocator]
static OWN: Own = Own(std::alloc::System);

/// 1 when the digits of \`number\` are a card number.
#[unsafe(no_mangle)]
pub extern "C" fn is_card(number: u64) -> u32 {
    u32::from(number::validate(&number.to_string(), &NumberOptions::default()).is_valid)
}
`;

/**
 * A target folder of their own: cargo gives the library of this crate, which is a cdylib too, a name without a hash, so that
 * one build would replace the other's.
 */
const BUILT = join(TARGET, 'packed');

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'payments-crate-'));
  const packed = join(TARGET, 'package');
  run('cargo', ['package', '--package', 'payments-widget', '--no-verify', '--allow-dirty', '--locked'], ROOT);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  run('tar', ['-xzf', join(packed, `payments-widget-${version}.crate`), '-C', folder], folder);
  run('mv', [join(folder, `payments-widget-${version}`), join(folder, 'payments-widget')], folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A project beside the unpacked crate, with the versions that this repository has locked. */
function project(name, lib, source, dependency) {
  const root = join(folder, name);
  const file = join(root, lib ? 'src/lib.rs' : 'src/main.rs');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    join(root, 'Cargo.toml'),
    `[package]
name = "${name}"
version = "0.0.0"
edition = "2024"
${lib ? '[lib]\ncrate-type = ["cdylib"]\n' : ''}
[dependencies]
payments-widget = { path = "../payments-widget"${dependency} }

[profile.dev]
debug = false

[workspace]
`,
  );
  writeFileSync(file, source);
  copyFileSync(join(ROOT, 'Cargo.lock'), join(root, 'Cargo.lock'));
  return (...args) => run('cargo', [...args, '--target-dir', BUILT], root);
}

/** What a project links, one crate a line. */
const tree = (name, ...more) =>
  run('cargo', ['tree', '--edges', 'normal', '--prefix', 'none', ...more], join(folder, name));

test('a server gets the pure modules, and no browser crate', () => {
  const cargo = project('server', false, SERVER, ', default-features = false');
  assert.equal(cargo('run', '--quiet').trim(), 'true 19900 card_declined');
  assert.doesNotMatch(tree('server'), BROWSER);
});

test('a WebAssembly module of somebody else gets neither browser crates, nor our allocator, nor our exports', async () => {
  const cargo = project('module', true, MODULE, ', default-features = false');
  cargo('build', '--quiet', '--target', WASM);
  assert.doesNotMatch(tree('module', '--target', WASM), BROWSER);

  const module = await WebAssembly.compile(readFileSync(join(BUILT, WASM, 'debug/module.wasm')));
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function');
  assert.deepEqual(
    functions.map(({ name }) => name),
    ['is_card'],
  );
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const instance = await WebAssembly.instantiate(module);
  const isCard = /** @type {(number: bigint) => number} */ (instance.exports.is_card);
  assert.equal(isCard(4242424242424242n), 1);
  assert.equal(isCard(4242424242424241n), 0);
});

test('without the feature every pure module is there for both targets, and web is not', () => {
  const uses = PURE.map(name => `pub use payments_widget::${name};`).join('\n');
  const cargo = project('reexport', true, `${uses}\n`, ', default-features = false');
  // Built, not checked: the tests before have built what it links.
  cargo('build', '--quiet');
  cargo('build', '--quiet', '--target', WASM);

  const web = project('web', true, 'pub use payments_widget::web;\n', ', default-features = false');
  assert.throws(() => web('check', '--quiet', '--target', WASM), /no `web` in the root|unresolved import/);
});

test('with the feature webhooks a server gets what verifies them, and no page does', () => {
  const CRYPTOGRAPHY = /^(hmac|sha2|serde_json) /m;
  const uses = 'pub use payments_widget::webhooks::verify;\n';
  const cargo = project('webhooks', true, uses, ', default-features = false, features = ["webhooks"]');
  cargo('check', '--quiet');
  assert.match(tree('webhooks'), CRYPTOGRAPHY);
  assert.doesNotMatch(tree('webhooks'), BROWSER);
  assert.doesNotMatch(tree('server'), CRYPTOGRAPHY);
  project('of_a_page', true, '', '');
  assert.doesNotMatch(tree('of_a_page', '--target', WASM), CRYPTOGRAPHY);
});

test('with the feature open a payments API gets what decrypts a card, and no page does', () => {
  const CRYPTOGRAPHY = /^aws-lc-rs /m;
  const uses = 'pub use payments_widget::jwe::open::KeyPair;\n';
  project('api', true, uses, ', default-features = false, features = ["open"]');
  assert.match(tree('api'), CRYPTOGRAPHY);
  assert.doesNotMatch(tree('api'), BROWSER);
  assert.doesNotMatch(tree('server'), CRYPTOGRAPHY);
  // The browser has its own.
  assert.doesNotMatch(tree('api', '--target', WASM), CRYPTOGRAPHY);
});

test('with its default features the crate is the browser form for wasm32', () => {
  const cargo = project('page', true, 'pub use payments_widget::web::form::PaymentFormView;\n', '');
  cargo('check', '--quiet', '--target', WASM);
  assert.match(tree('page', '--target', WASM), BROWSER);
});
