// The widget's stylesheets, each made once and adopted by every shadow root: no style element, so no entry in a style-src.
import css from './form.css';

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
