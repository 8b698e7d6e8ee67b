// The values of the controls: read from the address and written into it, and made into the options of a form. Only values of
// controls are in the address; what is typed into the form never is.
import { CONTROLS, firstOf, WALLETS } from './controls.js';

/** @typedef {Record<string, string>} Values  by the path of the control; what is as at the beginning may be left out */

/** @param {Values} values @param {string} path */
export const valueOf = (values, path) =>
  values[path] ?? firstOf(/** @type {any} */ (CONTROLS.find(control => control.path === path)));

/** The text after the `#`: only what is not as at the beginning. @param {Values} values */
export function toAddress(values) {
  const changed = CONTROLS.filter(control => valueOf(values, control.path) !== firstOf(control));
  return String(new URLSearchParams(changed.map(({ path }) => [path, values[path]])));
}

/** Leaves out what no control can show. @param {string} hash @returns {Values} */
export function fromAddress(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const known = CONTROLS.filter(({ path, kind, choices = [] }) => {
    const value = given.get(path);
    return value !== null && (kind !== 'choice' || choices.includes(value));
  });
  return Object.fromEntries(known.map(({ path }) => [path, given.get(path)]));
}

/** @param {string} text */
const list = text =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);

/** "3*" is three months without interest. What is no number stays as it is, and the package says what is wrong with it. */
function months(/** @type {string} */ text) {
  const [, digits, free] = text.match(/^(\d+)\s*(\*?)$/) ?? [];
  if (digits === undefined) return text;
  return free ? { months: Number(digits), interestFree: true } : Number(digits);
}

/** How a text becomes the value of an option, where it is not the text itself. */
const READ = {
  submitButton: (/** @type {string} */ text) => text === 'true',
  autoSubmit: (/** @type {string} */ text) => text === 'true',
  autoAdvance: (/** @type {string} */ text) => text === 'true',
  savedCards: (/** @type {string} */ text) => text === 'true',
  koreanAuth: (/** @type {string} */ text) => (text === 'auto' ? text : text === 'true'),
  acceptedBrands: list,
  preferredNetworks: list,
  installments: (/** @type {string} */ text) => list(text).map(months),
  wallets: (/** @type {string} */ text) => WALLETS.filter(({ id }) => list(text).includes(id)),
};

/** @param {string} option @param {string} text */
const read = (option, text) => /** @type {any} */ (READ)[option]?.(text) ?? text;

/**
 * What a form is given for an option that is not given any more; undefined where only a new form can be without it.
 * @param {string} option
 */
export function defaultOf(option) {
  if (['labels', 'words', 'appearance'].includes(option)) return {};
  const [first] = CONTROLS.find(({ path }) => path === option)?.choices ?? [];
  return first && read(option, first);
}

/**
 * The options of a form, as few as possible: what is the default of the package is left out.
 * @param {Values} values
 * @returns {Record<string, any>}
 */
export function toOptions(values) {
  /** @type {Record<string, any>} */
  const options = {};
  for (const control of CONTROLS) {
    const { path } = control;
    const [option, member, token] = path.split('.');
    const value = valueOf(values, path);
    const isDefault = control.first === undefined && value === firstOf(control);
    if (isDefault || value === '' || ['savedCards', 'words', 'width'].includes(option)) continue;
    if (token) ((options[option] ??= {})[member] ??= {})[token] = value;
    else if (member) (options[option] ??= {})[member] = value;
    else options[option] = read(option, value);
  }
  if (read('savedCards', valueOf(values, 'savedCards'))) options.savedCards = savedCards(values);
  const words = sentences(values);
  if (Object.keys(words).length > 0) options.words = words;
  return options;
}

/** @param {Values} values */
function savedCards(values) {
  const given = ['save', 'cvv'].map(name => [name, valueOf(values, `savedCards.${name}`)]);
  const changed = given.filter(([, value]) => !['ask', 'required'].includes(value));
  return changed.length > 0 ? Object.fromEntries(changed) : true;
}

/** A sentence without its key is not given yet. @param {Values} values */
function sentences(values) {
  const at = CONTROLS.map(({ path }) => path.match(/^words\.(\d+)\.key$/)?.[1]).filter(Boolean);
  const rows = at.map(row => [valueOf(values, `words.${row}.key`).trim(), valueOf(values, `words.${row}.sentence`)]);
  return Object.fromEntries(rows.filter(([key, sentence]) => key && sentence));
}
