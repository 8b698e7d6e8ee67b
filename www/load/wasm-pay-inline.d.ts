/** The bytes of payments-widget_pay_bg.wasm, for servers that cannot send it as application/wasm. */
declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
