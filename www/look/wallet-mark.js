// The mark of a wallet. Its name may be in any script, so it is a letter of the form's font.
import { el } from './nodes.js';

/** How many colours later.css has for it. */
const TINTS = 6;

/** The letters of well-known wallets, as monograms of our own; later.css has a colour for each. */
const MARKS = Object.freeze({
  'apple-pay': 'A',
  'google-pay': 'G',
  'kakao-pay': 'K',
  'naver-pay': 'N',
  'toss-pay': 'T',
  paypal: 'P',
  'samsung-pay': 'S',
});

/**
 * The monogram of this name, if there is one. Else the first letter of the wallet's name, in a colour that depends on its id
 * alone. A letter is what a reader counts as one: a grapheme cluster. The mark is not part of the page's text: neither a
 * screen reader nor a search for the name finds it.
 * @param {string} id
 * @param {string} label
 * @param {string} [mark]
 */
export function walletMark(id, label, mark = '') {
  if (Object.hasOwn(MARKS, mark)) return tile(MARKS[/** @type {keyof typeof MARKS} */ (mark)], mark);
  let sum = 0;
  for (const letter of id) sum = (sum * 13 + /** @type {number} */ (letter.codePointAt(0))) % 65536;
  const name = label.trim().normalize();
  const first = Intl.Segmenter ? new Intl.Segmenter().segment(name).containing(0)?.segment : [...name][0];
  return tile(first ?? '', String(sum % TINTS));
}

/**
 * @param {string} letter
 * @param {string} tint
 */
function tile(letter, tint) {
  return el('b', { class: 'pw-wmark', part: 'mark', 'aria-hidden': 'true', 'data-letter': letter, 'data-tint': tint });
}
