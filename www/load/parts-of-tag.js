// The files that the script tag loads from beside it. In its place parts.js is what bundlers read.

// The getter itself: an <img name=currentScript> in the page would hide the property of `document`.
const getter = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript'))
  .get;
/** The element of the running script; null where it was loaded as a module. */
export const tag = /** @type {HTMLScriptElement | null} */ (getter?.call(document));
const src = tag?.src;

/**
 * `src` is empty in a module and in an inline script: that fails here.
 * @param {string} path
 */
const beside = path => new URL(path, src);
/** @param {string} name */
const part = name => async () => import(beside(`${name}.js`).href);

const TAGS = 'ar de es fr he hi id it ja ko nl pl pt-BR ru th tr vi zh-Hans zh-Hant'.split(' ');
/** @type {typeof import('./parts.js').LANGUAGES} */
export const LANGUAGES = Object.freeze(Object.fromEntries(TAGS.map(tag => [tag, part(`locales/${tag}`)])));

/** @type {typeof import('./parts.js').FORM_FILES} */
export const FORM_FILES = {
  file: 'payments-widget_bg.wasm',
  url: () => beside('payments-widget_bg.wasm'),
  copy: 'wasm-inline.js',
  inline: part('wasm-inline'),
  script: 'engine.js',
  code: part('payments-widget.engine'),
};

/** @type {typeof import('./parts.js').loadCheck} */
export const loadCheck = part('payments-widget.check');
/** @type {typeof import('./parts.js').loadFrameHost} */
export const loadFrameHost = part('payments-widget.frame-host');
/** @type {typeof import('./parts.js').loadStyles} */
export const loadStyles = part('payments-widget.styles');

export const baseUrl = () => document.baseURI;

export const place = src ? ` beside ${src}` : '';
