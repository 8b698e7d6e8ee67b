// What is shown in the form's place when it cannot be loaded or cannot begin.
import { applyAppearance } from '../look/appearance.js';
import { iconSvg } from '../look/icons.js';
import { el } from '../look/nodes.js';
import { adoptPanels } from '../look/stylesheet.js';

/**
 * What is true for the payer: not every failure is one of the connection.
 * @param {import('../api/index.js').PaymentError} error
 */
function sentenceOf({ outcome, code }) {
  if (outcome === 'unknown') return 'load.unknown';
  if (code !== 'load_failed') return 'load.other';
  return globalThis.WebAssembly ? 'load.body' : 'load.browser';
}

/**
 * @param {ShadowRoot} root
 * @param {import('../api/index.js').Appearance} appearance
 * @param {import('../text/words.js').Words} words
 * @param {import('../api/index.js').PaymentError} error
 * @param {(() => void) | null} retry  null when a payment may have been made: then it must not be tried again
 */
export function drawFailure(root, appearance, words, error, retry) {
  const panel = el(
    'div',
    { class: 'pw-state', part: 'state', 'data-kind': 'plain', role: 'alert' },
    el('span', { class: 'pw-state__mark', part: 'state-mark' }, iconSvg('cloud-off')),
    el(
      'h2',
      { class: 'pw-state__title', part: 'state-title' },
      words.text(error.outcome === 'unknown' ? 'load.unknown.title' : 'load.title'),
    ),
    el('p', { class: 'pw-state__body', part: 'state-body' }, words.text(sentenceOf(error))),
  );
  if (retry) {
    const button = el(
      'button',
      { class: 'pw-button pw-button--plain', part: 'button-plain', type: 'button' },
      words.text('load.retry'),
    );
    button.addEventListener('click', retry);
    panel.append(el('div', { class: 'pw-state__actions', part: 'state-actions' }, button));
  }
  // Another way that the page offers: children of <payment-form> with `slot="fallback"`.
  panel.append(el('slot', { name: 'fallback' }));
  const { locale: lang, dir } = words;
  const form = el('form', { class: 'pw', part: 'form', lang, dir, 'aria-label': words.text('form.label') }, panel);
  const host = el('div', { class: 'pw-host' }, form);
  adoptPanels(root);
  root.replaceChildren(host);
  applyAppearance(host, appearance);
}
