// Where a payer comes back to after a redirect: asks what became of the payment. The URL says only which session it is.
import { inEachLanguage, text } from './page.js';

const status = document.querySelector('#status');
const facts = document.querySelector('#facts');
const again = document.querySelector('#again');
let said = 'return.reading';

function say(key) {
  said = key;
  status.textContent = text(said);
}

function sentence({ status, payment }) {
  const known = ['succeeded', 'declined', 'canceled'];
  if (!payment) return status === 'expired' ? 'return.expired' : 'return.open';
  return known.includes(payment.status) ? `return.${payment.status}` : 'return.undecided';
}

async function ask() {
  say('return.reading');
  again.hidden = true;
  try {
    const session = await PaymentsAPI.retrievePayment();
    say(sentence(session));
    facts.hidden = !session.payment;
    if (session.payment) {
      document.querySelector('#number').textContent = session.payment.id;
      document.querySelector('#amount').textContent = `${session.amount} ${session.currency}`;
    }
    again.hidden = said !== 'return.undecided';
  } catch (error) {
    say('return.failed');
    again.hidden = !error.retryable;
  }
}

inEachLanguage(() => say(said));
again.addEventListener('click', ask);
ask();
