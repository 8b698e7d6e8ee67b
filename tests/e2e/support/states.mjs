// Every state that the form can be in, and how a payer, the page and the network bring it there on the merchant's page.
import { By } from 'selenium-webdriver';
import { answerLost, edited } from './between.mjs';
import { rootOf } from './modes.mjs';
import { field, payButton, textOf, typeCard } from './shop.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const CO_BADGED = '4973019750239993';
const KRW = { amount: 128000, currency: 'KRW' };

const PAYMENTS = /\/v1\/payments$/;
const SESSION = /\/v1\/payment_sessions\/[^/]+$/;

/** The file of the WebAssembly is another one. */
const WRONG_WASM = () => ({
  status: 200,
  headers: { 'content-type': 'application/wasm', 'cache-control': 'no-store', 'access-control-allow-origin': '*' },
  body: 'x',
});

const WALLETS = `wallets: [
  { id: 'my_wallet', label: 'My Wallet' },
  { id: 'app_wallet', label: 'App Pay', mark: 'apple-pay' },
  { id: 'device_wallet', label: 'Device Pay', authorize: () => Promise.reject(new DOMException('closed', 'AbortError')) },
]`;

/**
 * @typedef {Awaited<ReturnType<typeof import('./merchant.mjs').withMerchant>>} Merchant
 * @typedef {object} State
 * @property {string} [options]  of the form, as members of an object in JavaScript
 * @property {{ amount: number, currency: string }} [price]
 * @property {(merchant: Merchant) => Promise<void> | void} [before]  what is done before the page is opened
 * @property {(merchant: Merchant, root: any) => Promise<unknown>} [act]  what is done in the form
 * @property {boolean} [anew]  another language ends it, so that what is done in the form is done again
 * @property {boolean} [inPage]  it is seen in the page, also where the form is in a frame
 * @property {string} shows  what is seen in the form when it is in this state
 */

const pay = async root => (await payButton(root)).click();
const press = async (root, css) => (await root.findElement(By.css(css))).click();
const listed = ({ driver }, root) => textOf(driver, root, '.pw-saved__row');

/** Types a card and pays with it. */
async function payWith(root, card) {
  await typeCard(root, { ...CARD, ...card });
  await pay(root);
}

/** A payment whose answer does not come before the page is left. */
async function payAndWait({ api }, root) {
  api.when('POST', PAYMENTS, () => new Promise(() => {}));
  await payWith(root, {});
}

/** @type {Record<string, State>} */
export const STATES = {
  empty: { shows: '.pw-button' },
  typing: { act: (_, root) => typeCard(root, { number: '4242424242' }), shows: '.pw-slot svg[role="img"]' },
  wrong: {
    async act(_, root) {
      await typeCard(root, { number: '4242424242424241', expiry: '1224' });
      await pay(root);
    },
    shows: '.pw-field--name .pw-msg',
  },
  'the hint at the security code': { act: (_, root) => press(root, '.pw-hintbtn'), anew: true, shows: '.pw-hint' },
  declined: {
    act: (_, root) => payWith(root, { number: '4000000000000002' }),
    shows: '.pw-notice[data-kind="danger"]',
  },
  paid: { act: (_, root) => payWith(root, {}), shows: '.pw-state[data-kind="success"]' },
  busy: { act: payAndWait, shows: '.pw-button[data-busy]' },
  offline: {
    async act(merchant, root) {
      await payAndWait(merchant, root);
      await merchant.inForm('dispatchEvent(new Event("offline"))');
    },
    shows: '.pw-button[data-busy]',
  },
  unknown: {
    async act({ api }, root) {
      const withoutPayment = edited(session => ({ ...session, payment: null }));
      api.when('POST', PAYMENTS, answerLost);
      api.when('GET', SESSION, withoutPayment);
      await payWith(root, {});
    },
    shows: '.pw-notice[data-kind="warn"]',
  },
  'an open payment': {
    async before(merchant) {
      merchant.options = `{ session: '${await merchant.session()}' }`;
      await payWith(await merchant.open(), { number: '4000000000003220' });
      await challenge(merchant);
    },
    act: (_, root) => payWith(root, {}),
    shows: '.pw-state[data-kind="plain"] [data-open]',
  },
  'the 3-D Secure dialog': {
    async act(merchant, root) {
      await payWith(root, { number: '4000000000003220' });
      await challenge(merchant);
    },
    inPage: true,
    shows: '.pw-dialog',
  },
  'a load failure': {
    before: ({ api }) => api.when('GET', /\.wasm$/, WRONG_WASM),
    shows: '.pw-state[role="alert"]',
  },
  'the fields for a Korean card': {
    options: 'koreanAuth: true, installments: [0, 2, { months: 3, interestFree: true }]',
    price: KRW,
    shows: '.pw-field--instalments',
  },
  'the fields for a Korean business card, wrong': {
    options: 'koreanAuth: true',
    async act(_, root) {
      await press(root, '.pw-field--owner label:last-of-type');
      await typeCard(root, { identity: '1248100999', password: '1' });
      await pay(root);
    },
    shows: '.pw-field--birth .pw-msg',
  },
  installments: {
    options: 'installments: [0, 2, { months: 3, interestFree: true }]',
    price: KRW,
    async act(_, root) {
      await (await field(root, 'months')).sendKeys('3');
    },
    shows: '.pw-field--instalments',
  },
  'installments for less than they are offered for': {
    options: 'installments: [0, 2, 3]',
    price: { amount: 49000, currency: 'KRW' },
    shows: '.pw-button',
  },
  'a co-badged card': { act: (_, root) => typeCard(root, { number: CO_BADGED }), shows: '.pw-field--choice input' },
  'saved cards': { options: 'savedCards: true', act: listed, shows: '.pw-saved__row' },
  'a saved card without its security code': {
    options: 'savedCards: true',
    async act(merchant, root) {
      await listed(merchant, root);
      await pay(root);
    },
    shows: '.pw-saved .pw-msg',
  },
  'a new card beside saved ones, to be kept': {
    options: 'savedCards: true',
    async act(merchant, root) {
      await listed(merchant, root);
      await press(root, '.pw-saved__row:last-child label');
      await press(root, '.pw-check');
    },
    shows: '.pw-check',
  },
  'a saved card that is deleted': {
    options: 'savedCards: true',
    async act(merchant, root) {
      await listed(merchant, root);
      await press(root, '[data-saved="delete"]');
    },
    shows: '[data-saved="restore"]',
  },
  wallets: { options: WALLETS, shows: '.pw-method' },
  'a wallet that is chosen': {
    options: WALLETS,
    act: (_, root) => press(root, '.pw-method:nth-of-type(2)'),
    shows: '.pw-method:nth-of-type(2)',
  },
  'a wallet that the payer has closed': {
    options: WALLETS,
    async act(_, root) {
      await press(root, '.pw-method:nth-of-type(4)');
      await pay(root);
    },
    shows: '.pw-notice[data-kind="plain"]',
  },
};

const challenge = merchant => merchant.inDialog('iframe');

/** Brings the form into one of the states; resolves to its shadow root, or to nothing where it has no fields. */
export async function reach(merchant, name) {
  const { options = '', price, before, act, inPage = false, shows } = STATES[name];
  const { driver } = merchant;
  Object.assign(merchant, { options: `{ ${options} }`, price: price ?? { amount: 1990, currency: 'USD' } });
  await before?.(merchant);
  // A page whose payment is in flight asks before it is left.
  await driver.executeScript('addEventListener("beforeunload", event => event.stopImmediatePropagation(), true)');
  await driver.get(merchant.origin);
  const host = await driver.findElement(By.css('payment-form'));
  const root = await driver.wait(
    async () => {
      try {
        const found = await rootOf(driver, host);
        return (await found.findElements(By.css('.pw-hintbtn, .pw-state'))).length > 0 && found;
      } catch {
        return false;
      }
    },
    WAIT_MS,
    'the form did not become live',
  );
  await act?.(merchant, root);
  await textOf(driver, inPage ? await merchant.pageRoot() : root, shows);
  return root;
}

/** Keeps cards of the payer, so that there are saved ones. */
export async function keepCards(merchant, ...numbers) {
  for (const [at, number] of numbers.entries()) {
    const root = await reach(merchant, 'empty');
    await merchant.driver.executeScript(`document.querySelector('payment-form').savedCards = true`);
    // The list of those that are kept already comes at any time: nothing is typed before it. With it the first of them is chosen,
    // and the box to keep a new card is not shown.
    if (at > 0) {
      await textOf(merchant.driver, root, '.pw-saved');
      await press(root, '.pw-saved__row:last-child label');
    }
    await textOf(merchant.driver, root, '.pw-check');
    await typeCard(root, { ...CARD, number });
    await press(root, '.pw-check');
    await pay(root);
    await textOf(merchant.driver, root, '.pw-state');
  }
}
