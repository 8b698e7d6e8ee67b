// payments-widget/testing: what it makes is what the package gives, and wrong use is refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { openDom } from './dom.mjs';
import { CONFIG, source } from './source.mjs';

after(openDom());

const { ERROR_CODES } = await source('testing/error-codes.js');
const { fakePayments, fill, makePayment, makePaymentError, makePaymentSession } = await source('testing/testing.js');
const { isPaymentError, PaymentError, createPayments, PaymentsAPI } = await source('api/index.js');
const read = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const message = /** @param {RegExp} text */ text => error => isPaymentError(error) && text.test(error.message);

test('the codes are those of the types, with what the table of the WebAssembly says of each', () => {
  const types = read('www/api/index.d.ts');
  const words = name => [...types.match(new RegExp(`export type ${name} =([^;]+);`))[1].matchAll(/'(\w+)'/g)];
  const codes = ['FieldErrorCode', 'ErrorCode'].flatMap(words).map(([, code]) => code);
  assert.deepEqual([...ERROR_CODES.keys()].sort(), codes.sort());
  const rows = [...read('src/protocol/problem.rs').matchAll(/ = "(\w+)", \d+, (\w+), (true|false);/g)];
  assert.ok(rows.length > 50);
  for (const [, code, outcome, retryable] of rows) {
    const word = outcome.replace(/\B[A-Z]/, '_$&').toLowerCase();
    assert.deepEqual(ERROR_CODES.get(code), { outcome: word, retryable: retryable === 'true' }, code);
  }
});

test('the codes that JavaScript itself finds are as retryable as it says', async () => {
  const { failure } = await source('api/error.js');
  const rust = read('src/protocol/problem.rs');
  const own = [...ERROR_CODES].filter(([code]) => !rust.includes(`"${code}"`));
  assert.ok(own.length > 5);
  for (const [code, facts] of own) {
    const { outcome, retryable } = failure(code, '');
    assert.deepEqual(facts, { outcome, retryable }, code);
  }
});

test('makePaymentError makes a real one', () => {
  const error = makePaymentError({ code: 'card_declined', declineCode: 'insufficient_funds', paymentId: 'pay_1' });
  assert.ok([PaymentError, Error].every(kind => error instanceof kind));
  assert.ok(isPaymentError(error));
  const { name, code, declineCode, paymentId, outcome, retryable, errors } = error;
  assert.deepEqual(
    { name, code, declineCode, paymentId, outcome, retryable, errors },
    {
      name: 'PaymentError',
      code: 'card_declined',
      declineCode: 'insufficient_funds',
      paymentId: 'pay_1',
      outcome: 'not_charged',
      retryable: false,
      errors: [],
    },
  );
  assert.equal(makePaymentError({ code: 'outcome_unknown' }).outcome, 'unknown');
  assert.equal(makePaymentError({ code: 'network_error', retryable: false, message: 'no' }).retryable, false);
  const field = makePaymentError({ code: 'cvv_invalid', field: 'cvv', message: 'Wrong.' });
  assert.deepEqual(field.errors, [{ field: 'cvv', code: 'cvv_invalid', message: 'Wrong.' }]);
});

test('makePaymentError refuses a code and a member that there is not', () => {
  assert.throws(
    () => makePaymentError({ code: 'card_decline' }),
    message(/^makePaymentError: there is no such code; did you mean "card_declined"\?$/),
  );
  assert.throws(() => makePaymentError({}), message(/there is no such code\.$/));
  assert.throws(() => makePaymentError(), message(/the options must be an object/));
  assert.throws(() => makePaymentError({ code: 'canceled', outcom: 'unknown' }), message(/did you mean "outcome"/));
});

test('makePayment and makePaymentSession follow what is given', () => {
  const payment = makePayment({ amount: '19900', currency: 'KRW', walletId: 'w' });
  assert.deepEqual(payment, {
    id: 'pay_test',
    sessionId: 'ps_test',
    status: 'succeeded',
    amount: '19900',
    amountMinor: 19900,
    currency: 'KRW',
    livemode: false,
    createdAt: '2026-01-01T00:00:00Z',
    method: 'wallet',
    walletId: 'w',
  });
  assert.deepEqual(makePayment().card, { brand: 'mastercard', last4: '4444' });
  assert.equal(makePayment({ amount: '19.99' }).amountMinor, 1999);
  const session = makePaymentSession({ payment });
  assert.deepEqual(
    [session.status, session.id, session.amountMinor, session.currency, session.payment],
    ['complete', 'ps_test', 19900, 'KRW', payment],
  );
  assert.deepEqual([makePaymentSession().status, makePaymentSession().payment], ['open', null]);
  assert.throws(() => makePayment({ amount: 19.99 }), message(/amount must be a text with the decimals/));
  assert.throws(() => makePayment({ amountMinor: 1999 }), message(/unknown option "amountMinor"/));
  assert.throws(() => makePayment({ status: 'paid' }), message(/status must be one of/));
});

test('fakePayments answers with values, errors and functions, and keeps what it was asked', async () => {
  const payments = fakePayments({
    chargeCard: makePaymentError({ code: 'card_declined' }),
    chargeWallet: ({ amount }) => makePayment({ amount: String(amount) }),
    retrievePayment: makePaymentSession({ status: 'expired' }),
    ready: () => /** @type {any} */ ({ validateCvv: () => 'checked' }),
  });
  payments.configure({ apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1' });
  const card = { cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 1 };
  await assert.rejects(payments.chargeCard(card), ({ code }) => code === 'card_declined');
  assert.equal((await payments.chargeWallet({ walletId: 'w', amount: '5.00' })).amountMinor, 500);
  assert.equal((await payments.retrievePayment('ps_1_secret_2')).status, 'expired');
  assert.equal((await payments.ready()).validateCvv('1'), 'checked');
  payments.answer({ chargeCard: async () => makePayment({ id: 'pay_2' }) });
  assert.equal((await payments.chargeCard(card)).id, 'pay_2');
  assert.deepEqual(
    payments.calls.map(({ name, argument }) => [name, /** @type {any} */ (argument)?.amount]),
    [
      ['configure', undefined],
      ['chargeCard', 1],
      ['chargeWallet', '5.00'],
      ['retrievePayment', undefined],
      ['ready', undefined],
      ['chargeCard', 1],
    ],
  );
});

test('fakePayments has every member of PaymentsAPI, and no call of its own but three', () => {
  const added = ['answer', 'calls', 'forms'];
  assert.deepEqual(Object.keys(fakePayments()).sort(), [...Object.keys(PaymentsAPI), ...added].sort());
});

test('fakePayments refuses what has no answer, what the real call would refuse, and errors of another class', async () => {
  const payments = fakePayments();
  await assert.rejects(
    payments.resumePayment(),
    message(/^fakePayments: resumePayment was called and has no answer\./),
  );
  await assert.rejects(
    payments.chargeWallet(/** @type {any} */ ({ walletId: 'w', amont: 1 })),
    message(/^chargeWallet: unknown option "amont"; did you mean "amount"\?$/),
  );
  assert.throws(() => payments.configure(/** @type {any} */ ({ apikey: '' })), message(/did you mean "apiKey"/));
  assert.throws(() => payments.createForm(/** @type {any} */ ({ amont: 1 })), message(/did you mean "amount"/));
  assert.throws(() => fakePayments(/** @type {any} */ ({ charge: 1 })), message(/did you mean "chargeCard"/));
  assert.throws(
    () => fakePayments({ chargeCard: /** @type {any} */ (new Error('no')) }),
    message(/the error for chargeCard must be one of makePaymentError/),
  );
});

test('a form of fakePayments: mounted, updated, paid', async () => {
  const payments = fakePayments({ submit: ({ amount }) => makePayment({ amount: String(amount) }) });
  const form = payments.createForm({ amount: '1.00' });
  const told = [];
  for (const event of /** @type {const} */ (['ready', 'submit', 'success', 'error']))
    form.on(event, () => told.push(event));
  await assert.rejects(form.submit(), ({ code }) => code === 'not_ready');
  await assert.rejects(form.mount('#nowhere'), message(/^mount: the target must be an element/));
  await form.mount(document.body);
  form.update({ amount: '2.00' });
  const paying = form.submit();
  assert.equal(form.submit(), paying);
  assert.equal((await paying).amount, '2.00');
  payments.answer({ submit: makePaymentError({ code: 'network_error' }) });
  await assert.rejects(form.submit(), ({ code }) => code === 'network_error');
  assert.deepEqual(told, ['ready', 'submit', 'success', 'submit', 'error']);
  const stop = form.on('change', ({ complete }) => told.push(complete));
  form.emit('change', { ...form.state, complete: true });
  stop();
  form.emit('change', { ...form.state, complete: false });
  assert.deepEqual([told.at(-1), form.state.complete], [true, false]);
  assert.throws(() => form.emit(/** @type {any} */ ('sucess'), {}), message(/There is no event "sucess"/));
  form.unmount();
  assert.equal(form.isMounted, false);
});

const payments = createPayments({ ...CONFIG, apiKey: 'pk_live_1', currency: 'USD' });
const CARD = { cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', cardholderName: 'KIM MINSEO' };

/** Mounts a form whose WebAssembly does not come, which takes text all the same. */
function mounted(options) {
  const place = document.createElement('section');
  document.body.append(place);
  const form = payments.createForm({ amount: 1, ...options });
  const leave = () => {
    form.unmount();
    place.remove();
  };
  form.mount(place).catch(() => {});
  const inputs = () => [...place.firstElementChild.shadowRoot.querySelectorAll('input')];
  return { form, place, inputs, leave };
}

test('fill types into the inputs of a form, found by the form or by an element around it', () => {
  const { form, place, inputs, leave } = mounted();
  const heard = [];
  for (const name of ['focusin', 'input', 'change']) inputs()[0].addEventListener(name, ({ type }) => heard.push(type));
  fill(place, CARD);
  assert.deepEqual(heard, ['focusin', 'input', 'change']);
  assert.deepEqual(
    inputs().map(({ value }) => value),
    Object.values(CARD),
  );
  fill(form, { cvv: '999' });
  fill(document, { cardholderName: '' });
  assert.deepEqual(
    inputs()
      .map(({ value }) => value)
      .slice(2),
    ['999', ''],
  );
  leave();
});

test('fill says what is missing', () => {
  assert.throws(() => fill(document.body, CARD), message(/there is no payment form/));
  assert.throws(() => fill(payments.createForm({ amount: 1 }), CARD), message(/there is no payment form/));
  assert.throws(() => fill(/** @type {any} */ ('#pay'), CARD), message(/must be a payment form, or an element/));
  const first = mounted({ cardholderName: 'hidden' });
  assert.throws(() => fill(first.place, CARD), message(/^fill: the form shows no cardholderName\.$/));
  assert.throws(() => fill(first.place, /** @type {any} */ ({ number: '1' })), message(/unknown option "number"/));
  assert.throws(() => fill(first.place, /** @type {any} */ ({ cvv: 123 })), message(/cvv must be a text/));
  const second = mounted();
  assert.throws(() => fill(document.body, CARD), message(/there are several payment forms/));
  fill(second.form, { cvv: '999' });
  assert.deepEqual(
    [first, second].map(({ inputs }) => inputs()[2].value),
    ['123', '999'],
  );
  first.leave();
  second.leave();
});
