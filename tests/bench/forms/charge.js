import { PaymentsAPI } from 'payments-widget';

// The endpoint has the key to encrypt for, and no payments: only when the request is sent is measured.
PaymentsAPI.configure({
  apiKey: 'pk_live_bench',
  endpoint: `${location.origin}/v1`,
  session: 'ps_bench_secret_aaaaaaaaaaaaaaaaaaaaaa',
});
const form = PaymentsAPI.createForm({ amount: 100, currency: 'USD' });
bench.ready('[autocomplete="cc-number"]', form.mount('#app'));

const { fetch } = window;
const sent = new Promise(resolve => {
  window.fetch = (request, ...more) => {
    if (new URL(request instanceof Request ? request.url : request, location.href).pathname.endsWith('/payments'))
      resolve(performance.now());
    return fetch(request, ...more);
  };
});
const CARD = { 'cc-number': '4242424242424242', 'cc-exp': '12/39', 'cc-csc': '123', 'cc-name': 'KIM MINSEO' };

const root = () => /** @type {ShadowRoot} */ (bench.field.getRootNode());

/** Fills the form in; its first focus asks for the key. */
bench.fill = () => {
  for (const [name, text] of Object.entries(CARD)) {
    const input = /** @type {HTMLInputElement} */ (root().querySelector(`[autocomplete="${name}"]`));
    input.focus();
    input.select();
    document.execCommand('insertText', false, text);
  }
  return form.state.complete;
};

/** Milliseconds from the press of the button until the payment is sent. */
bench.pay = async () => {
  const pressed = performance.now();
  /** @type {HTMLElement} */ (root().querySelector('[type=submit]')).click();
  return (await sent) - pressed;
};
