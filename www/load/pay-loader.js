// Loads what pays, beside the form.
import { PAY_FILES } from './parts-of-engine.js';

/**
 * @typedef {object} Loading  What loads a module.
 * @property {typeof import('./load.js').fetching} fetching
 * @property {typeof import('./load.js').started} started
 * @property {typeof import('./memoize.js').memoize} memoize
 */

/**
 * @param {Loading} loading
 * @param {import('./load.js').Source | undefined} source  of the form's module
 * @param {number} timeoutMs
 */
export function payLoader({ fetching, started, memoize }, source, timeoutMs) {
  const fetch = fetching({ ...PAY_FILES, hash: __PAY_WASM_SHA256__ }, siblingOf(source), timeoutMs);
  return {
    /** Begins what takes time: nothing is run. */
    fetch,
    start: memoize(async (forget, /** @type {import('../api/engine.js').Engine} */ engine) => {
      const [module, { startPay }] = await fetch();
      engine.instance.onTrap(forget);
      /** @type {import('../api/pay.js').Pay} */
      const pay = await started(startPay(engine, module));
      return pay;
    }),
  };
}

/**
 * A page that names the place of one file by the name that it has in the package has the other file beside it.
 * @param {import('./load.js').Source | undefined} source
 */
function siblingOf(source) {
  if (typeof source !== 'string' && !(source instanceof URL)) return undefined;
  const [before, after] = String(source).split('payments-widget_bg.wasm');
  return after === undefined ? undefined : before + PAY_FILES.file + after;
}
