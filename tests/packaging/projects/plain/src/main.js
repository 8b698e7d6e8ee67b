import { PaymentsAPI } from 'payments-widget';
import 'payments-widget/element';
import { toggleCheckout, setAmount, swap } from './checkout.js';

async function start() {
  const settings = await (await fetch('/settings.json')).json();
  PaymentsAPI.configure({ ...settings, sessionUrl: '/session' });
  document.querySelector('#checkout').addEventListener('click', toggleCheckout);
  document.querySelector('#more').addEventListener('click', () => setAmount('29.90'));
  document.querySelector('#swap').addEventListener('click', swap);
}
start();
