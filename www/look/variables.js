// The values of `appearance.variables`: each is one CSS value of its token's kind, and no more CSS than that.
import { failure } from '../api/error.js';
import { TOKENS } from '../api/option-names.js';

/** With these a value could end its declaration, load something, or begin another rule. */
const REFUSED = /(url|src|image|image-set)\s*\(|[;{}@\\]|\/\*/i;

/**
 * @param {import('../api/index.js').Appearance | undefined} appearance  read already
 * @param {string} where  the call, for the message
 * @param {'invalid_option' | 'invalid_config'} code
 */
export function checkVariables(appearance, where, code) {
  for (const [name, text] of Object.entries(appearance?.variables ?? {})) {
    const wrong = (/** @type {string} */ must) =>
      failure(code, `${where}: appearance.variables.${name} must be ${must}.`);
    if (typeof text !== 'string' || REFUSED.test(text)) throw wrong('one plain CSS value');
    for (const [names, properties, kind = properties] of TOKENS)
      for (const property of names.split(' ').includes(name) ? properties.split(' ') : [])
        // On a server there is no CSS to ask.
        if (globalThis.CSS?.supports(property, text) === false) throw wrong(`a CSS ${kind}`);
  }
}
