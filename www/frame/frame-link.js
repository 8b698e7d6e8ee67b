// The page's side of a form in a frame: sends the options, hears the form's events, and does what only the page can: asks for sessions,
// shows the issuer's dialog, leaves for a redirect, runs a wallet's script. It never sees a card.
import { makeDialogHost } from '../dialog/dialog-host.js';
import { loadDialog } from '../load/parts-of-engine.js';
import { CLOSE_ICON } from '../look/icon-close.js';
import { el } from '../look/nodes.js';
import css from './frame-host.css';
import { FROM_FRAME, OLDEST, PROTOCOL, readMessage, sendMessage, TO_FRAME } from './messages.js';
import { askFunction, askUrl } from './session-source.js';
import { around, tokensOf, watchAround } from './surroundings.js';

/** How long fields that take text are waited for, in milliseconds. */
const READY_MS = 10_000;

/** Options that stay in the page, or are sent by another name. */
const OF_PAGE = ['session', 'sessionUrl', 'appearance', 'locale', 'wallets'];

/**
 * What cannot be sent: functions, nodes of the page.
 * @param {typeof import('../api/error.js').failure} failure
 * @param {unknown} cause
 */
export const notData = (failure, cause) =>
  failure('invalid_option', 'In a frame the options of a form must be plain data.', { cause });

/** @typedef {Record<string, any>} Message */

/**
 * @typedef {object} Given
 * @property {import('../api/payments.js').Connection} connection
 * @property {ShadowRoot} root
 * @property {import('../form/early-form.js').EarlyForm | undefined} early  keeps the form's place
 * @property {import('../text/words.js').Words} words
 * @property {import('./frame-form.js').Drawn} drawn
 * @property {() => import('../form/form-controller.js').FormOptions} options
 * @property {(event: string, payload: any) => void} tell  the form's listeners
 * @property {(error: import('../api/index.js').PaymentError) => void} fail  shows in the form's place that it cannot be shown
 * @property {import('../api/payments.js').FrameTools} tools
 */

/** @param {Given} given */
export function connectFrame({ connection, root, early, words, drawn, options, tell, fail, tools }) {
  const { config } = connection;
  const { asPaymentError, emptyForm, failure } = tools;
  const { frame, loaded } = drawn;
  const url = String(config.frame);
  const { origin } = new URL(url);
  const shadowHost = /** @type {HTMLElement} */ (root.host);
  const box = /** @type {HTMLElement} */ (root.firstElementChild);
  const stage = { ...tools, loadDialog, dress: tools.applyAppearance };
  const dialogs = makeDialogHost(merged(), stage);

  /** @type {MessagePort | undefined} */
  let port;
  let state = emptyForm(options());
  let isReady = false;
  let isLeft = false;
  let sent = '';
  /** Of the session that the frame was given last. @type {string | undefined} */
  let secret;
  let isUnknown = false; // how the last attempt ended
  let isWatched = false;
  /** What the page's session source or a wallet's script failed with, by the code of the error that the form makes of it. */
  const causes = /** @type {{ session_source_failed?: unknown, canceled?: unknown }} */ ({});
  /** @type {Map<number, AbortController>} */
  const sessions = new Map();
  /** @type {Map<number, import('../dialog/dialog-host.js').ShownAction>} */
  const actions = new Map();
  let lastSubmit = 0;
  /** @type {{ resolve: (payment: any) => void, reject: (error: any) => void } | undefined} */
  let submitting;
  /** @type {Promise<import('../api/index.js').SucceededPayment> | undefined} */
  let submitted;
  /** @type {HTMLElement | undefined} */
  let dialogPlace;

  /** @type {(error?: unknown) => void} */
  let settleLive = () => {};
  /** @type {Promise<void>} */
  const live = new Promise((resolve, reject) => {
    settleLive = error => (error === undefined ? resolve() : reject(error));
  });
  live.catch(() => {});

  const timer = setTimeout(
    () =>
      lost(
        `${url} did not answer in ${READY_MS / 1000} s. Are frame.html, frame.js and frame.json there, and does frame-src allow it?`,
      ),
    READY_MS,
  );
  const stopWatching = watchAround(shadowHost, () => {
    // Once a frame is enough.
    if (!isWatched) requestAnimationFrame(updateIfChanged);
    isWatched = true;
  });
  // What was blocked was blocked before this file was here. Firefox keeps no reports.
  const { ReportingObserver } = /** @type {any} */ (globalThis);
  const reports = ReportingObserver && new ReportingObserver(onReports, { types: ['csp-violation'], buffered: true });
  reports?.observe();
  tools.addIcons(CLOSE_ICON);
  tools.adoptStyles(root, css);
  nameFrame(words);
  loaded.then(() => {
    connect();
    // A page that takes its frame elsewhere, or puts it elsewhere in the page, has it loaded again.
    frame.addEventListener('load', connectAgain);
  });

  /** @param {import('../text/words.js').Words} spoken */
  function nameFrame(spoken) {
    frame.title = options().labels?.legend ?? spoken.text('form.label');
  }

  /** @param {{ body: { effectiveDirective: string, blockedURL: string } }[]} list */
  function onReports(list) {
    const isBlocked = list.some(
      ({ body }) => body.effectiveDirective === 'frame-src' && body.blockedURL.startsWith(origin),
    );
    if (isBlocked) lost(`this page's Content-Security-Policy needs frame-src ${origin}`);
  }

  /** @param {string} why */
  function lost(why) {
    if (isLeft) return;
    const outcome = state.busy ? 'unknown' : 'not_charged';
    const code = state.busy ? 'outcome_unknown' : 'frame_failed';
    const error = failure(code, `The form in the frame was lost: ${why.replace(/\.?$/, '.')}`, { outcome });
    settleLive(error);
    submitting?.reject(error);
    fail(error);
  }

  function connectAgain() {
    const error = failure('outcome_unknown', 'The frame was loaded again in the middle of a payment.', {
      outcome: 'unknown',
    });
    for (const shown of actions.values()) shown.close();
    actions.clear();
    const isOpen = isUnknown || state.busy;
    if (state.busy) {
      submitting?.reject(error);
      tell('error', error);
    }
    state = emptyForm(options());
    // A payment that may have been made: no other session may be taken now.
    connect(isOpen ? secret : undefined);
  }

  /** @param {string} [session]  that the form must go on with */
  function connect(session) {
    if (isLeft) return;
    const { port1, port2 } = new MessageChannel();
    port?.close();
    port = port1;
    port.onmessage = hear;
    frame.contentWindow?.postMessage({ payments: PROTOCOL }, origin, [port2]);
    try {
      const { currency = config.currency } = options();
      const { returnUrl } = config;
      const returnTo = returnUrl && tools.pageUrl('returnUrl', returnUrl, false);
      send('init', { ...formMembers(session), currency, returnUrl: returnTo });
    } catch (thrown) {
      const error = asPaymentError(thrown);
      settleLive(error);
      fail(error);
    }
  }

  /** @param {keyof typeof TO_FRAME} t @param {object} [members] */
  function send(t, members = {}) {
    try {
      if (port) sendMessage(TO_FRAME, port, t, members);
    } catch (cause) {
      throw notData(failure, cause);
    }
  }

  /** @param {string} [session] */
  function formMembers(session) {
    const given = options();
    const form = Object.fromEntries(Object.entries(given).filter(([name]) => !OF_PAGE.includes(name)));
    // What a wallet's script is asked with stays here.
    const wallets = given.wallets?.map(wallet => ({ ...wallet, ...(wallet.authorize && { authorize: true }) }));
    const source = sourceOf();
    const known = session ?? (typeof source === 'string' ? source : undefined);
    if (known !== undefined) secret = connection.frameSecret = known;
    tools.applyAppearance(box, merged());
    const look = { appearance: appearance(), around: around(shadowHost) };
    sent = JSON.stringify(look);
    return {
      ...look,
      form: { ...form, ...(wallets && { wallets }) },
      locale: given.locale ?? config.locale ?? tools.pageLocale(),
      session: known,
      asks: source !== undefined,
    };
  }

  function merged() {
    return tools.mergeAppearance(config.appearance, options().appearance);
  }

  /** What the options say over what the page's CSS says, as data. */
  function appearance() {
    const { variables, ...choices } = merged();
    return { ...choices, variables: tokensOf(box, tools.VARIABLES, isRight) };
  }

  /** @param {string} name @param {string} value */
  function isRight(name, value) {
    try {
      tools.checkVariables({ variables: { [name]: value } }, 'CSS', 'invalid_option');
      return true;
    } catch {
      return false;
    }
  }

  function updateIfChanged() {
    isWatched = false;
    const look = { appearance: appearance(), around: around(shadowHost) };
    if (isReady && !isLeft && sent !== JSON.stringify(look)) send('update', formMembers());
  }

  /** A client secret, a function that gives one, or the URL that does. */
  function sourceOf() {
    for (const { session, sessionUrl } of [options(), config]) {
      if (session !== undefined) return session;
      if (sessionUrl !== undefined) return new URL(tools.pageUrl('sessionUrl', sessionUrl, true));
    }
    return undefined;
  }

  /** @param {Message} asked */
  async function giveSession({ id, t, ...asked }) {
    const stop = new AbortController();
    sessions.set(id, stop);
    try {
      const source = sourceOf();
      const wanted = /** @type {import('./session-source.js').Asked} */ (asked);
      const answer =
        source instanceof URL
          ? await askUrl(source.href, wanted, stop.signal, failure)
          : await askFunction(/** @type {any} */ (source), wanted, stop.signal);
      if (!sessions.has(id)) return;
      secret = connection.frameSecret = answer;
      send('session', { id, clientSecret: answer });
    } catch (error) {
      causes.session_source_failed = error;
      if (sessions.has(id)) send('session', { id, error: 'The page has no session for this payment.' });
    } finally {
      sessions.delete(id);
    }
  }

  /** @param {Message} asked */
  function giveToken({ id, walletId, amount, amountMinor, currency }) {
    const wallet = options().wallets?.find(one => one.id === walletId);
    // At once: the page is in the payer's click for a short time only.
    Promise.resolve()
      .then(() => wallet?.authorize?.({ amount, amountMinor, currency }))
      .then(
        token => send('wallet_token', { id, token: typeof token === 'string' ? token : null }),
        error => {
          causes.canceled = error;
          send('wallet_token', { id, error: 'The wallet gave no token.' });
        },
      );
  }

  /** @param {Message} action */
  function showAction({ id, type, url, display, inClick, subtitle, locale, dir, texts }) {
    dialogPlace ??= box.appendChild(el('div', { class: 'pw' }));
    dialogPlace.lang = locale;
    dialogPlace.dir = dir;
    const words = /** @type {any} */ ({ locale, dir, text: (/** @type {string} */ key) => texts[key] ?? '' });
    const shown = dialogs.show(
      dialogPlace,
      words,
      { type, url, hidden: display === 'hidden', inClick, subtitle },
      what => {
        if (what === 'closed') send('action_closed', { id });
        else if (what !== 'opened') send('action_report', { id, what });
      },
    );
    if (shown) actions.set(id, shown);
  }

  /**
   * The error that a member was sent for.
   * @param {Message} plain
   */
  function errorOf(plain) {
    const cause = causes[/** @type {keyof typeof causes} */ (plain.code)];
    if (plain.code === 'session_source_failed' && tools.isPaymentError(cause)) return cause;
    return failure(plain.code, plain.message, /** @type {any} */ ({ ...plain, cause }));
  }

  /** @param {Message} result */
  function settle({ id, payment, error }) {
    const failed = error && errorOf(error);
    isUnknown = failed?.outcome === 'unknown';
    const paid = payment && plain(payment);
    if (id === undefined) {
      if (!isLeft) tell(failed ? 'error' : 'success', failed ?? paid);
    } else if (failed) submitting?.reject(failed);
    else submitting?.resolve(paid);
  }

  /** @param {number} px */
  function fit(px) {
    if (early) {
      early.handOver();
      early = undefined;
      box.querySelector('form')?.remove();
      box.removeAttribute('data-own');
      frame.style.setProperty('opacity', '1', 'important');
    }
    box.style.blockSize = `${px}px`;
  }

  /** @type {Record<string, (message: Message) => void>} */
  const HEARD = {
    hello({ payments }) {
      if (payments < OLDEST) lost(`frame.html is of an older version (${payments}) than this page (${PROTOCOL})`);
    },
    refused({ why, payments, message }) {
      if (why === 'parent') lost(`its frame.json does not list ${location.origin} in parents`);
      else if (why === 'version') lost(`frame.html is of a newer version (${payments}) than this page (${PROTOCOL})`);
      else lost(message ?? 'its configuration is wrong');
    },
    ready() {
      clearTimeout(timer);
      reports?.disconnect();
      isReady = true;
      tell('ready', { frame: origin });
    },
    live({ state: now, error }) {
      state = plain(now);
      settleLive(error && errorOf(error));
    },
    height: ({ px }) => fit(px),
    state({ state: now }) {
      state = plain(now);
      if (!isLeft) tell('change', state);
      else if (!state.busy) end();
    },
    focus: ({ field }) => tell('focus', { field }),
    blur: ({ field }) => tell('blur', { field }),
    escape: () => tell('escape', {}),
    submit: ({ trigger }) => tell('submit', { trigger }),
    need_session: asked => void giveSession(asked),
    session_dropped({ id }) {
      sessions.get(id)?.abort();
      sessions.delete(id);
    },
    need_wallet_token: giveToken,
    action: showAction,
    action_done({ id }) {
      actions.get(id)?.close();
      actions.delete(id);
    },
    action_state: ({ type, state: now }) => tell('action', { type, state: now }),
    result: settle,
    problem: ({ error }) => tools.reportError(errorOf(error)),
  };

  /** @param {MessageEvent} event */
  function hear({ data }) {
    const message = readMessage(FROM_FRAME, data);
    if (message) HEARD[message.t](message);
  }

  function end() {
    port?.close();
    port = undefined;
    frame.remove();
  }

  return {
    live,
    /** @param {import('../text/words.js').Words} [spoken]  of another language */
    update(spoken = words) {
      words = spoken;
      if (port) send('update', formMembers());
      nameFrame(words);
    },
    submit() {
      submitted ??= new Promise((resolve, reject) => {
        submitting = { resolve, reject };
        send('submit', { id: (lastSubmit += 1) });
      }).finally(() => (submitted = submitting = undefined));
      return /** @type {Promise<any>} */ (submitted);
    },
    /** @param {import('../api/index.js').FormField} [field] */
    focus(field) {
      frame.focus();
      send('focus', { field });
    },
    clear() {
      if (state.busy) return false;
      send('clear');
      return true;
    },
    state: () => state,
    leave() {
      if (isLeft) return;
      isLeft = true;
      clearTimeout(timer);
      stopWatching();
      reports?.disconnect();
      frame.removeEventListener('load', connectAgain);
      if (!state.busy || !park()) end();
    },
  };

  /** Out of sight until its payment has ended: a frame that is taken off the page loses its answer. */
  function park() {
    const { body } = document;
    if (!('moveBefore' in body)) return false;
    try {
      /** @type {any} */ (body).moveBefore(frame, null);
      frame.style.setProperty('display', 'none', 'important');
      return true;
    } catch {
      return false;
    }
  }
}

/** An ordinary copy. @param {any} value */
const plain = value => JSON.parse(JSON.stringify(value));
