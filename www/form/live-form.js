// A form that is live: the view of the WebAssembly, and what it asks of the page. What is inside of it, and every rule of it, belongs to
// the WebAssembly.
import { pageUrl } from '../api/client-config.js';
import { makeFormPayments } from './form-payments.js';
import { makeSavedHost } from './saved-host.js';

/**
 * @typedef {object} Given  What a form is live with, and again after each change.
 * @property {import('./form-controller.js').FormOptions} options
 * @property {import('../api/index.js').Appearance} appearance
 */
/**
 * @typedef {object} Around
 * @property {import('../load/instance.js').Instance} instance
 * @property {import('../api/engine.js').Tools} tools
 * @property {string} css
 * @property {typeof import('../look/appearance.js').applyAppearance} dress
 * @property {(id: string) => SVGElement} mark
 * @property {typeof import('../look/wallet-mark.js').walletMark} wallet
 */

/**
 * Shows it in a shadow root, in the nodes of the early form where there is one.
 * @param {Around} around
 * @param {ShadowRoot} root
 * @param {import('./early-form.js').EarlyForm | undefined} early
 * @param {import('../api/payments.js').Connection} connection
 * @param {import('../text/words.js').Words} words
 * @param {Given} given
 * @param {import('./form-controller.js').Emit} emit
 * @param {(error: import('../api/index.js').PaymentError) => void} fail
 * @returns {import('./form-controller.js').LiveForm}
 */
export function makeLiveForm(
  { instance, tools, css, dress, mark, wallet },
  root,
  early,
  connection,
  words,
  given,
  emit,
  fail,
) {
  const payments = makeFormPayments(connection.open, tools);
  const saved = makeSavedHost(tools, mark);
  let busy = false;
  /** @type {import('../load/glue.js').FormHost} */
  const host = {
    emit(event, payload) {
      if (event === 'change') busy = payload.busy;
      emit(event, payload);
    },
    words,
    payments,
    currency: connection.config.currency,
    test: connection.test,
    mark,
    icon: tools.iconSvg,
    wallet,
    showOpen: (form, open) => payments.showOpen(form, host.words, open),
    showPaid: (form, mark, wallet) => payments.showPaid(root, form, host.words, mark, wallet),
    whenSavedReady: saved.whenReady,
    showSaved: (panel, cvv, list) => saved.show(panel, cvv, host.words, list),
  };
  const view = new instance.exports.PaymentFormView(viewOptions(given), host);
  if (!early) root.replaceChildren();
  const { composing, pressed } = early?.handOver() ?? {};
  tools.adoptStyles(root, css);
  view.mount(root, composing ?? false, pressed);
  applyLook(given);
  emit('ready', {});
  const stopWatching = instance.onTrap(() => {
    const outcome = busy ? 'unknown' : 'not_charged';
    fail(tools.failure('internal_error', 'The WebAssembly stopped.', { outcome }));
  });

  /** @param {Given} given */
  function viewOptions({ options, appearance }) {
    const { sessionUrl, savedCards } = options;
    if (savedCards && connection.config.tokenFormat)
      throw tools.failure('invalid_config', 'tokenFormat has nothing for a saved card. Leave savedCards out.');
    return Object.assign(Object.create(null), options, {
      appearance,
      ...(sessionUrl !== undefined && { sessionUrl: pageUrl('session-url', sessionUrl, true, tools.failure) }),
    });
  }

  /** @param {Given} given */
  function applyLook({ appearance }) {
    const element = root.querySelector('.pw-host');
    if (element) dress(/** @type {HTMLElement} */ (element), appearance);
  }

  return {
    update(changed, spoken = host.words) {
      host.words = spoken;
      view.update(viewOptions(changed));
      applyLook(changed);
    },
    submit: () => instance.promise(deferred => view.submit(deferred)),
    focus: field => view.focus(field),
    clear: () => view.clear(),
    state: () => view.state(),
    leave() {
      stopWatching();
      view.unmount();
      // Not when the browser collects garbage: until then the memory would only grow. And not inside of a call into the view, such as
      // that of a wallet's authorize.
      queueMicrotask(() => view.free());
    },
  };
}
