// `validateExpirationDate`, `…Month` and `…Year` against npm card-validator, on dates around several clocks and on what
// people make of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PaymentsAPI } from 'payments-widget';
import { cardValidator } from './support/card_validator.mjs';
import { CLOCKS, everywhere, NOW, setClock, yearOf } from './support/clock.mjs';
import { compare } from './support/compare.mjs';
import {
  bidiMarks,
  foreignDigits,
  foreignHyphens,
  isParts,
  isSafe,
  onText,
  safeIntegers,
  spacesAround,
} from './support/corrections.mjs';
import { makeDate, makeMonth, makePart, makeYear } from './support/dates.mjs';
import { random } from './support/random.mjs';

const { validateExpirationDate, validateExpirationMonth, validateExpirationYear } = await PaymentsAPI.ready();

function* inputs(seed, count, make) {
  const rng = random(seed);
  for (let made = 0; made < count; made++) {
    const clock = rng.pick(CLOCKS);
    yield {
      value: make(rng, yearOf(clock)),
      clock,
      maxYearsAhead: rng.chance(0.7) ? undefined : rng.pick([0, 1, 5, 18, 20, 30, 50]),
      now: rng.pick(Object.keys(NOW)),
    };
  }
}

const options = ({ clock, maxYearsAhead, now }) => ({ ...NOW[now](clock), maxYearsAhead });

const century = ({ clock }) => Math.trunc(yearOf(clock) / 100);
const reach = ({ clock, maxYearsAhead = 19 }) => yearOf(clock) + maxYearsAhead;

/** What a year is that we read otherwise, as they would write it; else itself. */
function correctedYear(input, year, which) {
  if (!/^\d{2,3}$/.test(year)) return year;
  const full = century(input) * 100 + Number(year);
  const nextIsNear = reach(input) >= (century(input) + 1) * 100;
  const isReached = full >= yearOf(input.clock) && full <= reach(input);
  if (which === 'century' && year === String(century(input)) && isReached) return String(full);
  if (which !== 'next' || !nextIsNear) return year;
  if (year.length === 2 && full < yearOf(input.clock) && full + 100 <= reach(input)) return String(full + 100);
  if (year === String(century(input) + 1) && !isReached) return String(century(input));
  return year.length === 3 && year.startsWith(String(century(input) + 1)) ? `${century(input)}0` : year;
}

function yearMayBe(input, year) {
  setClock(input.clock);
  const corrected = correctedYear(input, year, 'next');
  return cardValidator.expirationYear(corrected, input.maxYearsAhead).isPotentiallyValid;
}

const isPart = part => typeof part === 'string' || isSafe(part);
const hasParts = ({ month, year }) => isPart(month) && isPart(year);

/** Month and year of a date, after the corrections before; null where it has no two. */
function parts(input) {
  const { value } = input;
  if (isParts(value)) return hasParts(value) ? { month: String(value.month), year: String(value.year) } : null;
  if (typeof value !== 'string') return null;
  const [, month, year] = /^(\d*)(?: *\/ *| +)(\d*)$/.exec(value) ?? [];
  if (month !== undefined) return { month, year };
  const [, yearFirst, monthLast] = /^(\d{4})-(\d\d?)$/.exec(value) ?? [];
  if (yearFirst !== undefined) return { month: monthLast, year: yearFirst };
  if (!/^\d+$/.test(value)) return null;
  const one = /^[2-9]|^1[3-9]/.test(value) || (value.startsWith('1') && yearMayBe(input, value.slice(1)));
  return { month: value.slice(0, one ? 1 : 2), year: value.slice(one ? 1 : 2) };
}

const onParts = correct => input => {
  const found = parts(input);
  return found ? correct(input, found) : input;
};

/** The differences in reading a year. */
const years = [
  {
    which: 'next',
    why: 'Two digits are of the next century where only that one is in reach, and may be the beginning of its years.',
  },
  {
    which: 'century',
    why: 'The beginning of a century is a year too where that year is in reach: 20 in 2019.',
  },
];

/** Which they take for a month. */
const longMonth = month => /^0\d{2,}$/.test(month) && Number(month) <= 12 && Number(month) > 0;

const LONG_MONTH = 'A month has two digits at most: 012 is none.';

/** The differences in reading a date: first what is written, then what it means. */
const dates = [
  everywhere,
  safeIntegers,
  {
    why: 'A part of a date that is neither a text nor a safe integer is none, whatever its text would be.',
    correct: input => {
      if (!isParts(input.value) || hasParts(input.value)) return input;
      const { month, year } = input.value;
      return { ...input, value: { month: isPart(month) ? month : 'x', year: isPart(year) ? year : 'x' } };
    },
  },
  foreignDigits,
  foreignHyphens,
  bidiMarks,
  spacesAround,
  {
    why: 'White space of every kind is allowed where a space is.',
    correct: onText(text => text.replace(/\s/g, ' ')),
  },
  {
    why: 'Slashes of other keyboards are slashes.',
    correct: onText(text => text.replace(/[\uFF0F\u2044\u2215]/g, '/')),
  },
  {
    why: 'A full stop or comma between month and year is as good as a slash.',
    correct: onText(text => text.replace(/[.,．，。、｡､،٫۔]/g, '/')),
  },
  {
    why: 'A hyphen between month and year is as good as a slash.',
    correct: onText(text => (/^\d{4}-\d\d?$/.test(text) ? text : text.replace(/^(\d*) *- *(\d*)$/, '$1/$2'))),
  },
  {
    why: 'A year of four digits may come first before any separator, not only before a hyphen, and be typed so.',
    correct: onText(text => {
      const [, year, month] = /^(\d{4})(?: *\/ *| +)(\d{0,2})$/.exec(text) ?? [];
      return year === undefined ? text : { month, year };
    }),
  },
  {
    why: 'Where nothing follows the month, a 1 that is over may still become 12: 2034-1, or a field of its own.',
    correct: input => {
      const isBetween = typeof input.value === 'string' && !/^\d{4}-1$/.test(input.value);
      const { month, year } = (!isBetween && parts(input)) || {};
      const isThisYear = [2, 4].some(digits => year === String(yearOf(input.clock)).slice(-digits));
      return month === '1' && isThisYear ? { ...input, answer: { isPotentiallyValid: true } } : input;
    },
  },
  {
    why: 'Three or four digits may be the beginning of a date that has its year first: 2034-12.',
    correct: input => {
      if (typeof input.value !== 'string' || !/^\d{3,4}$/.test(input.value)) return input;
      setClock(input.clock);
      const isBegun = cardValidator.expirationDate(input.value, input.maxYearsAhead).isPotentiallyValid;
      return isBegun || !yearMayBe(input, input.value) ? input : { ...input, answer: { isPotentiallyValid: true } };
    },
  },
  {
    why: LONG_MONTH,
    correct: onParts((input, { month, year }) =>
      longMonth(month) ? { ...input, value: { month: 'x', year } } : input,
    ),
  },
  {
    why: 'Without a separator, what may be a year follows maxYearsAhead and the next century, as the year itself does.',
    correct: input => {
      if (typeof input.value !== 'string' || !/^1[0-2]\d*$/.test(input.value)) return input;
      const found = parts(input);
      setClock(input.clock);
      const theirs = cardValidator.expirationYear(input.value.slice(1)).isPotentiallyValid ? 1 : 2;
      return found.month.length === theirs ? input : { ...input, value: found };
    },
  },
  ...years.map(({ which, why }) => ({
    why,
    correct: onParts((input, { month, year }) => {
      const corrected = correctedYear(input, year, which);
      return corrected === year ? input : { ...input, value: { month, year: corrected } };
    }),
  })),
  {
    why: 'The month and year of a date in a past year are given, though it is over.',
    correct: onParts((input, { month, year }) => {
      const isWhole =
        /^(\d\d|\d{4})$/.test(year) && year !== String(century(input)) && /^(0?[1-9]|1[0-2])$/.test(month);
      const full = year.length === 2 ? century(input) * 100 + Number(year) : Number(year);
      if (input.answer || !isWhole || full >= yearOf(input.clock)) return input;
      return { ...input, answer: { month: Number(month), year: full } };
    }),
  },
];

/** The differences in how a month or a year by itself is written. */
const partWritten = [everywhere, safeIntegers, foreignDigits, bidiMarks, spacesAround];

/** They throw on some values of other types. */
function attempt(ask) {
  try {
    return ask();
  } catch {
    return { isValid: null, isPotentiallyValid: null, month: null, year: null };
  }
}

test('a date is what card-validator takes for one, or what is declared', t => {
  const theirs = input => {
    setClock(input.clock);
    const { isValid, isPotentiallyValid, month, year } = attempt(() =>
      cardValidator.expirationDate(input.value, input.maxYearsAhead),
    );
    const full = year === null ? null : Number(year) + (String(year).length === 2 ? century(input) * 100 : 0);
    return { isValid, isPotentiallyValid, month: month === null ? null : Number(month), year: full };
  };
  const ours = input => {
    setClock(input.clock);
    const { isValid, isPotentiallyValid, month, year } = validateExpirationDate(input.value, options(input));
    return { isValid, isPotentiallyValid, month, year };
  };
  const { count } = compare(t, { inputs: inputs(8601, 60_000, makeDate), theirs, ours, differences: dates });
  assert.equal(count, 60_000);
});

test('a month is what card-validator takes for one, or what is declared', t => {
  const pick = ({ isValid, isPotentiallyValid, isValidForThisYear }) => ({
    isValid,
    isPotentiallyValid,
    isValidForThisYear,
  });
  compare(t, {
    inputs: inputs(12, 15_000, rng => makePart(rng, makeMonth)),
    theirs: ({ value, clock }) => (setClock(clock), pick(cardValidator.expirationMonth(value))),
    ours: input => (setClock(input.clock), pick(validateExpirationMonth(input.value, options(input)))),
    differences: [...partWritten, { why: LONG_MONTH, correct: onText(text => (longMonth(text) ? 'x' : text)) }],
  });
});

test('a year is what card-validator takes for one, or what is declared', t => {
  const pick = ({ isValid, isPotentiallyValid, isCurrentYear }) => ({ isValid, isPotentiallyValid, isCurrentYear });
  compare(t, {
    inputs: inputs(2034, 15_000, (rng, year) => makePart(rng, makeYear, year)),
    theirs: ({ value, clock, maxYearsAhead }) => (
      setClock(clock),
      pick(cardValidator.expirationYear(value, maxYearsAhead))
    ),
    ours: input => (setClock(input.clock), pick(validateExpirationYear(input.value, options(input)))),
    differences: [
      ...partWritten,
      ...years.map(({ which, why }) => ({
        why,
        correct: input => onText(year => correctedYear(input, year, which))(input),
      })),
    ],
  });
});
