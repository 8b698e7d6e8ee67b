// Turns wasm-bindgen's glue (`--target web --omit-default-module-path`), which has one instance, into a factory: every call
// makes a new instance, because the page needs one after a trap.

/** From here to the end the glue loads the module, which www/load does instead. */
const LOADING = '\nlet wasmModule, wasmInstance, wasm;\n';
const LAST = '\nexport { initSync, __wbg_init as default };\n';
/** What the loading calls in an instance before anything else, if wasm-bindgen made it: with reference types only. */
const START = 'wasm.__wbindgen_start();\n';

function cut(text, mark) {
  const parts = text.split(mark);
  if (parts.length !== 2)
    throw new Error(`the glue has ${parts.length - 1} times ${JSON.stringify(mark.trim())} instead of once`);
  return parts;
}

/**
 * The factory module: `instantiate(module, guard)` resolves to the exports of a new instance. `guard` gets the raw
 * exports and returns the object through which the glue enters the WebAssembly from then on.
 */
export function toFactory(glue) {
  const [body, loading] = cut(glue, LOADING);
  const [, after] = cut(loading, LAST);
  if (after.trim() || /^import\b/m.test(body)) throw new Error('the glue imports or ends with something unknown');

  const names = [];
  const inner = body.replace(/^export (class|function) (\w+)/gm, (_, kind, name) => {
    names.push(name);
    return `${kind} ${name}`;
  });
  if (/^export\b/m.test(inner)) throw new Error('the glue exports something that is neither class nor function');

  return `export async function instantiate(module, guard) {
let wasm;
${inner}
const instance = await WebAssembly.instantiate(module, __wbg_get_imports());
wasm = guard(instance.exports);
${loading.includes(START) ? START : ''}return { ${names.join(', ')} };
}
`;
}
