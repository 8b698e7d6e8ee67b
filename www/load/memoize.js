// Used for the module, its instance and the clients: started once, and again after it failed or was forgotten.

/**
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
