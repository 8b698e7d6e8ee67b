// The checkout: the order, the payment form, and the panel that fills in a test card as a person would.
import { element, inEachLanguage, language, text } from './page.js';
import { showRequests } from './requests.js';

const CARDS = [
  { key: 'try.approved', mark: 'visa', number: '4242 4242 4242 4242', expiry: '12 / 34', cvv: '123' },
  { key: 'try.declined', mark: 'visa', number: '4000 0000 0000 0002', expiry: '12 / 34', cvv: '123' },
  { key: 'try.challenge', mark: 'visa', number: '4000 0000 0000 3220', expiry: '12 / 34', cvv: '123' },
  { key: 'try.late', mark: 'visa', number: '4000 0000 0000 0119', expiry: '12 / 34', cvv: '123' },
  { key: 'try.korean', mark: 'korean', number: '9490 2200 0661 1406', expiry: '12 / 34', cvv: '123' },
  { key: 'try.amex', mark: 'amex', number: '3782 822463 10005', expiry: '12 / 34', cvv: '1234' },
];
const form = document.querySelector('payment-form');
let chosen = CARDS[0];

// The payer's wallets at this merchant, by the names they know them.
form.options = {
  wallets: [
    { id: 'my_wallet', label: 'Moa Pay' },
    { id: 'app_wallet', label: 'App Pay' },
  ],
};

inEachLanguage(() => form.setAttribute('locale', language()));

function chips() {
  const group = document.querySelector('#chips');
  group.replaceChildren(
    ...CARDS.map(card => {
      const mark = document.querySelector(`#mark-${card.mark}`).content.firstElementChild.cloneNode(true);
      const chip = element('button', { type: 'button', className: 'chip' }, mark, text(card.key));
      chip.setAttribute('aria-pressed', card === chosen);
      chip.addEventListener('click', () => {
        chosen = card;
        for (const other of group.children) other.setAttribute('aria-pressed', other === chip);
        values();
      });
      return chip;
    }),
  );
}

function values() {
  for (const name of ['number', 'expiry', 'cvv']) document.querySelector(`#try-${name}`).textContent = chosen[name];
}

/** Through the fields' own events, so that the form formats and checks what it gets as if it were typed. */
function fill() {
  form.shadowRoot.querySelector('input[type="radio"]')?.click(); // the card, should a wallet be chosen
  const fields = { 'cc-number': chosen.number, 'cc-exp': chosen.expiry, 'cc-csc': chosen.cvv, 'cc-name': 'KIM MINSEO' };
  for (const [token, value] of Object.entries(fields)) {
    const input = form.shadowRoot.querySelector(`input[autocomplete="${token}"]`);
    if (!input) continue;
    input.focus();
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertFromPaste' }));
  }
  form.shadowRoot.querySelector('button[type="submit"]')?.focus();
}

/** The order is open beside the form and folded above it. The width is that of shop.css. */
function foldOrder() {
  const order = document.querySelector('.order');
  const wide = matchMedia('(min-width: 56em)');
  const fold = () => {
    order.open = wide.matches;
    order.firstElementChild.tabIndex = wide.matches ? -1 : 0;
  };
  wide.addEventListener('change', fold);
  fold();
}

function paid() {
  document.querySelector('h1').dataset.text = 'checkout.paid';
  document.querySelector('h1').textContent = text('checkout.paid');
  document.body.dataset.title = 'checkout.paid';
  document.title = `${text('checkout.paid')} · ${text('shop.name')}`;
  document.querySelector('#step-pay').removeAttribute('aria-current');
  document.querySelector('#step-done').setAttribute('aria-current', 'step');
  document.querySelector('#fill').hidden = true;
  document.querySelector('#again').hidden = false;
}

foldOrder();
inEachLanguage(chips);
values();
showRequests(form);
document.querySelector('#fill').addEventListener('click', fill);
form.addEventListener('payment-success', paid);
