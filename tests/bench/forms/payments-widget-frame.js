import { PaymentsAPI } from 'payments-widget';

// Another site than the page's.
const frame = new URL('frame.html', location.href.replace('//load-', '//frame-')).href;
PaymentsAPI.configure({ apiKey: 'pk_live_bench', endpoint: 'https://localhost/v1', frame });
const form = PaymentsAPI.createForm({ amount: 100, currency: 'USD' });
const takesDigits = new Promise(resolve => {
  form.on('ready', resolve);
});
form.mount('#app');
bench.ready('iframe', takesDigits);
