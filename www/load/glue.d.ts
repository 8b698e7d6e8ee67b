// The module that the build makes of wasm-bindgen's glue: everything JavaScript asks of the WebAssembly.
import type { Action, ShownAction, Tell } from '../dialog/dialog.js';
import type { OpenPayment } from '../dialog/open-payment.js';
import type { SavedList } from '../form/saved-cards.js';
import type { BrandInfo, PaymentForm } from '../api/index.js';
import type { Deferred } from './instance.js';
import type { Words } from '../text/words.js';

export interface Client {
  createForm(options: object, host: FormHost): PaymentFormView;
  chargeCard(options: object, deferred: Deferred): void;
  chargeWallet(options: object, deferred: Deferred): void;
  createToken(options: object, deferred: Deferred): void;
  retrievePayment(secret: string | undefined, deferred: Deferred): void;
  resumePayment(secret: string | undefined, deferred: Deferred): void;
  cancelPayment(secret: string | undefined, deferred: Deferred): void;
  free(): void;
}
/** Where a client shows what the payer has to do. */
export interface DialogHost {
  show(form: Element | undefined, words: Words, action: Action, tell: Tell): ShownAction | undefined;
}
export interface FormHost {
  emit(name: string, payload: any): void;
  words: Words;
  mark(id: string): SVGElement;
  icon(name: string): SVGElement;
  wallet(id: string, label: string, mark?: string): HTMLElement;
  showOpen(form: HTMLElement, open: OpenPayment | undefined): void;
  whenSavedReady(callback: () => void): void;
  showSaved(panel: HTMLElement, cvv: Element, list: SavedList): void;
}
export interface PaymentFormView extends Pick<PaymentForm, 'focus' | 'clear' | 'unmount'> {
  mount(root: ShadowRoot, composing: boolean, pressed: string | undefined): void;
  update(options: object): void;
  submit(deferred: Deferred): void;
  state(): PaymentForm['state'];
  free(): void;
}
type Text = string | undefined;
type Whole = number | undefined;
/** The checks: `undefined` for a value of another type. The bits of a result are explained in `api/validators.js`. */
export interface Checks {
  cardFacts(): { brands: BrandInfo[]; errors: string[] };
  validateCardNumber(digits: Text, accepted: number, maxLength: Whole, luhnUnionPay: boolean): number;
  clockMonth(text: Text, ms: number): number;
  validateExpirationDate(digits: Text, now: number, years: Whole): number;
  validateExpirationParts(month: Text, year: Text, now: number, years: Whole): number;
  validateExpirationMonth(digits: Text, now: number): number;
  validateExpirationYear(digits: Text, now: number, years: Whole): number;
  validateCvv(text: Text, brands: number, lengths: number): number;
  validateCardholderName(text: Text): number;
  validatePostalCode(text: Text, minLength: Whole): number;
  detectCardBrand(digits: Text): number;
  formatCardNumber(digits: Text): string;
}
export interface Exports extends Checks {
  Client: new (config: object, words: Words, dialogs: DialogHost) => Client;
}
export function instantiate(
  module: WebAssembly.Module,
  guard: (raw: WebAssembly.Exports) => object,
): Exports | Promise<Exports>;
