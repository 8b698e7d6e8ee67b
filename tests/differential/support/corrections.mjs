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

/** The low four bits are the value in each of these scripts. */
const foreignDigit = /[\uFF10-\uFF19\u0660-\u0669\u06F0-\u06F9]/g;
const bidiMark = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

export const foreignDigits = {
  why: 'Digits of other keyboards are digits: full-width, Arabic-Indic, Extended Arabic-Indic.',
  correct: onTexts(text => text.replace(foreignDigit, digit => String(digit.charCodeAt(0) & 0xf))),
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
