// Declared differences that several fields share, see compare.mjs.

/** Of an input whose `value` is a text. */
export const onText = change => input => {
  if (typeof input.value !== 'string') return input;
  const value = change(input.value);
  return value === input.value ? input : { ...input, value };
};

/** Of an input whose `value` is a text, or has texts as its month and year. */
const onTexts = change => input => {
  if (!isParts(input.value)) return onText(change)(input);
  const changed = Object.entries(input.value).map(([name, part]) => [name, onText(change)({ value: part }).value]);
  return changed.every(([name, part]) => part === input.value[name])
    ? input
    : { ...input, value: Object.fromEntries(changed) };
};

/** Whether it is a date in two parts. */
export const isParts = value => value?.constructor === Object && 'month' in value && 'year' in value;

/** Unicode's decimal digits, of which ten in a row are a script's. */
const decimalDigits = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter(code => /^\p{Nd}$/u.test(String.fromCodePoint(code)))
  .map(code => String.fromCodePoint(code));

/** By digit: its value. */
export const DIGITS = new Map(decimalDigits.map((digit, at) => [digit, at % 10]));

const bidiMark = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

export const foreignDigits = {
  why: 'Digits of other scripts are digits, all that Unicode calls decimal.',
  correct: onTexts(text => text.replace(/\p{Nd}/gu, digit => String(DIGITS.get(digit)))),
};

export const foreignHyphens = {
  why: 'Hyphens and dashes of other keyboards are hyphens.',
  correct: onText(text => text.replace(/[\u2010-\u2015\u2212\uFF0D]/g, '-')),
};

export const bidiMarks = {
  why: 'Marks of writing direction, which a copied text may carry, say nothing.',
  correct: onTexts(text => text.replace(bidiMark, '')),
};

export const spacesAround = {
  why: 'White space around it says nothing.',
  correct: onTexts(text => text.trim()),
};

export const safeIntegers = {
  why: 'A safe integer is read as its digits, for pages that do not keep it as a text.',
  correct: input => (isSafe(input.value) ? { ...input, value: String(input.value) } : input),
};

/** Whether it is a number whose digits are what was written. */
export const isSafe = value => Number.isSafeInteger(value) && value >= 0;
