const find = css => document.querySelector(css);
const order = find('#order');
let amount = '19.90';

export function toggleCheckout() {
  if (order.childElementCount > 0) order.replaceChildren();
  else open();
}

export function setAmount(next) {
  amount = next;
  show();
}

export function swap() {
  order.append(order.firstElementChild);
}

function open() {
  const parts = find('#parts').content.cloneNode(true);
  const form = parts.querySelector('payment-form');
  const agree = parts.querySelector('#agree');
  Object.assign(form, {
    amount,
    wallets: [{ id: 'my_wallet', label: 'Moa Pay' }],
    preferredNetworks: ['cartes-bancaires'],
    appearance: { style: 'filled', variables: { accent: '#0a5c36' } },
  });
  form.addEventListener('payment-change', ({ detail }) => (find('#brand').value = detail.brand ?? ''));
  form.addEventListener('payment-success', ({ detail }) => add('#paid', detail.id));
  form.addEventListener('payment-error', ({ detail }) => add('#failed', detail.code));
  // The form leaves it to the page to pay, which asks for something first. A failure comes as an event.
  form.addEventListener('payment-submit', () => {
    if (agree.checked) form.submit().catch(() => {});
    else ask(agree);
  });
  parts.querySelector('#clear').addEventListener('click', () => form.clear());
  order.append(parts);
  show();
}

/** Shows the amount where the checkout is open. */
function show() {
  const form = find('payment-form');
  if (!form) return;
  form.amount = amount;
  find('#summary p').textContent = `${amount} USD`;
}

function ask(agree) {
  if (find('#asks')) return;
  const asks = document.createElement('p');
  asks.id = 'asks';
  asks.textContent = 'Please agree first.';
  agree.parentElement.after(asks);
}

function add(css, text) {
  const item = document.createElement('li');
  item.textContent = text;
  find(css).append(item);
}
