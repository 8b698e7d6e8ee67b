// The form's life on a page, in Chromium under a strict policy: loading, failing, mounting twice, moving, trapping.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { withPage } from './served.mjs';

const page = withPage();
beforeEach(() => (page.site.wasm = 'right'));

const FORM = 'PaymentsAPI.configure(CONFIG); const form = PaymentsAPI.createForm({ amount: 1 }); listen(form);';

test('inputs at once, then the form around them, in the sheets of the package', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    const mounted = form.mount('#here');
    const before = [root().querySelector('.pw-pay').getAttribute('aria-busy'), root().querySelectorAll('input').length, form.state.empty];
    await mounted;
    await tick();
    return [before, root().querySelectorAll('form').length, root().adoptedStyleSheets.length, form.state.from, events];
  `),
    [['true', 4, true], 1, 3, 'view', [['ready', null]]],
  );
});

test("until then it says in the payer's language what happens", async () => {
  assert.deepEqual(
    await page.run(
      `${FORM}
    form.mount('#here');
    const status = root().querySelector('[role=status]');
    const early = root().querySelector('form');
    await until(() => status.textContent && window.fake?.views[0]);
    return [status.textContent, early.lang, root().querySelector('form').lang];
  `,
      { lang: 'ko' },
    ),
    ['결제 화면을 불러오는 중입니다.', 'ko', 'ko'],
  );
});

test('mount, unmount, mount gives one form, and no rejection that nobody asked for', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    const unhandled = [];
    addEventListener('unhandledrejection', event => unhandled.push(event.reason.code));
    const first = form.mount('#here');
    form.unmount();
    await form.mount('#here');
    const outcome = await said(first);
    await tick();
    return [outcome, document.querySelectorAll('#here > div').length, fake.views.length, unhandled];
  `),
    ['canceled not_charged', 1, 1, []],
  );
});

test('unmount removes everything, and mounting elsewhere moves what is there', async () => {
  assert.deepEqual(
    await page.run(
      `${FORM}
    await form.mount('#here');
    await form.mount('#there');
    const moved = [document.querySelector('#here').children.length, document.querySelector('#there').children.length, fake.views.length];
    form.unmount();
    return [moved, document.querySelector('#there').children.length, fake.views[0].gone, form.state.empty];
  `,
      { body: '<div id="here"></div><div id="there"></div>' },
    ),
    [[0, 1, 1], 0, true, true],
  );
});

test('a target that is not there', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    return [await said(form.mount('#nowhere')), await said(form.mount('!')), await said(form.mount(null)), await said(form.submit())];
  `),
    ['invalid_option not_charged', 'invalid_option not_charged', 'invalid_option not_charged', 'not_ready not_charged'],
  );
});

test('a file that does not come leaves a panel, whose button tries again', async () => {
  page.site.wasm = 'gone';
  assert.deepEqual(
    await page.run(
      `${FORM}
    const failed = await said(form.mount('#here'));
    await until(() => root().querySelector('.pw-state'));
    window.form = form;
    return [failed, root().querySelector('.pw-state__title').textContent, root().querySelector('[role=alert]') !== null, events];
  `,
      { lang: 'ko' },
    ),
    ['load_failed not_charged', '결제 화면을 불러오지 못했습니다', true, [['error', 'load_failed']]],
  );
  page.site.wasm = 'right';
  assert.deepEqual(
    await page.driver.executeAsyncScript(`
    const done = arguments[0];
    const root = document.querySelector('#here > div').shadowRoot;
    window.form.on('ready', () => done([root.querySelectorAll('.pw-state').length, fake.views.length, root.activeElement?.tagName]));
    root.querySelector('button').click();`),
    [0, 1, 'INPUT'],
  );
});

test('a WebAssembly that a bundler left behind is taken from wasm-inline.js', async () => {
  page.site.wasm = 'lost';
  assert.deepEqual(await page.run(`${FORM} await form.mount('#here'); return fake.views.length;`), 1);
});

test('a server without application/wasm costs one line in the console, not the form', async () => {
  page.site.wasm = 'inline';
  assert.deepEqual(await page.run(`${FORM} await form.mount('#here'); return fake.views.length;`), 1);
});

test('a trap rejects the payment, tells it, and never offers to pay again what may be paid', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    await form.mount('#here');
    const first = said(form.submit());
    const same = form.submit() === form.submit();
    await tick();
    fake.views[0].deferred.posted();
    fake.views[0].host.emit('change', { busy: true });
    try { fake.views[0].wasm.trap(); } catch {}
    const outcome = await first;
    await until(() => root().querySelector('.pw-state'));
    return [same, outcome, events.at(-1), root().querySelectorAll('button').length, root().querySelector('.pw-state__body').textContent];
  `),
    [
      true,
      'internal_error unknown',
      ['error', 'internal_error'],
      0,
      'We do not know yet whether you were charged. Please do not pay again; ask the shop.',
    ],
  );
});

test('a payment that outlives its form on the page is the only one until it ends: no second one begins beside it', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    await form.mount('#here');
    const first = form.submit();
    await until(() => fake.views[0].deferred);
    form.unmount();
    await form.mount('#here');
    const same = form.submit() === first;
    fake.views[0].deferred.resolve({ id: 'pay_1' });
    await first;
    const next = form.submit();
    await until(() => fake.views[1].deferred);
    return [same, next === first, fake.views.length];
  `),
    [true, false, 2],
  );
});

test('a submit that waits for its form ends with that form: the next form has a submit of its own', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    const mounting = said(form.mount('#here'));
    const first = said(form.submit());
    form.unmount();
    const shown = form.mount('#here');
    const second = form.submit();
    const ended = [await mounting, await first];
    await shown;
    await until(() => fake.views[0].deferred);
    const same = form.submit() === second;
    fake.views[0].deferred.resolve({ id: 'pay_1' });
    return [ended, same, await second, fake.views.length];
  `),
    [['canceled not_charged', 'canceled not_charged'], true, { id: 'pay_1' }, 1],
  );
});

test('a form that is unmounted while it loads rejects at once, whatever the network does', async () => {
  page.site.wasm = 'silent';
  assert.deepEqual(
    await page.run(`${FORM}
    const mounting = said(form.mount('#here'));
    form.unmount();
    return [await mounting, window.fake?.views.length];
  `),
    ['canceled not_charged', null],
  );
});

test('a trap while nothing is paid offers to begin again, with a fresh instance', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    await form.mount('#here');
    try { fake.views[0].wasm.trap(); } catch {}
    await until(() => root().querySelector('button'));
    root().querySelector('button').click();
    await until(() => fake.views[1]);
    return [fake.views.length, fake.views[1].wasm.ok(), await said(PaymentsAPI.chargeWallet({ walletId: 4n, amont: 1 }))];
  `),
    [2, 1, 'invalid_option not_charged'],
  );
});

test('listeners run after the WebAssembly has returned, and one that throws disturbs nobody', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    addEventListener('error', event => event.preventDefault());
    form.on('change', () => { throw new Error('of the merchant'); });
    let seen = 0;
    const stop = form.on('change', () => seen++);
    await form.mount('#here');
    fake.views[0].host.emit('change', {});
    const during = seen;
    await tick();
    stop();
    fake.views[0].host.emit('change', {});
    await tick();
    return [during, seen];
  `),
    [0, 1],
  );
});

test('options: the form gets all of them each time, in a new language too', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    await form.mount('#here');
    form.update({ amount: 2, appearance: { variables: { accent: '#fee500' } } });
    form.update({ locale: 'ko' });
    await until(() => fake.views[0].updates[1]);
    const [first, second] = fake.views[0].updates;
    const host = root().querySelector('.pw-host');
    const refused = (() => { try { form.update({ wallets: [] }); } catch (error) { return error.code; } })();
    return [first.amount, second.amount, second.locale, fake.views[0].host.words.locale, refused,
      host.style.getPropertyValue('--pw-accent'), host.dataset.theme];
  `),
    [2, 2, 'ko', 'ko', 'invalid_option', '#fee500', 'auto'],
  );
});

test('of two languages the one requested last is shown, whichever loads first', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    await form.mount('#here');
    form.update({ locale: 'ko' });
    form.update({ locale: 'en' });
    await until(() => fake.views[0].updates[0]);
    await tick();
    return [fake.views[0].host.words.locale, fake.views[0].updates.map(({ locale }) => locale)];
  `),
    ['en', ['en']],
  );
});

test('a language that is none is refused', async () => {
  assert.deepEqual(
    await page.run(`${FORM}
    const code = call => { try { call(); } catch (error) { return error.code; } };
    return [code(() => PaymentsAPI.createForm({ amount: 1, locale: 5 })), code(() => form.update({ locale: 'not_a_tag!' }))];
  `),
    ['invalid_option', 'invalid_option'],
  );
});

test('a language with an underline, as servers write it, is that language', async () => {
  assert.deepEqual(
    await page.run(`PaymentsAPI.configure({ ...CONFIG, locale: 'ko_KR' });
    const form = PaymentsAPI.createForm({ amount: 1, locale: 'ar_EG' });
    await form.mount('#here');
    PaymentsAPI.retrievePayment('x').catch(() => {}); // makes the client
    await until(() => fake.words);
    return [fake.words.locale, fake.views[0].host.words.locale];
  `),
    ['ko-KR', 'ar-EG'],
  );
});

test('what is no fault of the connection does not blame it', async () => {
  const panel = amount => `PaymentsAPI.configure(CONFIG);
    const form = PaymentsAPI.createForm({ amount: ${amount} });
    listen(form);
    const failed = await said(form.mount('#here'));
    await until(() => root().querySelector('.pw-state'));
    return [failed, root().querySelector('.pw-state__body').textContent];`;
  assert.deepEqual(await page.run(panel("'wrong'")), [
    'amount_invalid not_charged',
    'Something is wrong with this page. Please try again, or tell the shop. You have not been charged.',
  ]);
  assert.deepEqual(await page.run(`delete globalThis.WebAssembly; ${panel(1)}`), [
    'load_failed not_charged',
    'This browser cannot show the payment form. Please use another browser. You have not been charged.',
  ]);
});

test('a polluted prototype does not dress the form', async () => {
  assert.deepEqual(
    await page.run(`Object.prototype.accent = 'url(https://evil.example)';
    Object.prototype.theme = 'dark';
    ${FORM}
    await form.mount('#here');
    const host = root().querySelector('.pw-host');
    return [host.style.getPropertyValue('--pw-accent'), host.dataset.theme];
  `),
    ['', 'auto'],
  );
});

const ELEMENT =
  '<div id="here"><payment-form amount="10" currency="KRW" accepted-brands="visa, jcb" submit-button="false"></payment-form></div>';

test('<payment-form> takes text, and waits until the page has configured', async () => {
  assert.deepEqual(
    await page.run(
      `
    const element = document.querySelector('payment-form');
    await tick();
    const waiting = [element.shadowRoot.querySelectorAll('input').length > 0, element.state.empty, window.fake === undefined];
    PaymentsAPI.configure(CONFIG);
    await new Promise(resolve => element.addEventListener('payment-ready', resolve));
    const { amount, currency, acceptedBrands, submitButton } = fake.views[0].options;
    return [waiting, amount, currency, acceptedBrands, submitButton, element.state.from];
  `,
      { body: ELEMENT },
    ),
    [[true, true, true], '10', 'KRW', ['visa', 'jcb'], false, 'view'],
  );
});

test('<payment-form>: properties set before its class is here, attributes that change, a move', async () => {
  assert.deepEqual(
    await page.run(
      `
    const element = document.createElement('payment-form');
    const early = Object.defineProperty(document.querySelector('payment-form'), 'options', { value: { amount: 5 }, writable: true, configurable: true });
    early.remove();
    PaymentsAPI.configure(CONFIG);
    document.querySelector('#here').append(early);
    await new Promise(resolve => early.addEventListener('payment-ready', resolve, { once: true }));
    early.setAttribute('session-url', '/session');
    early.setAttribute('theme', 'dark');
    await tick();
    document.body.append(early);
    await tick();
    const view = fake.views[0];
    const kept = [view.options.amount, view.updates.length, view.updates[0].sessionUrl, early.shadowRoot.querySelector('.pw-host').dataset.theme, fake.views.length];
    early.options = { amount: 5, wallets: [{ id: 'w', label: 'W' }] };
    await tick();
    const renewed = [fake.views.length, view.updates.at(-1).wallets.length];
    early.remove();
    await tick();
    return [kept, renewed, view.gone];
  `,
      { body: ELEMENT },
    ),
    [[5, 2, `${page.site.origin}/session`, 'dark', 1], [1, 1], true],
  );
});

for (const [how, write] of Object.entries({
  'HTML and React 18': `element.setAttribute('auto-submit', 'false'); element.setAttribute('submit-button', 'false');`,
  'React 18, with the names of the options': `element.setAttribute('autosubmit', 'false'); element.setAttribute('submitbutton', 'false');`,
  // React 19, Vue and Svelte: a property where the element has one, and React leaves an attribute out for false.
  'React 19': `for (const name of ['auto-submit', 'submit-button']) if (name in element) element[name] = false;`,
  'React 19, with the names of the options': `for (const name of ['autoSubmit', 'submitButton']) if (name in element) element[name] = false;`,
  // What Solid makes of the names of the options.
  Solid: `for (const name of ['autosubmit', 'submitbutton']) element[name] = false;`,
})) {
  test(`<payment-form>: a flag that is off stays off, as ${how} write it`, async () => {
    assert.deepEqual(
      await page.run(`
      PaymentsAPI.configure(CONFIG);
      const element = document.createElement('payment-form');
      element.setAttribute('amount', '1');
      ${write}
      document.body.append(element);
      await new Promise(resolve => element.addEventListener('payment-ready', resolve));
      const { autoSubmit, submitButton } = fake.views[0].options;
      return [autoSubmit, submitButton];
    `),
      [false, false],
    );
  });
}

for (const [how, names] of Object.entries({
  'by their names': ['savedCards', 'preferredNetworks', 'autoAdvance'],
  'as Vue and Svelte write them': ['saved-cards', 'preferred-networks', 'auto-advance'],
  'as Solid writes them': ['savedcards', 'preferrednetworks', 'autoadvance'],
})) {
  // Vue gives "" for a flag without a value.
  for (const on of [true, '']) {
    test(`<payment-form>: options without an attribute, ${how}, with ${JSON.stringify(on)}`, async () => {
      assert.deepEqual(
        await page.run(`
        PaymentsAPI.configure(CONFIG);
        const element = document.createElement('payment-form');
        element.amount = '1';
        const values = ${JSON.stringify([on, ['dankort'], on])};
        for (const [index, name] of ${JSON.stringify(names)}.entries()) if (name in element) element[name] = values[index];
        document.body.append(element);
        await new Promise(resolve => element.addEventListener('payment-ready', resolve));
        const { savedCards, preferredNetworks, autoAdvance } = fake.views[0].options;
        return [savedCards, preferredNetworks, autoAdvance];
      `),
        [true, ['dankort'], true],
      );
    });
  }
}

test('<payment-form>: a property of each option, over its attribute and under `options`; set before the class is here, too', async () => {
  assert.deepEqual(
    await page.run(`
    PaymentsAPI.configure(CONFIG);
    const element = document.createElement('payment-form');
    const early = Object.assign(Object.create(null), { amount: '5', acceptedBrands: 'visa, jcb', theme: 'dark', cardholderName: 'hidden' });
    for (const [name, value] of Object.entries(early)) Object.defineProperty(element, name, { value, writable: true, configurable: true });
    element.setAttribute('currency', 'KRW');
    element.currency = 'USD';
    element.submitButton = false;
    element.options = { submitButton: true };
    document.body.append(element);
    await new Promise(resolve => element.addEventListener('payment-ready', resolve));
    const { amount, acceptedBrands, cardholderName, currency, submitButton, appearance } = fake.views[0].options;
    element.cardholderName = null;
    await until(() => fake.views[0].updates.length);
    return [amount, acceptedBrands, cardholderName, currency, submitButton, appearance.theme, element.currency, 'cardholderName' in fake.views[0].updates.at(-1)];
  `),
    ['5', ['visa', 'jcb'], 'hidden', 'USD', true, 'dark', 'USD', false],
  );
});

test('<payment-form>: a wrong option ends in the failure panel, and a right one brings the form', async () => {
  assert.deepEqual(
    await page.run(
      `
    const element = document.querySelector('payment-form');
    const errors = [];
    element.addEventListener('payment-error', ({ detail }) => errors.push(detail.code));
    addEventListener('error', event => event.preventDefault());
    element.setAttribute('locale', '!');
    PaymentsAPI.configure(CONFIG);
    const shadow = element.shadowRoot;
    await until(() => shadow.querySelector('.pw-state'));
    const wrong = [shadow.querySelector('[role=alert] .pw-state__body').textContent, shadow.querySelectorAll('[aria-busy], .pw-sk').length, errors[0]];
    element.setAttribute('locale', 'en');
    await new Promise(resolve => element.addEventListener('payment-ready', resolve));
    return [wrong, shadow.querySelectorAll('.pw-state').length, fake.views.length];
  `,
      { body: ELEMENT },
    ),
    [
      [
        'Something is wrong with this page. Please try again, or tell the shop. You have not been charged.',
        0,
        'invalid_option',
      ],
      0,
      1,
    ],
  );
});

test('<payment-form>: one promise while a payment is in flight, then another', async () => {
  assert.deepEqual(
    await page.run(
      `
    PaymentsAPI.configure(CONFIG);
    const element = document.querySelector('payment-form');
    const [first, second] = [element.submit(), element.submit()];
    await until(() => window.fake?.views[0]?.deferred);
    const third = element.submit();
    fake.views[0].deferred.resolve('paid');
    return [first === second, first === third, await first, element.submit() === first];
  `,
      { body: ELEMENT },
    ),
    [true, true, 'paid', false],
  );
});

test('<payment-form> tells a wrong option, and takes the right one afterwards', async () => {
  assert.deepEqual(
    await page.run(
      `
    addEventListener('error', event => event.preventDefault());
    const element = document.querySelector('payment-form');
    const told = [];
    element.addEventListener('payment-error', event => told.push(event.detail.code));
    element.setAttribute('amount', 'wrong');
    PaymentsAPI.configure(CONFIG);
    await until(() => told[0]);
    element.setAttribute('session-url', 'https://other.example/');
    await until(() => told[1]);
    element.removeAttribute('session-url');
    element.setAttribute('amount', '7');
    await until(() => window.fake?.views[0]);
    return [told, fake.views[0]?.options.amount];
  `,
      { body: ELEMENT },
    ),
    [['amount_invalid', 'invalid_config'], '7'],
  );
});

test('<payment-form>: the console says once what a form waits for', async () => {
  page.site.check = true;
  const said = await page.run(
    `
    const said = [];
    console.warn = text => said.push(text);
    document.querySelector('payment-form').removeAttribute('amount');
    await new Promise(resolve => setTimeout(resolve, 3200));
    PaymentsAPI.configure(CONFIG);
    await new Promise(resolve => setTimeout(resolve, 100));
    const other = document.createElement('payment-form');
    document.body.append(other);
    await new Promise(resolve => setTimeout(resolve, 3200));
    return said;
  `,
    { body: ELEMENT },
  );
  page.site.check = false;
  assert.equal(said.length, 2, said.join());
  assert.match(said[0], /waits for PaymentsAPI.configure/);
  assert.match(said[1], /waits for its amount attribute/);
});

test('text styles of the page around the form stay out of it', async () => {
  const styles = {
    'white-space': 'nowrap',
    'text-transform': 'uppercase',
    'text-indent': '40px',
    'word-spacing': '9px',
    'letter-spacing': '4px',
    'text-shadow': 'red 1px 1px',
    'text-align': 'center',
    hyphens: 'auto',
    cursor: 'wait',
    'user-select': 'none',
  };
  const [inside, selectable] = await page.run(`${FORM}
    const styles = ${JSON.stringify(styles)};
    for (const [name, value] of Object.entries(styles)) document.querySelector('#here').style.setProperty(name, value);
    await form.mount('#here');
    const shown = getComputedStyle(root().querySelector('.pw'));
    const input = root().querySelector('.pw').appendChild(document.createElement('input'));
    const same = Object.keys(styles).filter(name => name !== 'user-select')
      .filter(name => shown.getPropertyValue(name) === getComputedStyle(document.querySelector('#here')).getPropertyValue(name));
    return [same, getComputedStyle(input).userSelect];
  `);
  assert.deepEqual([inside, selectable], [[], 'text']);
});

test("<payment-form>: the page's other way to pay is shown where the form cannot be loaded, and only there", async () => {
  const body =
    '<payment-form amount="10" currency="KRW"><a slot="fallback" href="/by-phone">Pay by phone</a></payment-form>';
  const script = `
    PaymentsAPI.configure(CONFIG);
    const element = document.querySelector('payment-form');
    await new Promise(resolve => ['ready', 'error'].forEach(name => element.addEventListener('payment-' + name, resolve)));
    await tick();
    return element.querySelector('a').getClientRects().length;`;
  assert.equal(await page.run(script, { body }), 0);
  page.site.wasm = 'gone';
  assert.equal(await page.run(script, { body }), 1);
});
