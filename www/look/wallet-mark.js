// The mark of a wallet. Its name may be in any script, so it is a letter of the form's font.
import { el } from './nodes.js';

/** How many colours later.css has for it. */
const TINTS = 6;

/**
 * The first letter of the wallet's name, as a reader counts letters, in a colour that its id chooses, always the same one. It is no
 * text of the page: neither a screen reader nor a search for the name finds it.
 * @param {string} id
 * @param {string} label
 */
export function walletMark(id, label) {
  let sum = 0;
  for (const letter of id) sum = (sum * 13 + /** @type {number} */ (letter.codePointAt(0))) % 65536;
  const name = label.trim().normalize();
  const first = Intl.Segmenter ? new Intl.Segmenter().segment(name).containing(0)?.segment : [...name][0];
  const shown = { 'data-letter': first ?? '', 'data-tint': String(sum % TINTS) };
  return el('b', { class: 'pw-wmark', part: 'mark', 'aria-hidden': 'true', ...shown });
}
