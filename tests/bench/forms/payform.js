import payform from 'payform';
import { NUMBER, writeForm } from './inputs.js';

const { form, number, expiry, cvc, output } = writeForm();
payform.cardNumberInput(number);
payform.expiryInput(expiry);
payform.cvcInput(cvc);

const say = (input, isValid) => input.setAttribute('aria-invalid', String(!isValid));
form.addEventListener('input', () => {
  const brand = payform.parseCardType(number.value);
  const { month, year } = payform.parseCardExpiry(expiry.value);
  say(number, payform.validateCardNumber(number.value));
  say(expiry, payform.validateCardExpiry(month, year));
  say(cvc, payform.validateCardCVC(cvc.value, brand));
  output.textContent = brand ?? '';
});
bench.ready(NUMBER);
