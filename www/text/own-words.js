// The page's own sentences (the option `words`).

/**
 * Refuses what is no sentence, and a key of which the form has none.
 * @param {unknown} own
 * @param {readonly string[]} known  the keys of all sentences
 * @param {Pick<import('../api/engine.js').Tools, 'failure' | 'nearest'>} tools
 */
export function checkWords(own, known, { failure, nearest }) {
  if (own === undefined) return;
  if (typeof own !== 'object' || own === null || Object.values(own).some(sentence => typeof sentence !== 'string'))
    throw failure('invalid_option', 'words must be an object of sentences by their keys.');
  const wrong = Object.keys(own).find(key => !known.includes(key));
  if (wrong !== undefined)
    throw failure('invalid_option', `words: there is no such sentence; did you mean "${nearest(wrong, known)}"?`);
}
