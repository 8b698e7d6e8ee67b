// payments-widget.global.js, a classic script, sets this one name.
import type { PaymentsApi } from '../api/index.js';
import '../form/element.js';

declare global {
  interface Window {
    readonly PaymentsAPI: PaymentsApi;
  }
  const PaymentsAPI: PaymentsApi;
}
