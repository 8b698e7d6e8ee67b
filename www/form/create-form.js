// What `createForm` gives: a form of its own on the page, and who listens to it.
import { failure } from '../api/error.js';
import { reportError } from '../api/report-error.js';
import { EVENTS } from './events.js';
import { findTarget } from './find-target.js';
import { formController, readFormOptions } from './form-controller.js';

/**
 * @param {import('../api/payments.js').Connection} connection
 * @param {import('../api/index.js').FormOptions} options
 * @returns {import('../api/index.js').PaymentForm}
 */
export function createForm(connection, options) {
  /** @type {Map<string, Set<(payload: any) => void>>} */
  const listeners = new Map(EVENTS.map(event => [event, new Set()]));
  const controller = formController(connection, readFormOptions(options), (event, payload) => {
    for (const listener of [...(listeners.get(event) ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        reportError(error);
      }
    }
  });
  /** @type {HTMLElement | null} */
  let place = null;

  return Object.freeze({
    // Not async: the promise must be the very one that `hide` has looked after.
    mount(/** @type {Element | string} */ target) {
      try {
        const parent = findTarget(target);
        place ??= document.createElement('div');
        if (place.parentNode !== parent) parent.append(place);
        return controller.show(place.shadowRoot ?? place.attachShadow({ mode: 'open' }));
      } catch (error) {
        return Promise.reject(error);
      }
    },
    update: (/** @type {Partial<import('../api/index.js').FormOptions>} */ changes) => controller.update(changes),
    submit: controller.submit,
    focus: controller.focus,
    clear: controller.clear,
    unmount() {
      controller.hide();
      place?.remove();
      place = null;
    },
    get state() {
      return controller.state();
    },
    on(/** @type {string} */ event, /** @type {(payload: any) => void} */ listener) {
      const those = listeners.get(event);
      if (!those) throw failure('invalid_option', `on: there is no such event. Known: ${EVENTS.join(', ')}.`);
      if (typeof listener !== 'function') throw failure('invalid_option', 'on: the listener must be a function.');
      those.add(listener);
      return () => void those.delete(listener);
    },
  });
}
