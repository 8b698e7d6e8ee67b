/** The events of a form. */
export const EVENTS = /** @type {const} */ ([
  'ready',
  'change',
  'focus',
  'blur',
  'escape',
  'submit',
  'action',
  'success',
  'error',
]);
