// A form in a shadow root: its inputs at once, then the WebAssembly's view around them, or the failure panel when there is none.
// What is inside the view, and every rule of it, belongs to the WebAssembly.
import { mergeAppearance, readAppearance } from '../look/appearance.js';
import { isLocale, isTest } from '../api/configure.js';
import { asPaymentError, failure } from '../api/error.js';
import { ELEMENT, FORM, LABELS, UPDATE } from '../api/option-names.js';
import { pickOptions } from '../api/pick-options.js';
import { reportError } from '../api/report-error.js';
import { drawEarlyForm, earlyForm, endEarlyForm } from './early-form.js';
import { emptyForm } from './fields.js';
import { drawFailure } from './load-failure.js';
import { adoptStyles, loading } from '../look/stylesheet.js';
import { checkVariables } from '../look/variables.js';
import { directionOf, loadWords, wordsAtOnce } from '../text/words.js';

/** @typedef {import('../api/index.js').FormOptions & { sessionUrl?: string }} FormOptions */
/** @typedef {(event: string, payload: any) => void} Emit */

/**
 * @param {unknown} given
 * @param {readonly string[]} keys
 * @param {string} where
 * @returns {any}
 */
function readOptions(given, keys, where) {
  const options = pickOptions(given, keys, where);
  if (options.appearance !== undefined) {
    options.appearance = readAppearance(options.appearance, where, 'invalid_option');
    checkVariables(options.appearance, where, 'invalid_option');
  }
  if (options.locale !== undefined && !isLocale(options.locale)) {
    throw failure('invalid_option', `${where}: locale must be a BCP 47 tag such as "en-GB".`);
  }
  if (options.labels !== undefined) options.labels = pickOptions(options.labels, LABELS, `${where}: labels`);
  return options;
}

/** @param {unknown} given */
export const readFormOptions = given => readOptions(given, FORM, 'createForm');
/** @param {unknown} given */
export const readElementOptions = given => readOptions(given, ELEMENT, 'payment-form');

/**
 * @param {ShadowRoot} root
 * @param {Partial<FormOptions>} options
 * @param {import('../api/configure.js').Config} [config]  absent before `configure`
 */
export async function showEarlyForm(root, options, config) {
  adoptStyles(root);
  const locale = options.locale ?? config?.locale;
  const words = wordsAtOnce(locale, options.words);
  const given = {
    options,
    words,
    dir: words?.dir ?? directionOf(locale, options.words),
    appearance: mergeAppearance(config?.appearance, options.appearance),
    currency: options.currency ?? config?.currency,
    test: config !== undefined && isTest(config),
    place: config?.frame !== undefined,
  };
  const early = drawEarlyForm(root, given);
  if (!words) early.speak(given, await loadWords(locale, options.words));
}

/**
 * A form that cannot even begin, as one of its options is wrong.
 * @param {ShadowRoot} root
 * @param {unknown} error
 * @param {() => boolean} holds  asked when the words are here: it may have been put right
 */
export async function showFailure(root, error, holds) {
  const words = await loadWords();
  if (!holds()) return;
  endEarlyForm(root);
  drawFailure(root, {}, words, asPaymentError(error), null);
}

/**
 * @param {FormOptions} options
 * @param {Partial<FormOptions>} changes
 * @param {boolean} [whole]  the changes are all there is: what they leave out is unset
 * @returns {FormOptions}
 */
function changedOptions(options, changes, whole) {
  return whole
    ? readElementOptions(changes)
    : Object.assign(Object.create(null), options, readOptions(changes, UPDATE, 'update'));
}

/** @typedef {ReturnType<typeof formController>} FormController */
/**
 * @typedef {object} FormEngine  What makes a form live: of engine.js, or of frame-host.js.
 * @property {(own: unknown) => void} checkWords
 * @property {(
 *   root: ShadowRoot,
 *   early: import('./early-form.js').EarlyForm | undefined,
 *   connection: import('../api/payments.js').Connection,
 *   words: import('../text/words.js').Words,
 *   given: import('./live-form.js').Given,
 *   emit: Emit,
 *   fail: (error: import('../api/index.js').PaymentError) => void,
 *   drawn?: import('../frame/frame-form.js').Drawn,
 * ) => LiveForm} liveForm
 */
/**
 * @typedef {object} LiveForm
 * @property {Promise<void>} [live]  of a frame: when the form in it is live; why it is not, the frame shows itself
 * @property {(changed: import('./live-form.js').Given, spoken?: import('../text/words.js').Words) => void} update  throws what is
 *   refused; then all is as before. `spoken`: of another language
 * @property {() => Promise<import('../api/index.js').SucceededPayment>} submit
 * @property {(field?: import('../api/index.js').FormField) => void} focus
 * @property {() => boolean} clear
 * @property {() => import('../api/index.js').FormState} state
 * @property {() => void} leave
 */

/**
 * @param {import('../api/payments.js').Connection} connection
 * @param {FormOptions} options  read already
 * @param {Emit} emit
 */
export function formController(connection, options, emit) {
  /** @type {ShadowRoot | null} */
  let root = null;
  /** @type {Promise<void> | null} resolves when the form is shown; null while it is not mounted */
  let shown = null;
  let leave = () => {}; // ends the loading
  /** @type {LiveForm | null} */
  let live = null;
  /** @type {FormEngine['checkWords']} */
  let checkWords = () => {}; // before the form is live not all sentences are here
  let state = emptyForm(options);
  let mayRetry = false;
  /** @type {Promise<import('../api/index.js').SucceededPayment> | null} */
  let submitting = null;
  let paying = false; // a live form has taken `submitting`, which from then on outlives that form

  const appearance = () => mergeAppearance(connection.config.appearance, options.appearance);
  const given = () => ({ options, appearance: appearance() });
  const words = () => loadWords(options.locale ?? connection.config.locale, options.words);

  /** What the merchant's listeners do must not happen in the middle of a call into the WebAssembly, nor disturb it. */
  const tell = (/** @type {string} */ event, /** @type {any} */ payload) => queueMicrotask(() => emit(event, payload));

  /** @type {Emit} */
  function hear(event, payload) {
    if (event === 'change') state = payload;
    tell(event, event === 'error' ? asPaymentError(payload) : payload);
  }

  /** @param {boolean} [again] asked for by the payer, whose focus was on the button that is now gone */
  function begin(again) {
    mayRetry = false;
    shown = start(again);
    return shown;
  }

  /** @param {boolean} [again] */
  async function start(again) {
    const into = /** @type {ShadowRoot} */ (root);
    const left = new Promise((_, reject) => {
      leave = () => reject(failure('canceled', 'The form was unmounted while it was loading.'));
    });
    showEarlyForm(into, options, connection.config);
    const drawn = connection.drawFrame?.(into);
    let mine;
    try {
      await null; // the inputs are there first
      const [{ engine }] = await Promise.race([Promise.all([connection.beginForm(), words()]), left]);
      engine.checkWords(options.words);
      const [spoken] = await Promise.race([Promise.all([words(), loading]), left]);
      mine = engine.liveForm(into, earlyForm(into), connection, spoken, given(), hear, fail, drawn);
      live = mine;
      checkWords = engine.checkWords;
    } catch (thrown) {
      drawn?.frame.remove();
      const error = asPaymentError(thrown);
      if (error.code !== 'canceled') fail(error);
      throw error;
    } finally {
      connection.check(into.host); // for developers, so that no payer waits for it
    }
    if (again) mine.focus();
    await Promise.race([mine.live, left]);
  }

  /** @param {import('../api/index.js').PaymentError} error */
  async function fail(error) {
    const failed = shown;
    live = null;
    state = emptyForm(options);
    // After a payment that may have been made, the payer is not asked to try again.
    mayRetry = error.outcome !== 'unknown';
    tell('error', error);
    const spoken = await words();
    if (shown !== failed || !root || live) return;
    endEarlyForm(root);
    drawFailure(root, appearance(), spoken, error, mayRetry ? () => begin(true).catch(() => {}) : null);
  }

  /** @param {ShadowRoot} into */
  function show(into) {
    if (shown) return shown;
    root = into;
    return begin();
  }

  function hide() {
    if (!shown) return;
    leave();
    if (!paying) submitting = null; // it waited for this form
    shown.catch(() => {}); // who unmounts does not ask what became of the loading
    shown = null;
    mayRetry = false;
    const leaving = live;
    live = null;
    state = emptyForm(options);
    leaving?.leave();
    if (root) endEarlyForm(root);
    root?.replaceChildren();
    root = null;
  }

  /**
   * @param {Partial<FormOptions>} changes
   * @param {boolean} [whole]
   */
  function update(changes, whole) {
    const next = changedOptions(options, changes, whole);
    const moved = next.locale !== options.locale || next.words !== options.words;
    if (live) checkWords(next.words);
    const before = options;
    options = next;
    if (mayRetry) begin().catch(() => {});
    else if (!live && root && earlyForm(root)) showEarlyForm(root, options, connection.config);
    const mine = live;
    if (!mine) return;
    if (moved) {
      words()
        .then(spoken => {
          // Another language may have been asked for while this one was on its way.
          if (live !== mine || options.locale !== next.locale || options.words !== next.words) return;
          apply(mine, before, spoken);
        })
        .catch(reportError);
    } else {
      apply(mine, before);
    }
  }

  /**
   * @param {LiveForm} form
   * @param {FormOptions} before  taken again when the new options are refused
   * @param {import('../text/words.js').Words} [spoken]
   */
  function apply(form, before, spoken) {
    try {
      form.update(given(), spoken);
    } catch (error) {
      options = before;
      throw asPaymentError(error);
    }
  }

  function submit() {
    if (!shown) return Promise.reject(failure('not_ready', 'The form is not mounted.'));
    if (submitting) return submitting;
    const mine = pay().finally(() => {
      if (submitting !== mine) return;
      submitting = null;
      paying = false;
    });
    submitting = mine;
    return mine;
  }

  /** @returns {Promise<import('../api/index.js').SucceededPayment>} */
  async function pay() {
    // A form that is live pays at once: what the page does next does not change what is paid.
    if (!live || live.live) await shown;
    if (!live) throw failure('not_ready', 'The form is not there.');
    paying = true;
    return live.submit();
  }

  return {
    show,
    hide,
    update,
    submit,
    focus(/** @type {import('../api/index.js').FormField | undefined} */ field) {
      if (live) live.focus(field);
      else if (root) earlyForm(root)?.focus(field);
    },
    clear() {
      if (live) return live.clear();
      if (root) earlyForm(root)?.wipe();
      return true;
    },
    state: () => (live ? live.state() : state),
  };
}
