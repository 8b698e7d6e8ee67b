// Months, years and dates as people and programs write them, right and wrong.
import {
  BIDI_MARKS,
  HYPHENS,
  inForeignDigits,
  junk,
  NOISE,
  OTHER_TYPES,
  SLASHES,
  SPACES,
  withOneOf,
} from './random.mjs';

export function makeMonth(rng) {
  const month = String(1 + rng.below(12));
  if (rng.chance(0.7)) return rng.chance(0.8) ? month.padStart(2, '0') : month;
  return rng.pick([
    '',
    '0',
    '00',
    '000',
    '13',
    '99',
    '120',
    month.padStart(3, '0'),
    month.padStart(5, '0'),
    rng.digits(2),
  ]);
}

/** Around a year. */
export function makeYear(rng, now) {
  const year = String(now + rng.below(60) - 25);
  if (rng.chance(0.75)) return rng.chance(0.6) ? year.slice(2) : year;
  const century = year.slice(0, 2);
  const next = String(Number(century) + 1);
  return rng.pick([
    '',
    rng.digits(1),
    rng.digits(2),
    rng.digits(3),
    century,
    next,
    year.slice(0, 3),
    `${next}0`,
    `0${year}`,
    `00${year.slice(2)}`,
  ]);
}

/** A part by itself: in a field of its own. */
export function makePart(rng, make, now) {
  const part = make(rng, now);
  switch (rng.below(12)) {
    case 0:
      return inForeignDigits(rng, part);
    case 1:
      return withOneOf(rng, SPACES, part);
    case 2:
      return withOneOf(rng, BIDI_MARKS, part);
    case 3:
      return withOneOf(rng, [...NOISE, ...SLASHES, ...HYPHENS], part);
    case 4:
      return rng.pick([Number(part), Number(part) || -1, rng.pick(OTHER_TYPES)]);
    case 5:
      return junk(rng, 5);
    default:
      return part;
  }
}

const around = (rng, separator) =>
  (rng.chance(0.4) ? rng.pick(SPACES) : '') + separator + (rng.chance(0.4) ? rng.pick(SPACES) : '');

function makeText(rng, now) {
  const [month, year] = [makeMonth(rng), makeYear(rng, now)];
  switch (rng.below(9)) {
    case 0:
    case 1:
      return month + year;
    case 2:
      return month + around(rng, rng.pick(SPACES)) + year;
    case 3:
      return month + around(rng, rng.pick(HYPHENS)) + year;
    case 4:
      return month + around(rng, rng.pick(SLASHES)) + year;
    case 5:
      return year + around(rng, rng.pick([...HYPHENS, ...SLASHES, ...SPACES])) + month;
    case 6:
      return rng.digits(1 + rng.below(7));
    default:
      return `${month}/${year}`;
  }
}

/** A text, or month and year apart. */
export function makeDate(rng, now) {
  const text = makeText(rng, now);
  switch (rng.below(20)) {
    case 0:
    case 1:
      return inForeignDigits(rng, text);
    case 2:
      return withOneOf(rng, BIDI_MARKS, text);
    case 3:
      return withOneOf(rng, SPACES, text);
    case 4:
      return withOneOf(rng, [...NOISE, ...SLASHES, ...HYPHENS], text);
    case 5:
      return rng.chance(0.5) ? junk(rng, 8) : rng.pick([Number(text), Number(text.replace(/\D/g, '')), ...OTHER_TYPES]);
    case 6:
    case 7:
    case 8:
      return { month: makePart(rng, makeMonth), year: makePart(rng, makeYear, now) };
    case 9:
    case 10:
    case 11:
      return text.slice(0, rng.below(text.length + 1));
    default:
      return text;
  }
}
