// What the build puts in the place of these names, and the files it takes as text.
declare const __VERSION__: string;
/** SHA-256 of payments-widget_bg.wasm, lower-case hexadecimal. */
declare const __WASM_SHA256__: string;
/** The same of payments-widget_pay_bg.wasm. */
declare const __PAY_WASM_SHA256__: string;
declare module '*.css' {
  const text: string;
  export default text;
}
