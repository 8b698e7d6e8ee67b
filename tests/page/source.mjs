// Lets the tests import the modules of www/ as they are: what the build would put in is given here, with the fake glue.
import { createHash } from 'node:crypto';
import { register } from 'node:module';
import { BYTES, GLUE, PAY_GLUE } from './fake-glue.mjs';

export { BYTES };

globalThis.__VERSION__ = '1.2.3';
globalThis.__WASM_SHA256__ = createHash('sha256').update(BYTES).digest('hex');
globalThis.__PAY_WASM_SHA256__ = globalThis.__WASM_SHA256__;

const hooks = `
export async function resolve(specifier, context, next) {
  const glue = /\\/(pay-)?glue\\.js$/.exec(specifier);
  if (glue) return { url: (glue[1] ?? '') + 'glue:', format: 'module', shortCircuit: true };
  // A test gives the bytes of one module; the other is then taken from its copy, as it is not beside the source.
  if (specifier === './wasm-pay-inline.js') return { url: 'pay-inline:', format: 'module', shortCircuit: true };
  return next(specifier, context);
}
export async function load(url, context, next) {
  if (url === 'glue:') return { format: 'module', shortCircuit: true, source: ${JSON.stringify(GLUE)} };
  if (url === 'pay-glue:') return { format: 'module', shortCircuit: true, source: ${JSON.stringify(PAY_GLUE)} };
  if (url === 'pay-inline:')
    return { format: 'module', shortCircuit: true, source: 'export default Uint8Array.from([${BYTES}])' };
  if (url.endsWith('.css')) return { format: 'module', shortCircuit: true, source: 'export default ""' };
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** A module of www/, by its path there. */
export const source = name => import(new URL(`../../www/${name}`, import.meta.url).href);

/** What makes a page of Node, as far as the facade looks. */
export function pretendPage({ lang = 'en', origin = 'https://shop.example' } = {}) {
  globalThis.document = /** @type {any} */ ({ baseURI: `${origin}/checkout`, documentElement: { lang } });
  globalThis.isSecureContext = true;
  globalThis.origin = origin;
}
export function leavePage() {
  for (const name of ['document', 'isSecureContext', 'origin']) delete globalThis[name];
}

export const CONFIG = Object.freeze({ apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1', wasm: BYTES });
