// One form for the whole life of a component, whatever React does to that: renders with other props, effects that run twice in
// StrictMode, an element that moves. Nothing here knows React.
import { nearest } from '../api/nearest.js';
import { UPDATE } from '../api/option-names.js';
import { reportError } from '../api/report-error.js';
import { EVENTS } from '../form/events.js';
import { isAlike } from './is-alike.js';

/** @typedef {import('../api/index.js').PaymentForm} PaymentForm */
/** @typedef {import('../api/index.js').PaymentsApi} PaymentsApi */
/** @typedef {Record<string, any>} Given  options and handlers, as the component got them */

/** The prop of each event of a form. */
const HANDLERS = Object.fromEntries(EVENTS.map(event => [event, `on${event[0].toUpperCase()}${event.slice(1)}`]));
const HANDLER_NAMES = Object.values(HANDLERS);

/**
 * @param {(form: PaymentForm) => void} onForm  called with each form that is made
 * @param {(state: import('../api/index.js').FormState) => void} onState
 */
export function bindForm(onForm, onState) {
  /** @type {PaymentForm | null} */
  let form = null;
  /** @type {Element | null} */
  let place = null;
  /** @type {Element | null} where the form is mounted */
  let mounted = null;
  /** @type {Given} what the component got last */
  let given = {};
  /** @type {PaymentsApi} */
  let payments;
  /** @type {Function} */
  let session;
  /** @type {{ payments: PaymentsApi, options: Given }} what the form was made with, and has taken since */
  let taken;
  /** @type {Given | null} options that it did not take, so that they are refused once */
  let refused = null;
  let isPaid = false; // or may be

  /** A callback is another function in each render: the form gets this one, which calls the latest. */
  const askSession = (/** @type {unknown} */ request) => session(request);

  function options() {
    const found = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => value !== undefined && !HANDLER_NAMES.includes(name)),
    );
    if (typeof found.session === 'function') {
      session = found.session;
      found.session = askSession;
    }
    return found;
  }

  /** @param {Given} next */
  function make(next) {
    const made = payments.createForm(/** @type {any} */ (next));
    unmount();
    form = made;
    taken = { payments, options: next };
    for (const event of EVENTS) {
      made.on(event, payload => {
        if (event === 'success') isPaid = true;
        if (event === 'error') isPaid = /** @type {any} */ (payload).outcome !== 'not_charged';
        if (form === made) onState(made.state);
        given[HANDLERS[event]]?.(payload);
        if (form === made) follow(made);
      });
    }
    onForm(made);
    onState(made.state);
    mount();
  }

  /**
   * Brings the form to what the component got last.
   * @param {PaymentForm} now
   */
  function follow(now) {
    const next = options();
    const names = [...new Set([...Object.keys(next), ...Object.keys(taken.options)])];
    const changed = names.filter(name => !isAlike(next[name], taken.options[name]));
    const updates = changed.filter(name => UPDATE.includes(name) && next[name] !== undefined);
    const isAnother = payments !== taken.payments || updates.length < changed.length;
    // A payment in flight keeps its form until it ends, and the payer sees the end of one that was made.
    const makes = isAnother && !isPaid && !now.state.busy;
    if ((!makes && updates.length === 0) || isAlike(next, refused)) return;
    try {
      if (makes) {
        make(next);
      } else {
        const news = Object.fromEntries(updates.map(name => [name, next[name]]));
        now.update(news);
        taken.options = { ...taken.options, ...news };
      }
      refused = null;
    } catch (error) {
      // The form is as it was, with what was typed.
      refused = next;
      if (given.onError) given.onError(error);
      else reportError(error);
    }
  }

  function mount() {
    if (!form || !place || mounted === place) return;
    mounted = place;
    form.mount(place).catch(error => {
      // A handler has been called with it: the form has the event too.
      if (error.code !== 'canceled' && !given.onError) reportError(error);
    });
  }

  function unmount() {
    if (mounted) form?.unmount();
    mounted = null;
  }

  return {
    form: () => form,

    /**
     * The element for the form, as React tells it: null when it is gone or hidden.
     * @param {Element | null} element
     */
    place(element) {
      const before = place;
      place = element;
      // React takes an element out of the page later in the same go; a hidden one stays there.
      if (!element) queueMicrotask(() => !place && !before?.isConnected && unmount());
      mount();
    },

    /**
     * What the component got, in each of its renders.
     * @param {PaymentsApi} through
     * @param {Given} props
     */
    take(through, props) {
      const wrong = Object.keys(props).find(name => /^on[A-Z]/.test(name) && !HANDLER_NAMES.includes(name));
      if (wrong) throw new TypeError(`A payment form has no ${wrong}; did you mean ${nearest(wrong, HANDLER_NAMES)}?`);
      payments = through;
      given = props;
      if (form) follow(form);
      else make(options());
      mount();
    },

    begin: mount,
    end: unmount,
  };
}
