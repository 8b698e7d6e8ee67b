// The form in its frame. It reads key, endpoint and who may show it from a file beside it, never from the page around it: what a
// hostile page could name, it could also read. It validates, encrypts and posts by itself. The page's messages are its options, its
// events go back as messages.
import { isLocale } from '../api/configure.js';
import { asPaymentError, failure } from '../api/error.js';
import { FORM } from '../api/option-names.js';
import { pickOptions } from '../api/pick-options.js';
import { makePayments } from '../api/payments.js';
import { reportError } from '../api/report-error.js';
import { readTokenFormat } from '../api/token-format.js';
import { isSecureUrl, parseUrl } from '../api/urls.js';
import { leaveFor } from '../dialog/dialog-host.js';
import { showFailure } from '../form/form-controller.js';
import { emptyForm } from '../form/fields.js';
import { internals } from '../load/internals.js';
import { el } from '../look/nodes.js';
import { FROM_FRAME, OLDEST, PROTOCOL, readMessage, sendMessage, TO_FRAME } from './messages.js';

/** The members of frame.json. */
const CONFIG = [
  'apiKey',
  'endpoint',
  'parents',
  'currency',
  'keyThumbprints',
  'tokenFormat',
  'timeoutMs',
  'maxRetries',
];

/** What the page may say of the form. How it is given a session, its look and its language have members of their own. */
const OF_FORM = FORM.filter(name => !['session', 'appearance', 'locale'].includes(name));

/** The sentences of the issuer's dialog, which the page shows. */
const DIALOG = ['tds.title', 'tds.cancel', 'tds.loading', 'tds.slow', 'tds.note'];

/** The labels of the pay button, in which the payer reads the amount. */
const PAY_LABELS = ['pay.button', 'pay.wallet', 'pay.again'];

/** What a label may have besides the amount: a short text, no other sum, and nothing that changes the direction of writing, as $21 for $12. */
const BESIDE_AMOUNT = /^[^\p{N}\p{Sc}\p{Cc}\u202a-\u202e]{0,60}$/u;

/** A wallet's name, which may have a number in it. */
const WALLET_NAME = /^[^\p{Sc}\p{Cc}\u202a-\u202e]{0,60}$/u;

/** Fonts of pictures, which many systems have: an amount in them is no amount. */
const PICTURES = /dings|marlett|ornaments/i;

/** The page's size of text, in pixels: enough for any payer's settings, and not so much that no amount could be read. */
const REM = [8, 64];

/** Around the form, for the rings of its focus. The page's frame is as much larger. */
const EDGE = '4px';

/** @typedef {import('../api/index.js').PaymentError} PaymentError */
/** @typedef {Record<string, any>} Message */

/**
 * Shows the form, if the page may have it.
 * @param {import('./listen.js').Handshake} handshake
 */
export async function serveForm({ port, origin, version }) {
  /** @param {keyof typeof FROM_FRAME} t @param {object} [members] */
  const send = (t, members = {}) => sendMessage(FROM_FRAME, port, t, members);
  /** @param {string} why @param {string} [message] */
  const refuse = (why, message) => send('refused', { why, message, payments: PROTOCOL });

  let config;
  try {
    config = await loadConfig();
  } catch (error) {
    return refuse('config', /** @type {Error} */ (error).message);
  }
  if (!isAllowed(config.parents, origin)) return refuse('parent');
  if (version < OLDEST) return refuse('version');
  send('hello', { payments: PROTOCOL });
  const { parents, ...options } = config;

  /** @type {ReturnType<typeof startForm> | undefined} */
  let form;
  port.onmessage = ({ data }) => {
    const message = readMessage(TO_FRAME, data);
    if (!message) return;
    if (message.t === 'init') form ??= startForm(options, message, send);
    else form?.hear(message);
  };
}

/** frame.json, from beside this page. */
async function loadConfig() {
  const answer = await fetch('frame.json', { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`frame.json: the server answered ${answer.status}.`);
  const config = pickOptions(await answer.json(), CONFIG, 'frame.json', 'invalid_config');
  const { parents } = config;
  if (!Array.isArray(parents) || !parents.every(one => typeof one === 'string'))
    throw failure('invalid_config', 'frame.json: parents must be a list of origins such as "https://shop.example".');
  if (config.tokenFormat !== undefined) readTokenFormat(config.tokenFormat, failure, 'frame.json');
  return config;
}

/**
 * Whether every page around is listed, where the browser says which they are; else the one that the frame is in. A listed
 * `http://localhost:*` has any port: that of a development server is often another one.
 * @param {readonly string[]} parents
 * @param {string} origin
 */
function isAllowed(parents, origin) {
  const isListed = (/** @type {string} */ one) =>
    parents.includes(one) ||
    (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(one) && parents.includes(one.replace(/\d+$/, '*')));
  return [origin, ...(window.location.ancestorOrigins ?? [])].every(isListed);
}

/**
 * @param {Record<string, any>} config
 * @param {Message} init
 * @param {(t: keyof typeof FROM_FRAME, members?: object) => void} send
 */
function startForm(config, init, send) {
  /** Who waits for an answer of the page, by the number of the question. @type {Map<number, { resolve: Function, reject: Function }>} */
  const questions = new Map();
  /** What the page shows, by its number. @type {Map<number, (what: string) => void>} */
  const actions = new Map();
  let last = 0;

  /**
   * @param {'need_session' | 'need_wallet_token'} t
   * @param {object} members
   * @param {AbortSignal} [signal]
   * @returns {Promise<string>}
   */
  const ask = (t, members, signal) =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      questions.set(id, { resolve, reject });
      send(t, { ...members, id });
      signal?.addEventListener('abort', () => {
        if (questions.delete(id)) send('session_dropped', { id });
        reject(new Error('Nobody waits any more.'));
      });
    });

  /** @param {number} id @param {string | null | undefined} answer @param {string | null | undefined} error */
  function answered(id, answer, error) {
    const question = questions.get(id);
    questions.delete(id);
    if (error == null) question?.resolve(answer);
    else question?.reject(new Error(error));
  }

  const dialogs = {
    /** @type {ReturnType<typeof import('../dialog/dialog-host.js').makeDialogHost>['show']} */
    show(_, words, { type, url, hidden, inClick, amount }, report) {
      const parsed = parseUrl(url);
      if (!parsed || !isSecureUrl(parsed)) return void report('closed');
      report('opened');
      // Whether a page that is in a frame itself may be left is known at once only where it is tried; the sandbox of that frame is
      // this one's too.
      if (type === 'redirect' && window.parent !== window.top)
        return void leaveFor(parsed, inClick, report, reportError);
      const id = (last += 1);
      actions.set(id, /** @type {(what: string) => void} */ (report));
      const texts = Object.fromEntries(DIALOG.map(key => [key, words.text(key)]));
      const { locale, dir } = words;
      const display = hidden ? 'hidden' : 'visible';
      send('action', { id, type, url, display, inClick, subtitle: amount, locale, dir, texts });
      return {
        close() {
          if (actions.delete(id)) send('action_done', { id });
        },
      };
    },
    closeAll() {
      for (const id of actions.keys()) send('action_done', { id });
      actions.clear();
    },
  };

  /**
   * @param {Message} message
   * @returns {any}
   */
  function optionsOf({ form, locale, appearance, session, asks }) {
    const { labels = {}, words = {}, wallets, ...rest } = pickOptions(form, OF_FORM, 'createForm');
    const { submit, ...others } = labels;
    const own = { ...words, ...(submit === undefined ? {} : { 'pay.button': withAmount(submit) }) };
    for (const key of PAY_LABELS) {
      if (Object.hasOwn(own, key)) checkAmount(key, own[key]);
    }
    if (PICTURES.test(appearance.variables?.font))
      throw failure('invalid_option', 'appearance.variables.font: in a frame it must be a font of letters.');
    return {
      ...rest,
      locale: knownLocale(locale),
      appearance,
      labels: others,
      ...(Object.keys(own).length ? { words: own } : {}),
      ...(wallets === undefined ? {} : { wallets: wallets.map(walletOf) }),
      session: session ?? (asks ? askSession : undefined),
    };
  }

  /** @param {any} wallet */
  function walletOf({ authorize, ...wallet }) {
    if (!WALLET_NAME.test(wallet.label))
      throw failure('invalid_option', 'wallets: in a frame a label is a short name.');
    return authorize ? { ...wallet, authorize: (/** @type {object} */ asked) => askToken(wallet.id, asked) } : wallet;
  }
  /** @param {string} walletId @param {object} asked */
  const askToken = (walletId, asked) => ask('need_wallet_token', { ...asked, walletId });
  /** @param {{ signal?: AbortSignal }} asked */
  const askSession = ({ signal, ...asked }) => ask('need_session', asked, signal);

  const { locale, currency, returnUrl } = init;
  // An element without a box paints no background: its colour only says what is behind the form.
  const place = document.body.appendChild(el('div'));
  place.style.display = 'contents';
  Object.assign(document.body.style, { margin: '0', padding: EDGE, scrollbarWidth: 'none' });
  applyAround(init.around);
  const root = place.attachShadow({ mode: 'open' });
  watchHeight(px => send('height', { px }));

  /** The form's state as it was sent to the page last. */
  let sent = '';
  /** @param {any} state */
  function tellState(state) {
    const coarse = coarseState(state);
    const text = JSON.stringify(coarse);
    if (text !== sent) send('state', { state: coarse });
    sent = text;
  }

  /** @type {import('../form/form-controller.js').FormController | undefined} */
  let controller;
  let isOpen = false;
  try {
    const api = makePayments(
      /** @type {any} */ ({
        ...config,
        locale: knownLocale(locale),
        currency: currency ?? config.currency,
        returnUrl: returnUrl ?? undefined,
      }),
      dialogs,
    );
    controller = internals(api).formController(optionsOf(init), (event, payload) => {
      if (event === 'change') tellState(payload);
      else if (event === 'success') send('result', { payment: payload });
      else if (event === 'error') send('result', { error: payload });
      else if (event === 'action') {
        // After a redirect that was blocked it is closed twice.
        if (isOpen !== (payload.state === 'opened')) send('action_state', payload);
        isOpen = payload.state === 'opened';
      } else if (event === 'ready') send('live', { state: coarseState(controller?.state()) });
      else send(event, payload);
    });
    const live = controller.show(root);
    showAmount(root, init.form.submitButton === false);
    send('ready');
    live.catch(error => send('live', { state: emptyForm({}), error }));
  } catch (thrown) {
    const error = asPaymentError(thrown);
    showFailure(root, error, () => true);
    send('result', { error });
    send('live', { state: emptyForm({}), error });
  }

  /** @param {Message} message */
  function hear(message) {
    const { t, id } = message;
    if (t === 'session') answered(id, message.clientSecret, message.error);
    else if (t === 'wallet_token') answered(id, message.token, message.error);
    else if (t === 'action_closed') actions.get(id)?.('closed');
    else if (t === 'action_report') {
      if (['updated', 'blocked'].includes(message.what)) actions.get(id)?.(message.what);
    } else if (t === 'clear') controller?.clear();
    else if (t === 'focus') controller?.focus(message.field ?? undefined);
    else if (t === 'submit') {
      controller?.submit().then(
        payment => send('result', { id, payment }),
        error => send('result', { id, error }),
      );
    } else if (t === 'update') {
      applyAround(message.around);
      try {
        controller?.update(optionsOf(message), true);
        showAmount(root, message.form.submitButton === false);
      } catch (thrown) {
        send('problem', { error: asPaymentError(thrown) });
      }
    }
  }

  /** @param {Message} around */
  function applyAround({ scheme, behind, ink, rem }) {
    const { style } = document.documentElement;
    style.colorScheme = scheme === 'dark' ? 'dark' : 'light';
    style.fontSize = `clamp(${REM[0]}px, ${rem}px, ${REM[1]}px)`;
    for (const [name, value] of [
      ['color', ink],
      ['background-color', behind],
      ['--behind', behind],
    ]) {
      if (value && CSS.supports('color', value)) place.style.setProperty(name, value);
    }
  }

  return { hear };
}

/**
 * Where the form has no button, a line of text says what its button would: the payer must not have to trust the page for the amount.
 * @param {ShadowRoot} root
 * @param {boolean} isShown
 */
function showAmount(root, isShown) {
  const host = /** @type {HTMLElement} */ (root.querySelector('.pw-host'));
  host.querySelector('p.pw')?.remove();
  if (!isShown) return;
  const line = el('p', { class: 'pw' });
  // On a ground of its own: what the page says is behind the frame may not be true.
  const background = 'linear-gradient(var(--behind, #0000) 0 0) Canvas';
  Object.assign(line.style, { background, fontWeight: '600', marginBlockStart: 'var(--_gap)', textAlign: 'center' });
  host.append(line);
  const observer = new MutationObserver(say);
  function say() {
    if (!line.isConnected) return observer.disconnect();
    // In another language the form has another button. What is paid has none, and says the amount itself.
    const text = host.querySelector('.pw-button[type=submit]')?.textContent ?? '';
    if (line.textContent !== text) line.textContent = text;
  }
  observer.observe(host, { childList: true, characterData: true, subtree: true });
  say();
}

/** A page may be in a language that is none: the form is in English then, as one without a frame. @param {string} locale */
const knownLocale = locale => (isLocale(locale) ? locale : undefined);

/** The page's label of the pay button: alone it could name any sum. @param {unknown} label */
const withAmount = label => (typeof label === 'string' ? `${label} · {amount}` : label);

/**
 * The payer reads there what they pay, and must not read anything else.
 * @param {string} key
 * @param {unknown} sentence
 */
function checkAmount(key, sentence) {
  const beside = typeof sentence === 'string' ? sentence.split('{amount}') : [];
  if (beside.length !== 2 || !BESIDE_AMOUNT.test(beside.join('')))
    throw failure('invalid_option', `${key}: in a frame it must have {amount} in it once, and no other number.`);
}

/**
 * The brands that a number may still be of say more of its digits with each key. So the page gets one when only one is left, and all
 * of them for a whole number.
 * @param {any} state
 */
function coarseState(state) {
  const { brand, brands, fields } = state;
  return { ...state, brands: fields.cardNumber?.complete ? brands : brand ? [brand] : [] };
}

/** @param {(px: number) => void} tell  when it is another one */
function watchHeight(tell) {
  let sent = -1;
  new ResizeObserver(() => {
    const px = document.body.getBoundingClientRect().height - 2 * parseFloat(EDGE);
    if (px === sent) return;
    sent = px;
    tell(px);
  }).observe(document.body);
}
