// Lets the tests import www/*.js as they stand: what the build would put in is given here, and a fake glue whose instance
// is a real, tiny WebAssembly module, so that its trap is a real one.
import { createHash } from 'node:crypto';
import { register } from 'node:module';

/** (module (func (export "ok") (result i32) i32.const 1) (func (export "trap") unreachable)) */
export const BYTES = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 2, 0x60, 0, 1, 0x7f, 0x60, 0, 0, 3, 3, 2, 0, 1,
  7, 13, 2, 2, 0x6f, 0x6b, 0, 0, 4, 0x74, 0x72, 0x61, 0x70, 0, 1, 10, 10, 2, 4, 0, 0x41, 1, 11, 3, 0, 0, 11,
]);

globalThis.__VERSION__ = '1.2.3';
globalThis.__WASM_SHA256__ = createHash('sha256').update(BYTES).digest('hex');

const hooks = `
export async function resolve(specifier, context, next) {
  if (specifier === './glue.js') return { url: 'glue:', format: 'module', shortCircuit: true };
  return next(specifier, context);
}
export async function load(url, context, next) {
  if (url === 'glue:') return { format: 'module', shortCircuit: true, source: \`
    export async function instantiate(module, guard) {
      const instance = await WebAssembly.instantiate(module);
      return globalThis.fakeExports(guard(instance.exports));
    }\` };
  if (url.endsWith('.css')) return { format: 'module', shortCircuit: true, source: 'export default ""' };
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** A module of www/, by its file name. */
export const source = name => import(new URL(`../../www/${name}`, import.meta.url));

/** What makes a page of Node, as far as the facade looks. */
export function pretendPage({ lang = 'en', origin = 'https://shop.example' } = {}) {
  globalThis.document = { baseURI: `${origin}/checkout`, documentElement: { lang } };
  globalThis.isSecureContext = true;
  globalThis.origin = origin;
}
export function leavePage() {
  for (const name of ['document', 'isSecureContext', 'origin']) delete globalThis[name];
}

export const CONFIG = Object.freeze({ apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1', wasm: BYTES });
