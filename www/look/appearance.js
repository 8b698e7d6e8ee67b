// The look that a merchant may set: the tokens of the design and a few choices, and no CSS text.
import { withLooks } from './stylesheet.js';
import { failure } from '../api/error.js';
import { APPEARANCE, LOOKS, VARIABLES } from '../api/option-names.js';
import { pickOptions } from '../api/pick-options.js';

/** Style, labels and layout that need no styles.css. */
const PLAIN = 'outlined,above,spaced';

/**
 * A copy with the right names and choices. The values of the tokens are checked by `checkVariables`.
 * @param {unknown} value
 * @param {string} where
 * @param {'invalid_option' | 'invalid_config'} code
 * @returns {import('../api/index.js').Appearance}
 */
export function readAppearance(value, where, code) {
  const appearance = pickOptions(value, APPEARANCE, `${where}: appearance`, code);
  for (const [name, words] of Object.entries(LOOKS)) {
    if (appearance[name] !== undefined && !words.includes(appearance[name]))
      throw failure(code, `${where}: appearance.${name} must be one of ${words.join(', ')}.`);
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
export const mergeAppearance = (base, over) => ({
  ...base,
  ...over,
  variables: { ...base?.variables, ...over?.variables },
});

/**
 * Sets the look on an element by CSSOM, which a strict CSP allows.
 * @param {HTMLElement} host  in its shadow root
 * @param {import('../api/index.js').Appearance} appearance
 */
export function applyAppearance(host, appearance) {
  const variables = /** @type {any} */ ({ __proto__: null, ...appearance.variables });
  // Most forms have none, and never had one.
  const some = host.hasAttribute('style') || Object.keys(variables).length > 0;
  for (const name of some ? VARIABLES : []) {
    const property = `--pw-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
    const value = variables[name];
    // The sheet calculates with lengths, and there a 0 without a unit is none.
    if (value) host.style.setProperty(property, value.trim() === '0' ? '0px' : value);
    else host.style.removeProperty(property);
  }
  /** @param {object} choices */
  const choose = choices => {
    const given = /** @type {any} */ ({ __proto__: null, ...choices });
    for (const [name, [first]] of Object.entries(LOOKS)) host.dataset[name] = given[name] ?? first;
  };
  choose(appearance);
  const { theme, style, labels, layout, motion } = host.dataset;
  if ([style, labels, layout].join() !== PLAIN) withLooks(host, () => choose({ theme, motion }));
}
