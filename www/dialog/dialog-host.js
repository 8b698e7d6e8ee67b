// What the payer has to do: the card issuer's dialog, inside a form or, for a call that has no form and for a form that the page
// has hidden, in a place of its own at the end of the page; or another page. The dialog itself is loaded when the first one is
// shown.
//
// A form is the better place. There the page's styles reach it, and it is inside whatever modal the page shows the form in: those
// of many libraries take a press elsewhere for a wish to close them.
import { isSecureUrl, parseUrl } from '../api/urls.js';
import { el, isRendered } from '../look/nodes.js';

/**
 * @typedef {object} More
 * @property {import('../api/engine.js').Tools['applyAppearance']} dress
 * @property {() => Promise<typeof import('./dialog.js')>} loadDialog
 */
/** @typedef {import('../api/engine.js').Tools & More} Stage */

/**
 * @typedef {object} Action  What the payer has to do.
 * @property {'three_d_secure' | 'redirect'} type
 * @property {string} url
 * @property {boolean} hidden  a step that needs nothing of the payer: no dialog is shown
 * @property {boolean} inClick  shown in a click of the payer, in which a window may be opened
 * @property {string} subtitle  the line under the title: amount and masked card
 * @property {string} [amount]  as the payer reads it
 */
/**
 * @callback Report
 * @param {'opened' | 'updated' | 'blocked' | 'closed'} what  `opened` and, for a URL that must not be opened, `closed` come
 *   before `showAction` returns; so does `blocked`, for a redirect that this frame may not make. `updated` is a hint of the page that is shown, not a fact. `closed` comes once at most.
 * @returns {void}
 */
/**
 * @typedef {object} ShownAction
 * @property {() => void} close  removes it from the page and gives the focus back; this is not reported
 */

/**
 * What the WebAssembly of a client is given to show actions by.
 * @param {import('../api/index.js').Appearance} appearance
 * @param {Stage} stage
 */
export function makeDialogHost(appearance, stage) {
  const { loadDialog, reportError } = stage;
  /** @type {Set<ShownAction>} */
  const all = new Set();

  /**
   * @param {Element | undefined} form  where a form shows its dialogs
   * @param {import('../text/words.js').Words} words
   * @param {Action} action
   * @param {Report} report
   * @returns {ShownAction | undefined}  nothing after a redirect, or for a URL that must not be opened
   */
  function show(form, words, action, report) {
    const url = parseUrl(action.url);
    // Only pages are opened: a javascript: or data: URL would run as this page, and plain http: is read by others.
    if (!url || !isSecureUrl(url)) return void report('closed');
    report('opened');
    if (action.type === 'redirect') return void leaveFor(url, action.inClick, report, reportError);

    /** @type {ReturnType<typeof makePlace> | undefined} */
    let own;
    /** @type {ShownAction | undefined} */
    let dialog;
    const shown = {
      close() {
        all.delete(shown);
        dialog?.close();
        own?.element.remove();
      },
    };
    all.add(shown);
    /** Where the dialog is seen; once it has a place of its own, always that one. */
    const place = () => {
      if (!own && form && isRendered(form)) return form;
      own ??= makePlace(appearance, words, stage);
      return own.parent;
    };
    loadDialog()
      .then(({ openDialog }) => {
        if (all.has(shown)) dialog = openDialog(place, stage, words, { ...action, url: url.href }, report);
      })
      .catch(error => {
        // What the payer cannot see nobody can confirm: the same as if they had closed it.
        reportError(error);
        if (all.has(shown)) report('closed');
      });
    return shown;
  }

  return {
    show,
    /** After a trap the WebAssembly can no longer answer the payer. */
    closeAll: () => all.forEach(shown => shown.close()),
  };
}

/** How often the panel's file is asked for again, in milliseconds: without it the payer could not go on. */
const AGAIN_MS = 3000;

/**
 * What a form shows in place of its fields while a payment waits for the payer.
 * @param {Stage} stage
 * @returns {(form: HTMLElement, words: import('../text/words.js').Words, open?: import('./open-payment.js').OpenPayment) => void}
 */
export function makeOpenPanel(stage) {
  const { loadDialog, reportError } = stage;
  /** @type {HTMLElement | undefined} */
  let panel;
  /** @type {import('./open-payment.js').OpenPayment | undefined} */
  let shown;
  /** @type {ReturnType<typeof import('./open-payment.js').drawOpenPayment> | undefined} */
  let drawn;

  /**
   * @param {HTMLElement} into
   * @param {import('../text/words.js').Words} words
   */
  async function draw(into, words) {
    while (panel === into) {
      try {
        const { openPanel } = await loadDialog();
        if (panel === into && shown) drawn = openPanel(into, stage, words, shown);
        return;
      } catch (error) {
        reportError(error);
        await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  return (form, words, open) => {
    const isSame = open && shown?.id === open.id && shown.expiresAt === open.expiresAt && panel?.parentNode === form;
    shown = open;
    if (isSame) return void drawn?.update(open);
    drawn?.stop();
    drawn = undefined;
    panel?.remove();
    panel = open && el('div', { class: 'pw-state', part: 'state', 'data-kind': 'plain' });
    if (!panel) return;
    form.append(panel);
    draw(panel, words);
  };
}

/**
 * @param {import('../api/index.js').Appearance} appearance
 * @param {import('../text/words.js').Words} words
 * @param {Stage} stage
 */
function makePlace(appearance, words, { adoptStyles, dress }) {
  const parent = el('div', { class: 'pw', lang: words.locale, dir: words.dir });
  const host = el('div', { class: 'pw-host' }, parent);
  const element = el('div');
  const root = element.attachShadow({ mode: 'open' });
  adoptStyles(root);
  root.append(host);
  document.body.append(element);
  dress(host, appearance);
  return { element, parent };
}

/**
 * Leaves for another page. From a frame it is the top window that leaves: wallets and banks refuse to be framed. Where the
 * browser does not allow that, a window is opened, in a click of the payer only.
 * @param {URL} url
 * @param {boolean} inClick
 * @param {Report} report
 * @param {Stage['reportError']} reportError
 */
export function leaveFor({ href }, inClick, report, reportError) {
  try {
    if (window.top === window) return location.assign(href);
    /** @type {Window} */ (window.top).location.href = href;
  } catch (error) {
    const opened = inClick ? open(href) : null;
    if (opened) {
      opened.opener = null;
    } else {
      reportError(error);
      report('blocked');
    }
  }
}
