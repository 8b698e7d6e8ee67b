// How a text is found: the index is made with the same rules as a question is read by.

const WORD = /[\p{L}\p{N}_]+/gu;
const HANGUL = /\p{Script=Hangul}+/gu;

/**
 * A word of Hangul as each pair of its letters, since Korean puts particles after its words without a space; another word as it is, and
 * a name such as `card_declined` also in its parts.
 *
 * @param {string} word
 */
function termsOfWord(word) {
  const korean = (word.match(HANGUL) ?? []).flatMap(part =>
    part.length < 2 ? [part] : Array.from({ length: part.length - 1 }, (_, at) => part.slice(at, at + 2)),
  );
  const other = word.replace(HANGUL, ' ').split(' ').filter(Boolean);
  return [
    ...korean,
    ...other.flatMap(name => (name.includes('_') ? [name, ...name.split('_').filter(Boolean)] : name)),
  ];
}

/** @param {string} text @returns {string[]} */
const terms = text => (text.normalize('NFC').match(WORD) ?? []).flatMap(termsOfWord);

const hasHangul = (/** @type {string} */ term) => /\p{Script=Hangul}/u.test(term);

/** Options of MiniSearch for making and for reading the index. */
export const indexOptions = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'excerpt'],
  tokenize: terms,
  searchOptions: {
    boost: { title: 4, page: 2 },
    combineWith: /** @type {const} */ ('AND'),
    // One letter of Hangul is the beginning of a pair. A pair is whole.
    prefix: (/** @type {string} */ term) => !hasHangul(term) || term.length === 1,
    fuzzy: (/** @type {string} */ term) => (!hasHangul(term) && term.length > 4 ? 0.15 : false),
  },
};
