// Shows what the payer has to do: opens the card issuer's page in a dialog, loads a hidden step in an unseen frame, or leaves
// for another page. It decides nothing about the payment: what happened is only reported, and the caller asks the server.
import { isSecureUrl, parseUrl } from '../api/urls.js';
import { iconSvg } from '../look/icons.js';

/** What the issuer's page posts to its parent when something happened there. */
const UPDATED = 'payment.updated';
const TITLE_ID = 'pw-dialog-title';

/**
 * @typedef {object} Action  What the payer has to do.
 * @property {'three_d_secure' | 'redirect'} type
 * @property {string} url
 * @property {boolean} hidden  a step that needs nothing of the payer: no dialog is shown
 * @property {string} subtitle  the line under the title: amount and masked card
 */
/**
 * @callback Tell
 * @param {'opened' | 'updated' | 'closed'} what  `opened` and, for a URL that must not be opened, `closed` come before
 *   `showAction` returns. `updated` is a hint of the page that is shown, not a fact. `closed` comes once at most.
 * @returns {void}
 */
/**
 * @typedef {object} ShownAction
 * @property {() => void} close  takes it off the page, and gives the focus back; nothing is told of that
 */

/**
 * Except for what `tell` throws, this never throws: in a page that broke the DOM under it nothing may be seen, and the
 * caller's own looks at the payment end it.
 * @param {() => Element} place  where the nodes are put; asked only when there are any
 * @param {import('../text/words.js').Words} words
 * @param {Action} action
 * @param {Tell} tell
 * @returns {ShownAction | undefined}  nothing after a redirect, or for a URL that must not be opened
 */
export function showAction(place, words, action, tell) {
  const url = parseUrl(action.url);
  // Only pages are opened: a javascript: or data: URL would run as this page, and plain http: is read by others.
  if (!url || !isSecureUrl(url)) return void tell('closed');
  tell('opened');
  return attempt(() => {
    if (action.type === 'redirect') return void location.assign(url);
    return open(place(), words, action, url.href, tell);
  });
}

/**
 * @param {Element} parent
 * @param {import('../text/words.js').Words} words
 * @param {Action} action
 * @param {string} url
 * @param {Tell} tell
 * @returns {ShownAction}
 */
function open(parent, words, action, url, tell) {
  const frame = document.createElement('iframe');
  const listening = new AbortController();
  const { signal } = listening;
  addEventListener('message', event => {
    if (isUpdate(event, frame)) tell('updated');
  }, { signal });

  if (action.hidden) {
    frame.className = 'pw-vh';
    setAttributes(frame, { 'aria-hidden': 'true', tabindex: '-1' });
    frame.src = url;
    parent.append(frame);
    return { close: () => void attempt(() => (listening.abort(), frame.remove())) };
  }

  const { dialog, button } = makeDialog(frame, words, action.subtitle);
  let told = false;
  const closed = (/** @type {Event} */ event) => {
    // The dialog stays until the caller takes it away.
    event.preventDefault();
    if (told) return;
    told = true;
    tell('closed');
  };
  button.addEventListener('click', closed, { signal });
  // A browser or a page may also close it unasked.
  for (const type of ['cancel', 'close']) dialog.addEventListener(type, closed, { signal });
  frame.src = url;
  parent.append(dialog);
  // Where the page has taken `parent` out of the document, this throws.
  attempt(() => dialog.showModal());
  const close = () => {
    listening.abort();
    dialog.close();
    dialog.remove();
  };
  return { close: () => void attempt(close) };
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {import('../text/words.js').Words} words
 * @param {string} subtitle
 */
function makeDialog(frame, words, subtitle) {
  const dialog = make('dialog', 'pw-dialog');
  setAttributes(dialog, { part: 'dialog', 'aria-labelledby': TITLE_ID });
  const title = make('p', 'pw-dialog__title', words.text('tds.title'));
  title.id = TITLE_ID;
  const titles = document.createElement('div');
  titles.append(title, make('p', 'pw-dialog__sub', subtitle));
  const button = make('button', 'pw-dialog__close', iconSvg('close'));
  setAttributes(button, { type: 'button', 'aria-label': words.text('tds.cancel') });
  const head = make('div', 'pw-dialog__head', iconSvg('lock'), titles, button);
  frame.className = 'pw-dialog__frame';
  frame.title = words.text('tds.title');
  dialog.append(head, frame, make('p', 'pw-dialog__foot', words.text('tds.note')));
  return { dialog, button };
}

/**
 * A hint from the page in our own frame. From whom it comes is checked; what it says is not believed.
 * @param {MessageEvent} event
 * @param {HTMLIFrameElement} frame
 */
function isUpdate({ source, data }, frame) {
  return source !== null && source === frame.contentWindow
    && typeof data === 'object' && data !== null && Object.hasOwn(data, 'type') && data.type === UPDATED;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {...(Node | string)} children
 */
function make(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

/**
 * @param {Element} node
 * @param {Readonly<Record<string, string>>} attributes
 */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
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
