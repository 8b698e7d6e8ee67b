// How what is loaded is waited for.

/**
 * For the module, its instance and the clients: started once, and again after it failed or was forgotten.
 * @template T
 * @template {unknown[]} V
 * @param {(forget: () => void, ...given: V) => Promise<T>} start
 * @returns {(...given: V) => Promise<T>} only what the first call gives is used
 */
export function memoize(start) {
  /** @type {Promise<T> | null} */
  let kept = null;
  return (...given) => {
    if (!kept) {
      const forget = () => {
        if (kept === mine) kept = null;
      };
      const mine = start(forget, ...given);
      kept = mine;
      mine.catch(forget);
    }
    return kept;
  };
}

/**
 * What loads, or a failure after so many milliseconds. An import cannot be stopped, so a late one is left alone.
 * @template T
 * @param {number} timeoutMs
 * @param {Promise<T>} loading
 * @returns {Promise<T>}
 */
export async function within(timeoutMs, loading) {
  let stop = 0;
  const late = new Promise((_, reject) => {
    stop = /** @type {any} */ (setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs));
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([loading, late]));
  } finally {
    clearTimeout(stop);
  }
}
