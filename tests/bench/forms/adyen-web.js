import { AdyenCheckout, Card } from '@adyen/adyen-web';
import '@adyen/adyen-web/styles/adyen.css';

// The vendor's servers are not there: what its frames load comes on top of what is measured.
AdyenCheckout.register(Card);
bench.ready('#app iframe');
AdyenCheckout({
  environment: 'test',
  clientKey: `test_${'A'.repeat(32)}`,
  countryCode: 'US',
  locale: 'en-US',
  amount: { value: 1000, currency: 'USD' },
  analytics: { enabled: false },
  paymentMethodsResponse: { paymentMethods: [{ type: 'scheme', name: 'Cards', brands: ['visa', 'mc', 'amex'] }] },
}).then(checkout => new Card(checkout, {}).mount('#app'));
