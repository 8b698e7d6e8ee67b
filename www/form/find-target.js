import { failure } from '../api/error.js';

/** Refuses what needs a page, where there is none. */
export function requirePage() {
  if (typeof document === 'undefined') throw failure('not_in_browser', 'Payments are made in a page, not on a server.');
}

/**
 * Where a form is mounted.
 * @param {Element | string} target
 */
export function findTarget(target) {
  requirePage();
  /** @type {Element | null} */
  let found = null;
  try {
    found = typeof target === 'string' ? document.querySelector(target) : target;
  } catch {
    // A selector that is none finds nothing.
  }
  // Style sheets that were made for one document cannot be used in another one.
  if (found?.nodeType !== 1 || found.ownerDocument !== document)
    throw failure('invalid_option', 'mount: the target must be an element or selector of this page.');
  return found;
}
