'use client';
// The form in React: a component and a hook around `createForm`. A server renders an empty element; the form is made in the page,
// in an effect, so that no handler and no option depends on what React does when it hydrates.
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useState } from 'react';
import { PaymentsAPI } from '../api/index.js';
import { bindForm } from './bind-form.js';

/** @typedef {import('../api/index.js').PaymentForm} Form */
/** @typedef {import('../api/index.js').FormState} FormState */
/** @typedef {import('./react.js').UsePaymentFormOptions} Options */

/** Before the browser paints. A server has no layout, and React 18 would warn of the effect there. */
const useEffectInPage = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** Props of the element around the form; every other one is an option or a handler of the form. */
const ATTRIBUTE = /^(id|className|style|(data|aria)-.+)$/;

/**
 * @param {Options} given
 * @param {(state: FormState) => void} onState
 */
function useBoundForm({ payments = PaymentsAPI, ...rest }, onState) {
  const [form, setForm] = useState(/** @type {Form | null} */ (null));
  const [bound] = useState(() => bindForm(setForm, onState));
  useEffectInPage(() => bound.take(payments, rest));
  // Not in the effect above: React ends that one also when it hides what waits for data, and what was typed must stay. After a change
  // of the code (Fast Refresh) this one is ended last, so it begins again too.
  useEffect(() => {
    bound.begin();
    return bound.end;
  }, [bound]);
  return { bound, form };
}

const ignore = () => {};

export const PaymentForm = forwardRef(
  function PaymentForm(
    /** @type {import('./react.js').PaymentFormProps} */ props,
    /** @type {import('react').ForwardedRef<Form>} */ ref,
  ) {
    const entries = Object.entries(props);
    const attributes = Object.fromEntries(entries.filter(([name]) => ATTRIBUTE.test(name)));
    const given = Object.fromEntries(entries.filter(([name]) => !ATTRIBUTE.test(name)));
    const { bound, form } = useBoundForm(/** @type {Options} */ (/** @type {unknown} */ (given)), ignore);
    // `form` is null while React runs the first effects, in which the form is there already.
    useImperativeHandle(ref, () => /** @type {Form} */ (bound.form()), [bound, form]);
    return createElement('div', { ...attributes, ref: bound.place });
  },
);

/** @param {Options} options */
export function usePaymentForm(options) {
  const [state, setState] = useState(/** @type {FormState | null} */ (null));
  const { bound, form } = useBoundForm(options, setState);
  return { ref: bound.place, form, state };
}
