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
  'session-url': ['sessionUrl', text => internals(PaymentsAPI).pageUrl('session-url', text, true)],
  'cardholder-name': ['cardholderName', same],
  'accepted-brands': ['acceptedBrands', list],
  installments: ['installments', text => list(text).map(Number)],
  'korean-auth': ['koreanAuth', flag],
  'submit-button': ['submitButton', flag],
  'auto-submit': ['autoSubmit', flag],
  theme: ['appearance', theme => ({ theme })],
});

/** Options that only a property can say. */
const OBJECTS = ['appearance', 'autoAdvance', 'labels', 'wallets'];

/** How long an element that was taken out of the page in the middle of a payment may come back, in milliseconds. */
const AWAY_MS = 60_000;

/** How long a form that cannot begin waits before the console says what for, in milliseconds. */
const EXPLAIN_MS = 3_000;

/** How long an element waits at most for the script after it, while the page is parsed, in milliseconds. */
const PARSED_MS = 50;

/** Whether the page is still parsed. */
const isParsed = () => globalThis.document?.readyState === 'loading';

/** On a server there are no elements; there the class can be imported, and nothing more. */
const Base = globalThis.HTMLElement ?? class {};

export class PaymentFormElement extends Base {
  static observedAttributes = Object.keys(ATTRIBUTES);

  /** @type {FormOptions | null} */
  #options = null;
  /** @type {import('../api/index.js').SessionSource | null} */
  #session = null;
  /** @type {import('./form-controller.js').FormController | null} */
  #controller = null;
  /**
   * The options that were set by properties of their names, and how a text of each is read.
   * @type {Record<string, { value: any, read: (text: string) => unknown }>}
   */
  #own = {};
  #scheduled = false;
  /** @type {unknown} why the options cannot be taken */
  #wrong = null;
  /** @type {Promise<import('../api/index.js').SucceededPayment> | null} */
  #submitting = null;
  #explained = false;
  /** It was taken out of the page while a payment was in flight. */
  #away = false;

  // A property for each option. Frameworks set a property where there is one, and an attribute otherwise: React 19 leaves an
  // attribute out for `false`. So both spellings are properties.
  static {
    /** @type {(property: string, option: string, read: (text: string) => unknown) => void} */
    const define = (property, option, read) => {
      Object.defineProperty(this.prototype, property, {
        configurable: true,
        /** @this {PaymentFormElement} */
        get() {
          return this.#own[option]?.value;
        },
        /** @this {PaymentFormElement} */
        set(value) {
          this.#own[option] = { value, read };
          this.#schedule();
        },
      });
    };
    for (const [attribute, [option, read]] of Object.entries(ATTRIBUTES)) {
      define(attribute, option, read);
      if (!OBJECTS.includes(option)) define(option, option, read);
    }
    for (const option of OBJECTS) define(option, option, same);
  }

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
  }

  get options() {
    return this.#options ?? /** @type {FormOptions} */ ({});
  }

  set options(options) {
    this.#options = options;
    this.#schedule();
  }

  get session() {
    return this.#session;
  }

  set session(session) {
    this.#session = session;
    this.#schedule();
  }

  get state() {
    return this.#controller?.state() ?? internals(PaymentsAPI).emptyForm(this.#read());
  }

  submit() {
    this.#submitting ??= this.#pay().finally(() => (this.#submitting = null));
    return this.#submitting;
  }

  async #pay() {
    await internals(PaymentsAPI).whenConfigured();
    this.#apply();
    return (this.#controller ?? this.#form(this.#read())).submit();
  }

  clear() {
    return this.#controller?.clear() ?? true;
  }

  /** @param {import('../api/index.js').FormField} [field] */
  focusField(field) {
    this.#controller?.focus(field);
  }

  connectedCallback() {
    for (const name of Object.getOwnPropertyNames(this)) this.#upgrade(name);
    // At once, before the browser draws a frame.
    if (!this.#controller && !isParsed()) this.#showEarlyForm();
    this.#schedule();
  }

  #showEarlyForm() {
    try {
      internals(PaymentsAPI).showEarlyForm(this.#root(), this.#read());
    } catch {
      // `#apply` says what is wrong with the options.
    }
  }

  disconnectedCallback() {
    this.#schedule();
  }

  /** Moved by moveBefore(): nothing to do. */
  connectedMoveCallback() {}

  attributeChangedCallback() {
    this.#schedule();
  }

  /**
   * A property that was set before the element was defined hides the accessor of the class.
   * @param {string} name
   */
  #upgrade(name) {
    if (!Object.hasOwn(PaymentFormElement.prototype, name)) return;
    const value = /** @type {any} */ (this)[name];
    delete (/** @type {any} */ (this)[name]);
    /** @type {any} */ (this)[name] = value;
  }

  /** Several changes in one go are one change; an element that is moved has left and come by the time this runs. */
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = () => {
      if (!this.#scheduled) return;
      this.#scheduled = false;
      this.#apply();
    };
    if (this.#controller || !isParsed()) return queueMicrotask(run);
    // The page's own script for the element may be what comes next in the page. In a window that nobody sees no frame is drawn.
    requestAnimationFrame(run);
    setTimeout(run, PARSED_MS);
  }

  #apply() {
    if (!this.isConnected) return this.#leave(false);
    const parts = internals(PaymentsAPI);
    try {
      const options = this.#read();
      if (parts.isConfigured() && options.amount !== undefined) {
        this.#put(options);
      } else if (!this.#controller) {
        parts.showEarlyForm(this.#root(), options);
        if (!parts.isConfigured()) parts.whenConfigured().then(() => this.#schedule());
        this.#explain();
      }
      this.#wrong = null;
    } catch (error) {
      this.#wrong = error;
      if (!this.#controller) parts.showFailure(this.#root(), error, () => this.#wrong === error);
      this.#emit('error', error);
      reportError(error);
    }
  }

  /** Says once in the console what a form waits for, which the developer would otherwise have to guess. */
  #explain() {
    if (this.#explained) return;
    this.#explained = true;
    setTimeout(() => {
      if (this.#controller || !this.isConnected) return;
      const waits = internals(PaymentsAPI).isConfigured()
        ? 'its amount attribute'
        : 'PaymentsAPI.configure({ apiKey, endpoint }), or for data-api-key on the script tag';
      console.warn(`payments-widget: <payment-form> cannot pay yet and waits for ${waits}.`);
    }, EXPLAIN_MS);
  }

  /**
   * The element is not in the page. It may come back, as when a framework renders its parent anew, and a payment in flight needs
   * its form: for the issuer's dialog, and to show the end.
   * @param {boolean} now  it has not come back for a while
   */
  #leave(now) {
    if (!now && this.#controller?.state().busy) {
      this.#away = true;
      setTimeout(() => this.isConnected || this.#leave(true), AWAY_MS);
      return;
    }
    if (this.#controller) this.#controller.hide();
    else internals(PaymentsAPI).endEarlyForm(this.#root());
    this.#controller = null;
  }

  #root() {
    return /** @type {ShadowRoot} */ (this.shadowRoot);
  }

  /** @param {FormOptions} options */
  #put(options) {
    if (this.#controller) {
      this.#controller.update(options, true);
      return;
    }
    this.#controller = this.#form(options);
    this.#controller.show(this.#root()).catch(error => {
      if (error.code !== 'canceled') reportError(error); // payment-error may have no listener
    });
  }

  /** @param {FormOptions} options */
  #form(options) {
    return internals(PaymentsAPI).formController(options, (event, payload) => {
      this.#emit(event, payload);
      if (this.#away && (event === 'error' || event === 'success')) {
        this.#away = false;
        this.#schedule();
      }
    });
  }

  /** @returns {FormOptions} */
  #read() {
    /** @type {any} */
    const options = {};
    for (const [attribute, [name, read]] of Object.entries(ATTRIBUTES)) {
      // React 18 writes `autoSubmit` as it is, and HTML reads `autosubmit`.
      const text = this.getAttribute(attribute) ?? this.getAttribute(attribute.replace('-', ''));
      if (text !== null) options[name] = read(text);
    }
    for (const [name, { value, read }] of Object.entries(this.#own)) {
      if (value != null) options[name] = typeof value === 'string' ? read(value) : value;
    }
    if (this.#session !== null) options.session = this.#session;
    return Object.assign(options, this.#options);
  }

  /**
   * @param {string} event
   * @param {unknown} detail
   */
  #emit(event, detail) {
    this.dispatchEvent(new CustomEvent(`payment-${event}`, { detail, bubbles: true }));
  }
}

/** Defines <payment-form>, once, however many copies of the package a page has. */
export function defineElement() {
  if (globalThis.customElements && !customElements.get('payment-form')) {
    customElements.define('payment-form', PaymentFormElement);
  }
}
