// Seeded randomness, and the ways in which people and programs write digits.

/** Of full-width, Arabic-Indic, Extended Arabic-Indic, Devanagari and Bengali digits, and of two with surrogates. */
export const FOREIGN_ZEROS = ['０', '\u0660', '\u06F0', '\u0966', '\u09E6', '\u{1D7D8}', '\u{1E950}'];
export const BIDI_MARKS = ['\u061C', '\u200E', '\u200F', '\u202A', '\u202C', '\u2066', '\u2069'];
export const SPACES = [' ', ' ', ' ', '\u00A0', '\t', '\u2009', '\u202F', '\u3000', '\uFEFF', '\n'];
export const HYPHENS = ['-', '-', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '－'];
export const SLASHES = ['/', '/', '/', '／', '\u2044', '\u2215', '.', '.', ',', '．', '、', '٫'];
/** What is no digit and no separator anywhere. */
export const NOISE = ['x', 'O', ';', ':', '_', '·', '²', '①', '½', '四', '\u200B', '\uD800', '😀', '\0', '+', 'ñ'];

/** mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = count => Math.floor(next() * count);
  const pick = list => list[below(list.length)];
  const digits = count => Array.from({ length: count }, () => below(10)).join('');
  return { below, pick, digits, chance: share => next() < share };
}

/** In another script's digits. */
export function inForeignDigits(rng, text) {
  const zero = rng.pick(FOREIGN_ZEROS).codePointAt(0);
  const all = rng.chance(0.7);
  return text.replace(/\d/g, digit => (all || rng.chance(0.3) ? String.fromCodePoint(zero + Number(digit)) : digit));
}

/** With one of these put in, at any place or at an end. */
export function withOneOf(rng, list, text) {
  const units = [...text];
  units.splice(rng.below(units.length + 1), 0, rng.pick(list));
  return units.join('');
}

/** A text of all that has a meaning and of what has none. */
export function junk(rng, most) {
  const any = [...'0123456789', ...SPACES, ...HYPHENS, ...SLASHES, ...BIDI_MARKS, ...NOISE];
  return Array.from({ length: rng.below(most + 1) }, () => rng.pick(any)).join('');
}

/** Values of other types, as a page without types may hand them in. */
export const OTHER_TYPES = [
  undefined,
  null,
  true,
  false,
  NaN,
  Infinity,
  -1,
  -12,
  1.5,
  1e21,
  12n,
  Symbol('12'),
  {},
  [],
  ['12', '34'],
  Object.create(null),
  new String('12/34'),
  new Number(12),
  new Date(0),
  new Map([['month', '12']]),
  /\d/,
  () => '12',
];
