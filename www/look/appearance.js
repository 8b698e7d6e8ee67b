// The look that a merchant may set: the tokens of the design, and no CSS text.
import { inkOn, rgbOf } from './contrast.js';
import { failure } from '../api/error.js';
import { APPEARANCE, VARIABLES } from '../api/option-names.js';
import { pickOptions } from '../api/pick-options.js';

const THEMES = ['light', 'dark', 'auto'];
/** With these a value could end its declaration, load something, or begin another rule. */
const REFUSED = /url\s*\(|[;{}@\\]|\/\*/i;

/**
 * A checked copy.
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
    for (const [name, text] of Object.entries(appearance.variables)) {
      if (typeof text !== 'string' || REFUSED.test(text)) {
        throw failure(code, `${where}: appearance.variables.${name} must be one plain CSS value.`);
      }
    }
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
  const accent = variables.accent && !variables.onAccent && host.isConnected && rgbOf(host, variables.accent);
  if (accent) variables.onAccent = inkOn(accent);
  for (const name of VARIABLES) {
    const property = `--pw-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
    const value = variables[name];
    if (value) host.style.setProperty(property, value);
    else host.style.removeProperty(property);
  }
}
