// payments-widget/react: the form in React 18 and newer.
import type { CSSProperties, ForwardRefExoticComponent, RefAttributes, RefCallback } from 'react';
import type { FormEvents, FormOptions, FormState, PaymentForm as Form, PaymentsApi } from '../api/index.js';

/** `onSuccess`, `onError`, `onChange` and so on: one for each event of the form. The latest ones are called. */
export type PaymentFormHandlers = {
  [K in keyof FormEvents as `on${Capitalize<K>}`]?: ((payload: FormEvents[K]) => void) | undefined;
};

/**
 * The options and events of a form. Options that change are given to the form that is there, and what was typed stays.
 *
 * A new form is made, and what was typed is gone, for another `koreanAuth`, `wallets` or `payments`, and where an option is no longer
 * given. It waits for a payment in flight. A form that has paid stays; another payment is another `key`. Lists and objects are compared
 * by what they hold, and a `session` function may be another one in each render: the latest is asked.
 */
export interface UsePaymentFormOptions extends FormOptions, PaymentFormHandlers {
  /** @defaultValue `PaymentsAPI` */
  payments?: PaymentsApi | undefined;
}

/** Besides, `data-` and `aria-` attributes of the element around the form. */
export interface PaymentFormProps extends UsePaymentFormOptions {
  /** Of the `<div>` around the form. */
  id?: string | undefined;
  /** Of the `<div>` around the form. */
  className?: string | undefined;
  /** Of the `<div>` around the form. */
  style?: CSSProperties | undefined;
}

/** What the `ref` of a `PaymentForm` holds: `submit`, `focus`, `clear`, `state`. React mounts, updates and unmounts it. */
export type PaymentForm = Form;

/**
 * The form, in a `<div>`. A server renders it empty. Call `PaymentsAPI.configure` before, as at the top of a module.
 *
 * Options that are wrong from the start are thrown, for an error boundary. Later ones reach `onError`, and the form stays as it was.
 * @example
 * <PaymentForm amount="19.99" currency="USD" onSuccess={payment => show(payment.id)} />
 */
export const PaymentForm: ForwardRefExoticComponent<PaymentFormProps & RefAttributes<Form>>;

/** What {@link usePaymentForm} gives. */
export interface UsedPaymentForm {
  /** For the element that the form is in. It stays the same function. */
  ref: RefCallback<Element>;
  /** Null on a server and while the first render runs. */
  form: Form | null;
  /** What the form's latest events said; null as long as `form` is. */
  state: FormState | null;
}

/**
 * The same as {@link PaymentForm}, in an element of your own and with the form's state, as for a button of your own.
 * @example
 * const { ref, form, state } = usePaymentForm({ amount: '19.99', currency: 'USD', submitButton: false, onSuccess });
 * return <>
 *   <div ref={ref} />
 *   <button disabled={!form || state?.busy} onClick={() => form?.submit().catch(() => {})}>Pay</button>
 * </>;
 */
export function usePaymentForm(options: UsePaymentFormOptions): UsedPaymentForm;
