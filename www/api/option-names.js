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
export const CONFIGURE = /** @type {const} */ ([...TAG, 'session', 'timeoutMs', 'maxRetries', 'appearance']);

export const READY = ['wasm'];

/** Options of the types that do nothing in this version: they are refused, so that nobody relies on them. */
export const NOT_YET = ['frame'];

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
/** `sessionUrl`: the element's `session-url`, as an absolute URL. */
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

/** The members of `appearance`, and of its `variables`. */
export const APPEARANCE = /** @type {const} */ (['theme', 'variables']);
export const VARIABLES = /** @type {const} */ ([
  'accent',
  'onAccent',
  'surface',
  'text',
  'muted',
  'border',
  'danger',
  'success',
  'warn',
  'radius',
  'gap',
  'height',
  'font',
  'fontSize',
]);
