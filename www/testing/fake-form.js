// A form without fields: it keeps its options and listeners, and a test tells its events.
import { FORM, UPDATE } from '../api/option-names.js';
import { EVENTS } from '../form/events.js';
import { emptyForm } from '../form/fields.js';
import { findTarget } from '../form/find-target.js';
import { asReal, pick, refusal } from './refuse.js';
import { failure } from '../api/error.js';

/**
 * @param {unknown} given
 * @param {(options: any) => Promise<any>} pay
 * @returns {import('./testing.js').FakePaymentForm}
 */
export function fakeForm(given, pay) {
  const options = pick(given, FORM, 'createForm');
  /** @type {Map<string, Set<(payload: any) => void>>} */
  const listeners = new Map(EVENTS.map(event => [event, new Set()]));
  let state = emptyForm(options);
  /** @type {HTMLElement | null} */
  let place = null;
  /** @type {Promise<any> | null} */
  let submitting = null;

  /** @param {string} event */
  function listenersOf(event) {
    const those = listeners.get(event);
    if (!those) throw refusal(`There is no event "${event}". Known: ${EVENTS.join(', ')}.`);
    return those;
  }

  /** @type {(event: string, payload: any) => void} */
  function emit(event, payload) {
    const those = listenersOf(event);
    if (event === 'change') state = payload;
    for (const listener of [...those]) listener(payload);
  }

  async function attempt() {
    emit('submit', { trigger: 'api' });
    try {
      const payment = await pay({ ...options });
      emit('success', payment);
      return payment;
    } catch (error) {
      emit('error', error);
      throw error;
    } finally {
      submitting = null;
    }
  }

  return {
    async mount(target) {
      try {
        place ??= document.createElement('div');
        findTarget(/** @type {any} */ (target)).append(place);
      } catch (error) {
        throw asReal(error);
      }
      emit('ready', {});
    },
    unmount() {
      place?.remove();
      place = null;
    },
    update: changes => void Object.assign(options, pick(changes, UPDATE, 'update')),
    submit() {
      if (!place) return Promise.reject(asReal(failure('not_ready', 'The form is not mounted.')));
      submitting ??= attempt();
      return submitting;
    },
    focus() {},
    clear: () => true,
    get state() {
      return state;
    },
    on(event, listener) {
      const those = listenersOf(event);
      those.add(listener);
      return () => void those.delete(listener);
    },
    emit,
    get options() {
      return /** @type {any} */ ({ ...options });
    },
    get isMounted() {
      return place !== null;
    },
  };
}
