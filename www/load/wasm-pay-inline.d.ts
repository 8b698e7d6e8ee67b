/** The bytes of payments-widget-pay_bg.wasm, for servers that cannot send it as application/wasm. */
declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
