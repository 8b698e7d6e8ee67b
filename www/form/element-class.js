// <payment-form>: attributes and properties become the options of a form in the element's own shadow root.
import { PaymentsAPI } from '../api/index.js';
import { reportError } from '../api/report-error.js';
import { internals } from '../load/internals.js';

/** @typedef {import('../api/index.js').FormOptions} FormOptions */

const list = (/** @type {string} */ text) =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
/** An attribute without a value is on, as HTML's own flags are. */
const flag = (/** @type {string} */ text) => text === '' || text === 'true';
const same = (/** @type {string} */ text) => text;

/**
 * Attribute: the option it sets, and how it is read.
 * @type {Readonly<Record<string, [string, (text: string) => unknown]>>}
 */
const ATTRIBUTES = Object.freeze({
  amount: ['amount', same],
  currency: ['currency', same],
  locale: ['locale', same],
  'session-url': ['sessionUrl', same],
  'cardholder-name': ['cardholderName', same],
  'accepted-brands': ['acceptedBrands', list],
  installments: ['installments', text => list(text).map(Number)],
  'korean-auth': ['koreanAuth', text => (text === 'auto' ? text : flag(text))],
  'submit-button': ['submitButton', flag],
  'auto-submit': ['autoSubmit', flag],
  theme: ['appearance', theme => ({ theme })],
});

/** How long an element that was taken out of the page in the middle of a payment may come back, in milliseconds. */
const AWAY_MS = 60_000;

/** How long a form that cannot begin waits before the console says what for, in milliseconds. */
const EXPLAIN_MS = 3_000;

/** How long an element waits at most for the script after it, while the page is parsed, in milliseconds. */
const PARSED_MS = 50;

/** Whether the page is still parsed. */
const isParsed = () => globalThis.document?.readyState === 'loading';

/**
 * What an element holds and does. It is not in private members of the class: tools that compile them for older browsers need helpers,
 * which a tool that splits bundles puts into a file of their own, and every page would wait for it.
 * @param {HTMLElement} element
 * @param {ShadowRoot} root
 */
function formOf(element, root) {
  const parts = internals(PaymentsAPI);
  /** @type {FormOptions | null} */
  let options = null;
  /** @type {import('./form-controller.js').FormController | null} */
  let controller = null;
  /**
   * The options that were set by properties of their names, and how a text of each is read.
   * @type {Record<string, { value: any, read: (text: string) => unknown }>}
   */
  const own = { session: { value: null, read: same } };
  let scheduled = false;
  /** @type {unknown} why the options cannot be taken */
  let wrong = null;
  /** @type {Promise<import('../api/index.js').SucceededPayment> | null} */
  let submitting = null;
  let explained = false;
  let away = false; // it was taken out of the page while a payment was in flight

  async function pay() {
    if (!controller || scheduled) {
      await parts.whenConfigured();
      apply();
    }
    return (controller ?? makeController(read())).submit();
  }

  /** Several changes in one go are one change; an element that is moved has left and come by the time this runs. */
  function schedule() {
    if (scheduled) return;
    scheduled = true;
    const run = () => {
      if (!scheduled) return;
      scheduled = false;
      apply();
    };
    if (controller || !isParsed()) return queueMicrotask(run);
    // The page's own script for the element may be what comes next in the page. In a window that nobody sees no frame is drawn.
    requestAnimationFrame(run);
    setTimeout(run, PARSED_MS);
  }

  function showEarlyForm() {
    try {
      parts.showEarlyForm(root, read());
    } catch {
      // `apply` says what is wrong with the options.
    }
  }

  function apply() {
    if (!element.isConnected) return leave(false);
    try {
      const given = read();
      if (parts.isConfigured() && given.amount !== undefined) {
        put(given);
      } else if (!controller) {
        parts.showEarlyForm(root, given);
        if (!parts.isConfigured()) parts.whenConfigured().then(schedule);
        explain();
      }
      wrong = null;
    } catch (error) {
      wrong = error;
      if (!controller) parts.showFailure(root, error, () => wrong === error);
      emit('error', error);
      reportError(error);
    }
  }

  /** Says once in the console what a form waits for, which the developer would otherwise have to guess. */
  function explain() {
    if (explained) return;
    explained = true;
    setTimeout(() => {
      if (controller || !element.isConnected) return;
      parts.explain();
    }, EXPLAIN_MS);
  }

  /**
   * The element is not in the page. It may come back, as when a framework renders its parent anew, and a payment in flight needs
   * its form: for the issuer's dialog, and to show the end.
   * @param {boolean} now  it has not come back for a while
   */
  function leave(now) {
    if (!now && controller?.state().busy) {
      away = true;
      setTimeout(() => element.isConnected || leave(true), AWAY_MS);
      return;
    }
    if (controller) controller.hide();
    else parts.endEarlyForm(root);
    controller = null;
  }

  /** @param {FormOptions} given */
  function put(given) {
    if (controller) {
      controller.update(given, true);
      return;
    }
    controller = makeController(given);
    controller.show(root).catch(error => {
      if (error.code !== 'canceled') reportError(error); // payment-error may have no listener
    });
  }

  /** @param {FormOptions} given */
  function makeController(given) {
    return parts.formController(given, (event, payload) => {
      emit(event, payload);
      if (away && (event === 'error' || event === 'success')) {
        away = false;
        schedule();
      }
    });
  }

  /** @returns {FormOptions} */
  function read() {
    /** @type {any} */
    const found = {};
    for (const [attribute, [name, readText]] of Object.entries(ATTRIBUTES)) {
      // React 18 writes `autoSubmit` as it is, and HTML reads `autosubmit`.
      const text = element.getAttribute(attribute) ?? element.getAttribute(attribute.replace('-', ''));
      if (text !== null) found[name] = readText(text);
    }
    for (const [name, { value, read }] of Object.entries(own)) {
      if (value != null) found[name] = typeof value === 'string' ? read(value) : value;
    }
    return Object.assign(found, options);
  }

  /**
   * @param {string} event
   * @param {unknown} detail
   */
  function emit(event, detail) {
    element.dispatchEvent(new CustomEvent(`payment-${event}`, { detail, bubbles: true }));
  }

  return {
    schedule,
    get options() {
      return options ?? /** @type {FormOptions} */ ({});
    },
    set options(given) {
      options = given;
      schedule();
    },
    /** @param {string} option */
    own: option => own[option]?.value,
    /**
     * @param {string} option
     * @param {unknown} value
     * @param {(text: string) => unknown} readText
     */
    setOwn(option, value, readText) {
      own[option] = { value, read: readText };
      schedule();
    },
    connected() {
      // At once, before the browser draws a frame.
      if (!controller && !isParsed()) showEarlyForm();
      schedule();
    },
    state: () => controller?.state() ?? parts.emptyForm(read()),
    submit() {
      submitting ??= pay().finally(() => (submitting = null));
      return submitting;
    },
    clear: () => controller?.clear() ?? true,
    /** @param {import('../api/index.js').FormField} [field] */
    focus: field => controller?.focus(field),
  };
}

/** @type {WeakMap<object, ReturnType<typeof formOf>>} */
const forms = new WeakMap();
/** @param {object} element */
const mine = element => /** @type {ReturnType<typeof formOf>} */ (forms.get(element));

/** On a server there are no elements; there the class can be imported, and nothing more. */
const Base = globalThis.HTMLElement ?? class {};

export class PaymentFormElement extends Base {
  static get observedAttributes() {
    return Object.keys(ATTRIBUTES);
  }

  constructor() {
    super();
    forms.set(this, formOf(this, this.attachShadow({ mode: 'open' })));
  }

  get options() {
    return mine(this).options;
  }

  set options(options) {
    mine(this).options = options;
  }

  get state() {
    return mine(this).state();
  }

  submit() {
    return mine(this).submit();
  }

  clear() {
    return mine(this).clear();
  }

  /** @param {import('../api/index.js').FormField} [field] */
  focusField(field) {
    mine(this).focus(field);
  }

  connectedCallback() {
    for (const name of Object.getOwnPropertyNames(this)) upgrade(this, name);
    mine(this).connected();
  }

  disconnectedCallback() {
    mine(this).schedule();
  }

  /** Moved by moveBefore(): nothing to do. */
  connectedMoveCallback() {}

  attributeChangedCallback() {
    mine(this).schedule();
  }
}

/**
 * A property that was set before the element was defined hides the accessor of the class.
 * @param {any} element
 * @param {string} name
 */
function upgrade(element, name) {
  if (!Object.hasOwn(PaymentFormElement.prototype, name)) return;
  const value = element[name];
  delete element[name];
  element[name] = value;
}

/**
 * The properties of an option. Frameworks set a property where there is one, and an attribute otherwise: React 19 leaves an attribute
 * out for `false`, and no attribute can be a list. So each way to write `savedCards` is a property: `saved-cards` in Vue and Svelte,
 * `savedcards` where Solid has read `savedCards`.
 * @param {string} option
 * @param {(text: string) => unknown} read
 * @param {string} [name]  another one than that of the option
 */
function define(option, read, name = option) {
  for (const spelling of [name, name.toLowerCase(), name.replace(/[A-Z]/g, '-$&').toLowerCase()]) {
    Object.defineProperty(PaymentFormElement.prototype, spelling, {
      configurable: true,
      get() {
        return mine(this)?.own(option);
      },
      set(value) {
        mine(this).setOwn(option, value, read);
      },
    });
  }
}
for (const [attribute, [option, read]] of Object.entries(ATTRIBUTES)) {
  define(option, read, attribute === 'theme' ? attribute : option);
}
// Options that only a property can say. Vue gives "" for a flag without a value.
for (const option of ['autoAdvance', 'savedCards']) define(option, flag);
for (const option of ['appearance', 'labels', 'preferredNetworks', 'session', 'wallets', 'words']) define(option, same);

/** Defines <payment-form>, once, however many copies of the package a page has. */
export function defineElement() {
  if (globalThis.customElements && !customElements.get('payment-form')) {
    customElements.define('payment-form', PaymentFormElement);
  }
}
