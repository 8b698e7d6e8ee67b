// Where a payer comes back to after a redirect: asks what became of the payment. The URL says only which session it is.
import { inEachLanguage, language, say, won } from './page.js';

const status = document.querySelector('#status');
const facts = document.querySelector('#facts');
const again = document.querySelector('#again');
/** @type {{ amount: string, currency: string } | undefined} */
let amount;

/** As the language writes it; the digits are always Latin. */
function showAmount() {
  if (!amount) return;
  const digits = amount.amount.split('.')[1]?.length ?? 0;
  const style = {
    style: 'currency',
    currency: amount.currency,
    minimumFractionDigits: digits,
    numberingSystem: 'latn',
  };
  const shown =
    amount.currency === 'KRW'
      ? won(Number(amount.amount))
      : new Intl.NumberFormat(language(), style).format(Number(amount.amount));
  document.querySelector('#amount').textContent = shown;
}

function sentence({ status, payment }) {
  const known = ['succeeded', 'declined', 'canceled'];
  if (!payment) return status === 'expired' ? 'return.expired' : 'return.open';
  return known.includes(payment.status) ? `return.${payment.status}` : 'return.undecided';
}

async function ask() {
  say(status, 'return.reading');
  again.hidden = true;
  try {
    const session = await PaymentsAPI.retrievePayment();
    say(status, sentence(session));
    facts.hidden = !session.payment;
    if (session.payment) {
      document.querySelector('#number').textContent = session.payment.id;
      amount = session;
      showAmount();
    }
    again.hidden = status.dataset.text !== 'return.undecided';
  } catch (error) {
    say(status, 'return.failed');
    again.hidden = !error.retryable;
  }
}

inEachLanguage(showAmount);
again.addEventListener('click', ask);
ask();
