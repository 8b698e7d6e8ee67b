// What the page has a control for: every option of a form but its session, which this shop gives. A control is known by the path
// of its option, `appearance.variables.accent`. In the address and in the page its value is a text, and '' is "not given".
import { LABELS, LOOKS, TOKENS } from '../api/option-names.js';

/**
 * @typedef {object} Control
 * @property {string} path
 * @property {'text' | 'choice' | 'checks' | 'colour' | 'range'} kind
 * @property {readonly string[]} [choices]  of a choice; the first one is the default
 * @property {readonly { id: string, label: string, mark?: string }[]} [wallets]  of checks
 * @property {string} [example]  shown in an empty text
 * @property {string} [first]  the value at the beginning, if there is one
 */

export const LOCALES = [
  ...['ar', 'de', 'en', 'es', 'fr', 'he', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt-BR', 'ru', 'th', 'tr', 'vi'],
  ...['zh-Hans', 'zh-Hant'],
];

/** The first two pay in the sandbox; the others show the marks that come with the package. */
export const WALLETS = [
  { id: 'my_wallet', label: 'Moa Pay' },
  { id: 'app_wallet', label: 'App Pay' },
  { id: 'apple_pay', label: 'Apple Pay', mark: 'apple-pay' },
  { id: 'google_pay', label: 'Google Pay', mark: 'google-pay' },
  { id: 'kakao_pay', label: 'Kakao Pay', mark: 'kakao-pay' },
  { id: 'naver_pay', label: 'Naver Pay', mark: 'naver-pay' },
  { id: 'toss_pay', label: 'Toss Pay', mark: 'toss-pay' },
  { id: 'paypal', label: 'PayPal', mark: 'paypal' },
  { id: 'samsung_pay', label: 'Samsung Pay', mark: 'samsung-pay' },
];

/** How many sentences of its own the page has room for. */
const SENTENCES = 3;

/** @param {string} path @param {readonly string[]} choices */
const choice = (path, ...choices) => ({ path, kind: 'choice', choices });
/** @param {string} path @param {string} [example] @param {string} [first] */
const text = (path, example, first) => ({ path, kind: 'text', example, first });

const tokens = TOKENS.flatMap(([names, , kind]) =>
  names.split(' ').map(name => ({ path: `appearance.variables.${name}`, kind: kind === 'colour' ? 'colour' : 'text' })),
);

/** The width of the box around the form; no option. */
export const WIDTH = { path: 'width', kind: 'range' };

/**
 * The groups of controls, in the order of the page. The name of one is the end of its title's key in strings.json.
 * @type {readonly { name: string, controls: readonly Control[] }[]}
 */
export const GROUPS = /** @type {any} */ ([
  {
    name: 'payment',
    controls: [
      text('amount', '', '25.00'),
      text('currency', '', 'USD'),
      { path: 'locale', kind: 'choice', choices: ['', ...LOCALES] },
      choice('submitButton', 'true', 'false'),
      choice('autoSubmit', 'true', 'false'),
      choice('autoAdvance', 'false', 'true'),
    ],
  },
  {
    name: 'card',
    controls: [
      choice('cardholderName', 'required', 'optional', 'hidden'),
      text('acceptedBrands', 'mastercard, jcb'),
      text('preferredNetworks', 'cartes-bancaires, mastercard'),
      choice('koreanAuth', 'false', 'true', 'auto'),
      text('installments', '0, 2, 3*, 6*'),
    ],
  },
  {
    name: 'ways',
    controls: [
      choice('savedCards', 'false', 'true'),
      choice('savedCards.save', 'ask', 'never'),
      choice('savedCards.cvv', 'required', 'skip'),
      { path: 'wallets', kind: 'checks', wallets: WALLETS },
    ],
  },
  {
    name: 'look',
    controls: [...Object.entries(LOOKS).map(([name, words]) => choice(`appearance.${name}`, ...words)), WIDTH],
  },
  { name: 'colours', controls: tokens.filter(({ kind }) => kind === 'colour') },
  { name: 'sizes', controls: tokens.filter(({ kind }) => kind !== 'colour') },
  { name: 'labels', controls: LABELS.map(name => text(`labels.${name}`)) },
  {
    name: 'words',
    controls: Array.from({ length: SENTENCES }, (_, at) => [
      text(`words.${at}.key`, at ? '' : 'pay.button'),
      text(`words.${at}.sentence`, at ? '' : 'Donate {amount}'),
    ]).flat(),
  },
]);

export const CONTROLS = GROUPS.flatMap(({ controls }) => controls);

/** @param {Control} control */
export const firstOf = control => control.first ?? control.choices?.[0] ?? '';
