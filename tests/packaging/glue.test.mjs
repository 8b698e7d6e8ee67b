// The two transformations of wasm-bindgen's output, on a module small enough to read: a factory of fresh instances, and
// short names on both sides of the border.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import binaryen from 'binaryen';
import { toFactory } from '../../scripts/build/glue.mjs';
import { shorten } from '../../scripts/build/shorten.mjs';

const PLACE = './widget_bg.js';
const NUMBERS = Array.from({ length: 60 }, (_, index) => index);

/** Imports sixty functions, more than there are letters, and exports their sum and a counter that starts at zero. */
const wasm = (() => {
  const imports = NUMBERS.map(n => `(import "${PLACE}" "__wbg_value_${n}" (func $value_${n} (result i32)))`);
  const sum = NUMBERS.reduce((text, n) => `(i32.add ${text} (call $value_${n}))`, '(i32.const 0)');
  const text = `(module ${imports.join('\n')}
    (global $count (mut i32) (i32.const 0))
    (func (export "__wbindgen_start"))
    (func (export "sum_of_all") (result i32) ${sum})
    (func (export "counter_next") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))`;
  return Buffer.from(binaryen.parseText(text).emitBinary());
})();

const body = `/* @ts-self-types="./widget.d.ts" */

export class Counter {
    next() { return wasm.counter_next(); }
}

export function sum() {
    return wasm.sum_of_all();
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
${NUMBERS.map(n => `        __wbg_value_${n}: function() { return ${n}; },`).join('\n')}
    };
    return {
        __proto__: null,
        "${PLACE}": import0,
    };
}
`;
const glue = `${body}
let wasmModule, wasmInstance, wasm;
async function __wbg_init() { await fetch('never'); wasm.__wbindgen_start();
}

export { initSync, __wbg_init as default };
`;

const load = text => import(`data:text/javascript,${encodeURIComponent(text)}`);
const same = raw => raw;

for (const [what, make] of Object.entries({
  'as wasm-bindgen names it': () => ({ wasm, glue: toFactory(glue) }),
  shortened: () => shorten(wasm, toFactory(glue)),
})) {
  test(`every call of the factory is a fresh instance, ${what}`, async () => {
    const made = make();
    const { instantiate } = await load(made.glue);
    const module = await WebAssembly.compile(made.wasm);
    const first = await instantiate(module, same);
    const second = await instantiate(module, same);
    assert.deepEqual(Object.keys(first), ['Counter', 'sum']);
    assert.equal(first.sum(), 1770);
    const count = new first.Counter();
    assert.deepEqual([count.next(), count.next(), new second.Counter().next()], [1, 2, 1]);
  });
}

test('every export is called through the guard', async () => {
  const { instantiate } = await load(toFactory(glue));
  const entered = [];
  const guard = raw =>
    Object.fromEntries(Object.entries(raw).map(([name, enter]) => [name, () => (entered.push(name), enter())]));
  const { sum } = await instantiate(await WebAssembly.compile(wasm), guard);
  sum();
  assert.deepEqual(entered, ['__wbindgen_start', 'sum_of_all']);
});

test('a module without a start is not started', async () => {
  const entered = [];
  const guard = raw => new Proxy(raw, { get: (all, name) => (entered.push(name), all[name]) });
  const { instantiate } = await load(toFactory(glue.replace('wasm.__wbindgen_start();', '')));
  await instantiate(await WebAssembly.compile(wasm), guard);
  assert.deepEqual(entered, []);
});

test('short names differ from each other and stay short', async () => {
  const module = await WebAssembly.compile(shorten(wasm, toFactory(glue)).wasm);
  const names = WebAssembly.Module.imports(module).map(({ module: place, name }) => `${place}.${name}`);
  assert.equal(new Set(names).size, NUMBERS.length);
  assert.deepEqual([names[0], names[25], names[26], names[51], names[52]], ['a.a', 'a.z', 'a.A', 'a.Z', 'a.aa']);
  assert.deepEqual(
    WebAssembly.Module.exports(module).map(({ name }) => name),
    ['a', 'b', 'c'],
  );
});

test('a glue of another shape stops the build', () => {
  for (const [broken, message] of /** @type {[string, RegExp][]} */ ([
    [glue.replace('let wasmModule, wasmInstance, wasm;', 'let wasm;'), /0 times "let wasmModule/],
    [glue.replace('export { initSync', 'export { init'), /0 times "export { initSync/],
    [`import * as import1 from 'snippet';\n${glue}`, /imports/],
    [glue.replace('export class', 'export const x = 1;\nexport class'), /neither class nor function/],
  ])) {
    assert.throws(() => toFactory(broken), message);
  }
  const factory = toFactory(glue);
  for (const [broken, message] of /** @type {[string, RegExp][]} */ ([
    [factory.replace('__wbg_value_7:', '__wbg_other:'), /0 places/],
    [factory.replaceAll('wasm.sum_of_all', 'wasm.sum_of_none'), /sum_of_none, which the module does not export/],
    [factory.replace(PLACE, './elsewhere.js'), /0 places/],
  ])) {
    assert.throws(() => shorten(wasm, broken), message);
  }
});

test('a module that is cut off, or imports more than functions, stops the build', () => {
  assert.throws(() => shorten(wasm.subarray(0, 100), toFactory(glue)), /ends too early/);
  const memory = binaryen.parseText(`(module (import "${PLACE}" "memory" (memory 1)))`).emitBinary();
  assert.throws(() => shorten(memory, toFactory(glue)), /no function/);
});
