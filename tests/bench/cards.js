// What is measured, in Node and in a browser alike: the validators against the packages that people use instead, over one
// seeded corpus. All take turns within a round, so that a busy machine slows them alike; what counts is the ratio.
import cardValidator from 'card-validator';
import creditCardType from 'credit-card-type';
import creditcardsPackage from 'creditcards';
import payform from 'payform';
import payment from 'payment';
import { median } from '../../scripts/bench/statistics.mjs';

const { card: creditcards } = creditcardsPackage;

const NUMBERS = 10_000;
const ROUNDS = 15;
/** Before the compilers of the engine have settled, nothing counts. */
const WARM_UP = 3;
const SEED = 20261124;

/** Mulberry32: whole numbers below `limit`. */
function generator(seed) {
  let state = seed;
  return limit => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/**
 * Schemes that all of the packages know: first digits and length.
 *
 * @type {[string, number][]}
 */
const SCHEMES = [
  ['4', 16],
  ['4', 16],
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['37', 15],
  ['34', 15],
  ['36', 14],
  ['6011', 16],
  ['65', 16],
  ['3528', 16],
  ['62', 16],
  ['62', 19],
  ['5018', 16],
  ['6304', 18],
];

/** The digit that makes the number valid by Luhn. */
function checkDigit(digits) {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Four of five are right, half are grouped as people type them, one in ten is only begun. */
function makeNumbers() {
  const random = generator(SEED);
  return Array.from({ length: NUMBERS }, () => {
    const [beginning, length] = SCHEMES[random(SCHEMES.length)];
    let digits = beginning;
    while (digits.length < length - 1) digits += random(10);
    digits += random(5) > 0 ? checkDigit(digits) : random(10);
    if (random(10) === 0) digits = digits.slice(0, 1 + random(length - 1));
    return random(2) > 0 ? digits.replace(/.{4}(?=.)/g, '$& ') : digits;
  });
}

/** `{question: {name: ask}}`; the first of each is ours. Each `ask` says whether it found something. */
function questions(validators) {
  return {
    validate: {
      'payments-widget': text => validators.validateCardNumber(text).isValid,
      'card-validator': text => cardValidator.number(text).isValid,
      payform: text => payform.validateCardNumber(text),
      payment: text => payment.fns.validateCardNumber(text),
      creditcards: text => creditcards.isValid(creditcards.parse(text)),
    },
    detect: {
      'payments-widget': text => validators.detectCardBrand(text).length > 0,
      'credit-card-type': text => creditCardType(text).length > 0,
      payform: text => Boolean(payform.parseCardType(text)),
      payment: text => Boolean(payment.fns.cardType(text)),
      creditcards: text => Boolean(creditcards.type(text, true)),
    },
    // What a call costs that has nothing to do: the way in and out.
    border: {
      'a card number': text => validators.validateCardNumber(text).isValid,
      'a letter, refused': () => validators.detectCardBrand('x').length > 0,
      'no text': () => validators.validateCardholderName(undefined).isValid,
    },
  };
}

/** Nanoseconds a number, and how many were found valid or known. */
function time(ask, corpus) {
  let found = 0;
  const began = performance.now();
  for (const text of corpus) if (ask(text)) found += 1;
  return { ns: ((performance.now() - began) * 1e6) / corpus.length, found };
}

/** `[{ question, name, ns, ratio, found }]`: medians over the rounds; the ratio is to the first of the same round. */
export function measure(validators, wanted) {
  const typed = makeNumbers();
  // The packages that detect take digits only.
  const digits = typed.map(text => text.replaceAll(' ', ''));
  return Object.entries(questions(validators))
    .filter(([question]) => wanted.includes(question))
    .flatMap(([question, asks]) => {
      const corpus = question === 'validate' ? typed : digits;
      const entries = Object.entries(asks);
      const rounds = Array.from({ length: WARM_UP + ROUNDS }, (_, round) => {
        const results = [];
        // Who begins changes, as who runs behind a collection of garbage has it easier.
        entries.forEach((_, turn) => {
          const at = (turn + round) % entries.length;
          results[at] = time(entries[at][1], corpus);
        });
        return results;
      }).slice(WARM_UP);
      return entries.map(([name], at) => ({
        question,
        name,
        ns: median(rounds.map(results => results[at].ns)),
        ratio: median(rounds.map(results => results[at].ns / results[0].ns)),
        found: rounds[0][at].found,
      }));
    });
}
