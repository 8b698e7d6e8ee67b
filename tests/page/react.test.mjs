// payments-widget/react in jsdom: one form whatever React does, options that change, handlers that are always the latest.
import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import { FORM_EXPORTS, PAY_EXPORTS } from './fake-glue.mjs';
import { CONFIG, source } from './source.mjs';
import { openDom } from './dom.mjs';

after(openDom());
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
globalThis.fakeExports = (0, eval)(`(${FORM_EXPORTS})`);
globalThis.fakePayExports = (0, eval)(`(${PAY_EXPORTS})`);

const { act, Activity, createElement: h, createRef, StrictMode, Suspense, useEffect, useRef } = await import('react');
const { createRoot, hydrateRoot } = await import('react-dom/client');
const { renderToString } = await import('react-dom/server');
const { PaymentForm, usePaymentForm } = await source('react/react.js');
const { PaymentsAPI } = await source('api/index.js');
const { fakePayments, makePayment, makePaymentError } = await source('testing/testing.js');

PaymentsAPI.configure({ ...CONFIG, apiKey: 'pk_live_1', currency: 'USD' });

let page;
let root;
let payments;
const uncaught = [];
globalThis.reportError = error => uncaught.push(error);

beforeEach(() => {
  payments = fakePayments();
  page = document.createElement('main');
  document.body.append(page);
  root = null;
});
afterEach(async () => {
  await act(() => root?.unmount());
  page.remove();
  assert.deepEqual(uncaught.splice(0), []);
});

async function show(element) {
  await act(async () => {
    root ??= createRoot(page);
    root.render(element);
  });
}
const form = props => h(PaymentForm, { payments, amount: 1, ...props });
/** The only form that there is. */
const only = () => {
  assert.equal(payments.forms.length, 1);
  return payments.forms[0];
};
const until = async holds => {
  for (let at = 0; at < 200 && !holds(); at++) await act(() => new Promise(resolve => setTimeout(resolve, 10)));
};

test('StrictMode: one form, mounted once on the page, and nothing left after it', async () => {
  globalThis.fake = { views: [] };
  const ready = [];
  await show(h(StrictMode, null, h(PaymentForm, { amount: 1, onReady: () => ready.push(1) })));
  await until(() => ready.length > 0);
  const places = page.querySelectorAll('main > div > div');
  assert.deepEqual([places.length, globalThis.fake.views.length, ready.length], [1, 1, 1]);
  assert.equal(places[0].shadowRoot.querySelectorAll('form').length, 1);
  await show(null);
  assert.deepEqual([page.innerHTML, globalThis.fake.views[0].gone], ['', true]);
});

test('a page that a server has rendered: an empty element, and the form with its handlers once it is hydrated', async () => {
  const onSuccess = [];
  const app = h(
    StrictMode,
    null,
    form({ id: 'pay', className: 'box', onSuccess: payment => onSuccess.push(payment.id) }),
  );
  page.innerHTML = renderToString(app);
  assert.equal(page.innerHTML, '<div id="pay" class="box"></div>');
  assert.equal(payments.forms.length, 0);
  const mismatches = [];
  await act(() => {
    root = hydrateRoot(page, app, { onRecoverableError: error => mismatches.push(error) });
  });
  only().emit('success', makePayment({ id: 'pay_1' }));
  assert.deepEqual([only().isMounted, onSuccess, mismatches], [true, ['pay_1'], []]);
});

test('another render with the same options, written anew, changes nothing', async () => {
  const props = () => ({
    acceptedBrands: ['visa'],
    labels: { submit: 'Buy' },
    appearance: { variables: { accent: '#000', text: undefined } },
    wallets: [{ id: 'w', label: 'W' }],
    session: () => 'ps_1',
    onSuccess: () => {},
  });
  await show(form(props()));
  const made = only();
  made.update = () => assert.fail('it was updated');
  await show(form(props()));
  await show(form({ ...props(), appearance: { variables: { accent: '#000' } } }));
  assert.equal(only(), made);
});

test('what differs, and only that, is given to the form that is there', async () => {
  await show(form({ locale: 'en', submitButton: false }));
  const updates = [];
  const { update } = only();
  only().update = changes => (updates.push(changes), update(changes));
  await show(form({ amount: '2.00', locale: 'ko', submitButton: false, acceptedBrands: ['visa'] }));
  assert.deepEqual(updates, [{ amount: '2.00', locale: 'ko', acceptedBrands: ['visa'] }]);
  assert.deepEqual(only().options, { amount: '2.00', locale: 'ko', submitButton: false, acceptedBrands: ['visa'] });
});

test('a form is made anew for what it cannot change, for an option that is gone, and for other payments', async () => {
  await show(form({ wallets: [], locale: 'ko' }));
  await show(form({ wallets: [{ id: 'w', label: 'W' }], locale: 'ko' }));
  await show(form({ wallets: [{ id: 'w', label: 'W' }] }));
  assert.deepEqual(
    payments.forms.map(({ isMounted }) => isMounted),
    [false, false, true],
  );
  assert.deepEqual(payments.forms[2].options, { amount: 1, wallets: [{ id: 'w', label: 'W' }] });
  const first = payments;
  payments = fakePayments();
  await show(form({ wallets: [{ id: 'w', label: 'W' }] }));
  assert.deepEqual([first.forms[2].isMounted, only().isMounted], [false, true]);
  assert.equal(page.firstElementChild.childElementCount, 1);
});

test('a form is not made anew in the middle of a payment, nor after it has paid or may have', async () => {
  const ref = createRef();
  await show(form({ ref }));
  const [made] = payments.forms;
  const state = { ...made.state };
  await act(() => made.emit('change', { ...state, busy: true }));
  await show(form({ ref, wallets: [{ id: 'w', label: 'W' }] }));
  assert.equal(only().isMounted, true);
  await act(() => made.emit('error', makePaymentError({ code: 'outcome_unknown' })));
  await act(() => made.emit('change', state));
  assert.equal(only().isMounted, true);
  await act(() => made.emit('error', makePaymentError({ code: 'card_declined' })));
  assert.deepEqual([payments.forms.length, made.isMounted, ref.current === payments.forms[1]], [2, false, true]);
  await act(() => payments.forms[1].emit('success', makePayment()));
  await show(form({ ref, wallets: [], locale: 'ko' }));
  assert.deepEqual([payments.forms.length, payments.forms[1].isMounted], [2, true]);
  assert.equal(payments.forms[1].options.locale, 'ko', 'what it can change is changed');
});

test('the handlers and the session callback of the last render are called, once each', async () => {
  const calls = [];
  const props = name => ({
    onSuccess: ({ id }) => calls.push([name, id]),
    onChange: ({ brand }) => calls.push([name, brand]),
    session: () => `ps_${name}`,
  });
  await show(form(props('first')));
  await show(form(props('second')));
  await act(() => only().emit('change', { ...only().state, brand: 'visa' }));
  await act(() => only().emit('success', makePayment({ id: 'pay_1' })));
  assert.deepEqual(calls, [
    ['second', 'visa'],
    ['second', 'pay_1'],
  ]);
  assert.equal(only().options.session(), 'ps_second');
});

test('a payment that ends after its component is unmounted is reported', async () => {
  const paid = [];
  await show(form({ onSuccess: ({ id }) => paid.push(id) }));
  const made = only();
  await show(null);
  assert.equal(made.isMounted, false);
  made.emit('success', makePayment({ id: 'pay_1' }));
  assert.deepEqual(paid, ['pay_1']);
});

test('`ref` has the form when effects run, and null after it', async () => {
  let seen;
  function Page() {
    const ref = useRef(null);
    useEffect(() => {
      seen = ref.current;
      return () => (seen = ref.current);
    }, []);
    return form({ ref });
  }
  await show(h(StrictMode, null, h(Page)));
  assert.equal(seen, only());
  await show(null);
  assert.equal(seen, null);
});

test('usePaymentForm: an element of the page, the form and its state', async () => {
  let used;
  function Pay({ tag = 'section', ...options }) {
    used = usePaymentForm({ payments, amount: 1, ...options });
    return h(tag, { ref: used.ref });
  }
  await show(h(StrictMode, null, h(Pay)));
  const { ref } = used;
  assert.deepEqual([used.form, used.state.complete], [only(), false]);
  await act(() => only().emit('change', { ...only().state, complete: true }));
  assert.deepEqual([used.state.complete, used.ref === ref], [true, true]);
  await show(h(StrictMode, null, h(Pay, { tag: 'article' })));
  assert.equal(page.querySelector('article').childElementCount, 1);
  assert.equal(only().isMounted, true);
  await show(null);
  assert.equal(only().isMounted, false);
});

test('what was typed stays while the page around the form waits for data', async () => {
  const waits = new Promise(() => {});
  const Data = ({ is }) => {
    if (!is) throw waits;
    return 'here';
  };
  const app = is => h(Suspense, { fallback: 'wait' }, form(), h(Data, { is }));
  await show(app(true));
  const place = page.querySelector('main > div > div');
  await show(app(false));
  assert.deepEqual([only().isMounted, page.querySelector('main > div > div') === place], [true, true]);
  await show(app(true));
  assert.deepEqual([only().isMounted, page.querySelector('main > div > div') === place], [true, true]);
});

test('a part of the page that is put aside takes its form along, and has the same one again', async () => {
  const app = mode => h(Activity, { mode, children: form({ locale: 'en' }) });
  await show(app('visible'));
  await show(app('hidden'));
  assert.equal(only().isMounted, false);
  await show(app('visible'));
  assert.equal(only().isMounted, true);
});

test('attributes go to the element, everything else is an option', async () => {
  await show(
    form({ id: 'a', className: 'b', style: { minHeight: '9em' }, 'data-x': '1', 'aria-label': 'Pay', locale: 'ko' }),
  );
  assert.equal(
    page.firstElementChild.outerHTML.split('>')[0],
    '<div id="a" class="b" style="min-height: 9em;" data-x="1" aria-label="Pay"',
  );
  assert.deepEqual(only().options, { amount: 1, locale: 'ko' });
});

test('wrong options and handlers are thrown at once', async () => {
  await assert.rejects(
    show(form({ curency: 'USD' })),
    /createForm: unknown option "curency"; did you mean "currency"\?/,
  );
  await assert.rejects(show(form({ onSucess() {} })), /A payment form has no onSucess; did you mean onSuccess\?/);
});

test('an update that is refused is reported once, and the form does not change', async () => {
  const told = [];
  const onError = ({ message }) => told.push(message);
  await show(form({ onError }));
  await show(form({ onError, locael: 'ko', amount: 2 }));
  await show(form({ onError, locael: 'ko', amount: 2 }));
  assert.equal(told.length, 1);
  assert.match(told[0], /unknown option "locael"/);
  assert.deepEqual(only().options, { amount: 1 });
  await show(form({ onError, amount: 3 }));
  assert.deepEqual([only().options, told.length], [{ amount: 3 }, 1]);
  await show(form({ locael: 'ko' }));
  assert.equal(uncaught.splice(0).length, 1);
});

test('a form that cannot be loaded is an uncaught error where nobody listens', async () => {
  const refuse = {
    ...payments,
    createForm: options => ({
      ...payments.createForm(options),
      mount: async () => {
        throw makePaymentError({ code: 'load_failed' });
      },
    }),
  };
  await show(form({ payments: refuse }));
  assert.equal(uncaught.splice(0)[0].code, 'load_failed');
  await show(form({ payments: { ...refuse }, onError() {} }));
});
