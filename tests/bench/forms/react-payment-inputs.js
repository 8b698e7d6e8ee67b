import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { usePaymentInputs } from 'react-payment-inputs';

function Form() {
  const { meta, getCardNumberProps, getExpiryDateProps, getCVCProps } = usePaymentInputs();
  return createElement(
    'form',
    null,
    createElement('input', getCardNumberProps({})),
    createElement('input', getExpiryDateProps({})),
    createElement('input', getCVCProps({})),
    createElement('output', null, meta.isTouched && meta.error),
  );
}

createRoot(/** @type {HTMLElement} */ (document.getElementById('app'))).render(createElement(Form));
bench.ready('[autocomplete="cc-number"]');
