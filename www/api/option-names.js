// The option names of every call, once, for the script-tag loader and for the facade.

const CHARGE = /** @type {const} */ (['amount', 'currency', 'session', 'signal']);
const CARD = /** @type {const} */ ([
  'cardNumber', 'expirationDate', 'cvv', 'cardholderName', 'network', 'identityNumber', 'cardPassword',
]);

export const CALLS = Object.freeze({
  chargeCard: /** @type {const} */ ([...CARD, 'installmentMonths', ...CHARGE]),
  chargeWallet: /** @type {const} */ (['walletId', ...CHARGE]),
  createToken: /** @type {const} */ ([...CARD, ...CHARGE]),
});

/** What `update` may change. */
export const UPDATE = /** @type {const} */ ([
  'amount', 'currency', 'session', 'locale', 'appearance', 'cardholderName', 'acceptedBrands', 'installments',
  'submitButton', 'autoSubmit', 'autoAdvance', 'labels',
]);
export const FORM = /** @type {const} */ ([...UPDATE, 'koreanAuth', 'wallets']);
/** The element's `session-url` is its form's, as an absolute URL. */
export const ELEMENT = /** @type {const} */ ([...FORM, 'sessionUrl']);
export const LABELS = /** @type {const} */ ([
  'cardNumber', 'expirationDate', 'cvv', 'cardholderName', 'installmentMonths', 'identityNumber', 'cardPassword', 'submit',
  'legend',
]);
