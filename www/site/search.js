// The search: a dialog with one field. What is found are links, by page and heading; arrow keys lead from one to the next. The index is
// loaded when the dialog is opened first.
import MiniSearch from 'minisearch';
import { indexOptions } from './terms.js';

const MOST = 20;

/** @param {string} name @param {string} className @param {(Node | string)[]} children */
const element = (name, className, ...children) => {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
};

/** A result: where it is, and how it begins. @param {import('minisearch').SearchResult} result */
function item({ id, title, page, excerpt }) {
  const heading = title === page ? [title] : [element('span', 'search__page', `${page} › `), title];
  const link = element('a', '', element('b', '', ...heading), element('small', '', excerpt));
  /** @type {HTMLAnchorElement} */ (link).href = id;
  return element('li', '', link);
}

/** What has every word that was asked for; where nothing has, as a Korean particle may be among them, what has the most of them. @param {MiniSearch} index @param {string} asked */
function search(index, asked) {
  const found = index.search(asked);
  return found.length > 0 ? found : index.search(asked, { combineWith: 'OR' });
}

/** @param {HTMLDialogElement} dialog */
export function searchIn(dialog) {
  const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const [opener, field, list, count] = ['search-open', 'query', 'found', 'found-count'].map(at);
  const input = /** @type {HTMLInputElement} */ (field);
  const { index: address = '', results = '', noresults = '', unread = '' } = dialog.dataset;
  /** @type {Promise<MiniSearch> | undefined} */
  let loading;

  const load = () =>
    (loading ??= fetch(address)
      .then(answer => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then(text => MiniSearch.loadJSON(text, indexOptions))
      .catch(error => {
        loading = undefined;
        throw error;
      }));

  async function show() {
    const asked = input.value.trim();
    try {
      const index = await load();
      // Another letter has been typed meanwhile.
      if (asked !== input.value.trim()) return;
      const found = asked ? search(index, asked) : [];
      list.replaceChildren(...found.slice(0, MOST).map(item));
      count.textContent = !asked ? '' : found.length > 0 ? results.replace('{n}', String(found.length)) : noresults;
    } catch {
      list.replaceChildren();
      count.textContent = unread;
    }
  }

  function open() {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    show();
  }

  /** Arrow keys: from the field to the first link, between links, and back. @param {KeyboardEvent} event */
  function move(event) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || event.isComposing) return;
    const stops = [input, ...list.querySelectorAll('a')];
    const next = stops[stops.findIndex(stop => stop === document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  opener.addEventListener('click', open);
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener('input', show);
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.isComposing) list.querySelector('a')?.click();
  });
  dialog.addEventListener('keydown', move);
  // A link to the page that is open only moves it; so does a press beside the dialog.
  dialog.addEventListener('click', event => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target === dialog || target.closest('a, #search-close')) dialog.close();
  });
  opener.hidden = false;
}
