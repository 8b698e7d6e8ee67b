// From the bytes of a module to the module: compares them with the hash of this build, and compiles them.

/** @typedef {{ isOurs: boolean, compiling: Promise<WebAssembly.Module> }} Compiling */
/** @typedef {typeof import('../api/error.js').failure} Failure */

/** Only a page has these reasons. */
const hint = () => (globalThis.document ? ' (connect-src, script-src, CORS, network?)' : '');

/**
 * @param {Failure} failure
 * @param {string} why
 * @param {unknown} [cause]
 */
const loadFailed = (failure, why, cause) =>
  failure('load_failed', `The WebAssembly could not be loaded: ${why}.`, { cause });

/**
 * What runs, or why not.
 * @template T
 * @param {Promise<T>} starting
 * @param {Failure} failure
 */
export const started = (starting, failure) =>
  starting.catch(error => {
    throw loadFailed(failure, 'it could not be started', error);
  });

/**
 * @param {Pick<import('./parts.js').Files<unknown>, 'copy' | 'inline'> & { hash: string }} expected
 * @param {import('./load.js').Source | undefined} source
 * @param {number} timeoutMs
 * @param {import('./load.js').Asked} asked
 * @param {Failure} failure
 */
export async function compile(expected, source, timeoutMs, asked, failure) {
  const failed = loadFailed.bind(null, failure);
  if (!globalThis.WebAssembly) throw failed('this browser has no WebAssembly, or has it turned off');
  if (source instanceof WebAssembly.Module) return source;
  if (!globalThis.crypto?.subtle) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
  const { isOurs, compiling } = await (asked.bytes
    ? fromPlace(asked.bytes)
    : whole(/** @type {BufferSource} */ (source)));
  if (!isOurs) throw failed('its SHA-256 is not that of this version: the file was changed, or is of another version');
  try {
    return await compiling;
  } catch (error) {
    throw failed(
      "it could not be compiled: the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'",
      error,
    );
  }

  /**
   * Bundlers move the script and leave the file behind, and servers label it as something else: then the copy in
   * wasm-inline.js is taken.
   * @param {Promise<import('./load.js').Bytes>} coming
   */
  async function fromPlace(coming) {
    try {
      const { response, bytes, compiling } = await coming;
      if (!response) return await whole(/** @type {BufferSource} */ (bytes));
      const isWasm = /^application\/wasm\b/i.test(response.headers.get('content-type') ?? '');
      if (isWasm && !response.ok) throw new Error(`the server answered ${response.status}`);
      const found = await whole(await response.arrayBuffer(), compiling);
      // Bytes that are right need no label; wrong ones with the right label are a changed file, which nothing may replace.
      if (found.isOurs || isWasm) return found;
    } catch (error) {
      const { name, message } = /** @type {Error} */ (Object(error));
      if (name === 'TimeoutError') throw failed(`no answer from ${asked.url} in ${timeoutMs} ms`, error);
      if (source) throw failed(`${asked.url} could not be read: ${message}${hint()}`, error);
    }
    console.info(`payments-widget: ${asked.url} is not there as application/wasm; taking ${expected.copy} instead.`);
    try {
      return await whole((await expected.inline()).default);
    } catch (error) {
      throw failed(
        `${asked.url} is not there as application/wasm, and ${expected.copy} could not be imported${hint()}`,
        error,
      );
    }
  }

  /**
   * @param {BufferSource} bytes
   * @param {Promise<WebAssembly.Module>} [compiling]  what compiles them already
   * @returns {Promise<Compiling>}
   */
  async function whole(bytes, compiling = WebAssembly.compile(bytes)) {
    compiling.catch(() => {}); // it counts only if the bytes are right
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    // No method of a class here: pages replace Array.from and the like.
    let hex = '';
    for (let at = 0; at < 32; at++) hex += (digest[at] + 256).toString(16).slice(1);
    return { isOurs: hex === expected.hash, compiling };
  }
}
