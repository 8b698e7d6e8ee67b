// The words that a payer sees: sentences, amounts and dates in one language. The only place that chooses a locale.
import { LANGUAGES } from '../load/parts.js';
import english from './english-first.js';

/** @typedef {Readonly<Record<string, string | Readonly<Record<string, string>>>>} Sentences */

/** What is used where a language lacks a sentence: those that are there. @type {Sentences} */
let en = english;

/**
 * The sentences that came with one of the two modules.
 * @param {Sentences} later
 */
export function addEnglish(later) {
  en = { ...en, ...later };
}

const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;

/**
 * @typedef {object} Words
 * @property {string} locale  BCP 47, for `lang` and for `Intl`
 * @property {'ltr' | 'rtl'} dir
 * @property {(key: string, params?: Readonly<Record<string, string | number>>) => string} text
 * @property {(major: string, currency: string) => string} amount
 * @property {(rfc3339: string) => string} date
 * @property {(ms: number) => string} time  of day
 */

/** The page's language: the default. */
export function pageLocale() {
  return globalThis.document?.documentElement.lang || globalThis.navigator?.language || 'en';
}

/**
 * The exact locale if there is one, else its language, else English, which is also used when a file cannot be loaded.
 * @param {string} [wanted]
 * @param {Sentences} [own]  the page's own sentences; with them the locale may be one of which there is no file
 * @returns {Promise<Words>}
 */
export async function loadWords(wanted, own) {
  const { tag, locale } = find(wanted);
  if (!tag) return builtIn(locale, own);
  try {
    return words(locale, { ...(await LANGUAGES[tag]()).default, ...own });
  } catch {
    return words('en', { ...own });
  }
}

/**
 * The same at once, where no file is needed.
 * @param {string} [wanted]
 * @param {Sentences} [own]
 * @returns {Words | undefined}
 */
export function wordsAtOnce(wanted, own) {
  const { tag, locale } = find(wanted);
  return tag ? undefined : builtIn(locale, own);
}

/**
 * @param {string} locale  of which there is no file
 * @param {Sentences} [own]
 */
const builtIn = (locale, own) => words(/^en\b/.test(locale) || own ? locale : 'en', { ...own });

/**
 * How the words that `loadWords` will give are written.
 * @param {string} [wanted]
 * @param {Sentences} [own]
 * @returns {Words['dir']}
 */
export function directionOf(wanted, own) {
  const { tag, locale } = find(wanted);
  return (tag || own) && RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr';
}

/**
 * The locale, and the name of the nearest file: of the same script (`zh-TW` is written in that of `zh-Hant`), of the language, or
 * of another country (`pt-BR` for `pt-PT`).
 * @param {string} [wanted]
 */
function find(wanted) {
  const locale = canonical(wanted || pageLocale());
  const [language] = locale.split('-');
  const near = Object.keys(LANGUAGES).filter(one => one.split('-')[0] === language);
  // Only of a language in several scripts is the script asked: the first answer takes a browser long.
  const script = near.length > 1 ? new Intl.Locale(locale).maximize().script : '';
  return { tag: near.find(one => one.endsWith(`-${script}`)) ?? near[0], locale };
}

/** @param {string} tag */
function canonical(tag) {
  try {
    return Intl.getCanonicalLocales(tag.replace(/_/g, '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/**
 * @param {string} locale
 * @param {Sentences} sentences  English where they lack one
 * @returns {Words}
 */
export function words(locale, sentences) {
  /** @type {Words['text']} */
  function text(key, params = {}) {
    const found = sentences[key] ?? en[key] ?? key;
    const sentence =
      typeof found === 'string'
        ? found
        : (found[new Intl.PluralRules(locale).select(Number(params.n))] ?? found.other ?? key);
    return sentence.replace(/\{(\w+)\}/g, (place, name) =>
      Object.hasOwn(params, name) ? String(params[name]) : place,
    );
  }

  /** @type {Words['amount']} */
  function amount(major, currency) {
    // The number of decimals is our table's, in `major`; Intl's own differs for some currencies.
    const digits = major.split('.')[1]?.length ?? 0;
    const style = { numberingSystem: 'latn', minimumFractionDigits: digits, maximumFractionDigits: digits };
    const number = /** @type {number} */ (/** @type {unknown} */ (major));
    if (currency === 'KRW' && /^ko\b/.test(locale)) return `${new Intl.NumberFormat(locale, style).format(number)}원`;
    return new Intl.NumberFormat(locale, { ...style, style: 'currency', currency }).format(number);
  }

  /** @type {Words['date']} */
  function date(rfc3339) {
    const style = /** @type {const} */ ({ dateStyle: 'medium', timeStyle: 'short', numberingSystem: 'latn' });
    return new Intl.DateTimeFormat(locale, style).format(new Date(rfc3339));
  }

  /** @type {Words['time']} */
  const time = ms => new Intl.DateTimeFormat(locale, { timeStyle: 'short', numberingSystem: 'latn' }).format(ms);

  return Object.freeze({ locale, dir: RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr', text, amount, date, time });
}
