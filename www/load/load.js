// Loads the WebAssembly: finds the bytes, compares them with the hash of this build, compiles. Nothing happens at import.
import { failure, isPaymentError } from '../api/error.js';
import { Instance } from './instance.js';
import { memoize } from './memoize.js';

/** @typedef {NonNullable<import('../api/index.js').ConfigureOptions['wasm']>} Source */
/** @typedef {(url: URL, signal: AbortSignal) => Promise<BufferSource>} Reader */

/** @type {Reader} */
let read = fetchBytes;

/**
 * Node has the file on disk: its entry says how to read it.
 * @param {Reader} reader
 */
export function readWith(reader) {
  read = reader;
}

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
  if (source instanceof WebAssembly.Module) return source;
  if (!globalThis.crypto?.subtle) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
  const bytes =
    source instanceof ArrayBuffer || ArrayBuffer.isView(source) ? source : await bytesFrom(source, timeoutMs);
  await checkHash(bytes);
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
 * @param {string | URL | undefined} source
 * @param {number} timeoutMs
 */
async function bytesFrom(source, timeoutMs) {
  const url =
    source === undefined
      ? new URL('./payments-widget_bg.wasm', import.meta.url)
      : new URL(source, globalThis.document?.baseURI ?? import.meta.url);
  try {
    return await read(url, AbortSignal.timeout(timeoutMs));
  } catch (error) {
    if (isPaymentError(error)) throw error;
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw loadFailed(
      late ? `no answer from ${url} in ${timeoutMs} ms` : `${url} could not be fetched (connect-src, CORS, network?)`,
      error,
    );
  }
}

/** @type {Reader} */
async function fetchBytes(url, signal) {
  // Without `integrity`: a page of HTML in the file's place would fail just as a changed file does.
  const response = await fetch(url, { signal });
  const type = response.headers.get('content-type')?.split(';')[0].trim().toLowerCase();
  if (type === 'application/wasm') {
    if (!response.ok) throw loadFailed(`${url} answered ${response.status}`);
    return response.arrayBuffer();
  }
  console.info(
    `payments-widget: ${url} did not come as application/wasm (${response.status}, ${type}); taking wasm-inline.js instead.`,
  );
  try {
    return (await import('./wasm-inline.js')).default;
  } catch (error) {
    throw loadFailed(
      `${url} did not come as application/wasm, and wasm-inline.js beside it could not be imported`,
      error,
    );
  }
}

/** @param {BufferSource} bytes */
async function checkHash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== __WASM_SHA256__)
    throw loadFailed('its SHA-256 is not that of this version: the file was changed, or is of another version');
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 */
function loadFailed(why, cause) {
  return failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });
}
