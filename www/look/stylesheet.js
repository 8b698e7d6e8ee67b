// The widget's stylesheets, each made once and adopted by every shadow root: no style element, so no entry in a style-src.
import { within } from '../load/memoize.js';
import { loadStyles } from '../load/parts.js';
import css from './form.css';

/** How long a form waits unseen for the sheet of its look, in milliseconds. */
const LOOKS_MS = 5_000;

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/** @param {string} text */
function sheetOf(text) {
  let sheet = sheets.get(text);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync?.(text); // jsdom paints nothing
    sheets.set(text, sheet);
  }
  return sheet;
}

/**
 * @param {ShadowRoot} root
 * @param {...string} later  what comes in files of their own
 */
export function adoptStyles(root, ...later) {
  root.adoptedStyleSheets = [...new Set([...(root.adoptedStyleSheets ?? []), ...[css, ...later].map(sheetOf)])];
}

/** styles.css, once it is here; empty where it did not come. @type {string | undefined} */
let looks;
/** Until a form that waits for it is seen. @type {Promise<void> | undefined} */
export let loading;

async function load() {
  try {
    looks = (await within(LOOKS_MS, loadStyles())).default;
  } catch (error) {
    looks = '';
    console.warn('payments-widget: styles.js did not load.', error);
  }
}

/**
 * Adopts styles.css, which most forms do not need. Until it is here, the form keeps its place unseen.
 * @param {HTMLElement} host
 * @param {() => void} giveUp  it does not come
 */
export function withLooks(host, giveUp) {
  const wait = looks === undefined;
  host.style.visibility = wait ? 'hidden' : '';
  if (wait) (loading ??= load()).then(() => withLooks(host, giveUp));
  else if (looks) adoptStyles(/** @type {ShadowRoot} */ (host.getRootNode()), looks);
  else giveUp();
}
