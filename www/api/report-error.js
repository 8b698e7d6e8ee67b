/**
 * Tells the page of an error that no call can reject with, as an uncaught one. jsdom and happy-dom have no `reportError`.
 * @param {unknown} error
 */
export const reportError = error =>
  globalThis.reportError ? globalThis.reportError(error) : console.error('payments-widget:', error);
