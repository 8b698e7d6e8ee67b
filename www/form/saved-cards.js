// The list of saved cards, before the fields of a new one: choose, delete, undo. It decides nothing: the form listens to its radio
// buttons and buttons. Loaded where a form offers saved cards.
import css from '../look/saved.css';
import { el } from '../look/nodes.js';

/**
 * @typedef {object} SavedCard
 * @property {string} id
 * @property {string | null} brand  an id; null for one that this version does not know
 * @property {string | null} name  of the brand, for the payer
 * @property {string} last4
 * @property {number} month
 * @property {number} year
 * @property {boolean} expired
 * @property {'kept' | 'deleting' | 'deleted' | 'restoring'} status
 */
/**
 * @typedef {object} SavedList
 * @property {readonly SavedCard[]} cards
 * @property {string | null} chosen  an id; null for another card
 * @property {boolean} busy
 */
/**
 * @typedef {object} Tools
 * @property {typeof import('../look/icons.js').iconSvg} iconSvg
 * @property {(id: string) => Element} mark
 * @property {typeof import('../look/stylesheet.js').adoptStyles} adoptStyles
 */

/** The arrow keys, and by how many cards each moves. */
const ARROWS = Object.freeze({ ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 });

/**
 * @param {HTMLElement} panel
 * @param {Element} cvv  the field for the security code, which is put into the row of the chosen card
 * @param {import('../text/words.js').Words} words
 * @param {Tools} tools
 * @returns {(list: SavedList) => void} shows a list
 */
export function drawSavedCards(panel, cvv, words, { iconSvg, mark, adoptStyles }) {
  const list = el('div', {
    class: 'pw-saved',
    part: 'saved',
    role: 'radiogroup',
    'aria-label': words.text('saved.legend'),
  });
  /** Where the field for the security code is without a saved card. */
  const home = document.createComment('');
  /** @type {Map<string, ReturnType<typeof makeCardRow>>} */
  const rows = new Map();
  const other = makeRow(words.text('saved.other'), iconSvg('plus'), words.text('saved.other'));
  adoptStyles(/** @type {ShadowRoot} */ (panel.getRootNode()), css);
  cvv.before(home);
  list.append(other.row);
  list.addEventListener('keydown', move);
  panel.prepend(list);

  /**
   * @param {Node | string} name
   * @param {Element} icon
   * @param {string} label  as a screen reader says it
   * @param {string} [id]
   */
  function makeRow(name, icon, label, id) {
    /** @type {Record<string, string>} */
    const of = { 'data-saved': 'choose', ...(id && { 'data-card': id }) };
    const radio = el('input', { class: 'pw-radio', type: 'radio', 'aria-label': label, ...of });
    const pick = el('label', { class: 'pw-saved__pick' }, radio, icon, el('span', { class: 'pw-saved__name' }, name));
    const more = el('div', { class: 'pw-saved__more' });
    const row = el('div', { class: 'pw-saved__row', part: 'saved-row' }, pick, more);
    return { row, radio, pick, more };
  }

  /** @param {SavedCard} card */
  function makeCardRow(card) {
    const { id, brand, name, last4, month, year, expired } = card;
    const digits = el('bdi', { class: 'pw-ltr' }, `•••• ${last4}`);
    const date = `${String(month).padStart(2, '0')}/${String(year % 100).padStart(2, '0')}`;
    const expires = expired ? words.text('saved.expired') : words.text('saved.expires', { date });
    const spoken = words.text('saved.pick', { brand: name ?? words.text('method.card'), last4 });
    const icon = brand ? mark(brand) : iconSvg('card');
    const row = makeRow(digits, icon, `${spoken}, ${expires}`, id);
    row.pick.append(el('span', { class: 'pw-saved__exp' }, ...around(expires, date)));
    row.radio.disabled = expired;
    row.row.toggleAttribute('data-expired', expired);
    // There from the start: what is said by a region that comes with its text is not heard everywhere.
    const said = el('span', { role: 'status' });
    // Before the field for the security code, which is below both.
    const end = el('div', { class: 'pw-saved__end' }, said);
    row.more.before(end);
    return { ...row, said, end, status: '' };
  }

  /**
   * What is at the end of a row: the button that deletes the card, or what says that it is deleted, with a button for undo.
   * @param {SavedCard} card
   * @param {ReturnType<typeof makeCardRow>} made
   */
  function drawEnd({ id, name, last4, status }, made) {
    if (made.status === status) return;
    const hadFocus = made.row.contains(/** @type {ShadowRoot} */ (panel.getRootNode()).activeElement);
    made.status = status;
    const card = `${name ?? words.text('method.card')} ${last4}`;
    const isGone = status === 'deleted' || status === 'restoring';
    made.pick.hidden = isGone;
    const button = isGone
      ? el('button', { class: 'pw-saved__undo', part: 'saved-undo', 'data-saved': 'restore' }, words.text('saved.undo'))
      : el('button', { class: 'pw-saved__delete', part: 'saved-delete', 'data-saved': 'delete' }, iconSvg('close'));
    if (!isGone) button.setAttribute('aria-label', words.text('saved.delete', { card }));
    button.type = 'button';
    button.dataset.card = id;
    if (status === 'deleting' || status === 'restoring') button.setAttribute('aria-disabled', 'true');
    made.end.querySelector('button')?.remove();
    made.end.append(button);
    const sentence = isGone ? words.text('saved.deleted', { card }) : '';
    // A text that is written again is said again.
    if (made.said.textContent !== sentence) made.said.textContent = sentence;
    if (hadFocus) button.focus();
  }

  /**
   * The radio buttons have no name, so the browser does not do this.
   * @param {KeyboardEvent} event
   */
  function move(event) {
    const step = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
    const radios = [...rows.values(), other].filter(({ radio, pick }) => !radio.disabled && !pick.hidden);
    const at = radios.findIndex(({ radio }) => radio === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const { radio } = radios[(at + step + radios.length) % radios.length];
    // By a click, so that the browser checks it and sends `change`.
    radio.click();
    radio.focus();
  }

  /** @param {SavedList} shown */
  return ({ cards, chosen, busy }) => {
    for (const [id, { row }] of rows) {
      if (cards.some(card => card.id === id)) continue;
      if (row.contains(cvv)) home.after(cvv);
      row.remove();
      rows.delete(id);
    }
    for (const card of cards) {
      const made = rows.get(card.id) ?? makeCardRow(card);
      if (!rows.has(card.id)) other.row.before(made.row);
      rows.set(card.id, made);
      drawEnd(card, made);
    }
    const all = [
      ...[...rows].map(([id, made]) => ({ ...made, isChosen: id === chosen })),
      { ...other, isChosen: !chosen },
    ];
    for (const { row, radio, isChosen } of all) {
      radio.checked = isChosen;
      radio.tabIndex = isChosen ? 0 : -1;
      row.setAttribute('part', isChosen ? 'saved-row selected' : 'saved-row');
      if (busy) radio.setAttribute('aria-disabled', 'true');
      else radio.removeAttribute('aria-disabled');
    }
    const place = chosen && rows.get(chosen)?.more;
    if (place && cvv.parentNode !== place) place.append(cvv);
    if (!place && cvv.parentNode !== home.parentNode) home.after(cvv);
    list.hidden = cards.length === 0;
  };
}

/**
 * A sentence with a date in it, which is written from left to right.
 * @param {string} sentence
 * @param {string} date
 */
function around(sentence, date) {
  const [before, after] = sentence.split(date);
  return after === undefined ? [sentence] : [before, el('bdi', { class: 'pw-ltr' }, date), after];
}
