// A running instance of the WebAssembly, and what happens to its promises when it traps. After a trap its state is not
// trusted: the instance is left to the garbage collector, and the next call starts another.
// Without a class: tools that compile for older browsers would put the helpers of its private members into a file of their own.
import { instantiate } from './glue.js';

/**
 * @typedef {object} Deferred  What an exported method settles, once.
 * @property {(value: any) => void} resolve
 * @property {(plain: import('../api/error.js').PlainError) => void} reject
 * @property {() => void} posted  called right before a payment is first posted
 */

/**
 * @typedef {object} Instance
 * @property {import('./glue.js').Exports} exports
 * @property {boolean} dead  it has trapped
 * @property {<T>(work: (deferred: Deferred) => void) => Promise<T>} promise  rejects when the instance traps
 * @property {(watcher: () => void) => () => void} onTrap  gives back what stops the watching
 * @property {<T>(start: (guard: (raw: WebAssembly.Exports) => object) => T) => T} join  starts another module, which ends when this one
 *   traps, and the other way round: a trap of either leaves the state of both in doubt
 */

/**
 * @param {WebAssembly.Module} module
 * @param {import('../api/engine.js').Tools} tools
 * @returns {Promise<Instance>}
 */
export async function startInstance(module, { asPaymentError, failure }) {
  let dead = false;
  /** @type {Set<() => void>} */
  const pending = new Set();
  /** @type {Set<() => void>} */
  const watchers = new Set();

  /** @param {boolean} posted */
  const trapped = posted =>
    failure(
      'internal_error',
      posted
        ? 'The WebAssembly stopped after the payment was posted: ask retrievePayment what became of it.'
        : 'The WebAssembly stopped before a payment was posted. The next call starts it afresh.',
      { outcome: posted ? 'unknown' : 'not_charged' },
    );

  function die() {
    if (dead) return;
    dead = true;
    const listeners = [...pending, ...watchers];
    pending.clear();
    watchers.clear();
    for (const listener of listeners) listener();
  }

  /** @param {Function} enter */
  const guarded =
    enter =>
    (/** @type {unknown[]} */ ...values) => {
      if (dead) return 0;
      try {
        return enter(...values);
      } catch (error) {
        // A trap, or an exception that unwound through Rust's frames: their borrows and buffers are lost in the same way.
        die();
        throw error;
      }
    };

  /**
   * Every call into the WebAssembly, also of a listener or a promise callback, is made through the object returned here.
   * @param {WebAssembly.Exports} raw
   */
  const guard = raw =>
    Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [name, typeof value === 'function' ? guarded(value) : value]),
    );

  const exports = await instantiate(module, guard);
  return {
    exports,
    get dead() {
      return dead;
    },
    promise: work =>
      new Promise((resolve, reject) => {
        if (dead) throw trapped(false);
        let posted = false;
        const abandon = () => reject(trapped(posted));
        pending.add(abandon);
        const settled = () => pending.delete(abandon);
        try {
          work({
            resolve: value => (settled(), resolve(value)),
            reject: plain => (settled(), reject(asPaymentError(plain))),
            posted: () => void (posted = true),
          });
        } catch (error) {
          // After a trap the promise is rejected already, and this changes nothing.
          settled();
          reject(asPaymentError(error));
        }
      }),
    join: start => start(guard),
    onTrap(watcher) {
      if (dead) watcher();
      else watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
  };
}
