// The panel of a form whose session holds a payment that waits for the payer: continue it, or pay another way. It decides
// nothing: the form listens to its two buttons.
import { el } from '../look/nodes.js';
import { walletMark } from '../look/wallet-mark.js';

/**
 * @typedef {object} OpenPayment
 * @property {string} id
 * @property {string | null} wallet  its name for the payer; null for the card issuer
 * @property {string} expiresAt  RFC 3339
 * @property {boolean} isEarlier  it kept out the payment that the payer has just asked for
 * @property {boolean} givingUp
 * @property {boolean} failed  it could not be given up
 */

/** When the time left is said to a screen reader, in seconds; more often would disturb. */
const SAID_AT = [60, 20];
/** More than any bank or wallet gives: then one of the clocks is wrong, and no time is shown. */
const LONGEST_S = 3600;

/**
 * @param {HTMLElement} panel
 * @param {typeof import('../look/icons.js').iconSvg} iconSvg
 * @param {import('../text/words.js').Words} words
 * @param {OpenPayment} open
 * @returns {{ update: (open: OpenPayment) => void, stop: () => void }}
 */
export function drawOpenPayment(panel, iconSvg, words, open) {
  const isWallet = open.wallet !== null;
  const title = open.wallet === null ? words.text('open.title') : words.text('wallet.title', { wallet: open.wallet });
  const heading = el('h2', { class: 'pw-state__title', part: 'state-title', tabindex: '-1' }, title);
  const body = el('p', { class: 'pw-state__body', part: 'state-body' });
  const time = el('bdi', { class: 'pw-ltr' });
  const clock = el('p', { class: 'pw-clock', part: 'clock', hidden: '' });
  const said = el('p', { class: 'pw-vh', role: 'status' });
  const buttons = [
    button('continue', words.text(isWallet ? 'wallet.reopen' : 'open.continue')),
    button('give-up', words.text('wallet.cancel')),
  ];
  clock.append(...around(words.text('wallet.time'), el('b', {}, time)));
  panel.append(
    el(
      'span',
      { class: 'pw-state__mark', part: 'state-mark' },
      open.wallet === null ? iconSvg('lock') : markOf(panel, open.wallet),
    ),
    heading,
    body,
    clock,
    said,
    el('div', { class: 'pw-state__actions', part: 'state-actions' }, ...buttons),
  );

  /** @param {OpenPayment} now */
  function update(now) {
    const sentences = [now.isEarlier ? 'open.earlier' : 'open.body'];
    if (isWallet && !now.isEarlier) sentences.push('wallet.body');
    body.textContent = sentences.map(key => words.text(key)).join(' ');
    said.textContent = now.failed ? words.text('open.failed') : now.givingUp ? words.text('open.canceling') : '';
    said.className = said.textContent ? 'pw-state__body' : 'pw-vh';
    for (const node of buttons) {
      if (now.givingUp) node.setAttribute('aria-disabled', 'true');
      else node.removeAttribute('aria-disabled');
    }
  }

  function tick() {
    const left = Math.ceil((Date.parse(open.expiresAt) - Date.now()) / 1000);
    const isShown = left > 0 && left < LONGEST_S;
    clock.hidden = !isShown;
    if (!isShown) return;
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    if (SAID_AT.includes(left)) said.textContent = clock.textContent;
  }

  update(open);
  tick();
  const timer = setInterval(tick, 1000);
  heading.focus();
  return { update, stop: () => clearInterval(timer) };
}

/**
 * The mark that a wallet has among the form's ways to pay; of one that is not offered only its id is known, and is its name.
 * @param {HTMLElement} panel
 * @param {string} wallet
 */
function markOf(panel, wallet) {
  const tiles = [...(panel.parentNode?.querySelectorAll('.pw-method') ?? [])];
  const tile = tiles.find(({ textContent }) => textContent === wallet);
  return tile?.querySelector('.pw-wmark')?.cloneNode() ?? walletMark(wallet, wallet);
}

/**
 * @param {string} what
 * @param {string} label
 */
function button(what, label) {
  const classes = 'pw-button pw-button--plain';
  return el('button', { class: classes, part: 'button-plain', type: 'button', 'data-open': what }, label);
}

/**
 * A sentence with a node in the place of `{time}`.
 * @param {string} sentence
 * @param {Node} node
 */
function around(sentence, node) {
  const [before, after] = sentence.split('{time}');
  return [before, node, after ?? ''];
}
