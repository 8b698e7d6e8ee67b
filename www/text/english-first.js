// The sentences of the form before the WebAssembly is there, in English. They are built in; English is also used where another
// language is missing or lacks a sentence.
export default Object.freeze({
  'form.label': 'Payment details',
  'number.label': 'Card number',
  'expiry.label': 'Expiry date',
  'expiry.placeholder': 'MM / YY',
  'cvv.label': 'Security code',
  'name.label': 'Name on card',
  'name.placeholder': 'As it appears on the card',
  'pay.button': 'Pay {amount}',
  'secure.note': 'Your card details are sent encrypted.',
  'name.optional': '(optional)',
  'load.busy': 'Loading the payment form.',
  'load.pressed': 'The payment starts as soon as the form is loaded.',
  'load.title': 'The payment form could not be loaded',
  'load.body': 'Check your connection and try again. You have not been charged.',
  'load.browser': 'This browser cannot show the payment form. Please use another browser. You have not been charged.',
  'load.other': 'Something is wrong with this page. Please try again, or tell the shop. You have not been charged.',
  'load.retry': 'Try again',
  'test.tag': 'Test',
  'test.note': 'No real money is charged.',
});
