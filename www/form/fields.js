// The fields of the form, for the time before the WebAssembly is there: what the form draws first. The same list, with every
// rule of a field, is FIELDS in src/form; a test compares the two.

const always = () => true;

/**
 * @typedef {object} Field
 * @property {import('../api/index.js').FormField} name
 * @property {string} id  the end of its class and of its id
 * @property {string} classes  its place in the grid
 * @property {string} autocomplete
 * @property {string} placeholder  a text, or the key of a sentence
 * @property {boolean} digits
 * @property {boolean} secret  wiped when the payer leaves the page
 * @property {(options: Partial<import('../api/index.js').FormOptions>) => boolean} isShown
 */

/**
 * In the order in which they are shown.
 * @type {readonly Field[]}
 */
export const FIELDS = [
  {
    name: 'cardNumber',
    id: 'number',
    classes: '',
    autocomplete: 'cc-number',
    placeholder: '1234 1234 1234 1234',
    digits: true,
    secret: true,
    isShown: always,
  },
  {
    name: 'expirationDate',
    id: 'expiry',
    classes: ' pw-half pw-quarter-l',
    autocomplete: 'cc-exp',
    placeholder: 'expiry.placeholder',
    digits: true,
    secret: false,
    isShown: always,
  },
  {
    name: 'cvv',
    id: 'cvv',
    classes: ' pw-half pw-quarter-l',
    autocomplete: 'cc-csc',
    placeholder: '123',
    digits: true,
    secret: true,
    isShown: always,
  },
  {
    name: 'cardholderName',
    id: 'name',
    classes: '',
    autocomplete: 'cc-name',
    placeholder: 'name.placeholder',
    digits: false,
    secret: false,
    isShown: ({ cardholderName }) => cardholderName !== 'hidden',
  },
];

/** From how many won a payment may be in months. */
const INSTALLMENTS_FROM = 50_000;

/** @param {Partial<import('../api/index.js').FormOptions>} options */
const inKorea = ({ koreanAuth }) => koreanAuth === true;

/**
 * The fields that few forms have: until the WebAssembly draws them, their place is kept.
 * @type {readonly Pick<Field, 'id' | 'classes' | 'isShown'>[]}
 */
export const LATER_FIELDS = [
  { id: 'owner', classes: ' pw-half-l', isShown: inKorea },
  { id: 'birth', classes: ' pw-half pw-quarter-l', isShown: inKorea },
  { id: 'pin', classes: ' pw-half pw-quarter-l', isShown: inKorea },
  {
    id: 'instalments',
    classes: '',
    isShown: ({ installments, amount, currency }) =>
      currency === 'KRW' && Number(amount) >= INSTALLMENTS_FROM && Boolean(installments?.length),
  },
];

/**
 * The state of a form with these options in which nothing has been typed. The fields that are drawn later are in it later.
 * @param {Partial<import('../api/index.js').FormOptions>} options
 * @returns {import('../api/index.js').FormState}
 */
export function emptyForm(options) {
  const shown = FIELDS.filter(({ isShown }) => isShown(options));
  const fields = Object.fromEntries(shown.map(({ name }) => [name, { empty: true, complete: false, error: null }]));
  return { complete: false, empty: true, busy: false, brand: null, brands: [], fields };
}
