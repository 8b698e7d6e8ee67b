// What the entries beside index.js need of it. Each entry is a file of its own, so this goes over a symbol that all copies
// know, and is no part of the promise.

const INSIDE = Symbol.for('payments-widget.inside');

/** @typedef {import('./form-core.js').FormOptions} FormOptions */
/**
 * @typedef {object} Inside
 * @property {(reader: import('./load.js').Reader) => void} readWith
 * @property {() => boolean} isConfigured
 * @property {() => Promise<void>} whenConfigured
 * @property {(options: FormOptions, emit: import('./form-core.js').Emit) => import('./form-core.js').FormCore} formCore
 * @property {typeof import('./form-core.js').showSkeleton} showSkeleton
 * @property {typeof import('./form-core.js').emptyState} emptyState
 * @property {typeof import('./configure.js').pageUrl} pageUrl
 */

/**
 * @template {object} T
 * @param {T} api
 * @param {Inside} parts
 * @returns {T}
 */
export function withInside(api, parts) {
  return Object.defineProperty(api, INSIDE, { value: parts });
}

/**
 * @param {object} api
 * @returns {Inside}
 */
export const inside = api => /** @type {any} */ (api)[INSIDE];
