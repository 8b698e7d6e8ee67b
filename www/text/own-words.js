// The page's own sentences (the option `words`).

/** The keys of english-pay.js, which is not here yet. */
const LATER =
  'wallet.title wallet.body wallet.time wallet.reopen wallet.cancel saved.legend saved.expires saved.expired saved.other saved.pick saved.delete saved.deleted saved.undo saved.failed declined.funds declined.expired declined.cvv declined.limit declined.identity declined.later wallet.declined wallet.other failed.attempts failed.time failed.test declined.title declined.body open.title open.body open.earlier open.continue open.canceling open.failed tds.title tds.sub tds.note tds.loading tds.slow tds.cancel ok.title ok.method ok.number ok.when';

/**
 * Refuses what is no sentence, and a key of which the form has none.
 * @param {unknown} own
 * @param {readonly string[]} here  the keys of the sentences that are here
 * @param {Pick<import('../api/engine.js').Tools, 'failure' | 'nearest'>} tools
 */
export function checkWords(own, here, { failure, nearest }) {
  if (own === undefined) return;
  const known = [...here, ...LATER.split(' ')];
  if (typeof own !== 'object' || own === null || Object.values(own).some(sentence => typeof sentence !== 'string'))
    throw failure('invalid_option', 'words must be an object of sentences by their keys.');
  const wrong = Object.keys(own).find(key => !known.includes(key));
  if (wrong !== undefined)
    throw failure('invalid_option', `words: there is no such sentence; did you mean "${nearest(wrong, known)}"?`);
}
