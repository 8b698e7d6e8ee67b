// The widget's stylesheet, made once and adopted by every shadow root: no style element, so no entry in a style-src.
import css from './form.css';

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @param {ShadowRoot} root */
export function adoptStyles(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync?.(css); // jsdom paints nothing
  }
  root.adoptedStyleSheets = [sheet];
}
