// The fields of the form, for what is there before the WebAssembly is: the skeleton and the empty state. The same list, with
// every rule of a field, is FIELDS in src/form; a test compares the two.

const always = () => true;

/**
 * @typedef {object} Field
 * @property {import('../api/index.js').FormField} name
 * @property {string} classes  its place in the grid
 * @property {(options: Partial<import('../api/index.js').FormOptions>) => boolean} isShown
 */

/**
 * In the order in which they are shown.
 * @type {readonly Field[]}
 */
export const FIELDS = [
  { name: 'cardNumber', classes: 'pw-field--number', isShown: always },
  { name: 'expirationDate', classes: 'pw-field--expiry pw-half pw-quarter-l', isShown: always },
  { name: 'cvv', classes: 'pw-field--cvv pw-half pw-quarter-l', isShown: always },
  {
    name: 'cardholderName',
    classes: 'pw-field--name',
    isShown: ({ cardholderName }) => cardholderName !== 'hidden',
  },
];

/**
 * The fields that a form with these options has.
 * @param {Partial<import('../api/index.js').FormOptions>} options
 */
export const shownFields = options => FIELDS.filter(({ isShown }) => isShown(options));

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
    Object.fromEntries(shownFields(options).map(({ name }) => [name, { empty: true, complete: false, error: null }])),
  );
