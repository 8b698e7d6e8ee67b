// The installed package in the DOMs that unit tests run in: the form mounts, reads what is typed or filled in, and tells a wrong card.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installedProject, run } from './support/project.mjs';

let project;
before(() => (project = installedProject()));
after(() => project.remove());

/** How each makes a window; a page of a unit test is on localhost. */
const DOMS = {
  jsdom: `const { JSDOM } = await import(DOM_URL);
    const page = '<!doctype html><html lang="en"><body></body></html>';
    const { window } = new JSDOM(page, { url: 'http://localhost:3000/', pretendToBeVisual: true });`,
  'happy-dom': `const { Window } = await import(DOM_URL);
    const window = new Window({ url: 'http://localhost:3000/' });`,
};

/** As vitest does: the window's names are made global where Node has none of its own, and its events take the place of Node's. */
const GLOBALS = `
  const OVER = ['Event', 'CustomEvent', 'EventTarget', 'AbortSignal', 'AbortController', 'navigator'];
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in globalThis && !OVER.includes(name)) continue;
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: window[name] });
  }
  globalThis.window = globalThis;
  globalThis.document = window.document;`;

const PAGE = `
  const { PaymentsAPI } = await import('payments-widget');
  await import('payments-widget/element');
  PaymentsAPI.configure({ apiKey: 'pk_live_1', endpoint: 'http://localhost:1/v1', currency: 'USD', session: () => 'ps_x' });
  const wait = async holds => {
    for (let at = 0; at < 200 && !holds(); at++) await new Promise(resolve => setTimeout(resolve, 20));
  };
  const number = root => root?.querySelector('input[autocomplete="cc-number"]');
  const form = PaymentsAPI.createForm({ amount: 19.99 });
  await form.mount(document.body);
  const input = number(document.body.firstElementChild.shadowRoot);
  input.value = '4242424242424242';
  input.dispatchEvent(new window.Event('input', { bubbles: true }));
  await wait(() => form.state.brand);
  const typed = [form.state.brand, input.value];
  const element = document.createElement('payment-form');
  element.setAttribute('amount', '1');
  document.body.append(element);
  await wait(() => number(element.shadowRoot));
  // A listener that throws is reported, in DOMs without reportError too.
  console.error = text => (globalThis.said = text);
  form.on('focus', () => { throw new Error('mine'); });
  input.dispatchEvent(new window.Event('focusin', { bubbles: true }));
  await wait(() => globalThis.said);
  const refused = await PaymentsAPI.chargeCard({
    cardNumber: '4242424242424241', expirationDate: '12/34', cvv: '123', amount: 1,
  }).catch(error => error.code);
  const isThere = number(element.shadowRoot) !== null;
  const { fill } = await import('payments-widget/testing');
  const card = { cardNumber: '378282246310005', expirationDate: '1234', cvv: '1234', cardholderName: 'KIM MINSEO' };
  fill(element, card);
  fill(form, { ...card, cvv: '12' });
  const filled = [element, form].map(one => one.state).map(({ brand, complete, fields }) => [brand, complete, fields.cvv.error]);
  console.log(JSON.stringify([...typed, isThere, globalThis.said, refused, filled]));
  process.exit(0);`;

for (const [name, text] of Object.entries(DOMS)) {
  test(name, () => {
    const script = `const DOM_URL = ${JSON.stringify(import.meta.resolve(name))};\n${text}\n${GLOBALS}\n${PAGE}`;
    const printed = run(process.execPath, ['--input-type=module', '-e', script], project.folder);
    assert.deepEqual(JSON.parse(printed), [
      'visa',
      '4242 4242 4242 4242',
      true,
      'payments-widget:',
      'card_number_invalid',
      [
        ['american-express', true, null],
        ['american-express', false, 'cvv_incomplete'],
      ],
    ]);
  });
}
