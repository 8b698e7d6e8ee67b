/** What probe.js gives to the pages. */
declare const bench: {
  /** The form's card number; `live` is when the WebAssembly has drawn it. */
  ready(selector: string, live?: Promise<unknown>): void;
  /** That input, once it took a digit. */
  field: HTMLInputElement;
  /** Of charge.js. */
  fill(): boolean;
  pay(): Promise<number>;
};

// They are installed for the benchmark only.
declare module '@adyen/adyen-web';
declare module '@adyen/adyen-web/styles/adyen.css';
declare module 'card/dist/card.js';
declare module 'react-payment-inputs';
