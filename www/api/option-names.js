// The names of the options of every call, once. Which types and values they take is checked where they are read.
/** What the script tag's `data-` attributes may say. */
export const TAG = /** @type {const} */ ([
  'apiKey',
  'endpoint',
  'sessionUrl',
  'currency',
  'locale',
  'returnUrl',
  'keyThumbprints',
  'frame',
  'wasm',
]);
export const CONFIGURE = /** @type {const} */ ([
  ...TAG,
  'session',
  'tokenFormat',
  'timeoutMs',
  'maxRetries',
  'appearance',
]);

export const READY = ['wasm'];

/**
 * Marked as pure where it is called, so that the script tag's loader is built without the lists that it does not use.
 * @param {...readonly string[]} lists
 */
const joined = (...lists) => lists.flat();

const CHARGE = ['amount', 'currency', 'session', 'signal'];
const CARD = ['cardNumber', 'expirationDate', 'cvv', 'cardholderName', 'network', 'identityNumber', 'cardPassword'];

export const CHARGE_CARD = /* @__PURE__ */ joined(CARD, ['installmentMonths'], CHARGE);
export const CHARGE_WALLET = /* @__PURE__ */ joined(['walletId', 'walletToken'], CHARGE);
export const CREATE_TOKEN = /* @__PURE__ */ joined(CARD, CHARGE);

/** What `update` may change. */
export const UPDATE = [
  'amount',
  'currency',
  'session',
  'locale',
  'appearance',
  'cardholderName',
  'acceptedBrands',
  'preferredNetworks',
  'installments',
  'savedCards',
  'submitButton',
  'autoSubmit',
  'autoAdvance',
  'labels',
  'words',
];
export const FORM = /* @__PURE__ */ joined(UPDATE, ['koreanAuth', 'wallets']);
/** `sessionUrl`: the element's `session-url`. */
export const ELEMENT = /* @__PURE__ */ joined(FORM, ['sessionUrl']);
/** The members of `labels`. A label of a field that is not shown does nothing. */
export const LABELS = [
  'cardNumber',
  'expirationDate',
  'cvv',
  'cardholderName',
  'identityNumber',
  'cardPassword',
  'installmentMonths',
  'submit',
  'legend',
];

/** The members of `appearance` that are one of a few words, with these words: the first is the default. */
export const LOOKS = {
  theme: ['auto', 'light', 'dark'],
  style: ['outlined', 'filled', 'underlined'],
  labels: ['above', 'floating'],
  layout: ['spaced', 'joined'],
  motion: ['auto', 'none'],
};
export const APPEARANCE = /* @__PURE__ */ joined(Object.keys(LOOKS), ['variables']);

/** The members of `variables`, by the CSS properties that take the same values, and what these are called if not as the property. */
export const TOKENS = [
  [
    'accent accentHover accentPressed onAccent surface fill text label muted placeholder icon border focus danger success warn',
    'color',
    'colour',
  ],
  [
    'radius buttonRadius gap rowGap columnGap padding height buttonHeight fontSize fontSizeSmall fontSizeLarge labelSize',
    'padding-top',
    'length',
  ],
  ['borderWidth', 'border-top-width padding-top', 'length'],
  ['labelWeight buttonWeight', 'font-weight'],
  ['lineHeight', 'line-height'],
  ['shadow', 'box-shadow'],
  ['font', 'font-family', 'list of font families'],
];
export const VARIABLES = /* @__PURE__ */ joined(...TOKENS.map(([names]) => names.split(' ')));
