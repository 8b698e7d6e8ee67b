// The widget's stylesheets, each made once and adopted by every shadow root: no style element, so no entry in a style-src.
import { within } from '../load/memoize.js';
import { loadStyles } from '../load/parts.js';
import { fontsOf } from './fonts.js';
import css from './form.css';
import panels from './panels.css';
import spaces from './spaces.css';

/** How long a form waits unseen for the sheet of its look, in milliseconds. */
const LOOKS_MS = 5_000;

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/** @param {string} text */
function sheetOf(text) {
  let sheet = sheets.get(text);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    const fonts = text === css ? `.pw-host{--_fonts:${fontsOf(navigator.platform)}}` : '';
    sheet.replaceSync?.(text + fonts); // jsdom paints nothing
    sheets.set(text, sheet);
  }
  return sheet;
}

/**
 * The form's sheet alone, which is all that its first frame needs; or with it those of all that may come after.
 * @param {ShadowRoot} root
 * @param {...string} later  what comes in files of their own
 */
export function adoptStyles(root, ...later) {
  if (root.ownerDocument !== document) return; // moved into another document, which cannot have these sheets
  const wanted = later.length ? [css, panels, ...later] : [css];
  const all = new Set([...(root.adoptedStyleSheets ?? []), ...wanted.map(sheetOf)]);
  // Whenever they are adopted: the rules of the other sheets come after theirs.
  const before = [css, spaces, panels].map(text => sheets.get(text)).filter(sheet => sheet && all.has(sheet));
  root.adoptedStyleSheets = /** @type {CSSStyleSheet[]} */ ([...new Set([...before, ...all])]);
}

/** @param {ShadowRoot} root */
export const adoptPanels = root => adoptStyles(root, panels);

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
  const root = /** @type {ShadowRoot} */ (host.getRootNode());
  adoptStyles(root, spaces);
  const wait = looks === undefined;
  host.style.visibility = wait ? 'hidden' : '';
  if (wait) (loading ??= load()).then(() => withLooks(host, giveUp));
  else if (looks) adoptStyles(root, looks);
  else giveUp();
}
