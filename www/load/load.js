// Loads the WebAssembly: finds the bytes, compares them with the hash of this build, compiles and starts them. Nothing happens
// at import.
import { failure } from '../api/error.js';
import { memoize, within } from './memoize.js';
import { baseUrl, loadEngine, loadInline, place, wasmUrl } from './parts.js';

/** @typedef {NonNullable<import('../api/index.js').ConfigureOptions['wasm']>} Source */
/** @typedef {(url: URL, options: { signal: AbortSignal }) => Promise<BufferSource>} Reader */
/** @typedef {import('../api/engine.js').Engine} Engine */
/** @typedef {import('../api/engine.js').Tools} Tools */
/** @typedef {{ isOurs: boolean, compiling: Promise<WebAssembly.Module> }} Compiling */

/** @type {Reader | undefined} */
let readFile;

/**
 * Node has the file on disk: its entry says how to read it.
 * @param {Reader} reader
 */
export function readWith(reader) {
  readFile = reader;
}

/** Only a page has these reasons. */
const hint = () => (globalThis.document ? ' (connect-src, script-src, CORS, network?)' : '');

/**
 * @typedef {object} Loader
 * @property {() => Promise<unknown>} fetch  begins what takes time: nothing is run
 * @property {(tools: Tools) => Promise<Engine>} start
 */
/** @type {Map<unknown, Loader>} */
const loaders = new Map();

/**
 * One for all calls with the same source.
 * @param {Source | undefined} source  beside this script when absent
 * @param {number} timeoutMs
 * @returns {Loader}
 */
function loaderOf(source, timeoutMs) {
  const key = source instanceof URL ? source.href : source;
  const known = loaders.get(key);
  if (known) return known;
  const module = memoize(() => compile(source, timeoutMs));
  const code = memoize(() =>
    within(timeoutMs, loadEngine()).catch(error => {
      throw loadFailed(`engine.js${place} did not load (script-src, CORS, joined scripts?)`, error);
    }),
  );
  const fetch = async () => {
    const compiling = module();
    await null; // what is drawn in the same go is there before the second file is asked for
    return Promise.all([compiling, code()]);
  };
  const start = memoize(async (forget, /** @type {Tools} */ tools) => {
    const [compiled, engine] = await fetch();
    const started = await engine.start(compiled, tools).catch(error => {
      throw loadFailed('it could not be started', error);
    });
    started.instance.onTrap(forget);
    return started;
  });
  const loader = { fetch, start };
  loaders.set(key, loader);
  return loader;
}

/**
 * The running WebAssembly, and what is around it.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Tools} tools
 */
export const load = (source, timeoutMs, tools) => loaderOf(source, timeoutMs).start(tools);

/**
 * Begins to load what `load` will need, in a page: who configures there will pay, while a server only renders.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 */
export async function prefetch(source, timeoutMs) {
  if (readFile || !globalThis.document) return;
  await loaderOf(source, timeoutMs).fetch();
}

/**
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 */
async function compile(source, timeoutMs) {
  if (!globalThis.WebAssembly) throw loadFailed('this browser has no WebAssembly, or has it turned off');
  if (source instanceof WebAssembly.Module) return source;
  if (!globalThis.crypto?.subtle) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
  const given = source instanceof ArrayBuffer || ArrayBuffer.isView(source);
  const { isOurs, compiling } = given
    ? await whole(/** @type {BufferSource} */ (source))
    : await fromUrl(source, timeoutMs);
  if (!isOurs)
    throw loadFailed('its SHA-256 is not that of this version: the file was changed, or is of another version');
  try {
    return await compiling;
  } catch (error) {
    throw loadFailed(
      "it could not be compiled: the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'",
      error,
    );
  }
}

/**
 * Bundlers move the script and leave the file behind, and servers label it as something else: then the copy in
 * wasm-inline.js is taken.
 * @param {string | URL | undefined} source
 * @param {number} timeoutMs
 */
async function fromUrl(source, timeoutMs) {
  let url = source ?? 'payments-widget_bg.wasm';
  try {
    url = source ? new URL(source, globalThis.document?.baseURI ?? baseUrl()) : wasmUrl();
    const { isWasm, ...found } = await read(url, AbortSignal.timeout(timeoutMs));
    // Bytes that are right need no label; wrong ones with the right label are a changed file, which nothing may replace.
    if (found.isOurs || isWasm) return found;
  } catch (error) {
    const { name, message } = /** @type {Error} */ (Object(error));
    if (name === 'TimeoutError') throw loadFailed(`no answer from ${url} in ${timeoutMs} ms`, error);
    if (source) throw loadFailed(`${url} could not be read: ${message}${hint()}`, error);
  }
  console.info(`payments-widget: ${url} is not there as application/wasm; taking wasm-inline.js instead.`);
  try {
    return await whole((await loadInline()).default);
  } catch (error) {
    throw loadFailed(
      `${url} is not there as application/wasm, and wasm-inline.js could not be imported${hint()}`,
      error,
    );
  }
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 * @returns {Promise<Compiling & { isWasm: boolean }>}
 */
async function read(url, signal) {
  if (readFile && url.protocol === 'file:') return { ...(await whole(await readFile(url, { signal }))), isWasm: true };
  // Without `integrity`: a page of HTML in the file's place would fail just as a changed file does.
  const response = await fetch(url, { signal });
  const label = response.headers.get('content-type') ?? '';
  const isWasm = /^application\/wasm\b/i.test(label);
  if (isWasm && !response.ok) throw new Error(`the server answered ${response.status}`);
  // With a parameter behind the label browsers compile no stream.
  const streams = /wasm$/i.test(label) && WebAssembly.compileStreaming;
  if (!isWasm || !streams) return { ...(await whole(await response.arrayBuffer())), isWasm };
  // Compiled while it comes. Nothing of it runs before its hash is known.
  const copy = response.clone();
  const compiling = keep(WebAssembly.compileStreaming(response));
  return { isOurs: await isOurs(await copy.arrayBuffer()), compiling, isWasm };
}

/**
 * @param {BufferSource} bytes
 * @returns {Promise<Compiling>}
 */
async function whole(bytes) {
  return { isOurs: await isOurs(bytes), compiling: keep(WebAssembly.compile(bytes)) };
}

/**
 * A promise whose failure counts only if it is asked for.
 * @template T
 * @param {Promise<T>} promise
 */
function keep(promise) {
  promise.catch(() => {});
  return promise;
}

/**
 * Are these the bytes of this build?
 * @param {BufferSource} bytes
 */
async function isOurs(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  // No method of a class here: pages replace Array.from and the like.
  let hex = '';
  for (let at = 0; at < 32; at++) hex += (digest[at] + 256).toString(16).slice(1);
  return hex === __WASM_SHA256__;
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 */
function loadFailed(why, cause) {
  return failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });
}
