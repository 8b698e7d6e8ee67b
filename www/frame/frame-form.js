// A form in a frame of another origin, for the page around it. The frame is asked for at once; what speaks with it comes in a file of
// its own. Until the form in the frame is there, its place is kept by what it looks like, without inputs.
import { failure } from '../api/error.js';
import { changedOptions, showEarlyForm, showFailure } from '../form/form-controller.js';
import { endEarlyForm } from '../form/early-form.js';
import { emptyForm } from '../form/fields.js';
import { loadFrameHost } from '../load/parts.js';
import { el } from '../look/nodes.js';

/** @typedef {import('../form/form-controller.js').FormController} FormController */
/** @typedef {import('../form/form-controller.js').FormOptions} FormOptions */
/** @typedef {{ frame: HTMLIFrameElement, loaded: Promise<unknown> }} Drawn  `loaded`: its document is there for the first time */

/** How far the frame reaches over its place on each side: so far reach the rings of focus in it. */
const OVER = 4;
/** Where the frame is seen, which is a child of the form's element. */
const SLOT = 'pw-frame';

/**
 * @param {ShadowRoot} root
 * @param {import('../api/configure.js').Config} config
 * @param {Partial<FormOptions>} options
 * @returns {Drawn}
 */
function draw(root, config, options) {
  // One that was drawn before `configure` has inputs: nothing may be typed into the page from now on.
  endEarlyForm(root);
  showEarlyForm(root, options, config, true);
  const frame = el('iframe', { slot: SLOT, referrerpolicy: 'strict-origin', src: String(config.frame) });
  const [inset, size] = [`${-OVER}px`, `calc(100% + ${2 * OVER}px)`];
  // It is in reach of the page's styles.
  const style = `all:initial;position:absolute;left:${inset};top:${inset};width:${size};height:${size};opacity:0;color-scheme:inherit;visibility:inherit;pointer-events:inherit;`;
  frame.style.cssText = style.replaceAll(';', '!important;');
  const loaded = new Promise(resolve => {
    frame.onload = resolve;
  });
  const box = /** @type {HTMLElement} */ (root.firstChild);
  box.style.position = 'relative';
  // In the shadow root Chromium would not fill in a card that the payer has saved.
  box.append(el('slot', { name: SLOT }));
  root.host.append(frame);
  return { frame, loaded };
}

/**
 * @param {import('../api/payments.js').Connection} connection
 * @param {FormOptions} options  read already
 * @param {import('../form/form-controller.js').Emit} emit
 * @param {import('../api/payments.js').FrameTools} tools
 * @returns {FormController}
 */
export function frameController(connection, options, emit, tools) {
  const { config } = connection;
  /** @type {ReturnType<typeof import('./frame-host.js').makeFrameForm> | undefined} */
  let inner;
  /** @type {ShadowRoot | null} */
  let root = null;
  /** @type {Promise<void> | null} */
  let shown = null;
  /** @type {Drawn | null} */
  let drawn = null;

  /** @param {ShadowRoot} into */
  async function start(into) {
    const mine = draw(into, config, options);
    drawn = mine;
    const { makeFrameForm } = await loadFrameHost().catch(cause => {
      const error = failure('load_failed', 'frame-host.js did not load (script-src, CORS?).', { cause });
      emit('error', error);
      showFailure(into, error, () => drawn === mine);
      throw error;
    });
    if (drawn !== mine) throw failure('canceled', 'The form was unmounted while it was loading.');
    inner ??= makeFrameForm(connection, options, emit, tools, draw);
    return inner.show(into, mine);
  }

  return {
    show(into) {
      root = into;
      return (shown ??= start(into));
    },
    hide() {
      if (inner) inner.hide();
      else drawn?.frame.remove();
      root?.replaceChildren();
      shown?.catch(() => {});
      root = shown = drawn = null;
    },
    update(changes, whole) {
      options = changedOptions(options, changes, whole);
      inner?.update(options);
    },
    async submit() {
      if (!inner) await shown;
      if (!inner) throw failure('not_ready', 'The form is not mounted.');
      return inner.submit();
    },
    focus: field => inner?.focus(field),
    clear: () => inner?.clear() ?? true,
    state: () => inner?.state() ?? emptyForm(options),
  };
}
