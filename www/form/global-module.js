// `import 'payments-widget/global'`: what the script tag gives a page, for a page that is bundled. The script tag's own file
// looks for the others beside itself, where a bundler has put none.
import { PaymentsAPI } from '../api/index.js';
import './element.js';

if (globalThis.window) /** @type {any} */ (window).PaymentsAPI ??= PaymentsAPI;
