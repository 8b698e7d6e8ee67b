// The sentences in English of a payment whose outcome is not known when the form fails.
export default Object.freeze({
  'load.unknown.title': 'The result is not known yet',
  'load.unknown': 'We do not know yet whether you were charged. Please do not pay again; ask the shop.',
});
