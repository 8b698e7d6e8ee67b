// A running instance of the WebAssembly, and what happens to its promises when it traps. After a trap its state is not
// trusted: the instance is left to the garbage collector, and the next call starts another.
import { instantiate } from './glue.js';
import { asPaymentError, failure } from '../api/error.js';

/**
 * @typedef {object} Deferred  What an exported method settles, once.
 * @property {(value: any) => void} resolve
 * @property {(plain: import('../api/error.js').PlainError) => void} reject
 * @property {() => void} posted  called right before a payment is first posted
 */

export class Instance {
  /** @type {import('./glue.js').Exports} */
  exports = /** @type {any} */ (null);
  dead = false;
  /** @type {Set<() => void>} */
  #pending = new Set();
  /** @type {Set<() => void>} */
  #watchers = new Set();

  /** @param {WebAssembly.Module} module */
  static async start(module) {
    const instance = new Instance();
    instance.exports = await instantiate(module, raw => instance.#guard(raw));
    return instance;
  }

  /**
   * @template T
   * @param {(deferred: Deferred) => void} work
   * @returns {Promise<T>}
   */
  promise(work) {
    return new Promise((resolve, reject) => {
      if (this.dead) throw trapped(false);
      let posted = false;
      const abandon = () => reject(trapped(posted));
      this.#pending.add(abandon);
      const settled = () => this.#pending.delete(abandon);
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
    });
  }

  /**
   * @param {() => void} watcher
   * @returns {() => void} stops watching
   */
  onTrap(watcher) {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /**
   * Every call into the WebAssembly, also of a listener or a promise callback, is made through the object returned here.
   * @param {WebAssembly.Exports} raw
   */
  #guard(raw) {
    return Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [name, typeof value === 'function' ? this.#entry(value) : value]),
    );
  }

  /** @param {Function} enter */
  #entry(enter) {
    return (/** @type {unknown[]} */ ...values) => {
      if (this.dead) return 0;
      try {
        return enter(...values);
      } catch (error) {
        // A trap, or an exception that unwound through Rust's frames: their borrows and buffers are lost in the same way.
        this.#die();
        throw error;
      }
    };
  }

  #die() {
    if (this.dead) return;
    this.dead = true;
    const listeners = [...this.#pending, ...this.#watchers];
    this.#pending.clear();
    this.#watchers.clear();
    for (const listener of listeners) listener();
  }
}

/** @param {boolean} posted */
function trapped(posted) {
  return failure(
    'internal_error',
    posted
      ? 'The WebAssembly stopped after the payment was posted: ask retrievePayment what became of it.'
      : 'The WebAssembly stopped before a payment was posted. The next call starts it afresh.',
    { outcome: posted ? 'unknown' : 'not_charged' },
  );
}
