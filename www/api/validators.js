// The validators as a page knows them. They read the page's values, and unpack the results of the WebAssembly, each of which
// is one number: the bits of a check, and above them what a result has in addition. No rule about cards is here.

// The layout of a result, as src/web/calls/validators.rs packs it.
const VALID = 1;
const POTENTIALLY_VALID = 2;
/** The bits of a check; those above the first two are the number of its error, 0 for none. */
const CHECK_BITS = 7;
const ERROR_MASK = 2 ** (CHECK_BITS - 2) - 1;
/** The bits of a month in a date; the year is above them. */
const MONTH_BITS = 4;
const MONTH_MASK = 2 ** MONTH_BITS - 1;

/** @typedef {import('./index.js').Validators} Validators */

/**
 * @param {import('../load/instance.js').Instance} instance
 * @param {import('./engine.js').Tools} tools
 * @returns {Validators}
 */
export function makeValidators(instance, tools) {
  const wasm = instance.exports;
  const { brands, errors } = wasm.cardFacts();
  brands.forEach(deepFreeze);
  const codes = [null, ...errors];
  const ids = brands.map(brand => brand.id);
  const all = 2 ** ids.length - 1;

  // More is added to a check by `assign`: spreading it into a literal takes ten times as long as the check itself.
  const check = (/** @type {number} */ answer) => ({
    isValid: (answer & VALID) > 0,
    isPotentiallyValid: (answer & POTENTIALLY_VALID) > 0,
    error: /** @type {any} */ (codes[(answer >> 2) & ERROR_MASK]),
  });
  /** The bits of the brands with these ids. */
  const bitsOf = (/** @type {unknown[]} */ wanted) =>
    ids.reduce((set, id, at) => (wanted.includes(id) ? set | (1 << at) : set), 0);
  const month = (/** @type {unknown} */ options) => {
    const now = read(options, 'now');
    return wasm.clockMonth(text(now), time(now));
  };
  const years = (/** @type {unknown} */ options) => whole(read(options, 'maxYearsAhead'));

  /** @type {Validators} */
  const validators = {
    validateCardNumber(value, options) {
      const accepted = list(read(options, 'acceptedBrands'));
      const answer = wasm.validateCardNumber(
        digits(value),
        accepted ? bitsOf(accepted) : all,
        whole(read(options, 'maxLength')),
        read(options, 'luhnValidateUnionPay') === true,
      );
      const found = named(answer >> CHECK_BITS, ids);
      const { isValid, isPotentiallyValid, error } = check(answer);
      return { isValid, isPotentiallyValid, error, brand: found.length === 1 ? found[0] : null, brands: found };
    },
    validateExpirationDate(value, options) {
      const now = month(options);
      const answer =
        typeof value === 'object'
          ? wasm.validateExpirationParts(digits(read(value, 'month')), digits(read(value, 'year')), now, years(options))
          : wasm.validateExpirationDate(digits(value), now, years(options));
      const date = answer >> CHECK_BITS;
      const found = date & MONTH_MASK || null;
      return Object.assign(check(answer), { month: found, year: found && date >> MONTH_BITS });
    },
    validateExpirationMonth(value, options) {
      const answer = wasm.validateExpirationMonth(digits(value), month(options));
      return Object.assign(check(answer), { isValidForThisYear: answer >> CHECK_BITS > 0 });
    },
    validateExpirationYear(value, options) {
      const answer = wasm.validateExpirationYear(digits(value), month(options), years(options));
      return Object.assign(check(answer), { isCurrentYear: answer >> CHECK_BITS > 0 });
    },
    validateCvv(value, options) {
      const lengths = list(options) ?? [whole(options) ?? 3];
      return check(wasm.validateCvv(text(value), bitsOf([read(options, 'brand')]), bits(lengths)));
    },
    validateCardholderName: value => check(wasm.validateCardholderName(text(value))),
    validatePostalCode: (value, options) =>
      check(wasm.validatePostalCode(text(value), whole(read(options, 'minLength')))),
    detectCardBrand: value => named(wasm.detectCardBrand(digits(value)), brands),
    formatCardNumber: value => wasm.formatCardNumber(digits(value)),
  };
  return guarded(instance, validators, tools);
}

/**
 * A stopped instance validates nothing: the call throws.
 * @param {import('../load/instance.js').Instance} instance
 * @param {Validators} validators
 * @param {import('./engine.js').Tools} tools
 * @returns {Validators}
 */
function guarded(instance, validators, { asPaymentError, failure }) {
  const guard =
    (/** @type {Function} */ validate) =>
    (/** @type {unknown[]} */ ...values) => {
      if (instance.dead) throw failure('not_ready', 'The WebAssembly has stopped: call ready() again.');
      try {
        return validate(...values);
      } catch (error) {
        throw asPaymentError(error);
      }
    };
  return /** @type {any} */ (
    Object.freeze(Object.fromEntries(Object.entries(validators).map(([name, validate]) => [name, guard(validate)])))
  );
}

/**
 * The members whose bit is set.
 * @template T
 * @param {number} bits
 * @param {readonly T[]} members
 */
function named(bits, members) {
  const found = [];
  for (let rest = bits; rest; rest &= rest - 1) found.push(members[31 - Math.clz32(rest & -rest)]);
  return found;
}

/**
 * The bits at these positions; what is no position has none.
 * @param {unknown[]} positions
 */
const bits = positions => positions.map(whole).reduce((set = 0, at = 32) => (at < 32 ? set | (1 << at) : set), 0) ?? 0;

/** @param {unknown} value */
const text = value => (typeof value === 'string' ? value : undefined);

/**
 * A whole number from 0, at most the greatest that WebAssembly takes.
 * @param {any} value
 */
const whole = value => (Number.isSafeInteger(value) && value >= 0 ? Math.min(value, 2 ** 32 - 1) : undefined);

/**
 * A text, or the digits of a whole number.
 * @param {unknown} value
 */
const digits = value => (whole(value) === undefined ? text(value) : String(value));

/**
 * The milliseconds of a Date, of whatever window.
 * @param {any} value
 */
const time = value =>
  (typeof value === 'object' ? attempt(() => Date.prototype.getTime.call(value)) : undefined) ?? NaN;

/**
 * An own property: nothing that polluted Object.prototype is ever taken for an option.
 * @param {any} object
 * @param {string} key
 */
const read = (object, key) =>
  typeof object === 'object' ? attempt(() => (Object.hasOwn(object, key) ? object[key] : undefined)) : undefined;

/**
 * A copy of an array.
 * @param {any} value
 * @returns {unknown[] | undefined}
 */
const list = value =>
  typeof value === 'object' ? attempt(() => (Array.isArray(value) ? Array.from(value) : undefined)) : undefined;

/**
 * A value whose own code throws (a getter, a proxy) is taken as absent.
 * @template T
 * @param {() => T} look
 */
function attempt(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** @param {object} value */
function deepFreeze(value) {
  for (const part of Object.values(value)) if (part && typeof part === 'object') deepFreeze(part);
  Object.freeze(value);
}
