// npm card-validator, and card-validator as it would be if it knew the brands that are declared to differ.
import { createRequire } from 'node:module';
import { ONLY_OURS } from '../brand_differences.mjs';
import { creditCardType, differencesAt } from './brands.mjs';

const require = createRequire(import.meta.url);
const place = require.resolve('card-validator');

export const cardValidator = require(place);

/** By id: what card-validator asks of a brand. */
const known = new Map([
  ...creditCardType('').map(info => [info.type, info]),
  ...ONLY_OURS.map(({ id, lengths }) => [id, { type: id, lengths }]),
]);

/** In place of credit-card-type: the declared answer, co-badges aside. */
function declaredBrands(digits) {
  const [declared] = differencesAt(digits);
  return declared ? declared.ours.split(' ').map(id => known.get(id)) : creditCardType(digits);
}

/** A second copy of card-validator that asks `declaredBrands`. */
export const taughtCardValidator = (() => {
  const brands = require.cache[require.resolve('credit-card-type')];
  for (const file of Object.keys(require.cache)) if (file.includes('/card-validator/')) delete require.cache[file];
  brands.exports = Object.assign(declaredBrands, { types: creditCardType.types });
  try {
    return require(place);
  } finally {
    brands.exports = creditCardType;
  }
})();
