// Loads what pays, beside the form.
import { compile, started } from './compile.js';
import { PAY_FILES } from './parts-of-engine.js';

/**
 * @typedef {object} Loading  What loads a module.
 * @property {typeof import('./load.js').ask} ask
 * @property {typeof import('../api/error.js').failure} failure
 * @property {typeof import('./memoize.js').memoize} memoize
 */

/**
 * @param {Loading} loading
 * @param {import('./load.js').Source | undefined} source  of the form's module
 * @param {number} timeoutMs
 */
export function payLoader({ ask, failure, memoize }, source, timeoutMs) {
  const sibling = siblingOf(source);
  const fetch = memoize(async () => {
    const { asked, code } = await ask(PAY_FILES, sibling, timeoutMs);
    const of = { ...PAY_FILES, hash: __PAY_WASM_SHA256__ };
    return { code, module: await compile(of, sibling, timeoutMs, asked, failure) };
  });
  return {
    /** Begins what takes time: nothing is run. */
    fetch,
    start: memoize(async (forget, /** @type {Parameters<typeof import('../api/pay.js').startPay>[0]} */ engine) => {
      const { code, module } = await fetch();
      engine.instance.onTrap(forget);
      /** @type {import('../api/pay.js').Pay} */
      const pay = await started(code.startPay(engine, module), failure);
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
