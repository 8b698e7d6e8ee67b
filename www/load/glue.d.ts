// The module that the build makes of wasm-bindgen's glue: everything JavaScript asks of the form's WebAssembly.
import type { OpenPayment } from '../dialog/open-payment.js';
import type { SavedList } from '../form/saved-cards.js';
import type { BrandInfo, PaymentForm } from '../api/index.js';
import type { Deferred } from './instance.js';
import type { Words } from '../text/words.js';

/** What is paid: the card in it comes out only encrypted. */
export interface PaymentOrder {
  describe(): object;
  seal(template: string, header: string, alg: string, enc: string, key: CryptoKey, done: (jwe?: string) => void): void;
  wipe(): void;
  free(): void;
}
/** The form, which hears of one charge, or of one follow-up. */
export interface FormListener {
  words(): Words | undefined;
  place(): Element | undefined;
  action(kind: string, opened: boolean): void;
  posted(): void;
  paid(payment: object): void;
  failed(failure: object, end: object, again: boolean): void;
  notLoaded(failure: object): void;
  stillUnknown(late: boolean): void;
  offer(open: object): void;
  payerLate(): void;
  free(): void;
}
/** What pays for a form. */
export interface Payments {
  prepare(): void;
  savedCards(
    options: object,
    amount: object,
    what: string,
    id: string | undefined,
    answer: (json: unknown, isGone: boolean) => void,
  ): void;
  charge(options: object, order: PaymentOrder, listener: FormListener): void;
  followUp(listener: FormListener): FollowUp;
}
export interface FollowUp {
  checkNow(): boolean;
  resume(): void;
  giveUp(): void;
  stop(): void;
}
export interface FormHost {
  emit(name: string, payload: any): void;
  words: Words;
  payments: Payments;
  currency: string | undefined;
  test: boolean;
  mark(id: string): SVGElement;
  icon(name: string): SVGElement;
  wallet(id: string, label: string, mark?: string): HTMLElement;
  showOpen(form: HTMLElement, open: OpenPayment | undefined): void;
  showPaid(form: HTMLElement, mark: Element | undefined, wallet: string | undefined): void;
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
  PaymentFormView: new (options: object, host: FormHost) => PaymentFormView;
  readCard(options: object, currency: Text, words: Words, token: boolean): PaymentOrder;
}
export function instantiate(
  module: WebAssembly.Module,
  guard: (raw: WebAssembly.Exports) => object,
): Exports | Promise<Exports>;
