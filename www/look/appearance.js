// The look that a merchant may set: the tokens of the design, and no CSS text.
import { failure } from '../api/error.js';
import { APPEARANCE, VARIABLES } from '../api/option-names.js';
import { pickOptions } from '../api/pick-options.js';

const THEMES = ['light', 'dark', 'auto'];

/**
 * A copy with the right names and theme. The values are checked by `checkVariables`, which the script tag's loader leaves to
 * the files that it loads.
 * @param {unknown} value
 * @param {string} where
 * @param {'invalid_option' | 'invalid_config'} code
 * @returns {import('../api/index.js').Appearance}
 */
export function readAppearance(value, where, code) {
  const appearance = pickOptions(value, APPEARANCE, `${where}: appearance`, code);
  if (appearance.theme !== undefined && !THEMES.includes(appearance.theme)) {
    throw failure(code, `${where}: appearance.theme must be one of ${THEMES.join(', ')}.`);
  }
  if (appearance.variables !== undefined) {
    appearance.variables = pickOptions(appearance.variables, VARIABLES, `${where}: appearance.variables`, code);
  }
  return appearance;
}

/**
 * The form's appearance over that of `configure`.
 * @param {import('../api/index.js').Appearance} [base]
 * @param {import('../api/index.js').Appearance} [over]
 * @returns {import('../api/index.js').Appearance}
 */
export function mergeAppearance(base, over) {
  return { theme: over?.theme ?? base?.theme ?? 'auto', variables: { ...base?.variables, ...over?.variables } };
}

/**
 * Sets the tokens on an element by CSSOM, which a strict CSP allows.
 * @param {HTMLElement} host
 * @param {import('../api/index.js').Appearance} appearance
 */
export function applyAppearance(host, appearance) {
  host.dataset.theme = appearance.theme ?? 'auto';
  const variables = { __proto__: null, ...appearance.variables };
  for (const name of VARIABLES) {
    const property = `--pw-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
    const value = variables[name];
    // The sheet calculates with lengths, and there a 0 without a unit is none.
    if (value) host.style.setProperty(property, value.trim() === '0' ? '0px' : value);
    else host.style.removeProperty(property);
  }
}
