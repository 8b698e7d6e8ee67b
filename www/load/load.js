// Loads the WebAssembly: finds the bytes, compares them with the hash of this build, compiles. Nothing happens at import.
import { failure } from '../api/error.js';
import { Instance } from './instance.js';
import { memoize } from './memoize.js';

/** @typedef {NonNullable<import('../api/index.js').ConfigureOptions['wasm']>} Source */
/** @typedef {(url: URL, options: { signal: AbortSignal }) => Promise<BufferSource>} Reader */

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

/** @type {Map<unknown, () => Promise<Instance>>} */
const loaders = new Map();

/**
 * The running instance; one for all calls with the same source.
 * @param {Source | undefined} source  beside this script when absent
 * @param {number} timeoutMs
 */
export function load(source, timeoutMs) {
  const key = source instanceof URL ? source.href : source;
  let loader = loaders.get(key);
  if (!loader) {
    const module = memoize(() => compile(source, timeoutMs));
    loader = memoize(async forget => {
      const instance = await Instance.start(await module()).catch(error => {
        throw loadFailed('it could not be started', error);
      });
      instance.onTrap(forget);
      return instance;
    });
    loaders.set(key, loader);
  }
  return loader();
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
  const { bytes, isOurs } = given
    ? await hashed(/** @type {BufferSource} */ (source))
    : await bytesFrom(source, timeoutMs);
  if (!isOurs)
    throw loadFailed('its SHA-256 is not that of this version: the file was changed, or is of another version');
  try {
    return await WebAssembly.compile(bytes);
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
async function bytesFrom(source, timeoutMs) {
  let url = source ?? 'payments-widget_bg.wasm';
  try {
    url = source
      ? new URL(source, globalThis.document?.baseURI ?? import.meta.url)
      : new URL('./payments-widget_bg.wasm', import.meta.url);
    const { body, isWasm } = await read(url, AbortSignal.timeout(timeoutMs));
    const found = await hashed(body);
    // Bytes that are right need no label; wrong ones with the right label are a changed file, which nothing may replace.
    if (found.isOurs || isWasm) return found;
  } catch (error) {
    const { name, message } = /** @type {Error} */ (Object(error));
    if (name === 'TimeoutError') throw loadFailed(`no answer from ${url} in ${timeoutMs} ms`, error);
    if (source) throw loadFailed(`${url} could not be read: ${message}${hint()}`, error);
  }
  console.info(`payments-widget: ${url} is not there as application/wasm; taking wasm-inline.js instead.`);
  try {
    return await hashed((await import('./wasm-inline.js')).default);
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
 */
async function read(url, signal) {
  if (readFile && url.protocol === 'file:') return { body: await readFile(url, { signal }), isWasm: true };
  // Without `integrity`: a page of HTML in the file's place would fail just as a changed file does.
  const response = await fetch(url, { signal });
  const isWasm = /^application\/wasm\b/i.test(response.headers.get('content-type') ?? '');
  if (isWasm && !response.ok) throw new Error(`the server answered ${response.status}`);
  return { body: await response.arrayBuffer(), isWasm };
}

/**
 * Are these the bytes of this build?
 * @param {BufferSource} bytes
 */
async function hashed(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  // No method of a class here: pages replace Array.from and the like.
  let hex = '';
  for (let at = 0; at < 32; at++) hex += (digest[at] + 256).toString(16).slice(1);
  return { bytes, isOurs: hex === __WASM_SHA256__ };
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 */
function loadFailed(why, cause) {
  return failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });
}
