// `validateCardNumber` against npm card-validator on 100,000 numbers and what people make of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { CO_BADGES, DIFFERENCES, NATIONAL, NO_CHECK_DIGIT } from './brand_differences.mjs';
import { coBadgesAt, creditCardType, differencesAt, theirBrands } from './support/brands.mjs';
import { cardValidator, taughtCardValidator } from './support/card_validator.mjs';
import { compare } from './support/compare.mjs';
import { bidiMarks, foreignDigits, foreignHyphens, isSafe } from './support/corrections.mjs';
import {
  BIDI_MARKS,
  HYPHENS,
  inForeignDigits,
  junk,
  NOISE,
  OTHER_TYPES,
  random,
  SLASHES,
  SPACES,
  withOneOf,
} from './support/random.mjs';

const COUNT = 100_000;

const { validateCardNumber } = await PaymentsAPI.ready();

/** Beginnings at which something is decided: of their table, of our differences, and of co-badges. */
const BEGINNINGS = [
  creditCardType('').flatMap(({ patterns }) => patterns.flat().map(String)),
  DIFFERENCES.flatMap(({ cases }) => cases.flatMap(({ where }) => where.match(/\d+/g))),
  CO_BADGES.flatMap(({ where }) => where.match(/\d+/g)),
  NATIONAL.beginnings,
];

/** With the check digit that makes the sum of ISO/IEC 7812-1 come out. */
function withCheckDigit(digits) {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const weighted = at % 2 === 0 ? 2 * Number(digit) : Number(digit);
    return total + Math.trunc(weighted / 10) + (weighted % 10);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function makeNumber(rng) {
  const start = rng.chance(0.8) ? rng.pick(rng.pick(BEGINNINGS)) : rng.digits(1 + rng.below(8));
  const length = rng.chance(0.6) ? rng.pick([14, 15, 16, 16, 16, 19]) : 8 + rng.below(15);
  const digits = (start + rng.digits(length)).slice(0, length - 1);
  return rng.chance(0.75) ? withCheckDigit(digits) : digits + rng.below(10);
}

function makeValue(rng) {
  const number = makeNumber(rng);
  const grouped = separators => number.replace(/\d{4}(?=\d)/g, four => four + rng.pick(separators));
  switch (rng.below(20)) {
    case 0:
      return inForeignDigits(rng, number);
    case 1:
      return inForeignDigits(rng, grouped(SPACES));
    case 2:
      return grouped(SPACES);
    case 3:
      return grouped(HYPHENS);
    case 4:
      return withOneOf(rng, BIDI_MARKS, grouped([' ']));
    case 5:
      return withOneOf(rng, [...NOISE, ...SLASHES], number);
    case 6:
      return rng.pick([Number(number), -Number(number), Number(number.slice(0, 15)), Number(number) / 10]);
    case 7:
      return rng.chance(0.2) ? rng.pick(OTHER_TYPES) : junk(rng, 24);
    case 8:
    case 9:
    case 10:
    case 11:
      return number.slice(0, rng.below(number.length));
    default:
      return number;
  }
}

function makeOptions(rng) {
  if (rng.chance(0.5)) return undefined;
  return {
    ...(rng.chance(0.5) && { luhnValidateUnionPay: rng.chance(0.7) }),
    ...(rng.chance(0.5) && { maxLength: rng.chance(0.5) ? 16 : rng.below(21) }),
  };
}

function* inputs() {
  const rng = random(7812);
  for (let count = 0; count < COUNT; count++) yield { value: makeValue(rng), options: makeOptions(rng) };
}

/** The digits as both read them, once digits and separators are corrected; null where there is another character. */
function digitsOf({ value }) {
  const digits = ['string', 'number'].includes(typeof value) ? String(value).replace(/-|\s/g, '') : '';
  return /^\d+$/.test(digits) ? digits : null;
}

/** Co-badges aside. */
const brandsOf = ({ taught }, digits) => (taught ? differencesAt(digits)[0].ours : theirBrands(digits)).split(' ');

const onDigits = correct => input => {
  const digits = digitsOf(input);
  return digits === null ? input : correct(input, digits);
};

/** The verdict on a number that must have one of these lengths, and a check digit. */
function byCheckDigit({ options }, digits, lengths) {
  const most = Math.min(lengths.at(-1), options?.maxLength || Infinity);
  const isRight = lengths.includes(digits.length) && withCheckDigit(digits.slice(0, -1)) === digits;
  const isValid = isRight && digits.length <= most;
  return { isValid, isPotentiallyValid: isValid || digits.length < most };
}

const differences = [
  {
    why: 'What JavaScript holds as a number is read as digits only if it is a safe integer, and not negative.',
    correct: input => (typeof input.value === 'number' && !isSafe(input.value) ? { ...input, value: null } : input),
  },
  foreignDigits,
  foreignHyphens,
  bidiMarks,
  {
    why: 'The brand table differs, see brand_differences.mjs.',
    correct: onDigits((input, digits) => (differencesAt(digits).length > 0 ? { ...input, taught: true } : input)),
  },
  ...NO_CHECK_DIGIT.map(({ brand, why }) => ({
    why,
    correct: onDigits((input, digits) => {
      if (brandsOf(input, digits).join() !== brand) return input;
      return { ...input, options: { ...input.options, skipLuhnValidation: true } };
    }),
  })),
  {
    why: NATIONAL.why,
    correct: onDigits((input, digits) => {
      const isNational = NATIONAL.beginnings.some(start => digits.startsWith(start) || start.startsWith(digits));
      if (!isNational || theirBrands(digits) || differencesAt(digits).length > 0) return input;
      return { ...input, answer: byCheckDigit(input, digits, NATIONAL.lengths) };
    }),
  },
  {
    why: 'Beside a co-badge there is no single brand: `brands` names both.',
    correct: onDigits((input, digits) =>
      coBadgesAt(digits).length > 0 ? { ...input, answer: { brand: null } } : input,
    ),
  },
  {
    why: 'mada is alone on what begins with 9 and the country, 682.',
    correct: onDigits((input, digits) =>
      digits.startsWith('9682') ? { ...input, answer: { ...byCheckDigit(input, digits, [16]), brand: 'mada' } } : input,
    ),
  },
  {
    why: 'What has maxLength digits cannot grow, be its brand decided or not.',
    correct: onDigits((input, digits) => {
      const isFull = input.options?.maxLength > 0 && digits.length >= input.options.maxLength;
      if (!isFull || brandsOf(input, digits).length < 2) return input;
      return { ...input, answer: { ...input.answer, isPotentiallyValid: false } };
    }),
  },
];

function theirs({ value, options, taught }) {
  const { number } = taught ? taughtCardValidator : cardValidator;
  const { isValid, isPotentiallyValid, card } = number(value, options);
  return { isValid, isPotentiallyValid, brand: card?.type ?? null };
}

function ours({ value, options }) {
  const { isValid, isPotentiallyValid, brand } = validateCardNumber(value, options);
  return { isValid, isPotentiallyValid, brand };
}

test('a card number is what card-validator takes for one, or what is declared', t => {
  const { count } = compare(t, { inputs: inputs(), theirs, ours, differences });
  assert.equal(count, COUNT);
});
