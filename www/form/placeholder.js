// What is shown in the form's place while there is no WebAssembly to draw it: the skeleton, or the failure to load.
import { applyAppearance } from '../look/appearance.js';
import { shownFields } from './fields.js';
import { iconSvg } from '../look/icons.js';
import { el } from '../look/nodes.js';

/** Keeps a line's height until its words are here. */
const NBSP = '\u00a0';

/**
 * The frame that both share with the form itself, in the place of what was shown before.
 * @param {ShadowRoot} root
 * @param {import('../api/index.js').Appearance} appearance
 * @param {...Node} children
 */
function shell(root, appearance, ...children) {
  const form = el('form', { class: 'pw', part: 'form', novalidate: '' }, ...children);
  form.addEventListener('submit', event => event.preventDefault());
  const host = el('div', { class: 'pw-host' }, form);
  root.replaceChildren(host);
  applyAppearance(host, appearance);
  return form;
}

const bar = (/** @type {string} */ kind) => el('span', { class: `pw-sk pw-sk--${kind}` });
const field = (/** @type {string} */ more) => el('div', { class: `pw-field ${more}` }, bar('label'), bar('control'));

/**
 * The metrics of the form to come, so that nothing moves when it does.
 * @param {ShadowRoot} root
 * @param {Partial<import('../api/index.js').FormOptions>} options
 * @param {import('../api/index.js').Appearance} appearance
 * @param {boolean} [test]  there will be a line that says that no money is charged
 * @returns {(words: import('../text/words.js').Words) => void} says it in the payer's language, once that is here
 */
export function drawSkeleton(root, options, appearance, test) {
  const status = el('p', { class: 'pw-vh', role: 'status' });
  const [tag, note, secure] = [
    el('span', { class: 'pw-test__tag' }, NBSP),
    el('span'),
    el('p', { class: 'pw-secure' }, NBSP),
  ];
  const fields = shownFields(options).map(({ classes }) => field(classes));
  const wallets = options.wallets ?? [];

  const parts = [status];
  if (test) parts.push(el('p', { class: 'pw-test' }, tag, note));
  if (wallets.length)
    parts.push(el('div', { class: 'pw-methods' }, bar('control'), ...wallets.map(() => bar('control'))));
  // Not on the form: it is around the live region, which would then be silent.
  parts.push(el('div', { class: 'pw-panel', 'aria-busy': 'true' }, el('div', { class: 'pw-grid' }, ...fields)));
  parts.push(el('div', { class: 'pw-pay' }, ...(options.submitButton === false ? [] : [bar('button')]), secure));

  const form = shell(root, appearance, ...parts);
  return words => {
    setLanguage(form, words);
    status.textContent = words.text('load.busy');
    tag.textContent = words.text('test.tag');
    note.textContent = words.text('test.note');
    secure.replaceChildren(iconSvg('shield'), words.text('secure.note'));
  };
}

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
    el('span', { class: 'pw-state__mark' }, iconSvg('cloud-off')),
    el(
      'h2',
      { class: 'pw-state__title' },
      words.text(error.outcome === 'unknown' ? 'load.unknown.title' : 'load.title'),
    ),
    el('p', { class: 'pw-state__body' }, words.text(sentenceOf(error))),
  );
  if (retry) {
    const button = el(
      'button',
      { class: 'pw-button pw-button--plain', part: 'button-plain', type: 'button' },
      words.text('load.retry'),
    );
    button.addEventListener('click', retry);
    panel.append(el('div', { class: 'pw-state__actions' }, button));
  }
  setLanguage(shell(root, appearance, panel), words);
}

/**
 * @param {HTMLElement} form
 * @param {import('../text/words.js').Words} words
 */
function setLanguage(form, words) {
  form.lang = words.locale;
  form.dir = words.dir;
  form.setAttribute('aria-label', words.text('form.label'));
}
