// Loads the two modules of WebAssembly, the form's and the one that pays, each with the JavaScript around it: finds the bytes,
// compares them with the hash of this build, compiles and starts them. Nothing happens at import.
import { failure } from '../api/error.js';
import { memoize, within } from './memoize.js';
import { baseUrl, FORM_FILES, place } from './parts.js';

/** @typedef {NonNullable<import('../api/index.js').ConfigureOptions['wasm']>} Source */
/** @typedef {(url: URL, options: { signal: AbortSignal }) => Promise<BufferSource>} Reader */
/** @typedef {import('../api/engine.js').Engine} Engine */
/** @typedef {import('../api/engine.js').Tools} Tools */
/** @typedef {import('./parts.js').Files<unknown>} Files */
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
 * What asks for one module and its JavaScript.
 * @template C
 * @param {import('./parts.js').Files<C> & { hash: string }} files
 * @param {Source | undefined} source  of the WebAssembly; beside this script when absent
 * @param {number} timeoutMs
 */
export function fetching(files, source, timeoutMs) {
  const module = memoize((_, /** @type {Promise<void> | undefined} */ painted) =>
    compile(files, source, timeoutMs, painted),
  );
  const code = memoize(async (_, /** @type {Promise<void> | undefined} */ painted) => {
    await painted;
    return within(timeoutMs, files.code()).catch(error => {
      throw loadFailed(`${files.script}${place} did not load (script-src, CORS, joined scripts?)`, error);
    });
  });
  return (/** @type {Promise<void> | undefined} */ painted = undefined) =>
    Promise.all([module(painted), code(painted)]);
}

/**
 * @param {Promise<any>} starting
 * @returns {Promise<any>}
 */
export const started = starting =>
  starting.catch(error => {
    throw loadFailed('it could not be started', error);
  });

/** @typedef {ReturnType<typeof makeLoader>} Loader */
/** @type {Map<unknown, Loader>} */
const loaders = new Map();

/**
 * One for all calls with the same source.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @returns {Loader}
 */
function loaderOf(source, timeoutMs) {
  const key = source instanceof URL ? source.href : source;
  const loader = loaders.get(key) ?? makeLoader(source, timeoutMs);
  loaders.set(key, loader);
  return loader;
}

/**
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 */
function makeLoader(source, timeoutMs) {
  const form = fetching({ ...FORM_FILES, hash: __WASM_SHA256__ }, source, timeoutMs);
  return {
    form,
    pay: memoize(async () => {
      const [, { payLoader }] = await form();
      return payLoader({ fetching, memoize, started }, source, timeoutMs);
    }),
    start: memoize(async (forget, /** @type {Tools} */ tools) => {
      const [module, code] = await form();
      /** @type {Engine} */
      const engine = await started(code.start(module, tools));
      engine.instance.onTrap(forget);
      return engine;
    }),
  };
}

/**
 * The form's module running, and what is around it.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Tools} tools
 */
export const load = (source, timeoutMs, tools) => loaderOf(source, timeoutMs).start(tools);

/**
 * The module that pays, beside the form's.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Engine} engine
 */
export const loadPay = async (source, timeoutMs, engine) => (await loaderOf(source, timeoutMs).pay()).start(engine);

/** A page that configures will pay, while a server only renders. */
const isPage = () => !readFile && Boolean(globalThis.document);

/**
 * Begins to load what `load` will need, in a page; resolves to whether it is one.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Promise<void>} painted  until then only bytes are asked for: the payer's first look at the form must not wait
 */
export async function prefetch(source, timeoutMs, painted) {
  if (!isPage()) return false;
  await loaderOf(source, timeoutMs).form(painted);
  return true;
}

/**
 * Begins to load what `loadPay` will need.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 */
export async function prefetchPay(source, timeoutMs) {
  await (await loaderOf(source, timeoutMs).pay()).fetch();
}

/**
 * @param {Files & { hash: string }} files
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Promise<void>} [painted]
 */
async function compile(files, source, timeoutMs, painted) {
  if (!globalThis.WebAssembly) throw loadFailed('this browser has no WebAssembly, or has it turned off');
  if (source instanceof WebAssembly.Module) return source;
  if (!globalThis.crypto?.subtle) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
  const given = source instanceof ArrayBuffer || ArrayBuffer.isView(source);
  const { isOurs, compiling } = given
    ? await whole(/** @type {BufferSource} */ (source), files)
    : await fromUrl(files, source, timeoutMs, painted);
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
 * @param {Files & { hash: string }} files
 * @param {string | URL | undefined} source
 * @param {number} timeoutMs
 * @param {Promise<void>} [painted]
 */
async function fromUrl(files, source, timeoutMs, painted) {
  let url = source ?? files.file;
  try {
    url = source ? new URL(source, globalThis.document?.baseURI ?? baseUrl()) : files.url();
    const { isWasm, ...found } = await read(url, files, AbortSignal.timeout(timeoutMs), painted);
    // Bytes that are right need no label; wrong ones with the right label are a changed file, which nothing may replace.
    if (found.isOurs || isWasm) return found;
  } catch (error) {
    const { name, message } = /** @type {Error} */ (Object(error));
    if (name === 'TimeoutError') throw loadFailed(`no answer from ${url} in ${timeoutMs} ms`, error);
    if (source) throw loadFailed(`${url} could not be read: ${message}${hint()}`, error);
  }
  console.info(`payments-widget: ${url} is not there as application/wasm; taking ${files.copy} instead.`);
  try {
    return await whole((await files.inline()).default, files);
  } catch (error) {
    throw loadFailed(
      `${url} is not there as application/wasm, and ${files.copy} could not be imported${hint()}`,
      error,
    );
  }
}

/**
 * @param {URL} url
 * @param {{ hash: string }} expected
 * @param {AbortSignal} signal
 * @param {Promise<void>} [painted]
 * @returns {Promise<Compiling & { isWasm: boolean }>}
 */
async function read(url, expected, signal, painted) {
  if (readFile && url.protocol === 'file:')
    return { ...(await whole(await readFile(url, { signal }), expected)), isWasm: true };
  // Without `integrity`: a page of HTML in the file's place would fail just as a changed file does.
  const response = await fetch(url, { signal });
  await painted;
  const label = response.headers.get('content-type') ?? '';
  const isWasm = /^application\/wasm\b/i.test(label);
  if (isWasm && !response.ok) throw new Error(`the server answered ${response.status}`);
  // With a parameter behind the label browsers compile no stream.
  const streams = /wasm$/i.test(label) && WebAssembly.compileStreaming;
  if (!isWasm || !streams) return { ...(await whole(await response.arrayBuffer(), expected)), isWasm };
  // Compiled while it comes. Nothing of it runs before its hash is known.
  const copy = response.clone();
  const compiling = keep(WebAssembly.compileStreaming(response));
  return { isOurs: await isOurs(await copy.arrayBuffer(), expected), compiling, isWasm };
}

/**
 * @param {BufferSource} bytes
 * @param {{ hash: string }} expected
 * @returns {Promise<Compiling>}
 */
async function whole(bytes, expected) {
  return { isOurs: await isOurs(bytes, expected), compiling: keep(WebAssembly.compile(bytes)) };
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
 * @param {{ hash: string }} expected
 */
async function isOurs(bytes, expected) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  // No method of a class here: pages replace Array.from and the like.
  let hex = '';
  for (let at = 0; at < 32; at++) hex += (digest[at] + 256).toString(16).slice(1);
  return hex === expected.hash;
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 */
function loadFailed(why, cause) {
  return failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });
}
