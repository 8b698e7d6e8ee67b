const isPlain = (/** @type {object} */ value) =>
  Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));

/**
 * Whether two values of an option say the same: a list or an object that is written in a component is another one in each render.
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function isAlike(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.every(name => isAlike(a[name], b[name]));
}
