// What is needed only once there is the form's WebAssembly: its glue, the live form around it, the calls, and the
// styles and sentences of what the form shows later. A file of its own, asked for together with the WebAssembly, so that a form takes
// text before either is there. It imports nothing of the other files, and is given what it needs of them: a tool that splits bundles
// would make one more file of what two have in common.
import { makeLiveForm } from '../form/live-form.js';
import { started } from '../load/compile.js';
import { startInstance } from '../load/instance.js';
import { loadColours, loadDialog, loadMarks, loadValidators } from '../load/parts-of-engine.js';
import { LATER_ICONS } from '../look/icons-later.js';
import css from '../look/later.css';
import { svg } from '../look/svg.js';
import { walletMark } from '../look/wallet-mark.js';
import english from '../text/english-later.js';
import { checkWords } from '../text/own-words.js';
import { call } from './calls.js';
import { clientConfig } from './client-config.js';

/**
 * @typedef {object} Tools  What the first half has, for the second.
 * @property {typeof import('../text/words.js').addEnglish} addEnglish
 * @property {typeof import('./error.js').asPaymentError} asPaymentError
 * @property {typeof import('./error.js').failure} failure
 * @property {typeof import('./report-error.js').reportError} reportError
 * @property {typeof import('../look/appearance.js').applyAppearance} applyAppearance
 * @property {typeof import('../look/stylesheet.js').adoptStyles} adoptStyles
 * @property {typeof import('../look/icons.js').addIcons} addIcons
 * @property {typeof import('../look/icons.js').iconSvg} iconSvg
 * @property {typeof import('./nearest.js').nearest} nearest
 * @property {import('../text/words.js').Sentences} englishFirst
 * @property {typeof import('../load/memoize.js').memoize} memoize
 * @property {typeof import('../look/appearance.js').mergeAppearance} mergeAppearance
 */

export { compile } from '../load/compile.js';
export { payLoader } from '../load/pay-loader.js';

/**
 * @param {WebAssembly.Module} module
 * @param {ReturnType<typeof import('../load/pay-loader.js').payLoader>} payLoading
 * @param {Tools} tools
 */
export async function start(module, payLoading, tools) {
  const instance = await started(startInstance(module, tools), tools.failure);
  tools.addEnglish(english);
  tools.addIcons(LATER_ICONS);
  /** @type {typeof import('../look/marks.js') | undefined} */
  let marks;
  /** Sets the look of a host on the page, and keeps it readable. @type {typeof tools.applyAppearance} */
  function dress(host, appearance) {
    tools.applyAppearance(host, appearance);
    if (!host.isConnected) return;
    loadColours()
      .then(({ keepReadable }) => host.isConnected && keepReadable(host))
      .catch(tools.reportError);
  }
  /**
   * The mark of a brand, hidden from screen readers: its name is set where it is shown. Until marks.js is there it keeps its place.
   * @param {string} id
   */
  function mark(id) {
    const picture = svg('pw-mark', 'mark', '0 0 36 24', []);
    if (marks) marks.drawMark(picture, id, tools.iconSvg);
    else loadMarks().then(({ drawMark }) => drawMark(picture, id, tools.iconSvg), tools.reportError);
    return picture;
  }
  /** @type {import('../form/live-form.js').Around} */
  const around = { instance, tools, css, dress, mark, wallet: walletMark };
  /** @type {import('../dialog/dialog-host.js').Stage} */
  const stage = {
    ...tools,
    loadDialog,
    dress,
    adoptStyles: (/** @type {ShadowRoot} */ root, /** @type {string[]} */ ...later) =>
      tools.adoptStyles(root, css, ...later),
  };
  /**
   * What gives the client of a configuration, once. A page that it needs is asked for at once.
   * @param {import('./configure.js').Config} config
   * @param {string} locale
   * @param {import('../text/words.js').Words} words
   * @param {import('./payments.js').Dialogs} [ownDialogs]
   */
  function opener(config, locale, words, ownDialogs) {
    const settings = clientConfig(config, locale, tools.failure);
    return tools.memoize(async () => {
      const pay = await payLoading.start({ instance, stage });
      tools.addEnglish(pay.english);
      const dialogs = ownDialogs ?? pay.dialogHost(tools.mergeAppearance(config.appearance));
      instance.onTrap(dialogs.closeAll);
      try {
        const tokenFormat = config.tokenFormat && pay.readTokenFormat(config.tokenFormat, tools.failure);
        return { pay, client: new pay.exports.Client(Object.assign(settings, { tokenFormat }), words, dialogs) };
      } catch (error) {
        throw tools.asPaymentError(error);
      }
    });
  }
  return {
    instance,
    liveForm(/** @type {OfLiveForm} */ ...given) {
      loadMarks().then(
        file => {
          marks = file;
        },
        () => {}, // asked for again with the first mark
      );
      return makeLiveForm(around, ...given);
    },
    checkWords: (/** @type {unknown} */ own) =>
      checkWords(own, Object.keys({ ...tools.englishFirst, ...english }), tools),
    validators: async () => (await loadValidators()).makeValidators(instance, tools),
    opener,
    call: (/** @type {OfCall} */ ...given) => call(instance, tools, ...given),
    stage,
  };
}

/** @typedef {Awaited<ReturnType<typeof start>>} Engine */
/** @typedef {typeof makeLiveForm extends (around: any, ...given: infer G) => any ? G : never} OfLiveForm */
/** @typedef {typeof call extends (instance: any, tools: any, ...given: infer G) => any ? G : never} OfCall */
