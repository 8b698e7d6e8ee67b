// The fields of the form, for what is there before the WebAssembly is: the skeleton and the empty state. The same list, with
// every rule of a field, is FIELDS in src/form; a test compares the two.

/** In the order in which they are shown. */
export const FIELDS = /** @type {const} */ (['cardNumber', 'expirationDate', 'cvv', 'cardholderName']);

/**
 * The fields that a form with these options has.
 * @param {Partial<import('../api/index.js').FormOptions>} options
 */
export const shownFields = options =>
  FIELDS.filter(name => name !== 'cardholderName' || options.cardholderName !== 'hidden');

/**
 * The state of a form in which nothing can be typed yet.
 * @param {import('../api/index.js').FormState['fields']} fields
 * @returns {import('../api/index.js').FormState}
 */
export const emptyState = fields => ({ complete: false, empty: true, busy: false, brand: null, brands: [], fields });

/**
 * The same, with the fields that a form with these options has.
 * @param {Partial<import('../api/index.js').FormOptions>} options
 */
export const emptyForm = options =>
  emptyState(
    Object.fromEntries(shownFields(options).map(name => [name, { empty: true, complete: false, error: null }])),
  );
