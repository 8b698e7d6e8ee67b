// The forms speak the language that is chosen on the page.
import { inEachLanguage, language } from './page.js';

inEachLanguage(() => {
  for (const form of document.querySelectorAll('payment-form')) form.setAttribute('locale', language());
});
