// The files that index.js loads when they are needed. Each path is written out, so that any bundler finds the file. The script tag
// has parts-of-tag.js in the place of this one. Those that engine.js loads are in parts-of-engine.js.

/** @type {Readonly<Record<string, () => Promise<{ default: Readonly<Record<string, any>> }>>>} */
export const LANGUAGES = Object.freeze({
  ar: () => import('../text/locales/ar.js'),
  de: () => import('../text/locales/de.js'),
  es: () => import('../text/locales/es.js'),
  fr: () => import('../text/locales/fr.js'),
  he: () => import('../text/locales/he.js'),
  hi: () => import('../text/locales/hi.js'),
  id: () => import('../text/locales/id.js'),
  it: () => import('../text/locales/it.js'),
  ja: () => import('../text/locales/ja.js'),
  ko: () => import('../text/locales/ko.js'),
  nl: () => import('../text/locales/nl.js'),
  pl: () => import('../text/locales/pl.js'),
  'pt-BR': () => import('../text/locales/pt-BR.js'),
  ru: () => import('../text/locales/ru.js'),
  th: () => import('../text/locales/th.js'),
  tr: () => import('../text/locales/tr.js'),
  vi: () => import('../text/locales/vi.js'),
  'zh-Hans': () => import('../text/locales/zh-Hans.js'),
  'zh-Hant': () => import('../text/locales/zh-Hant.js'),
});

/**
 * @template C
 * @typedef {object} Files  One module of WebAssembly, and the JavaScript around it.
 * @property {string} file  its name in the package
 * @property {() => URL} url
 * @property {string} copy
 * @property {() => Promise<{ default: Uint8Array<ArrayBuffer> }>} inline  its bytes, for servers that cannot send it as application/wasm
 * @property {string} script
 * @property {() => Promise<C>} code
 */

/** @type {Files<typeof import('../api/engine.js')>} */
export const FORM_FILES = {
  file: 'payments-widget_bg.wasm',
  url: () => new URL('./payments-widget_bg.wasm', import.meta.url),
  copy: 'wasm-inline.js',
  inline: () => import('./wasm-inline.js'),
  script: 'engine.js',
  code: () => import('../api/engine.js'),
};

export const loadCheck = () => import('../api/check.js');
export const loadFrameHost = () => import('../frame/frame-host.js');
export const loadStyles = () => import('../look/styles.js');

/** Where a relative address begins outside of a page. */
export const baseUrl = () => import.meta.url;

/** Where the files are, for messages. */
export const place = '';
