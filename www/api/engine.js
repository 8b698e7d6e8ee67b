// What is needed only once there is the form's WebAssembly: its glue, the marks of brands, and the styles and sentences of what the
// form shows later. A file of its own, asked for together with the WebAssembly, so that a
// form takes text before either is there. It imports nothing of the other files, and is given what it needs of them: a tool that
// splits bundles would make one more file of what two have in common.
import { makeFormPayments } from '../form/form-payments.js';
import { makeSavedHost } from '../form/saved-host.js';
import { startInstance } from '../load/instance.js';
import { LATER_ICONS } from '../look/icons-later.js';
import css from '../look/later.css';
import { markSvg } from '../look/marks.js';
import { walletMark } from '../look/wallet-mark.js';
import english from '../text/english-later.js';
import { checkWords } from '../text/own-words.js';

/**
 * @typedef {object} Tools  What the first half has, for the second.
 * @property {typeof import('./error.js').asPaymentError} asPaymentError
 * @property {typeof import('./error.js').failure} failure
 * @property {typeof import('./report-error.js').reportError} reportError
 * @property {typeof import('../look/appearance.js').applyAppearance} applyAppearance
 * @property {typeof import('../look/moments.js').beforePaint} beforePaint
 * @property {typeof import('../look/stylesheet.js').adoptStyles} adoptStyles
 * @property {typeof import('../look/icons.js').addIcons} addIcons
 * @property {typeof import('../look/icons.js').iconSvg} iconSvg
 * @property {typeof import('../load/parts.js').loadDialog} loadDialog
 * @property {typeof import('../load/parts.js').loadSaved} loadSaved
 * @property {typeof import('../load/parts.js').loadColours} loadColours
 * @property {typeof import('../load/parts.js').loadValidators} loadValidators
 * @property {typeof import('./nearest.js').nearest} nearest
 * @property {import('../text/words.js').Sentences} englishFirst
 */

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
    tools
      .loadColours()
      .then(({ keepReadable }) => host.isConnected && keepReadable(host))
      .catch(tools.reportError);
  }
  const mark = (/** @type {string} */ id) => markSvg(id, tools.iconSvg);
  const stage = { ...tools, dress, adoptStyles: (/** @type {ShadowRoot} */ root) => tools.adoptStyles(root, css) };
  return {
    instance,
    css,
    english,
    dress,
    mark,
    savedHost: () => makeSavedHost(tools, mark),
    wallet: walletMark,
    checkWords: (/** @type {unknown} */ own) =>
      checkWords(own, Object.keys({ ...tools.englishFirst, ...english }), tools),
    validators: async () => (await tools.loadValidators()).makeValidators(instance, tools),
    stage,
    payments: (/** @type {import('../form/form-payments.js').Open} */ open) => makeFormPayments(open, tools),
  };
}

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */
