import { PaymentsAPI } from 'payments-widget';

PaymentsAPI.configure({ apiKey: 'pk_live_bench', endpoint: 'https://localhost/v1' });
const form = PaymentsAPI.createForm({ amount: 100, currency: 'USD' });
bench.ready('[autocomplete="cc-number"]', form.mount('#app'));
