// The page's own sentences (the option `words`).

/** The keys of english-pay.js, which is not here yet: the part before the dot, and the parts after it. */
const LATER = {
  wallet: 'title body time reopen cancel declined other',
  saved: 'legend expires expired other pick delete deleted undo failed',
  declined: 'funds expired cvv limit identity later title body',
  failed: 'attempts time test',
  open: 'title body earlier continue canceling failed',
  tds: 'title sub note loading slow cancel',
  ok: 'title method number when',
  unknown: 'none late title body check',
};

/** They are not here yet, but the page may have its own of them. */
export const laterKeys = () =>
  Object.entries(LATER).flatMap(([of, names]) => names.split(' ').map(name => `${of}.${name}`));

/**
 * Refuses what is no sentence, and a key of which the form has none.
 * @param {unknown} own
 * @param {readonly string[]} here  the keys of the sentences that are here
 * @param {Pick<import('../api/engine.js').Tools, 'failure' | 'nearest'>} tools
 */
export function checkWords(own, here, { failure, nearest }) {
  if (own === undefined) return;
  const known = [...here, ...laterKeys()];
  if (typeof own !== 'object' || own === null || Object.values(own).some(sentence => typeof sentence !== 'string'))
    throw failure('invalid_option', 'words must be an object of sentences by their keys.');
  const wrong = Object.keys(own).find(key => !known.includes(key));
  if (wrong !== undefined)
    throw failure('invalid_option', `words: there is no such sentence; did you mean "${nearest(wrong, known)}"?`);
}
