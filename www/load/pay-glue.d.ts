// The module that the build makes of wasm-bindgen's glue: everything JavaScript asks of the WebAssembly that pays.
import type { Action, Report, ShownAction } from '../dialog/dialog-host.js';
import type { Words } from '../text/words.js';
import type { FollowUp as Following, FormListener, Payments, PaymentOrder } from './glue.js';
import type { Deferred } from './instance.js';

export interface Client {
  charge(order: PaymentOrder, options: object, deferred: Deferred): void;
  chargeWallet(options: object, deferred: Deferred): void;
  formPayments(): FormPayments;
  retrievePayment(secret: string | undefined, deferred: Deferred): void;
  resumePayment(secret: string | undefined, deferred: Deferred): void;
  cancelPayment(secret: string | undefined, deferred: Deferred): void;
  free(): void;
}
export interface FormPayments extends Payments {
  followUp(listener: FormListener): FollowUp;
  showPaid(form: Element, words: Words, tick: Element, mark: Element | undefined, wallet: string | undefined): void;
  free(): void;
}
export interface FollowUp extends Following {
  free(): void;
}
/** Where a client shows what the payer has to do. */
export interface DialogHost {
  show(form: Element | undefined, words: Words, action: Action, report: Report): ShownAction | undefined;
}
export interface Exports {
  Client: new (config: object, words: Words, dialogs: DialogHost) => Client;
}
export function instantiate(
  module: WebAssembly.Module,
  guard: (raw: WebAssembly.Exports) => object,
): Exports | Promise<Exports>;
