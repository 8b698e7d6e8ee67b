// The page's part of a form in a frame, beside a frame that says what the test has it say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';
import { withPage } from './served.mjs';

const { FROM_FRAME, readMessage, TO_FRAME } = await source('frame/messages.js');
const page = withPage();

const HELPERS = `
  const heard = [];
  addEventListener('message', ({ data, source }) => { if (data?.heard && source !== window) heard.push({ ...data.heard, ports: data.ports }); });
  const frameOf = () => document.querySelector('#here > div > iframe');
  const say = message => frameOf().contentWindow.postMessage({ say: message }, '*');
  const hears = async t => { let found; await until(() => (found = heard.find(message => message.t === t))); heard.splice(heard.indexOf(found), 1); return found; };
  const frame = location.origin.replace('127.0.0.1', 'localhost') + '/guest';
  const framed = more => createPayments({ ...CONFIG, wasm: undefined, frame, currency: 'USD', ...more });
  const state = { complete: false, empty: true, busy: false, brand: null, brands: [], fields: {} };
  const listenAll = form => ['ready', 'change', 'focus', 'blur', 'escape', 'submit', 'action', 'success', 'error'].forEach(name =>
    form.on(name, detail => events.push([name, detail instanceof Error ? detail.code : detail])));
  const make = async (options, more) => {
    const form = framed(more).createForm({ amount: '19.90', ...options });
    listenAll(form);
    const mounted = form.mount('#here');
    mounted.catch(() => {});
    const init = await hears('init');
    return { form, mounted, init };
  };
  const live = async (options, more) => {
    const made = await make(options, more);
    say({ t: 'hello', payments: 1 });
    say({ t: 'ready' });
    say({ t: 'live', state });
    await made.mounted;
    events.length = 0;
    return made;
  };
`;
const run = (/** @type {string} */ script, /** @type {object} */ options = {}) => page.run(HELPERS + script, options);

test('a form is ready when fields take text, and mounted when it is live', async () => {
  const [before, shake, ready, after, told] = await run(`
    const { form, mounted, init } = await make({ locale: 'ko' });
    const { src, title, referrerPolicy, style } = frameOf();
    const before = { src: src === frame, title, referrerPolicy, opacity: style.opacity,
      inputs: root().querySelectorAll('input, select, textarea').length, inert: root().querySelector('form').inert };
    const shake = heard.find(({ payments }) => payments);
    say({ t: 'hello', payments: 1 });
    say({ t: 'ready' });
    say({ t: 'height', px: 321.5 });
    await until(() => events.length);
    let isMounted = false;
    mounted.then(() => { isMounted = true; });
    await tick();
    const ready = [isMounted, events[0], frameOf().style.opacity, root().querySelector('.pw-host').style.blockSize, root().querySelector('form')];
    say({ t: 'live', state: { ...state, brand: 'visa' } });
    await mounted;
    return [before, shake, ready, form.state.brand, init.locale];
  `);
  assert.deepEqual(before, {
    src: true,
    title: '결제 정보',
    referrerPolicy: 'strict-origin',
    opacity: '0',
    inputs: 0,
    inert: true,
  });
  assert.deepEqual(shake, { payments: 1, ports: 1 });
  const [isMounted, event, opacity, height, form] = ready;
  assert.equal(isMounted, false);
  assert.equal(event[0], 'ready');
  assert.match(event[1].frame, /^http:\/\/localhost:\d+$/);
  assert.deepEqual([opacity, height, form], ['1', '321.5px', null]);
  assert.deepEqual([after, told], ['visa', 'ko']);
});

test('an element that is there before the page configures loses its inputs to the frame', async () => {
  const inputs = await run(
    `
    const { shadowRoot } = document.querySelector('payment-form');
    const count = () => shadowRoot.querySelectorAll('input').length;
    await until(count);
    const before = count();
    PaymentsAPI.configure({ ...CONFIG, frame });
    await until(() => document.querySelector('payment-form > iframe'));
    return [before, count(), shadowRoot.querySelector('form').inert];
  `,
    { body: '<payment-form amount="1" currency="USD"></payment-form>' },
  );
  assert.deepEqual(inputs, [4, 0, true]);
});

test('the frame is told the options, and neither key nor endpoint nor how to get a session', async () => {
  const init = await run(`
    const wallets = [{ id: 'a', label: 'A Pay', authorize: () => 'token' }, { id: 'b', label: 'B Pay' }];
    const { init } = await make({ acceptedBrands: ['visa'], labels: { cvv: 'Code' }, wallets, session: () => 'ps_1_secret_x' },
      { returnUrl: '/done', locale: 'fr' });
    return init;
  `);
  const { around, returnUrl, ports, ...rest } = init;
  assert.deepEqual(rest, {
    t: 'init',
    form: {
      amount: '19.90',
      acceptedBrands: ['visa'],
      labels: { cvv: 'Code' },
      wallets: [
        { id: 'a', label: 'A Pay', authorize: true },
        { id: 'b', label: 'B Pay' },
      ],
    },
    locale: 'fr',
    appearance: { variables: {} },
    asks: true,
    currency: 'USD',
  });
  assert.match(returnUrl, /^http:\/\/127\.0\.0\.1:\d+\/done$/);
  assert.deepEqual([around.scheme, around.rem], ['light', 16]);
});

test('the look of the page crosses as values of tokens, and nothing that loads a file', async () => {
  const [first, next] = await run(`
    document.documentElement.style.cssText = 'color-scheme: dark; font-size: 20px; --brand: #c00; --pw-accent: var(--brand); --pw-font: var(--face); --face: Georgia; --pw-surface: no colour; --pw-shadow: 0 0 url(//x)';
    document.body.style.cssText = 'background: rgb(1, 2, 3); color: rgb(250, 250, 250); font-family: Georgia';
    const { init } = await live({ appearance: { theme: 'dark', variables: { radius: '2px' } } });
    document.body.style.backgroundColor = 'rgb(255, 255, 255)';
    return [init, await hears('update')];
  `);
  assert.deepEqual(first.appearance, {
    theme: 'dark',
    variables: { accent: '#c00', radius: '2px', font: 'Georgia' },
  });
  assert.deepEqual(first.around, { scheme: 'dark', behind: 'rgb(1, 2, 3)', ink: 'rgb(250, 250, 250)', rem: 20 });
  assert.equal(next.around.behind, 'rgb(255, 255, 255)');
});

test("the form's events are those of the frame", async () => {
  const [events, now] = await run(`
    const { form } = await live();
    const typed = { ...state, empty: false, brand: 'visa', fields: { cardNumber: { empty: false, complete: false, error: null } } };
    for (const message of [{ t: 'state', state: typed }, { t: 'focus', field: 'cardNumber' }, { t: 'blur', field: 'cardNumber' }, { t: 'escape' },
      { t: 'submit', trigger: 'enter' }, { t: 'action_state', type: 'redirect', state: 'opened' },
      { t: 'result', error: { code: 'card_declined', message: 'No.', outcome: 'not_charged', retryable: false, errors: [] } }]) say(message);
    await until(() => events.length === 7);
    return [events, form.state];
  `);
  assert.deepEqual(
    events.map(([name]) => name),
    ['change', 'focus', 'blur', 'escape', 'submit', 'action', 'error'],
  );
  assert.deepEqual(events[0][1], now);
  assert.deepEqual(now.fields, { cardNumber: { empty: false, complete: false, error: null } });
  assert.deepEqual(events[6], ['error', 'card_declined']);
});

test('submit is one promise, which ends as the frame says', async () => {
  const [isSame, paid, failed] = await run(`
    const { form } = await live();
    const first = form.submit();
    const isSame = first === form.submit() || await Promise.race([form.submit().then(() => 'two'), tick().then(() => true)]);
    const { id } = await hears('submit');
    const payment = { id: 'pay_1', sessionId: 'ps_1', status: 'succeeded', amount: '19.90', amountMinor: 1990, currency: 'USD', livemode: false, createdAt: 'x', method: 'card' };
    say({ t: 'result', id, payment });
    const paid = await first;
    const second = form.submit();
    say({ t: 'result', id: (await hears('submit')).id, error: { code: 'outcome_unknown', message: 'm', outcome: 'unknown', retryable: false, errors: [], paymentId: 'pay_2' } });
    const failed = await second.catch(({ name, code, outcome, paymentId }) => [name, code, outcome, paymentId]);
    return [isSame, paid, failed];
  `);
  assert.equal(isSame, true);
  assert.deepEqual([paid.id, paid.amount, 'card' in paid], ['pay_1', '19.90', false]);
  assert.deepEqual(failed, ['PaymentError', 'outcome_unknown', 'unknown', 'pay_2']);
});

const ASKED = { method: 'card', amount: '19.90', amountMinor: 1990, currency: 'USD' };
const asks = `say({ t: 'need_session', id: 7, ...${JSON.stringify(ASKED)} });`;

test('a session is asked of the page only when the frame needs it', async () => {
  const [asked, answer] = await run(`
    let asked;
    await live({ session: request => { asked = request; return Promise.resolve('ps_1_secret_x'); } });
    const before = asked;
    ${asks}
    const answer = await hears('session');
    const { signal, ...rest } = asked;
    return [[before, signal instanceof AbortSignal, rest], answer];
  `);
  assert.deepEqual(asked, [null, true, ASKED]);
  assert.deepEqual([answer.id, answer.clientSecret], [7, 'ps_1_secret_x']);
});

test('a client secret that is known goes with the options', async () =>
  assert.equal(
    await run(`
      const { init } = await make({ session: 'ps_1_secret_x' });
      return init.session;
    `),
    'ps_1_secret_x',
  ));

test('why the page has no session stays in the page, and is the cause of the error', async () => {
  const [answer, cause, url] = await run(`
    const { form } = await live({ session: () => { throw new Error('logged out') } });
    const fails = async submitted => {
      const { id } = await hears('submit');
      say({ t: 'result', id, error: { code: 'session_source_failed', message: 'x', outcome: 'not_charged', retryable: true, errors: [] } });
      return submitted.catch(error => error);
    };
    ${asks}
    const answer = await hears('session');
    const cause = await fails(form.submit());
    form.unmount();
    const second = await live({}, { sessionUrl: '/nothing?order=1' });
    ${asks}
    await hears('session');
    const url = await fails(second.form.submit());
    return [answer, [cause.code, cause.cause.message], [url.code, url.message]];
  `);
  assert.doesNotMatch(JSON.stringify(answer), /logged out/);
  assert.equal(typeof answer.error, 'string');
  assert.deepEqual(cause, ['session_source_failed', 'logged out']);
  assert.match(url[1], /^http:\/\/127\.0\.0\.1:\d+\/nothing answered 404, and not 200 with JSON/);
});

test("a wallet's script runs in the page", async () => {
  const [asked, answer] = await run(`
    let asked;
    await live({ wallets: [{ id: 'a', label: 'A', authorize: async request => { asked = request; return 'token'; } }] });
    say({ t: 'need_wallet_token', id: 3, walletId: 'a', amount: '19.90', amountMinor: 1990, currency: 'USD' });
    const answer = await hears('wallet_token');
    return [asked, answer];
  `);
  assert.deepEqual(asked, { amount: '19.90', amountMinor: 1990, currency: 'USD' });
  assert.deepEqual([answer.id, answer.token], [3, 'token']);
});

test("the page shows the issuer's dialog and says when it is closed; it opens no other address than a page's", async () => {
  const [dialog, closed, script] = await run(`
    await live();
    const action = { type: 'three_d_secure', display: 'visible', inClick: false, subtitle: '$19.90', locale: 'en', dir: 'ltr', texts: { 'tds.title': 'Confirm', 'tds.cancel': 'Cancel' } };
    say({ t: 'action', id: 4, url: location.origin + '/issuer', ...action });
    await until(() => root().querySelector('dialog[open]'));
    const found = root().querySelector('dialog');
    const dialog = [found.querySelector('p').textContent, found.querySelector('iframe').src];
    found.querySelector('button').click();
    await until(() => heard.some(({ t }) => t === 'action_closed'));
    const closed = heard.pop();
    say({ t: 'action_done', id: 4 });
    await until(() => !root().querySelector('dialog'));
    say({ t: 'action', id: 5, url: 'javascript:alert(1)', ...action });
    return [dialog, closed, await hears('action_closed')];
  `);
  assert.equal(dialog[0], 'Confirm');
  assert.match(dialog[1], /\/issuer$/);
  assert.equal(closed.id, 4);
  assert.equal(script.id, 5);
});

test('options that change are told again, whole', async () => {
  const [update, words] = await run(`
    const { form } = await live({ labels: { cvv: 'Code' } });
    form.update({ amount: '25.00', locale: 'ko' });
    const update = await hears('update');
    let code;
    try { form.update({ words: { 'pay.button': () => {} } }); } catch (error) { code = error.code; }
    return [update, code];
  `);
  assert.deepEqual(update.form, { amount: '25.00', labels: { cvv: 'Code' } });
  assert.equal(update.locale, 'ko');
  assert.equal(words, 'invalid_option');
});

for (const [what, answer, message] of [
  ['a page that frame.json does not list', { why: 'parent', payments: 1 }, /frame\.json does not list http:\/\/127/],
  [
    'a configuration that is wrong',
    { why: 'config', payments: 1, message: 'frame.json: wrong.' },
    /frame\.json: wrong\.$/,
  ],
  ['a newer frame', { why: 'version', payments: 9 }, /newer version \(9\) than this page \(1\)/],
]) {
  test(`refused: ${what}`, async () => {
    const [error, events, panel] = await run(`
      const { mounted } = await make();
      say({ t: 'refused', ...${JSON.stringify(answer)} });
      const error = await mounted.catch(({ code, message, outcome }) => [code, message, outcome]);
      await until(() => root().querySelector('.pw-state button'));
      return [error, events, root().querySelector('.pw-state').innerText];
    `);
    assert.deepEqual([error[0], error[2]], ['frame_failed', 'not_charged']);
    assert.match(error[1], /** @type {RegExp} */ (message));
    assert.deepEqual(events, [['error', 'frame_failed']]);
    assert.match(panel, /could not be loaded/);
  });
}

test('an older frame that this page does not speak with any more is an error that says so', async () =>
  assert.match(
    await run(`
      const { mounted } = await make();
      say({ t: 'hello', payments: 0 });
      return mounted.catch(({ message }) => message);
    `),
    /older version \(0\) than this page \(1\)/,
  ));

test('a newer frame works: what it says beyond this version is passed over', async () =>
  assert.deepEqual(
    await run(`
      const { form, mounted } = await make();
      say({ t: 'hello', payments: 2, more: 1 });
      say({ t: 'confetti' });
      say({ t: 'ready', sound: 'on' });
      say({ t: 'height', px: 'wide' });
      say({ t: 'live', state: { ...state, mood: 'good' } });
      await mounted;
      return [events.map(([name]) => name), form.state];
    `),
    [['ready'], { complete: false, empty: true, busy: false, brand: null, brands: [], fields: {} }],
  ));

test('a frame that does not answer in ten seconds failed, and can be tried again', async () => {
  const [code, again] = await run(`
    const real = setTimeout;
    window.setTimeout = (work, ms) => real(work, ms === 10_000 ? 300 : ms);
    const { mounted } = await make();
    const code = await mounted.catch(error => [error.code, error.retryable]);
    await until(() => root().querySelector('.pw-state button'));
    root().querySelector('.pw-state button').click();
    const init = await hears('init');
    return [code, init.t];
  `);
  assert.deepEqual(code, ['frame_failed', true]);
  assert.equal(again, 'init');
});

test('mounted, unmounted and mounted again there is one frame', async () =>
  assert.deepEqual(
    await run(`
      const form = framed().createForm({ amount: 1 });
      const first = form.mount('#here').catch(({ code }) => code);
      form.unmount();
      const second = form.mount('#here');
      await hears('init');
      say({ t: 'ready' });
      say({ t: 'live', state });
      await second;
      return [await first, document.querySelectorAll('#here > div').length, document.querySelectorAll('#here iframe').length];
    `),
    ['canceled', 1, 1],
  ));

test('a form that is unmounted in the middle of a payment is kept out of sight until that has ended', async () => {
  const [kept, paid, after] = await run(`
    const { form } = await live();
    const submitted = form.submit();
    const { id } = await hears('submit');
    say({ t: 'state', state: { ...state, busy: true } });
    await until(() => form.state.busy);
    form.unmount();
    const parked = document.querySelector('body > iframe');
    const kept = [parked?.style.display, document.querySelector('#here > div')];
    const payment = { id: 'pay_1', sessionId: 'ps_1', status: 'succeeded', amount: '19.90', amountMinor: 1990, currency: 'USD', livemode: false, createdAt: 'x', method: 'card' };
    for (const message of [{ t: 'result', id, payment }, { t: 'state', state }]) parked.contentWindow.postMessage({ say: message }, '*');
    const paid = await submitted;
    await until(() => !document.querySelector('body > iframe'));
    return [kept, paid.id, events.filter(([name]) => name === 'success').length];
  `);
  assert.deepEqual(kept, ['none', null]);
  assert.equal(paid, 'pay_1');
  assert.equal(after, 0);
});

test('a frame that is loaded again begins anew, with the session of what is not known yet', async () => {
  const [error, init] = await run(`
    const { form } = await live({ session: () => 'ps_1_secret_x' });
    ${asks}
    await hears('session');
    const submitted = form.submit();
    await hears('submit');
    say({ t: 'state', state: { ...state, busy: true } });
    await until(() => form.state.busy);
    frameOf().src = frame + '?again';
    const error = await submitted.catch(({ code, outcome }) => [code, outcome]);
    return [error, await hears('init')];
  `);
  assert.deepEqual(error, ['outcome_unknown', 'unknown']);
  assert.equal(init.session, 'ps_1_secret_x');
});

test('with a frame the page takes no card', async () => {
  const said = await run(`
    const api = framed();
    const card = { cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 1 };
    const own = () => createPayments({ ...CONFIG, frame: location.origin + '/guest' });
    let refused;
    try { own(); } catch (error) { refused = error.code; }
    return [await said(api.chargeCard(card)), await said(api.createToken(card)), refused];
  `);
  assert.deepEqual(said, ['invalid_config not_charged', 'invalid_config not_charged', 'invalid_config']);
});

test('the focus is given to the frame, which is told the field; what is typed is cleared there', async () =>
  assert.deepEqual(
    await run(`
      const { form } = await live();
      form.focus('cvv');
      const { field } = await hears('focus');
      const isFocused = document.activeElement === frameOf();
      const cleared = form.clear();
      await hears('clear');
      say({ t: 'state', state: { ...state, busy: true } });
      await until(() => form.state.busy);
      return [field, isFocused, cleared, form.clear()];
    `),
    ['cvv', true, true, false],
  ));

test('a message is read by its type: unknown ones and members of another type are no message', () => {
  const { t, ...height } = readMessage(FROM_FRAME, { t: 'height', px: 3, more: 1 });
  assert.deepEqual([t, { ...height }], ['height', { px: 3 }]);
  for (const wrong of [
    null,
    1,
    'ready',
    {},
    { t: 'height' },
    { t: 'height', px: '3' },
    { t: 'constructor' },
    { t: '__proto__' },
  ]) {
    assert.equal(readMessage(FROM_FRAME, wrong), undefined, JSON.stringify(wrong));
  }
  assert.equal(readMessage(TO_FRAME, { t: 'submit', id: '1' }), undefined);
  const polluting = JSON.parse(
    '{"t":"state","state":{"complete":true,"empty":true,"busy":true,"brands":[],"fields":{"__proto__":{"empty":true,"complete":true}}}}',
  );
  assert.equal(readMessage(FROM_FRAME, polluting).state.complete, true);
  assert.equal(/** @type {any} */ ({}).complete, undefined);
});
