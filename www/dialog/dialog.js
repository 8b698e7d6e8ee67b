// The card issuer's page in a dialog, or a hidden step of it in an unseen frame. A file of its own: most payments need none.
// It decides nothing about the payment: what happened is only reported, and the caller asks the server.
import { reportError } from '../api/report-error.js';
import { el, isRendered } from '../look/nodes.js';
import css from './dialog.css';
import { drawOpenPayment } from './open-payment.js';

/** @typedef {import('./dialog-host.js').Action} Action */
/** @typedef {import('./dialog-host.js').Report} Report */
/** @typedef {import('./dialog-host.js').ShownAction} ShownAction */

/** What the issuer's page posts to its parent when something happened there. */
const UPDATED = 'payment.updated';
/** After so many milliseconds the payer reads that the bank's page does not open. */
const SLOW_MS = 15_000;
const TITLE_ID = 'pw-dialog-title';
const ABOUT_IDS = ['pw-dialog-sub', 'pw-dialog-note'];
/** A bank may ask for a passkey, or by Secure Payment Confirmation: neither works in a frame that is not allowed to. */
const ALLOW = 'payment *; publickey-credentials-get *';

/** @typedef {Pick<import('./dialog-host.js').Stage, 'iconSvg' | 'adoptStyles'>} Tools */

/**
 * @param {Element} parent
 * @param {Tools} tools
 */
function dress(parent, { adoptStyles }) {
  const root = parent.getRootNode();
  if (root instanceof ShadowRoot) adoptStyles(root, css);
}

/**
 * @param {() => Element} place  where its nodes are seen
 * @param {Tools} tools
 * @param {import('../text/words.js').Words} words
 * @param {Action} action
 * @param {Report} report
 * @returns {ShownAction}
 */
export function openDialog(place, tools, words, action, report) {
  const { iconSvg } = tools;
  const title = words.text('tds.title');
  /** @type {Record<string, string>} */
  const seen = action.hidden
    ? { class: 'pw-vh', 'aria-hidden': 'true', tabindex: '-1' }
    : { class: 'pw-dialog__frame', part: 'dialog-frame', title };
  const frame = el('iframe', { ...seen, allow: ALLOW, src: action.url });
  const heading = el('p', { class: 'pw-dialog__title', part: 'dialog-title', id: TITLE_ID, tabindex: '-1' }, title);
  const button = el(
    'button',
    { class: 'pw-dialog__close', part: 'dialog-close', type: 'button', 'aria-label': words.text('tds.cancel') },
    iconSvg('close'),
  );
  const waiting = el(
    'p',
    { class: 'pw-dialog__wait', part: 'dialog-wait', role: 'status' },
    iconSvg('spin'),
    words.text('tds.loading'),
  );
  const dialog = el(
    'dialog',
    { class: 'pw-dialog', part: 'dialog', 'aria-labelledby': TITLE_ID, 'aria-describedby': ABOUT_IDS.join(' ') },
    el(
      'div',
      { class: 'pw-dialog__head', part: 'dialog-head' },
      iconSvg('lock'),
      el(
        'div',
        {},
        heading,
        el('p', { class: 'pw-dialog__sub', part: 'dialog-note', id: ABOUT_IDS[0] }, action.subtitle),
      ),
      button,
    ),
    frame,
    waiting,
    el('p', { class: 'pw-dialog__foot', part: 'dialog-foot', id: ABOUT_IDS[1] }, words.text('tds.note')),
  );

  /** @param {boolean} again */
  function show(again) {
    if (action.hidden || (again && dialog.matches(':modal'))) return;
    // Where the page has taken its place out of the document, this throws.
    attempt(() => {
      dialog.removeAttribute('open'); // close() would be reported
      dialog.showModal();
      heading.focus(); // showModal() alone gives it to the first button, which cancels
    });
  }

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
  const slow = setTimeout(() => waiting.replaceChildren(words.text('tds.slow')), SLOW_MS);
  // When the form is moved in the page, the dialog is modal no more, and the frame loads anew.
  frame.addEventListener(
    'load',
    () => {
      clearTimeout(slow);
      waiting.remove();
      show(true);
    },
    { signal },
  );
  // Else the payer would look at an empty box, and the developer at a payment that nobody confirms.
  document.addEventListener(
    'securitypolicyviolation',
    event => {
      if (!/^(frame|child)-src/.test(event.effectiveDirective)) return;
      console.error(
        `payments-widget: the page's policy blocks the bank's page; frame-src must allow ${event.blockedURI}.`,
      );
      closed(event);
    },
    { signal },
  );
  button.addEventListener('click', closed, { signal });
  // A key that is held from before the dialog came presses nothing in it.
  dialog.addEventListener('keydown', event => event.repeat && event.preventDefault(), { signal });
  // A browser or a page may also close it unasked.
  for (const type of ['cancel', 'close']) dialog.addEventListener(type, closed, { signal });

  // The page may hide the form while the dialog is open in it. `moveBefore` keeps the bank's page as it is; a browser without it
  // loads that anew.
  function keepSeen() {
    if (isRendered(dialog) || !dialog.isConnected) return;
    const parent = place();
    if (dialog.parentNode === parent) return;
    dress(parent, tools);
    attempt(() => (parent.moveBefore ? parent.moveBefore(dialog, null) : parent.append(dialog)));
    show(true);
    if (!dialog.matches(':focus-within')) heading.focus();
  }

  const unlock = action.hidden ? () => {} : lockScroll();
  const parent = place();
  dress(parent, tools);
  // The frame of a hidden step leaves its dialog, which is then never on the page.
  parent.append(action.hidden ? frame : dialog);
  show(false);
  const watching = action.hidden || !globalThis.IntersectionObserver ? null : new IntersectionObserver(keepSeen);
  watching?.observe(dialog);
  return {
    close: () =>
      attempt(() => {
        listening.abort();
        watching?.disconnect();
        clearTimeout(slow);
        unlock();
        dialog.close();
        dialog.remove();
        frame.remove();
      }),
  };
}

/**
 * @param {HTMLElement} panel  an empty one in the form
 * @param {Tools} tools
 * @param {import('../text/words.js').Words} words
 * @param {import('./open-payment.js').OpenPayment} open
 */
export function openPanel(panel, tools, words, open) {
  dress(panel, tools);
  return drawOpenPayment(panel, tools.iconSvg, words, open);
}

/** The page behind the dialog does not scroll, and what is in it does not move. Returns what undoes that. */
function lockScroll() {
  const { style, clientWidth } = document.documentElement;
  const before = [style.overflow, style.scrollbarGutter];
  if (innerWidth > clientWidth) style.scrollbarGutter = 'stable';
  style.overflow = 'hidden';
  return () => void ([style.overflow, style.scrollbarGutter] = before);
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
 * In a page that broke the DOM under it nothing may be seen, and the caller, who polls the payment, still learns its end.
 * @param {() => void} work
 */
function attempt(work) {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}
