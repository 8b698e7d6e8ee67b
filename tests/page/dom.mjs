// A page of jsdom as the globals of this process, for code that expects a browser.
import { JSDOM } from 'jsdom';

/** Node has these too, and a page's own take their place. */
const OVER = ['Event', 'CustomEvent', 'EventTarget', 'AbortSignal', 'AbortController', 'navigator'];

/** Opens the page; what it gives closes it. */
export function openDom() {
  const html = '<!doctype html><html lang="en"><title>Shop</title><body></body></html>';
  const { window } = new JSDOM(html, { url: 'http://localhost:3000/', pretendToBeVisual: true });
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in globalThis && !OVER.includes(name)) continue;
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: window[name] });
  }
  globalThis.window = /** @type {any} */ (globalThis);
  globalThis.document = window.document;
  return () => window.close();
}
