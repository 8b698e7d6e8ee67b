// What the other entries (element.js, index.node.js) need from index.js. Each entry is a file of its own, so it is found by a
// symbol that all files know. It is not part of the public interface.

const INTERNALS = Symbol.for('payments-widget.internals');

/** @typedef {import('../form/form-controller.js').FormOptions} FormOptions */
/**
 * @typedef {object} Internals
 * @property {(reader: import('./load.js').Reader) => void} readWith
 * @property {() => boolean} isConfigured
 * @property {() => Promise<void>} whenConfigured  also when it is refused
 * @property {() => Promise<unknown>} whenPrefetched
 * @property {(error: unknown) => void} refuse
 * @property {(options: FormOptions, emit: import('../form/form-controller.js').Emit) => import('../form/form-controller.js').FormController} formController
 * @property {typeof import('../form/form-controller.js').showFailure} showFailure
 * @property {(root: ShadowRoot, options: Partial<FormOptions>) => Promise<void>} showEarlyForm
 * @property {typeof import('../form/early-form.js').endEarlyForm} endEarlyForm
 * @property {typeof import('../form/fields.js').emptyForm} emptyForm
 * @property {() => void} explain  tells the developer what a form waits for
 */

/**
 * @template {object} T
 * @param {T} api
 * @param {Internals} parts
 * @returns {T}
 */
export function withInternals(api, parts) {
  return Object.defineProperty(api, INTERNALS, { value: parts });
}

/**
 * @param {object} api
 * @returns {Internals}
 */
export const internals = api => /** @type {any} */ (api)[INTERNALS];
