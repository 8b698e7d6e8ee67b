// The checkout: the order, the payment form, and the panel that fills in a test card as a person would.
import { inEachLanguage, language, translate } from './page.js';
import { showRequests } from './requests.js';

/** The test cards, in the order of their buttons. */
const CARDS = [
  { number: '4242 4242 4242 4242', expiry: '12 / 34', cvv: '123' },
  { number: '4000 0000 0000 0002', expiry: '12 / 34', cvv: '123' },
  { number: '4000 0000 0000 3220', expiry: '12 / 34', cvv: '123' },
  { number: '4000 0000 0000 0119', expiry: '12 / 34', cvv: '123' },
  { number: '9490 2200 0661 1406', expiry: '12 / 34', cvv: '123' },
  { number: '3782 822463 10005', expiry: '12 / 34', cvv: '1234' },
];
const form = document.querySelector('payment-form');
const chips = [...document.querySelectorAll('#chips button')];
let chosen = CARDS[0];

inEachLanguage(() => form.setAttribute('locale', language()));

for (const [at, chip] of chips.entries()) {
  chip.addEventListener('click', () => {
    chosen = CARDS[at];
    for (const other of chips) other.setAttribute('aria-pressed', other === chip);
    values();
  });
}

function values() {
  for (const name of ['number', 'expiry', 'cvv']) document.querySelector(`#try-${name}`).textContent = chosen[name];
}

/** Through the fields' own events, so that the form formats and checks what it gets as if it were typed. */
function fill() {
  form.shadowRoot.querySelector('input[type="radio"]')?.click(); // the card, should a wallet be chosen
  form.shadowRoot.querySelector('[data-saved="choose"]:not([data-card])')?.click(); // another one than those that are saved
  const { number, expiry, cvv } = chosen;
  const fields = { 'cc-number': number, 'cc-exp': expiry, 'cc-csc': cvv, 'cc-name': 'KIM MINSEO' };
  for (const [token, value] of Object.entries(fields)) {
    const input = form.shadowRoot.querySelector(`input[autocomplete="${token}"]`);
    if (!input) continue;
    input.focus();
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertFromPaste' }));
  }
  form.shadowRoot.querySelector('button[type="submit"]')?.focus();
}

function paid() {
  document.querySelector('h1').dataset.text = 'checkout.paid';
  document.body.dataset.title = 'checkout.paid';
  translate();
  document.querySelector('#step-pay').removeAttribute('aria-current');
  document.querySelector('#step-done').setAttribute('aria-current', 'step');
  document.querySelector('#fill').hidden = true;
  document.querySelector('#again').hidden = false;
}

/**
 * What a wallet's own script does on the payer's device: it asks the payer, and gives a token for this amount. The sandbox plays
 * it. A real wallet's script needs no session.
 */
globalThis.authorizeOnDevice = async ({ amountMinor, currency }) => {
  const { apiKey, endpoint, sessionUrl } = document.querySelector('script[data-api-key]').dataset;
  const post = async (url, body, headers = {}) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return answer.json();
  };
  const { client_secret: secret } = await post(sessionUrl, { amount: amountMinor, currency, method: 'wallet' });
  const { token } = await post(
    `${endpoint}/test_wallet/token`,
    { amount: amountMinor, currency },
    { authorization: `Bearer ${apiKey}`, 'payment-session': secret },
  );
  return token;
};

/** In which of its two places the form is: the page reaches into none of another origin. */
const mode = 'frame' in document.querySelector('script[data-api-key]').dataset ? 'frame' : 'inline';
for (const link of document.querySelectorAll('.modes a')) {
  if (link.dataset.mode === mode) link.setAttribute('aria-current', 'page');
}
document.querySelector('#again').href = mode === 'frame' ? '/?mode=frame' : '/';
document.querySelector('#fill').hidden = mode === 'frame';
document.querySelector('#type').hidden = mode !== 'frame';

values();
showRequests(form);
document.querySelector('#fill').addEventListener('click', fill);
form.addEventListener('payment-success', paid);
