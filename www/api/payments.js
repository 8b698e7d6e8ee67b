// What a page calls. It copies the options and checks their names, loads once, and owns the promises.
import { applyAppearance, mergeAppearance } from '../look/appearance.js';
import { afterPaint, painted } from '../look/moments.js';
import { addIcons, iconSvg } from '../look/icons.js';
import { adoptStyles } from '../look/stylesheet.js';
import { checkVariables } from '../look/variables.js';
import { asPaymentError, failure, isPaymentError } from './error.js';
import { clientConfig, isTest, isWasm, pageUrl, readConfig, WASM } from './configure.js';
import { createForm } from '../form/create-form.js';
import { formController, readElementOptions, showEarlyForm, showFailure } from '../form/form-controller.js';
import { frameController } from '../frame/frame-form.js';
import { earlyForm, endEarlyForm } from '../form/early-form.js';
import { emptyForm } from '../form/fields.js';
import { drawFailure } from '../form/load-failure.js';
import { withInternals } from '../load/internals.js';
import { CHARGE_CARD, CHARGE_WALLET, CREATE_TOKEN, READY, VARIABLES } from './option-names.js';
import { load, loadPay, prefetch, prefetchPay, readWith } from '../load/load.js';
import { memoize } from '../load/memoize.js';
import { loadCheck, loadFrameHost } from '../load/parts.js';
import { nearest } from './nearest.js';
import { pickOptions } from './pick-options.js';
import { reportError } from './report-error.js';
import englishFirst from '../text/english-first.js';
import { addEnglish, loadWords, pageLocale } from '../text/words.js';
import { isSecureUrl, parseUrl } from './urls.js';

/** How long after the form what pays is asked for at the latest, in milliseconds, if the browser is never idle. */
const PAY_MS = 1000;

/** The calls that are given a card. */
const CARD_CALLS = ['chargeCard', 'createToken'];

const TOOLS = {
  asPaymentError,
  failure,
  reportError,
  applyAppearance,
  adoptStyles,
  addIcons,
  iconSvg,
  nearest,
  englishFirst,
};

/** What a form in a frame is shown with. */
const FRAME_TOOLS = {
  ...TOOLS,
  checkVariables,
  drawFailure,
  earlyForm,
  emptyForm,
  isPaymentError,
  loadWords,
  mergeAppearance,
  pageLocale,
  pageUrl,
  VARIABLES,
};
/** @typedef {typeof FRAME_TOOLS} FrameTools */

/**
 * @typedef {object} Connection  One configuration, and the client that is made of it at first use.
 * @property {import('./configure.js').Config} config
 * @property {Promise<boolean>} prefetched  what a page needs for a form; false where there is no page
 * @property {boolean} test  no real money is charged
 * @property {(host: Element) => void} check  in test mode, tells the developer once what would keep a form from paying
 * @property {() => Promise<{ engine: import('./engine.js').Engine, words: import('../text/words.js').Words }>} begin  what a form needs,
 *   and a call to read its card
 * @property {(options: import('../form/form-controller.js').FormOptions, emit: import('../form/form-controller.js').Emit) => import('../form/form-controller.js').FormController} form
 *   a form of it, here or in a frame
 * @property {string | undefined} frameSecret  of the session that a form in a frame was given last
 * @property {() => Promise<{ engine: import('./engine.js').Engine, pay: import('./pay.js').Pay, client: import('../load/pay-glue.js').Client }>} open
 *   what pays
 */

/** @typedef {Pick<ReturnType<typeof import('../dialog/dialog-host.js').makeDialogHost>, 'show' | 'closeAll'>} Dialogs */

/**
 * @param {import('./configure.js').Config} config
 * @param {Dialogs} [ownDialogs]  where the payer's actions are shown, if not in this document
 * @returns {Connection}
 */
function connect(config, ownDialogs) {
  const { wasm, timeoutMs, frame } = config;
  const begin = memoize(async forget => {
    requirePage();
    const settings = clientConfig(config, config.locale ?? pageLocale());
    const [engine, words] = await Promise.all([load(wasm, timeoutMs, TOOLS), loadWords(settings.locale)]);
    addEnglish(engine.english);
    engine.instance.onTrap(forget);
    return { engine, settings, words };
  });
  const open = memoize(async forget => {
    const { engine, settings, words } = await begin();
    const pay = await loadPay(wasm, timeoutMs, engine);
    addEnglish(pay.english);
    const dialogs = ownDialogs ?? pay.dialogHost(mergeAppearance(config.appearance));
    engine.instance.onTrap(forget);
    engine.instance.onTrap(dialogs.closeAll);
    try {
      return { engine, pay, client: new pay.exports.Client(settings, words, dialogs) };
    } catch (error) {
      throw asPaymentError(error);
    }
  });
  const prefetched = frame ? prefetchFrame() : prefetch(wasm, timeoutMs, painted());
  // What fails here the calls fail with, after another try. What pays comes after the form, so that the form does not wait for it.
  const ignore = () => {};
  const prefetchRest = () => prefetchPay(wasm, timeoutMs).catch(ignore);
  prefetched.then(isPage => isPage && !frame && afterPaint(PAY_MS, prefetchRest), ignore);

  const test = isTest(config);
  let checked = !test;
  function check(/** @type {Element} */ host) {
    if (checked) return;
    checked = true;
    // A help for developers: where it does not load, a payment says what is wrong, as it does with a live key.
    loadCheck()
      .then(({ check }) => check(config, host))
      .catch(() => {});
  }
  /** @type {Connection} */
  const connection = {
    config,
    prefetched,
    test,
    check,
    begin,
    open,
    form: (options, emit) =>
      frame ? frameController(connection, options, emit, FRAME_TOOLS) : formController(connection, options, emit),
    frameSecret: undefined,
  };
  return connection;
}

/** Begins to load what speaks with a frame, in a page. */
async function prefetchFrame() {
  if (!globalThis.document) return false;
  await loadFrameHost();
  return true;
}

function requirePage() {
  if (typeof document === 'undefined') throw failure('not_in_browser', 'Payments are made in a page, not on a server.');
  // jsdom and happy-dom do not know the property; their pages are on localhost.
  const url = parseUrl(globalThis.location?.href ?? '');
  if (!(globalThis.isSecureContext ?? (url && isSecureUrl(url)))) {
    throw failure('insecure_context', 'The page must be served over https:, or from localhost.');
  }
}

/**
 * Whatever a hostile object or a broken page throws, a call rejects with a PaymentError.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function asPaymentErrors(work) {
  try {
    return await work();
  } catch (error) {
    throw asPaymentError(error);
  }
}

/**
 * @param {import('./index.js').ConfigureOptions} [options]
 * @param {Dialogs} [ownDialogs]
 * @returns {import('./index.js').PaymentsApi}
 */
export function makePayments(options, ownDialogs) {
  /** @type {Connection | null} */
  let connection = null;
  /** @type {() => void} */
  let tellConfigured;
  const configured = /** @type {Promise<void>} */ (new Promise(resolve => (tellConfigured = resolve)));
  /** @type {unknown} why no call can be made, until the page configures */
  let refusal;

  const connected = () => {
    if (refusal) throw refusal;
    if (!connection) throw failure('not_configured', 'Call PaymentsAPI.configure({ apiKey, endpoint }) first.');
    return connection;
  };

  /** @param {import('./index.js').ConfigureOptions} given */
  function configure(given) {
    const config = readConfig(given);
    checkVariables(config.appearance, 'configure', 'invalid_config');
    connection = connect(config, ownDialogs);
    refusal = undefined;
    tellConfigured();
  }

  /**
   * Every call fails with this error, until the page configures.
   * @param {unknown} error
   */
  function refuse(error) {
    refusal = error;
    tellConfigured(); // a form shows that it cannot begin
  }

  /**
   * @param {Parameters<import('./engine.js').Engine['call']>[2]} method
   * @param {readonly string[]} [names]  of its options; without them it takes a client secret
   * @returns {(given?: any) => Promise<any>}
   */
  const call = (method, names) => given =>
    asPaymentErrors(async () => {
      const copy = names && pickOptions(given, names, method);
      const mine = connected();
      if (mine.config.frame && CARD_CALLS.includes(method)) {
        throw failure('invalid_config', `${method}: with a frame this page never sees a card. Use a form.`);
      }
      const { engine, words } = await mine.begin();
      return engine.call(mine, words, method, copy ?? given ?? mine.frameSecret);
    });

  const ready = (/** @type {import('./index.js').ReadyOptions} */ given = {}) =>
    asPaymentErrors(async () => {
      if (refusal) throw refusal;
      const { wasm = connection?.config.wasm } = pickOptions(given, READY, 'ready');
      if (wasm !== undefined && !isWasm(wasm)) throw failure('invalid_option', `ready: wasm must be ${WASM}.`);
      return (await load(wasm, connection?.config.timeoutMs ?? 30000, TOOLS)).validators();
    });

  if (options !== undefined) configure(options);
  const api = {
    version: __VERSION__,
    configure,
    ready,
    chargeCard: call('chargeCard', CHARGE_CARD),
    chargeWallet: call('chargeWallet', CHARGE_WALLET),
    createToken: call('createToken', CREATE_TOKEN),
    createForm: (/** @type {import('./index.js').FormOptions} */ given) => createForm(connected(), given),
    retrievePayment: call('retrievePayment'),
    resumePayment: call('resumePayment'),
    cancelPayment: call('cancelPayment'),
  };
  return Object.freeze(
    withInternals(api, {
      readWith,
      isConfigured: () => connection !== null || refusal !== undefined,
      whenConfigured: () => configured,
      whenPrefetched: () => configured.then(() => connection?.prefetched),
      refuse,
      formController: (given, emit) => connected().form(readElementOptions(given), emit),
      showFailure,
      showEarlyForm: (root, given) => showEarlyForm(root, given, connection?.config),
      endEarlyForm,
      emptyForm,
      pageUrl,
    }),
  );
}
