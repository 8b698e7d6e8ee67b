// Shows what the payer has to do: opens the card issuer's page in a dialog, loads a hidden step in an unseen frame, or leaves
// for another page. It decides nothing about the payment: what happened is only reported, and the caller asks the server.
import { isSecureUrl, parseUrl } from '../api/urls.js';
import { iconSvg } from '../look/icons.js';
import { el } from '../look/nodes.js';

/** What the issuer's page posts to its parent when something happened there. */
const UPDATED = 'payment.updated';
const TITLE_ID = 'pw-dialog-title';
const ABOUT_IDS = ['pw-dialog-sub', 'pw-dialog-note'];
/** A bank may ask for a passkey, or by Secure Payment Confirmation: neither works in a frame that is not allowed to. */
const ALLOW = 'payment *; publickey-credentials-get *';

/**
 * @typedef {object} Action  What the payer has to do.
 * @property {'three_d_secure' | 'redirect'} type
 * @property {string} url
 * @property {boolean} hidden  a step that needs nothing of the payer: no dialog is shown
 * @property {string} subtitle  the line under the title: amount and masked card
 */
/**
 * @callback Report
 * @param {'opened' | 'updated' | 'closed'} what  `opened` and, for a URL that must not be opened, `closed` come before
 *   `showAction` returns. `updated` is a hint of the page that is shown, not a fact. `closed` comes once at most.
 * @returns {void}
 */
/**
 * @typedef {object} ShownAction
 * @property {() => void} close  removes it from the page and gives the focus back; this is not reported
 */

/**
 * Except for what `report` throws, this never throws: in a page that broke the DOM under it nothing may be seen, and the
 * caller, who polls the payment, still learns its end.
 * @param {() => Element} place  where the nodes are put; called only when there are any
 * @param {import('../text/words.js').Words} words
 * @param {Action} action
 * @param {Report} report
 * @returns {ShownAction | undefined}  nothing after a redirect, or for a URL that must not be opened
 */
export function showAction(place, words, action, report) {
  const url = parseUrl(action.url);
  // Only pages are opened: a javascript: or data: URL would run as this page, and plain http: is read by others.
  if (!url || !isSecureUrl(url)) return void report('closed');
  report('opened');
  return attempt(() => {
    if (action.type === 'redirect') return void location.assign(url);
    return open(place(), words, action, url.href, report);
  });
}

/**
 * @param {Element} parent
 * @param {import('../text/words.js').Words} words
 * @param {Action} action
 * @param {string} url
 * @param {Report} report
 * @returns {ShownAction}
 */
function open(parent, words, action, url, report) {
  const title = words.text('tds.title');
  /** @type {Record<string, string>} */
  const seen = action.hidden
    ? { class: 'pw-vh', 'aria-hidden': 'true', tabindex: '-1' }
    : { class: 'pw-dialog__frame', title };
  const frame = el('iframe', { ...seen, allow: ALLOW, src: url });
  const heading = el('p', { class: 'pw-dialog__title', id: TITLE_ID, tabindex: '-1' }, title);
  const button = el(
    'button',
    { class: 'pw-dialog__close', type: 'button', 'aria-label': words.text('tds.cancel') },
    iconSvg('close'),
  );
  const dialog = el(
    'dialog',
    { class: 'pw-dialog', part: 'dialog', 'aria-labelledby': TITLE_ID, 'aria-describedby': ABOUT_IDS.join(' ') },
    el(
      'div',
      { class: 'pw-dialog__head' },
      iconSvg('lock'),
      el('div', {}, heading, el('p', { class: 'pw-dialog__sub', id: ABOUT_IDS[0] }, action.subtitle)),
      button,
    ),
    frame,
    el('p', { class: 'pw-dialog__foot', id: ABOUT_IDS[1] }, words.text('tds.note')),
  );

  let reported = false;
  /** @param {Event} event */
  function closed(event) {
    // The dialog stays until the caller takes it away.
    event.preventDefault();
    if (reported) return;
    reported = true;
    report('closed');
  }
  const listening = new AbortController();
  const { signal } = listening;
  addEventListener(
    'message',
    event => {
      if (isUpdate(event, frame)) report('updated');
    },
    { signal },
  );
  button.addEventListener('click', closed, { signal });
  // A key that is held from before the dialog came presses nothing in it.
  dialog.addEventListener('keydown', event => event.repeat && event.preventDefault(), { signal });
  // A browser or a page may also close it unasked.
  for (const type of ['cancel', 'close']) dialog.addEventListener(type, closed, { signal });

  // The frame of a hidden step leaves its dialog, which is then never on the page.
  parent.append(action.hidden ? frame : dialog);
  // Where the page has taken `parent` out of the document, this throws.
  if (!action.hidden)
    attempt(() => {
      dialog.showModal();
      heading.focus(); // showModal() alone gives it to the first button, which cancels
    });
  return {
    close: () =>
      void attempt(() => {
        listening.abort();
        dialog.close();
        dialog.remove();
        frame.remove();
      }),
  };
}

/**
 * A hint from the page in our own frame. Its sender is checked; what it says is not believed.
 * @param {MessageEvent} event
 * @param {HTMLIFrameElement} frame
 */
function isUpdate({ source, data }, frame) {
  return (
    source !== null && source === frame.contentWindow && Object.hasOwn(Object(data), 'type') && data.type === UPDATED
  );
}

/**
 * @template T
 * @param {() => T} work
 */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    reportError(error);
    return undefined;
  }
}
