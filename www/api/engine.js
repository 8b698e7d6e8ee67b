// What is needed only once there is the form's WebAssembly: its glue, the live form around it, the marks of brands, the calls, and the
// styles and sentences of what the form shows later. A file of its own, asked for together with the WebAssembly, so that a form takes
// text before either is there. It imports nothing of the other files, and is given what it needs of them: a tool that splits bundles
// would make one more file of what two have in common.
import { makeLiveForm } from '../form/live-form.js';
import { startInstance } from '../load/instance.js';
import { loadColours, loadDialog, loadValidators } from '../load/parts-of-engine.js';
import { LATER_ICONS } from '../look/icons-later.js';
import css from '../look/later.css';
import { markSvg } from '../look/marks.js';
import { walletMark } from '../look/wallet-mark.js';
import english from '../text/english-later.js';
import { checkWords } from '../text/own-words.js';
import { call } from './calls.js';

/**
 * @typedef {object} Tools  What the first half has, for the second.
 * @property {typeof import('./error.js').asPaymentError} asPaymentError
 * @property {typeof import('./error.js').failure} failure
 * @property {typeof import('./report-error.js').reportError} reportError
 * @property {typeof import('../look/appearance.js').applyAppearance} applyAppearance
 * @property {typeof import('../look/stylesheet.js').adoptStyles} adoptStyles
 * @property {typeof import('../look/icons.js').addIcons} addIcons
 * @property {typeof import('../look/icons.js').iconSvg} iconSvg
 * @property {typeof import('./nearest.js').nearest} nearest
 * @property {import('../text/words.js').Sentences} englishFirst
 */

export { payLoader } from '../load/pay-loader.js';

/**
 * @param {WebAssembly.Module} module
 * @param {Tools} tools
 */
export async function start(module, tools) {
  const instance = await startInstance(module, tools);
  tools.addIcons(LATER_ICONS);
  /** Sets the look of a host on the page, and keeps it readable. @type {typeof tools.applyAppearance} */
  function dress(host, appearance) {
    tools.applyAppearance(host, appearance);
    if (!host.isConnected) return;
    loadColours()
      .then(({ keepReadable }) => host.isConnected && keepReadable(host))
      .catch(tools.reportError);
  }
  const mark = (/** @type {string} */ id) => markSvg(id, tools.iconSvg);
  /** @type {import('../form/live-form.js').Around} */
  const around = { instance, tools, css, dress, mark, wallet: walletMark };
  /** @type {import('../dialog/dialog-host.js').Stage} */
  const stage = {
    ...tools,
    loadDialog,
    dress,
    adoptStyles: (/** @type {ShadowRoot} */ root) => tools.adoptStyles(root, css),
  };
  return {
    instance,
    english,
    liveForm: (/** @type {OfLiveForm} */ ...given) => makeLiveForm(around, ...given),
    checkWords: (/** @type {unknown} */ own) =>
      checkWords(own, Object.keys({ ...tools.englishFirst, ...english }), tools),
    validators: async () => (await loadValidators()).makeValidators(instance, tools),
    call: (/** @type {OfCall} */ ...given) => call(instance, tools, ...given),
    stage,
  };
}

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */
/** @typedef {typeof makeLiveForm extends (around: any, ...given: infer G) => any ? G : never} OfLiveForm */
/** @typedef {typeof call extends (instance: any, tools: any, ...given: infer G) => any ? G : never} OfCall */
