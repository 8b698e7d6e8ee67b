// Which name was meant.

/**
 * The name that shares the most pairs of letters.
 * @param {string} key
 * @param {readonly string[]} known
 */
export function nearest(key, known) {
  const pairs = (/** @type {string} */ word) => [...word.toLowerCase()].map((letter, i, all) => letter + all[i + 1]);
  const given = pairs(key);
  const shared = known.map(name => pairs(name).filter(pair => given.includes(pair)).length);
  return known[shared.indexOf(Math.max(...shared))];
}
