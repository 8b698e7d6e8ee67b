// What a page calls. It copies the options and checks their names, loads once, and owns the promises.
import { applyAppearance, mergeAppearance } from '../look/appearance.js';
import { afterPaint, painted } from '../look/moments.js';
import { addIcons, iconSvg } from '../look/icons.js';
import { adoptStyles } from '../look/stylesheet.js';
import { checkVariables } from '../look/variables.js';
import { asPaymentError, failure, isPaymentError } from './error.js';
import { isTest, isWasm, readConfig, WASM } from './configure.js';
import { createForm } from '../form/create-form.js';
import { formController, readElementOptions, showEarlyForm, showFailure } from '../form/form-controller.js';
import { drawFrame } from '../frame/frame-form.js';
import { endEarlyForm } from '../form/early-form.js';
import { emptyForm } from '../form/fields.js';
import { requirePage } from '../form/find-target.js';
import { withInternals } from '../load/internals.js';
import { CHARGE_CARD, CHARGE_WALLET, CREATE_TOKEN, READY, VARIABLES } from './option-names.js';
import { load, prefetch, readWith } from '../load/load.js';
import { memoize } from '../load/memoize.js';
import { loadCheck, loadFrameHost } from '../load/parts.js';
import { nearest } from './nearest.js';
import { pickOptions } from './pick-options.js';
import { reportError } from './report-error.js';
import englishFirst from '../text/english-first.js';
import { addEnglish, loadWords, pageLocale } from '../text/words.js';

/** How long after the form what pays is asked for at the latest, in milliseconds, if the browser is never idle. */
const PAY_MS = 1000;

/** The calls that are given a card. */
const CARD_CALLS = ['chargeCard', 'createToken'];

const TOOLS = {
  addEnglish,
  asPaymentError,
  failure,
  reportError,
  applyAppearance,
  adoptStyles,
  addIcons,
  iconSvg,
  nearest,
  englishFirst,
  memoize,
  mergeAppearance,
};

/** What a form in a frame is shown with. */
const FRAME_TOOLS = {
  ...TOOLS,
  checkVariables,
  emptyForm,
  isPaymentError,
  pageLocale,
  VARIABLES,
};
/** @typedef {typeof FRAME_TOOLS} GivenTools */
/** @typedef {ReturnType<typeof import('../frame/frame-host.js').completed>} FrameTools */

/**
 * @typedef {object} Connection  One configuration, and the client that is made of it at first use.
 * @property {import('./configure.js').Config} config
 * @property {Promise<unknown>} prefetched  what a page needs for a form, where there is one
 * @property {boolean} test  no real money is charged
 * @property {(host: Element) => void} check  in test mode, tells the developer once what would keep a form from paying
 * @property {() => Promise<{ engine: import('./engine.js').Engine, words: import('../text/words.js').Words, open: Connection['open'] }>} begin  what a form needs
 *   without a frame, and a call to read its card
 * @property {() => Promise<{ engine: import('../form/form-controller.js').FormEngine }>} beginForm  what a form needs, here or in a frame
 * @property {((root: ShadowRoot) => import('../frame/frame-form.js').Drawn) | undefined} drawFrame  where forms are in frames
 * @property {string | undefined} frameSecret  of the session that a form in a frame was given last
 * @property {() => Promise<{ pay: import('./pay.js').Pay, client: import('../load/pay-glue.js').Client }>} open
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
    const locale = config.locale ?? pageLocale();
    const [engine, words] = await Promise.all([load(wasm, timeoutMs, TOOLS), loadWords(locale)]);
    engine.instance.onTrap(forget);
    return { engine, words, open: engine.opener(config, locale, words, ownDialogs) };
  });
  const beginFrame = memoize(async () => {
    const { frameEngine } = await loadFrameHost().catch(cause => {
      throw failure('load_failed', 'frame-host.js did not load (script-src, CORS?).', { cause });
    });
    return { engine: frameEngine(FRAME_TOOLS) };
  });
  const prefetched = frame ? prefetchFrame() : prefetch(wasm, timeoutMs, painted());
  // What fails here the calls fail with, after another try. What pays comes after the form, so that the form does not wait for it.
  const ignore = () => {};
  prefetched.then(pay => pay && afterPaint(PAY_MS, () => pay.fetch().catch(ignore)), ignore);

  const test = isTest(config);
  let checked = !test || frame !== undefined; // a frame checks itself
  function check(/** @type {Element} */ host) {
    if (checked) return;
    checked = true;
    help(({ check }) => check(config, host));
  }
  return {
    config,
    prefetched,
    test,
    check,
    begin,
    open: async () => (await begin()).open(),
    beginForm: frame === undefined ? begin : beginFrame,
    drawFrame: frame === undefined ? undefined : root => drawFrame(root, String(frame)),
    frameSecret: undefined,
  };
}

/**
 * Helps a developer. Where the file does not load, a payment says what is wrong, as it does with a live key.
 * @param {(file: typeof import('./check.js')) => void} say
 */
const help = say => void loadCheck().then(say, () => {});

/** Begins to load what speaks with a frame, in a page. */
async function prefetchFrame() {
  if (globalThis.document) await loadFrameHost();
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
      formController: (given, emit) => formController(connected(), readElementOptions(given), emit),
      showFailure,
      showEarlyForm: (root, given) => showEarlyForm(root, given, connection?.config),
      endEarlyForm,
      emptyForm,
      explain: () => help(({ explain }) => explain(connection !== null || refusal !== undefined)),
    }),
  );
}
