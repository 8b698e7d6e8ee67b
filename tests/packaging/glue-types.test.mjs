// www/load/glue.d.ts and pay-glue.d.ts say what the WebAssembly exports. wasm-bindgen says it too, from the code in Rust: both must
// agree, in names and in types.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BINDINGS } from '../../scripts/build/wasm.mjs';
import { ROOT, WWW } from '../../scripts/lib/project.mjs';
import { run } from './support/project.mjs';

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'payments-widget-'))));
after(() => rmSync(folder, { recursive: true }));

const agreement = glue => `
import type { Exports } from '${join(WWW, 'load', glue)}';
// Classes without a constructor: others make them.
type NotMade = 'PaymentOrder' | 'FormListener' | 'FormPayments' | 'FollowUp';
type Made = Omit<typeof import('./made.js'), 'default' | 'initSync' | NotMade>;
declare const made: Made;
export const written: Exports = made;
export const forgotten: Exclude<keyof Made, keyof Exports> extends never ? true : false = true;
`;

/** What wasm-bindgen says, but for `using`, which nobody uses. */
const bindings = module => readFileSync(BINDINGS[module], 'utf8').replaceAll('[Symbol.dispose](): void;', '');

/** Compares; throws with the compiler's findings. */
function check(module, made) {
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler' };
  const compilerOptions = { ...options, target: 'es2022', lib: ['esnext', 'dom'], types: [] };
  writeFileSync(join(folder, 'made.d.ts'), made);
  writeFileSync(join(folder, 'agreement.ts'), agreement(module === 'form' ? 'glue.js' : 'pay-glue.js'));
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions, files: ['agreement.ts', join(WWW, 'build.d.ts')] }));
  run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], folder);
}

for (const module of ['form', 'pay']) {
  test(`the types of the glue of ${module} are those that wasm-bindgen makes`, () => check(module, bindings(module)));
}

test('a name or a type that differs is found', () => {
  for (const [module, from, to] of /** @type {[string, string, string][]} */ ([
    ['form', 'export function validateCvv(', 'export function validateCode('],
    ['pay', 'chargeWallet(options: any, deferred: any)', 'chargeWallet(options: any, deferred: any, more: string)'],
    ['form', 'export function cardFacts()', 'export function more(): void;\nexport function cardFacts()'],
  ])) {
    assert.ok(bindings(module).includes(from), from);
    assert.throws(() => check(module, bindings(module).replace(from, to)), /error TS/, from);
  }
});
