// Keeps what is typed in the form: the page's own listeners must see no key, no edit and nothing of the clipboard.

const KEYS = ['keydown', 'keypress', 'keyup'];
const EDITS = [
  ...['beforeinput', 'input', 'textInput', 'copy', 'cut', 'paste'],
  ...['compositionstart', 'compositionupdate', 'compositionend'],
];

/** @param {Event} event */
const stop = event => event.stopPropagation();

/** Tab and Escape are the page's too: a dialog of its own needs them. @param {Event & { readonly key?: unknown }} event */
function stopKey(event) {
  if (event.key !== 'Tab' && event.key !== 'Escape') stop(event);
}

/**
 * From before the first field is in the root, and for good. Asked again, it changes nothing.
 * @param {ShadowRoot} root
 */
export function keepPrivate(root) {
  for (const name of KEYS) root.addEventListener(name, stopKey);
  for (const name of EDITS) root.addEventListener(name, stop);
}
