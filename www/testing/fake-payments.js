// An object of the shape of PaymentsAPI whose answers a test gives: no network, no WebAssembly.
import { isPaymentError, PaymentsAPI } from '../api/index.js';
import { CHARGE_CARD, CHARGE_WALLET, CONFIGURE, CREATE_TOKEN, READY } from '../api/option-names.js';
import { fakeForm } from './fake-form.js';
import { pick, refusal } from './refuse.js';

const ANSWERS = /** @type {const} */ ([
  'chargeCard',
  'chargeWallet',
  'createToken',
  'retrievePayment',
  'resumePayment',
  'cancelPayment',
  'submit',
  'ready',
]);
/** @typedef {typeof ANSWERS[number]} Name */

/**
 * An error of another class would never come out of the package.
 * @param {Name} name
 * @param {any} value
 */
function checked(name, value) {
  if (value instanceof Error && !isPaymentError(value)) {
    throw refusal(`fakePayments: the error for ${name} must be one of makePaymentError.`);
  }
  return value;
}

/** @type {typeof import('./testing.js').fakePayments} */
export function fakePayments(given = {}) {
  /** @type {Partial<Record<Name, any>>} */
  const answers = {};
  /** @type {import('./testing.js').FakeCall[]} */
  const calls = [];
  /** @type {import('./testing.js').FakePaymentForm[]} */
  const forms = [];

  /** @param {unknown} more */
  function answer(more) {
    const picked = pick(more, ANSWERS, 'fakePayments');
    for (const name of ANSWERS) if (name in picked) answers[name] = checked(name, picked[name]);
  }

  /**
   * @param {Name} name
   * @param {unknown} argument
   */
  async function settle(name, argument) {
    calls.push({ name, argument });
    if (!(name in answers)) {
      throw refusal(`fakePayments: ${name} was called and has no answer. Give one: fakePayments({ ${name}: … }).`);
    }
    const answer = answers[name];
    const value = typeof answer === 'function' ? checked(name, await answer(argument)) : answer;
    if (isPaymentError(value)) throw value;
    return value;
  }

  /**
   * @param {Name} name
   * @param {readonly string[]} known
   * @returns {(options: any) => Promise<any>}
   */
  const call =
    (name, known) =>
    async (options = {}) =>
      settle(name, { ...pick(options, known, name) });

  /** @type {(name: Name) => (clientSecret?: string) => Promise<any>} */
  const sessionCall = name => async clientSecret => settle(name, clientSecret);

  answer(given);
  return {
    version: PaymentsAPI.version,
    configure(options) {
      calls.push({ name: 'configure', argument: { ...pick(options, CONFIGURE, 'configure', 'invalid_config') } });
    },
    ready: call('ready', READY),
    chargeCard: call('chargeCard', CHARGE_CARD),
    chargeWallet: call('chargeWallet', CHARGE_WALLET),
    createToken: call('createToken', CREATE_TOKEN),
    createForm(options) {
      const form = fakeForm(options, argument => settle('submit', argument));
      forms.push(form);
      return form;
    },
    retrievePayment: sessionCall('retrievePayment'),
    resumePayment: sessionCall('resumePayment'),
    cancelPayment: sessionCall('cancelPayment'),
    answer,
    calls,
    forms,
  };
}
