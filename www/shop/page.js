// What every page of the shop has: the switches for language and theme, words, amounts. The server has put the words into the
// page in the payer's language; here they are put in again when another is chosen. strings.json is a table: the row `lang` names
// the languages, every other row has a word for each of them.
import strings from './strings.json' with { type: 'json' };

const root = document.documentElement;
const listeners = new Set();

export const language = () => root.lang;

export function text(key, params = {}) {
  return strings[key][strings.lang.indexOf(language())].replace(/\{(\w+)\}/g, (_, name) => params[name]);
}

/** Calls now, and again whenever the language changes. */
export function inEachLanguage(show) {
  listeners.add(show);
  show();
}

/** An amount in won, as the payment form writes it: the digits are always Latin. */
export const won = amount => text('won', { n: new Intl.NumberFormat('en').format(amount) });

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Shows a text of the table in an element, now and whenever the language changes. */
export function say(node, key, params = {}) {
  Object.assign(node.dataset, params, { text: key });
  node.textContent = text(key, { ...document.body.dataset, ...node.dataset });
}

/** Puts the words into the page again. A text may name what the body or its own element has as data. */
export function translate() {
  document.title = `${text(document.body.dataset.title)} · ${text('shop.name')}`;
  const each = (name, show) => {
    for (const node of document.querySelectorAll(`[data-${name}]`)) show(node, node.dataset[name]);
  };
  each('text', (node, key) => say(node, key));
  each('label', (node, key) => {
    node.ariaLabel = text(key);
  });
  each('won', (node, amount) => {
    node.textContent = won(Number(amount));
  });
}

function languageSwitch() {
  const select = document.querySelector('#language');
  select.value = language();
  select.addEventListener('change', () => {
    root.lang = select.value;
    root.dir = text('dir');
    // The server reads it for the next page.
    document.cookie = `shop_lang=${select.value}; Path=/; SameSite=Lax; Max-Age=31536000`;
    translate();
    for (const show of listeners) show();
  });
}

function themeSwitch() {
  const button = document.querySelector('#theme');
  const show = () => button.setAttribute('aria-pressed', root.dataset.theme === 'dark');
  show();
  button.addEventListener('click', () => {
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('shop.theme', root.dataset.theme);
    } catch {
      /* a page without storage forgets it */
    }
    show();
  });
}

languageSwitch();
themeSwitch();
