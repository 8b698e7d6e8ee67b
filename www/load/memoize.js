// Used for the module, its instance and the clients: started once, and again after it failed or was forgotten.

/**
 * @template T
 * @param {(forget: () => void) => Promise<T>} start
 * @returns {() => Promise<T>}
 */
export function memoize(start) {
  /** @type {Promise<T> | null} */
  let kept = null;
  return () => {
    if (!kept) {
      const forget = () => {
        if (kept === mine) kept = null;
      };
      const mine = start(forget);
      kept = mine;
      mine.catch(forget);
    }
    return kept;
  };
}
