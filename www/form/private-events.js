// Keeps what is typed in the form: the page's own listeners must see no key, no edit and nothing of the clipboard.

const KEYS = ['keydown', 'keypress', 'keyup'];
const EDITS = [
  ...['beforeinput', 'input', 'textInput', 'copy', 'cut', 'paste'],
  ...['compositionstart', 'compositionupdate', 'compositionend'],
];

/** @param {Event} event */
const stop = event => event.stopPropagation();

/**
 * Tab and Escape are the page's too: a dialog of its own needs them. A key that types a character is heard as its edit, so that nobody,
 * the WebAssembly neither, is called for the key.
 * @param {Event & { readonly key?: unknown }} event
 */
function stopKey(event) {
  const { key } = event;
  if (key === 'Tab' || key === 'Escape') return;
  stop(event);
  if (typeof key === 'string' && key.length === 1) event.stopImmediatePropagation();
}

/**
 * From before the first field is in the root, and for good. Asked again, it changes nothing.
 * @param {ShadowRoot} root
 */
export function keepPrivate(root) {
  for (const name of KEYS) root.addEventListener(name, stopKey);
  for (const name of EDITS) root.addEventListener(name, stop);
}
