// Every option of every call, of the form and of the element does something that can be seen, or is refused by its name. What
// Rust makes of those that it is given is tested in tests/web; that it reads all of them, in option-names.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './served.mjs';
import { source } from './source.mjs';

const names = await source('api/option-names.js');

const page = withPage();
const THUMBPRINT = 'a'.repeat(43);

/** What is given as each option, and what is then seen; `seen` where that is another thing than what was given. */
const CONFIGURE = {
  apiKey: { given: 'pk_test_other' },
  endpoint: { given: 'https://other.example/v1' },
  session: { given: 'ps_1_secret_x' },
  sessionUrl: { given: '/session', seen: () => `${page.site.origin}/session` },
  currency: { given: 'JPY' },
  locale: { given: 'ko', at: 'fake.words.locale' },
  returnUrl: { given: '/return', seen: () => `${page.site.origin}/return` },
  keyThumbprints: { given: [THUMBPRINT] },
  tokenFormat: {
    given: { payload: { n: '{number}' } },
    seen: () => ({ payload: '{"n":"{number}"}', header: '"kid":"{kid}"' }),
  },
  timeoutMs: { given: 1234 },
  maxRetries: { given: 7 },
  appearance: { given: { theme: 'dark' }, at: 'root().querySelector(".pw-host").dataset.theme', seen: () => 'dark' },
  wasm: {
    given: '/other.wasm',
    at: 'performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/other.wasm"))',
    seen: () => true,
  },
};

test('configure: the table is whole', () =>
  // A form in a frame has tests of its own, in frame.test.mjs.
  assert.deepEqual([...Object.keys(CONFIGURE), 'frame'].sort(), [...names.CONFIGURE].sort()));
for (const [name, { given, at = `fake.config.${name}`, seen = () => given }] of Object.entries(CONFIGURE)) {
  test(`configure: ${name}`, async () => {
    assert.deepEqual(
      await page.run(`
      try {
        const api = createPayments({ ...CONFIG, ${name}: ${JSON.stringify(given)} });
        await api.createForm({ amount: 1 }).mount('#here');
        api.retrievePayment('x').catch(() => {}); // makes the client
        await until(() => fake.config);
        return ${at};
      } catch (error) {
        return error.code === 'invalid_config' ? error.message : error.code;
      }
    `),
      seen(),
    );
  });
}

const VALUES = { amount: 5, currency: 'USD', session: 'ps_1_secret_x', signal: {}, installmentMonths: 3 };
for (const [method, list] of [
  ['chargeCard', names.CHARGE_CARD],
  ['chargeWallet', names.CHARGE_WALLET],
  ['createToken', names.CREATE_TOKEN],
]) {
  test(`${method}: every option reaches the WebAssembly`, async () => {
    const options = Object.fromEntries(list.map(name => [name, VALUES[name] ?? `a ${name}`]));
    assert.deepEqual(
      await page.run(`
      PaymentsAPI.configure(CONFIG);
      PaymentsAPI.${method}(${JSON.stringify(options)});
      await until(() => window.fake?.charge);
      return { ...fake.charge, options: { ...fake.charge.options } };
    `),
      { method, options },
    );
  });
}

/** As CONFIGURE, of createForm. */
const FORM = {
  amount: { given: '7' },
  currency: { given: 'JPY' },
  session: { given: 'ps_1_secret_x' },
  locale: { given: 'ko', at: 'fake.views[0].host.words.locale' },
  appearance: { given: { theme: 'dark' }, at: 'root().querySelector(".pw-host").dataset.theme', seen: 'dark' },
  cardholderName: { given: 'hidden' },
  acceptedBrands: { given: ['visa'] },
  submitButton: { given: false },
  autoSubmit: { given: false },
  autoAdvance: { given: true },
  labels: { given: { submit: 'Go' } },
  wallets: { given: [{ id: 'w', label: 'W' }] },
  installments: { given: [0, { months: 3, interestFree: true }] },
  koreanAuth: { given: true },
  savedCards: { given: { save: 'never' } },
  preferredNetworks: { given: ['dankort'] },
  words: { given: { 'pay.busy': 'One moment' }, at: 'fake.views[0].host.words.text("pay.busy")', seen: 'One moment' },
};

test('createForm: the table is whole', () => assert.deepEqual(Object.keys(FORM).sort(), [...names.FORM].sort()));
for (const [name, { given, at, seen = given }] of Object.entries(FORM)) {
  test(`createForm, update and <payment-form>: ${name}`, async () => {
    const result = await page.run(`
      PaymentsAPI.configure(CONFIG);
      addEventListener('error', event => event.preventDefault());
      const more = ${JSON.stringify({ [name]: given ?? true })};
      const attempt = async work => { try { return await work(); } catch (error) { return error.message; } };
      const made = await attempt(async () => {
        await PaymentsAPI.createForm({ amount: 1, ...more }).mount('#here');
        return ${at ?? `fake.views[0].options.${name}`};
      });
      document.querySelector('#here').replaceChildren();
      window.fake && (fake.views.length = 0);
      const updated = await attempt(async () => {
        const form = PaymentsAPI.createForm({ amount: 1 });
        await form.mount('#here');
        form.update(more);
        await until(() => fake.views[0].updates[0]);
        return ${at ?? `fake.views[0].updates[0].${name}`};
      });
      const element = document.createElement('payment-form');
      const told = new Promise(resolve => {
        element.addEventListener('payment-error', event => resolve(event.detail.message));
        element.addEventListener('payment-ready', () => resolve('ready'));
      });
      element.options = { amount: 1, ...more };
      document.body.append(element);
      return [made, updated, await told];
    `);
    const unknown = `update: unknown option "${name}"`;
    const update = names.UPDATE.includes(name) ? seen : unknown;
    assert.deepEqual(
      [result[0], typeof update === 'string' ? result[1].slice(0, update.length) : result[1], result[2]],
      [seen, update, 'ready'],
    );
  });
}

const ATTRIBUTES = {
  amount: ['7', 'options.amount', '7'],
  currency: ['JPY', 'options.currency', 'JPY'],
  locale: ['ko', 'host.words.locale', 'ko'],
  'session-url': ['/session', 'options.sessionUrl', () => `${page.site.origin}/session`],
  'cardholder-name': ['hidden', 'options.cardholderName', 'hidden'],
  'accepted-brands': ['visa, jcb', 'options.acceptedBrands', ['visa', 'jcb']],
  'submit-button': ['false', 'options.submitButton', false],
  'auto-submit': ['false', 'options.autoSubmit', false],
  theme: ['dark', 'root.querySelector(".pw-host").dataset.theme', 'dark'],
  installments: ['0, 3', 'options.installments', [0, 3]],
  'korean-auth': ['auto', 'options.koreanAuth', 'auto'],
};

test('attributes: the table is whole', async () => {
  const observed = await page.run(`return customElements.get('payment-form').observedAttributes`);
  assert.deepEqual(Object.keys(ATTRIBUTES).sort(), observed.sort());
});
for (const [name, [given, at, seen]] of Object.entries(ATTRIBUTES)) {
  test(`<payment-form ${name}="${given}">`, async () => {
    assert.deepEqual(
      await page.run(`
      PaymentsAPI.configure(CONFIG);
      addEventListener('error', event => event.preventDefault());
      const element = document.createElement('payment-form');
      const told = new Promise(resolve => {
        element.addEventListener('payment-error', event => resolve(event.detail.message));
        element.addEventListener('payment-ready', () => resolve(null));
      });
      element.setAttribute('amount', '1');
      element.setAttribute('${name}', '${given}');
      document.body.append(element);
      return (await told) ?? fake.views[0].${at || 'options'};
    `),
      typeof seen === 'function' ? seen() : seen,
    );
  });
}
