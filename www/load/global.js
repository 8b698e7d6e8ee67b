// The classic script: sets window.PaymentsAPI at once, loads the other files from the same folder, and queues calls until
// they are loaded. It must stay small, as a page waits for it.
import { readConfig } from '../api/configure.js';
import { TAG } from '../api/option-names.js';
import { failure } from '../api/error.js';
import { emptyState } from '../form/fields.js';
import { memoize } from './memoize.js';

/** @typedef {import('../api/index.js').PaymentsApi} Api */

// The getter itself: an <img name=currentScript> in the page would hide the property of `document`.
const getter = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript'))
  .get;
const script = /** @type {HTMLScriptElement | null} */ (getter?.call(document));
const base = script?.src;

const rest = memoize(async () => {
  try {
    // `base` is empty in a module and in an inline script: that fails here too.
    const [{ PaymentsAPI }] = await Promise.all(
      ['index', 'element'].map(file => import(new URL(`min/${file}.js`, base).href)),
    );
    return /** @type {Api} */ (PaymentsAPI);
  } catch (cause) {
    throw tell(
      failure(
        'load_failed',
        base
          ? `The files beside ${base} did not load (script-src, CORS, joined scripts?).`
          : 'Load this file by <script src>, not as a module.',
        { cause },
      ),
    );
  }
});

/**
 * Says it in the console: else a form stays empty and nobody knows why.
 * @param {any} error
 */
function tell(error) {
  console.error(`payments-widget: ${error.message}`);
  return error;
}

/** @type {import('../api/configure.js').Config | undefined} */
let config;
/** @type {import('../api/configure.js').Config | undefined} */
let applied;
/** @type {unknown} */
let broken;

/**
 * Calls the real API with the configuration of this moment, in the order of the calls.
 * @template T
 * @param {(api: Api) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
async function whenLoaded(work) {
  if (broken) throw broken;
  const mine = config;
  const api = await rest();
  try {
    if (mine && applied !== mine) api.configure(mine);
    applied = mine;
  } catch (error) {
    if (config === mine && !broken) broken = tell(error); // the real API knows more about a configuration than this file
    throw error;
  }
  return work(api);
}

/** @param {import('../api/index.js').ConfigureOptions} options */
function configure(options) {
  config = readConfig(options);
  broken = undefined;
  whenLoaded(() => {}).catch(() => {}); // the next call rejects with it
}

/**
 * The options as they are now, whatever the page does to them before they are read; getters are copied, not asked.
 * @param {any} options
 */
const snapshot = options =>
  Object(options) === options
    ? Object.create(Object.getPrototypeOf(options), Object.getOwnPropertyDescriptors(options))
    : options;

/**
 * An object of functions that are made of their names.
 * @param {string} names
 * @param {(name: string) => Function} make
 * @returns {any}
 */
const methods = (names, make) => Object.fromEntries(names.split(' ').map(name => [name, make(name)]));

/** @param {string} method */
const call = method => async (/** @type {any} */ options) => {
  const copy = snapshot(options);
  return whenLoaded(api => /** @type {any} */ (api)[method](copy));
};

/**
 * A form that queues calls until the real one is loaded.
 * @param {import('../api/index.js').FormOptions} options
 */
function createForm(options) {
  if (broken) throw broken;
  const copy = snapshot(options);
  /** @type {any} */
  let form;
  const made = whenLoaded(api => (form = api.createForm(copy)));
  made.catch(() => {}); // `mount` rejects with it

  const whenReady =
    (/** @type {string} */ method) =>
    (/** @type {any[]} */ ...values) =>
      form ? form[method](...values) : made.then(() => form[method](...values));
  const fireAndForget =
    (/** @type {string} */ method) =>
    (/** @type {any[]} */ ...values) => {
      whenReady(method)(...values)?.catch(reportError);
    };
  return Object.freeze({
    ...methods('mount submit', whenReady),
    ...methods('update focus unmount', fireAndForget),
    clear: () => !form || form.clear(),
    get state() {
      return form ? form.state : emptyState({});
    },
    on(/** @type {string} */ event, /** @type {(payload: any) => void} */ listener) {
      if (form) return form.on(event, listener);
      const stop = made.then(() => form.on(event, listener));
      stop.catch(() => {});
      return () => {
        stop.then(
          off => off(),
          () => {},
        );
      };
    },
  });
}

/** @param {DOMStringMap} data */
function fromAttributes(data) {
  const options = /** @type {any} */ ({ __proto__: null });
  for (const name of TAG) if (Object.hasOwn(data, name)) options[name] = data[name];
  if (options.keyThumbprints) options.keyThumbprints = options.keyThumbprints.match(/[^\s,]+/g) ?? [];
  if (options.wasm) options.wasm = new URL(options.wasm, document.baseURI);
  return options;
}

/** @type {any} */ (window).PaymentsAPI = Object.freeze({
  version: __VERSION__,
  configure,
  createForm,
  ...methods('ready chargeCard chargeWallet createToken retrievePayment resumePayment cancelPayment', call),
});

try {
  const attributes = fromAttributes(script?.dataset ?? {});
  if (attributes.apiKey !== undefined) configure(attributes);
  else rest().catch(() => {});
} catch (error) {
  broken = tell(error);
}
