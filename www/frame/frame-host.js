// The page's part of a form in a frame, from beside index.js. Like engine.js it imports nothing of index.js, and is given what it needs of
// it.
import { connectFrame } from './frame-link.js';

/** @typedef {import('./frame-form.js').Drawn} Drawn */
/** @typedef {import('../form/form-controller.js').FormOptions} FormOptions */

/**
 * @param {import('../api/payments.js').Connection} connection
 * @param {FormOptions} options  read already
 * @param {import('../form/form-controller.js').Emit} emit
 * @param {import('../api/payments.js').FrameTools} tools
 * @param {(root: ShadowRoot, config: import('../api/configure.js').Config, options: FormOptions) => Drawn} draw
 */
export function makeFrameForm(connection, options, emit, tools, draw) {
  const { config } = connection;
  const { failure, loadWords, mergeAppearance } = tools;
  /** @type {ReturnType<typeof connectFrame> | undefined} */
  let link;
  /** @type {ShadowRoot | null} */
  let root = null;
  let leave = () => {};

  /** What the merchant's listeners do must not disturb what is heard of the frame. @type {import('../form/form-controller.js').Emit} */
  const tell = (event, payload) => queueMicrotask(() => emit(event, payload));

  /**
   * The form cannot be shown: says so in its place.
   * @param {import('../api/index.js').PaymentError} error
   */
  async function fail(error) {
    const into = root;
    link?.leave();
    link = undefined;
    tell('error', error);
    const { locale = config.locale, words, appearance } = options;
    const spoken = await loadWords(locale, words);
    if (!into || root !== into || link) return;
    const again = () => void show(into, draw(into, config, options)).catch(() => {});
    const isOver = error.outcome === 'unknown';
    tools.drawFailure(into, mergeAppearance(config.appearance, appearance), spoken, error, isOver ? null : again);
  }

  /**
   * @param {ShadowRoot} into
   * @param {Drawn} drawn
   */
  function show(into, drawn) {
    root = into;
    /** @type {Promise<void>} */
    const left = new Promise((_, reject) => {
      leave = () => reject(failure('canceled', 'The form was unmounted while it was loading.'));
    });
    link = connectFrame({ connection, root: into, drawn, options: () => options, tell, fail, tools });
    return Promise.race([link.live, left]);
  }

  return {
    show,
    hide() {
      leave();
      link?.leave();
      link = undefined;
      root = null;
    },
    /** @param {FormOptions} given  all of them */
    update(given) {
      options = given;
      link?.update();
    },
    submit: async () => {
      if (!link) throw failure('not_ready', 'The form is not there.');
      return link.submit();
    },
    /** @param {import('../api/index.js').FormField} [field] */
    focus: field => link?.focus(field),
    clear: () => link?.clear() ?? true,
    state: () => link?.state() ?? tools.emptyForm(options),
  };
}
