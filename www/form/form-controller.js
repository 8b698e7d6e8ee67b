// A form in a shadow root: its inputs at once, then the WebAssembly's view around them, or the failure panel when there is none.
// What is inside the view, and every rule of it, belongs to the WebAssembly.
import { mergeAppearance, readAppearance } from '../look/appearance.js';
import { isLocale } from '../api/configure.js';
import { asPaymentError, failure } from '../api/error.js';
import { ELEMENT, FORM, LABELS, UPDATE } from '../api/option-names.js';
import { iconSvg } from '../look/icons.js';
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
    test: config?.apiKey.startsWith('pk_test_') ?? false,
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

/** @typedef {ReturnType<typeof formController>} FormController */

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
  /** @type {{ view: import('../load/glue.js').PaymentFormView, host: import('../load/glue.js').FormHost, engine: import('../api/engine.js').Engine } | null} */
  let drawn = null;
  let state = emptyForm(options);
  let mayRetry = false;
  let stopWatching = () => {};
  /** @type {Promise<import('../api/index.js').SucceededPayment> | null} */
  let submitting = null;
  let paying = false; // a view has taken `submitting`, which from then on outlives that view

  const appearance = () => mergeAppearance(connection.config.appearance, options.appearance);
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
    try {
      await null; // the inputs are there first
      const [{ engine }] = await Promise.race([Promise.all([connection.begin(), words()]), left]);
      engine.checkWords(options.words);
      const [spoken] = await Promise.race([Promise.all([words(), loading]), left]);
      const payments = engine.payments(connection.open);
      const saved = engine.savedHost();
      /** @type {import('../load/glue.js').FormHost} */
      const host = {
        emit: hear,
        words: spoken,
        payments,
        currency: connection.config.currency,
        test: connection.test,
        mark: engine.mark,
        icon: iconSvg,
        wallet: engine.wallet,
        showOpen: (form, open) => payments.showOpen(form, host.words, open),
        whenSavedReady: saved.whenReady,
        showSaved: (panel, cvv, list) => saved.show(panel, cvv, host.words, list),
      };
      draw(into, engine, host);
    } catch (thrown) {
      const error = asPaymentError(thrown);
      if (error.code !== 'canceled') fail(error);
      throw error;
    } finally {
      connection.check(into.host); // for developers, so that no payer waits for it
    }
    if (again) drawn?.view.focus();
    tell('ready', {});
  }

  /**
   * @param {ShadowRoot} into
   * @param {import('../api/engine.js').Engine} engine
   * @param {import('../load/glue.js').FormHost} host
   */
  function draw(into, engine, host) {
    const view = new engine.instance.exports.PaymentFormView(viewOptions(options), host);
    const early = earlyForm(into);
    if (!early) into.replaceChildren();
    const { composing, pressed } = early?.handOver() ?? {};
    adoptStyles(into, engine.css);
    view.mount(into, composing ?? false, pressed);
    drawn = { view, host, engine };
    applyLook();
    stopWatching = engine.instance.onTrap(() => {
      const outcome = state.busy ? 'unknown' : 'not_charged';
      fail(failure('internal_error', 'The WebAssembly stopped.', { outcome }));
    });
  }

  /** @param {FormOptions} from */
  const viewOptions = from => Object.assign(Object.create(null), from, { appearance: appearance() });

  function applyLook() {
    const host = root?.querySelector('.pw-host');
    if (host) drawn?.engine.dress(/** @type {HTMLElement} */ (host), appearance());
  }

  /** @param {import('../api/index.js').PaymentError} error */
  async function fail(error) {
    const failed = shown;
    drawn = null;
    state = emptyForm(options);
    // After a payment that may have been made, the payer is not asked to try again.
    mayRetry = error.outcome !== 'unknown';
    tell('error', error);
    const spoken = await words();
    if (shown !== failed || !root || drawn) return;
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
    stopWatching();
    const view = drawn?.view;
    drawn = null;
    state = emptyForm(options);
    view?.unmount();
    // Not when the browser collects garbage: until then the memory would only grow. And not inside of a call into the view, such as
    // that of a wallet's authorize.
    if (view) queueMicrotask(() => view.free());
    if (root) endEarlyForm(root);
    root?.replaceChildren();
    root = null;
  }

  /**
   * @param {Partial<FormOptions>} changes
   * @param {boolean} [whole]  the changes are all there is: what they leave out is unset
   */
  function update(changes, whole) {
    const read = whole ? readElementOptions(changes) : readOptions(changes, UPDATE, 'update');
    const next = whole ? read : Object.assign(Object.create(null), options, read);
    const moved = next.locale !== options.locale || next.words !== options.words;
    drawn?.engine.checkWords(next.words);
    const before = options;
    options = next;
    if (mayRetry) begin().catch(() => {});
    else if (!drawn && root && earlyForm(root)) showEarlyForm(root, options, connection.config);
    if (!drawn) return;
    const { view, host } = drawn;
    if (moved) {
      words()
        .then(spoken => {
          // Another language may have been asked for while this one was on its way.
          if (drawn?.view !== view || options.locale !== next.locale || options.words !== next.words) return;
          host.words = spoken;
          apply(view, before);
        })
        .catch(reportError);
    } else {
      apply(view, before);
    }
  }

  /**
   * @param {import('../load/glue.js').PaymentFormView} view
   * @param {FormOptions} before  taken again when the new options are refused
   */
  function apply(view, before) {
    try {
      view.update(viewOptions(options));
      applyLook();
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
    await shown;
    if (!drawn) throw failure('not_ready', 'The form is not there.');
    const { view, engine } = drawn;
    paying = true;
    return engine.instance.promise(deferred => view.submit(deferred));
  }

  return {
    show,
    hide,
    update,
    submit,
    focus(/** @type {import('../api/index.js').FormField | undefined} */ field) {
      if (drawn) drawn.view.focus(field);
      else if (root) earlyForm(root)?.focus(field);
    },
    clear() {
      if (drawn) return drawn.view.clear();
      if (root) earlyForm(root)?.wipe();
      return true;
    },
    state: () => (drawn ? drawn.view.state() : state),
  };
}
