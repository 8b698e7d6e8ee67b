// The classic script: sets window.PaymentsAPI at once and defines <payment-form>. A form of it takes text as soon as the page
// has run this; what it needs to pay is loaded from the same folder.
import { PaymentsAPI } from '../api/index.js';
import { TAG } from '../api/option-names.js';
import { failure } from '../api/error.js';
import { defineElement } from '../form/element-class.js';
import { internals } from './internals.js';
import { tag } from './parts-of-tag.js';

const { refuse, whenPrefetched } = internals(PaymentsAPI);

/** @param {DOMStringMap} data */
function fromAttributes(data) {
  const options = /** @type {any} */ ({ __proto__: null });
  for (const name of TAG) if (Object.hasOwn(data, name)) options[name] = data[name];
  if (options.keyThumbprints) options.keyThumbprints = options.keyThumbprints.match(/[^\s,]+/g) ?? [];
  if (options.wasm) options.wasm = new URL(options.wasm, document.baseURI);
  return options;
}

/**
 * Says it in the console: else a form stays empty without a reason.
 * @param {any} error
 */
const tell = error => console.error(`payments-widget: ${error.message}`);

/** @type {any} */ (window).PaymentsAPI = PaymentsAPI;
defineElement();
whenPrefetched().catch(tell);

try {
  // In a module and in an inline script it is not known where the other files are.
  if (!tag?.src) throw failure('load_failed', 'Load this file by <script src>, not as a module.');
  if (tag.dataset.apiKey !== undefined) PaymentsAPI.configure(fromAttributes(tag.dataset));
} catch (error) {
  tell(error);
  refuse(error);
}
