// The files that engine.js loads from beside itself. Each path is written out, so that any bundler finds the file.

/** @type {import('./parts.js').Files<typeof import('../api/pay.js')>} */
export const PAY_FILES = {
  file: 'payments-widget_pay_bg.wasm',
  url: () => new URL('./payments-widget_pay_bg.wasm', import.meta.url),
  copy: 'wasm-pay-inline.js',
  inline: () => import('./wasm-pay-inline.js'),
  script: 'pay.js',
  code: () => import('../api/pay.js'),
};

export const loadColours = () => import('../look/colours.js');
export const loadMarks = () => import('../look/marks.js');
export const loadDialog = () => import('../dialog/dialog.js');
export const loadSaved = () => import('../form/saved-cards.js');
export const loadValidators = () => import('../api/validators.js');
