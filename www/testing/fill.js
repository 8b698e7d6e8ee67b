// Types into the form that is in the page, as a test of a shop's own page does it.
import { FIELDS } from '../form/fields.js';
import { pick, refusal } from './refuse.js';

const NAMES = FIELDS.map(({ name }) => name);

/**
 * Document order; a payer fills the fields in it too.
 * @type {typeof import('./testing.js').fill}
 */
export function fill(target, values) {
  const texts = pick(values, NAMES, 'fill');
  const root = rootOf(target);
  for (const { name, id } of FIELDS) {
    const text = texts[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw refusal(`fill: ${name} must be a text.`);
    const input = /** @type {HTMLInputElement | null} */ (root.querySelector(`#pw-${id}`));
    if (!input || input.closest('[hidden]')) throw refusal(`fill: the form shows no ${name}.`);
    if (input.readOnly) throw refusal('fill: the form takes no text, as it is paying or has been paid.');
    type(input, text);
  }
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function type(input, text) {
  // A DOM for tests has events of its own, which its nodes ask for.
  const { Event } = /** @type {Window & typeof globalThis} */ (input.ownerDocument.defaultView);
  input.focus();
  input.value = text;
  for (const name of ['input', 'change']) input.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  input.blur();
}

/**
 * The shadow root with the form's fields.
 * @param {any} target
 * @returns {ShadowRoot}
 */
function rootOf(target) {
  const roots = isForm(target) ? [rootOfForm(target)] : rootsIn(target);
  const found = roots.filter(root => root?.querySelector('.pw'));
  if (found.length === 1) return found[0];
  throw refusal(
    found.length > 1
      ? 'fill: there are several payment forms; give the form, or the element that one of them is in.'
      : 'fill: there is no payment form. Give a form that is mounted, or an element that a form is in.',
  );
}

const isForm = (/** @type {any} */ target) =>
  typeof target?.mount === 'function' && typeof target.submit === 'function';

/**
 * A form does not tell its element, but where the focus is does.
 * @param {import('../api/index.js').PaymentForm} form
 */
function rootOfForm(form) {
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
  form.focus('cardNumber');
  return document.activeElement?.shadowRoot;
}

/** @param {any} target */
function rootsIn(target) {
  if (typeof target?.querySelectorAll !== 'function') {
    throw refusal('fill: the first argument must be a payment form, or an element that one is in.');
  }
  if (target.host) return [target];
  return [target, ...target.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot);
}
