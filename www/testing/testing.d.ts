// payments-widget/testing: for the unit tests of your own code. Nothing of it belongs on a page that takes payments.
//
// Every call refuses what it does not know with a PaymentError `invalid_option`, whose message says what is wrong.
import type {
  CardToken,
  ChargeCardOptions,
  ChargeWalletOptions,
  FormEvents,
  FormField,
  FormOptions,
  Payment,
  PaymentError,
  PaymentForm,
  PaymentsApi,
  PaymentSession,
  PaymentStatus,
  SucceededPayment,
  Validators,
} from '../api/index.js';

/**
 * Types into the inputs of a form that is in the page, with the events of a payer: in a browser, in jsdom and in happy-dom. Whatever
 * the form decides by itself follows, as after real typing. Fields that are not named stay as they are.
 * @param target  a form that is mounted, or a `<payment-form>`, or an element or document that has exactly one form in it
 * @example
 * fill(document.body, { cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', cardholderName: 'KIM MINSEO' });
 */
export function fill(target: PaymentForm | ParentNode, values: Partial<Record<FormField, string | undefined>>): void;

/** A part of an object, for what is made of it. */
type Part<T> = { [K in keyof T]?: T[K] | undefined };

/** A payment; `amountMinor` follows from `amount`. By default it has succeeded. */
export function makePayment<S extends PaymentStatus = 'succeeded'>(
  given?: Part<Omit<Payment<S>, 'amountMinor'>>,
): Payment<S>;

/** A session; what is not given follows from its payment. */
export function makePaymentSession(given?: Part<Omit<PaymentSession, 'amountMinor'>>): PaymentSession;

/**
 * A real `PaymentError`: `isPaymentError` and `instanceof` take it for one. `outcome` and `retryable` are those of its code.
 * @example
 * makePaymentError({ code: 'card_declined', declineCode: 'insufficient_funds' });
 */
export function makePaymentError(
  given: Pick<PaymentError, 'code'> & Part<Omit<PaymentError, 'name' | 'stack' | 'code'>>,
): PaymentError;

/** What a call ends with: a value, an error that it rejects with, or a function of the call's argument that gives one of these. */
export type FakeAnswer<T, A> = T | PaymentError | ((argument: A) => T | PaymentError | Promise<T | PaymentError>);

/** What each call ends with. */
export interface FakeAnswers {
  /** What `chargeCard` ends with. */
  chargeCard?: FakeAnswer<SucceededPayment, ChargeCardOptions> | undefined;
  /** What `chargeWallet` ends with. */
  chargeWallet?: FakeAnswer<SucceededPayment, ChargeWalletOptions> | undefined;
  /** What `createToken` ends with. */
  createToken?: FakeAnswer<CardToken, Parameters<PaymentsApi['createToken']>[0]> | undefined;
  /** What `retrievePayment` ends with. */
  retrievePayment?: FakeAnswer<PaymentSession, string | undefined> | undefined;
  /** What `resumePayment` ends with. */
  resumePayment?: FakeAnswer<SucceededPayment, string | undefined> | undefined;
  /** What `cancelPayment` ends with. */
  cancelPayment?: FakeAnswer<PaymentSession, string | undefined> | undefined;
  /** Of the forms: what their `submit` ends with. The form's `success` or `error` follows. */
  submit?: FakeAnswer<SucceededPayment, FormOptions> | undefined;
  /** The real ones work in Node without a network: `ready: () => PaymentsAPI.ready()`. */
  ready?: FakeAnswer<Validators, unknown> | undefined;
}

/** A call that your code has made. */
export interface FakeCall {
  /** The name of the function. */
  readonly name: keyof FakeAnswers | 'configure';
  /** What it was given. */
  readonly argument: unknown;
}

/** A form that has an empty element and no fields. */
export interface FakePaymentForm extends PaymentForm {
  /** Calls the listeners of an event at once. A `change` is the form's state from then on. */
  emit<K extends keyof FormEvents>(event: K, payload: FormEvents[K]): void;
  /** Those of `createForm`, with what `update` changed. */
  readonly options: FormOptions;
  /** Whether it is on the page. */
  readonly isMounted: boolean;
}

/** What {@link fakePayments} gives. */
export interface FakePayments extends PaymentsApi {
  /** As the real one; no field is shown. */
  createForm(options: FormOptions): FakePaymentForm;
  /** Other answers from now on; those that are not named stay. */
  answer(answers: FakeAnswers): void;
  /** Every call so far, in order. */
  readonly calls: readonly FakeCall[];
  /** Every form so far, in order. */
  readonly forms: readonly FakePaymentForm[];
}

/**
 * An object of the shape of `PaymentsAPI` without network and WebAssembly. A call that has no answer is refused, as is an option that
 * the real call would not know.
 * @example
 * const payments = fakePayments({ chargeCard: makePaymentError({ code: 'card_declined' }) });
 * await checkOut(payments); // your code
 * payments.calls[0].argument; // what it charged
 */
export function fakePayments(answers?: FakeAnswers): FakePayments;

// Without this line, TypeScript exports what has no `export` too.
export {};
