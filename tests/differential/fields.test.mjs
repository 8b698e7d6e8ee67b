// `validateCvv`, `validateCardholderName` and `validatePostalCode` against npm card-validator.
import { test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { creditCardType } from './support/brands.mjs';
import { cardValidator } from './support/card_validator.mjs';
import { compare } from './support/compare.mjs';
import { foreignDigits, foreignHyphens, spacesAround } from './support/corrections.mjs';
import {
  BIDI_MARKS,
  HYPHENS,
  inForeignDigits,
  junk,
  OTHER_TYPES,
  random,
  SPACES,
  withOneOf,
} from './support/random.mjs';

const { validateCvv, validateCardholderName, validatePostalCode } = await PaymentsAPI.ready();

const verdict = ({ isValid, isPotentiallyValid }) => ({ isValid, isPotentiallyValid });

/** Some inputs, each with a value that is disguised now and then, or of another type. */
function* inputs(seed, count, make) {
  const rng = random(seed);
  for (let made = 0; made < count; made++) {
    const { value, ...rest } = make(rng);
    yield { ...rest, value: disguised(rng, value) };
  }
}

function disguised(rng, text) {
  switch (rng.below(12)) {
    case 0:
      return inForeignDigits(rng, text);
    case 1:
      return withOneOf(rng, SPACES, text);
    case 2:
      return withOneOf(rng, HYPHENS, text);
    case 3:
      return withOneOf(rng, BIDI_MARKS, text);
    case 4:
      return junk(rng, 8);
    case 5:
      return rng.chance(0.5) ? rng.pick(OTHER_TYPES) : Number(text);
    default:
      return text;
  }
}

test('a security code is what card-validator takes for one, or what is declared', t => {
  const brands = creditCardType('').map(({ type, code }) => ({ options: { brand: type }, lengths: code.size }));
  const lengths = [undefined, 3, 4, 0, 2, 5, [], [3, 4], [0, 3], [4, 3], [3, 5], [2, 6], [0]];
  const asked = [...brands, ...lengths.map(length => ({ options: length, lengths: length }))];
  const onDigits = correct => input => {
    if (typeof input.value !== 'string' || !/^\d*$/.test(input.value)) return input;
    return correct(input, input.value.length, [input.lengths ?? 3].flat());
  };
  compare(t, {
    inputs: inputs(123, 15_000, rng => ({
      value: rng.digits(rng.pick([0, 1, 2, 3, 3, 3, 4, 4, 5, 6, 7])),
      ...rng.pick(asked),
    })),
    theirs: ({ value, lengths: length }) => verdict(cardValidator.cvv(value, length)),
    ours: ({ value, options }) => verdict(validateCvv(value, options)),
    differences: [
      foreignDigits,
      spacesAround,
      {
        why: 'Only the lengths that were asked for are right. They take all between, and up to three digits always.',
        correct: onDigits((input, length, allowed) => {
          if (allowed.includes(length) || length < Math.min(...allowed)) return input;
          const isPotentiallyValid = allowed.some(right => right > length);
          return { ...input, answer: { isValid: false, isPotentiallyValid } };
        }),
      },
      {
        why: 'Where no length is right, no code may become right.',
        correct: onDigits((input, _, allowed) =>
          allowed.length > 0 ? input : { ...input, answer: { isPotentiallyValid: false } },
        ),
      },
    ],
  });
});

test('a name is what card-validator takes for one, or what is declared', t => {
  const WORDS = [
    'Kim',
    'MINSU',
    '김민수',
    "O'Brien",
    'Šnajdr',
    'محمد',
    '3rd',
    '54',
    '𠮷田',
    '-',
    ' ',
    '.',
    '4242',
    '4242 4242',
  ];
  const makeName = rng => {
    if (rng.chance(0.05))
      return rng.pick(['a', ' ', '1', '가', '😀']).repeat(rng.pick([120, 127, 128, 254, 255, 256, 300]));
    if (rng.chance(0.1)) return rng.digits(rng.below(22));
    return Array.from({ length: rng.below(6) }, () => rng.pick(WORDS)).join(rng.pick([' ', ' ', '-', '']));
  };
  compare(t, {
    inputs: inputs(2045, 15_000, rng => ({ value: makeName(rng) })),
    theirs: ({ value }) => verdict(cardValidator.cardholderName(value)),
    ours: ({ value }) => verdict(validateCardholderName(value)),
    differences: [
      foreignDigits,
      foreignHyphens,
      {
        why: 'Twelve digits or more are a card number in the wrong field, which must not be sent as a name.',
        correct: input => {
          const holdsNumber = typeof input.value === 'string' && input.value.replace(/\D/g, '').length >= 12;
          return holdsNumber ? { ...input, answer: { isValid: false, isPotentiallyValid: false } } : input;
        },
      },
    ],
  });
});

test('a postal code is what card-validator takes for one, or what is declared', t => {
  const SAMPLES = ['04524', 'SW1A 1AA', '1', '', '12345-6789', 'K1A 0B1', '-1', 'é2', 'Ka', '  9 ', '𠮷1', '   '];
  const makeCode = rng => (rng.chance(0.5) ? rng.pick(SAMPLES) : rng.digits(rng.below(8)));
  const makeOptions = rng => (rng.chance(0.4) ? undefined : { minLength: rng.below(9) });
  compare(t, {
    inputs: inputs(4524, 15_000, rng => ({ value: makeCode(rng), options: makeOptions(rng) })),
    theirs: ({ value, options }) => verdict(cardValidator.postalCode(value, options)),
    ours: ({ value, options }) => verdict(validatePostalCode(value, options)),
    differences: [foreignDigits],
  });
});
