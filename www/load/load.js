// Loads the two modules of WebAssembly, the form's and the one that pays, each with the JavaScript around it: asks for both at once.
// What is done with the bytes is in compile.js, which comes meanwhile. Nothing happens at import.
import { failure } from '../api/error.js';
import { memoize, within } from './memoize.js';
import { baseUrl, FORM_FILES, place } from './parts.js';

/** @typedef {NonNullable<import('../api/index.js').ConfigureOptions['wasm']>} Source */
/** @typedef {(url: URL, options: { signal: AbortSignal }) => Promise<BufferSource>} Reader */
/** @typedef {import('../api/engine.js').Engine} Engine */
/** @typedef {import('../api/engine.js').Tools} Tools */
/**
 * @typedef {object} Bytes  The bytes, as they come.
 * @property {Response} [response]  of a server
 * @property {Promise<WebAssembly.Module>} [compiling]  compiled while they come; nothing of it may run before their hash is known
 * @property {BufferSource} [bytes]  of a file
 */
/** @typedef {{ url: string | URL, bytes: Promise<Bytes> | undefined }} Asked  `bytes`: where the source is a place */

/** @type {Reader | undefined} */
let readFile;

/**
 * Node has the file on disk: its entry says how to read it.
 * @param {Reader} reader
 */
export function readWith(reader) {
  readFile = reader;
}

/**
 * Asks for one module and its JavaScript. This resolves when the JavaScript is there, which knows what to do with the bytes.
 * @template C
 * @param {import('./parts.js').Files<C>} files
 * @param {Source | undefined} source  of the WebAssembly; beside this script when absent
 * @param {number} timeoutMs
 * @param {Promise<void>} [painted]
 */
export async function ask(files, source, timeoutMs, painted) {
  const asked = /** @type {Asked} */ ({ url: files.file });
  if (!source || typeof source === 'string' || source instanceof URL) {
    asked.bytes = keep(fetchBytes());
  }
  await painted;
  const code = await within(timeoutMs, files.code()).catch(cause => {
    const why = `${files.script}${place} did not load (script-src, CORS, joined scripts?)`;
    throw failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });
  });
  return { asked, code };

  /** @returns {Promise<Bytes>} */
  async function fetchBytes() {
    const url = source
      ? new URL(/** @type {string | URL} */ (source), globalThis.document?.baseURI ?? baseUrl())
      : files.url();
    asked.url = url;
    const signal = AbortSignal.timeout(timeoutMs);
    if (readFile && url.protocol === 'file:') return { bytes: await readFile(url, { signal }) };
    // Without `integrity`: a page of HTML in the file's place would fail just as a changed file does.
    const response = await fetch(url, { signal });
    await painted;
    // With a parameter behind the label browsers compile no stream.
    const streams = response.ok && /^application\/wasm$/i.test(response.headers.get('content-type') ?? '');
    if (!streams || !globalThis.WebAssembly?.compileStreaming) return { response };
    const copy = response.clone();
    return { response: copy, compiling: keep(WebAssembly.compileStreaming(response)) };
  }
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
  const form = memoize(async (_, /** @type {Promise<void> | undefined} */ painted = undefined) => {
    const { asked, code } = await ask(FORM_FILES, source, timeoutMs, painted);
    const of = { ...FORM_FILES, hash: __WASM_SHA256__ };
    return {
      code,
      module: await code.compile(of, source, timeoutMs, asked, failure),
      pay: code.payLoader({ ask, failure, memoize }, source, timeoutMs),
    };
  });
  return {
    form,
    start: memoize(async (forget, /** @type {Tools} */ tools) => {
      const { code, module, pay } = await form();
      const engine = await code.start(module, pay, tools);
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

/** A page that configures will pay, while a server only renders. */
const isPage = () => !readFile && Boolean(globalThis.document);

/**
 * Begins to load what `load` will need, in a page; resolves to what loads the module that pays, or to nothing outside of a page.
 * @param {Source | undefined} source
 * @param {number} timeoutMs
 * @param {Promise<void>} painted  until then only bytes are asked for: the payer's first look at the form must not wait
 */
export async function prefetch(source, timeoutMs, painted) {
  if (!isPage()) return undefined;
  return (await loaderOf(source, timeoutMs).form(painted)).pay;
}
