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
  if (found?.nodeType !== 1)
    throw failure('invalid_option', 'mount: the target must be an element, or a selector that finds one.');
  return found;
}
