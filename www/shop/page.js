// What every page of the shop has: its texts in three languages, the switches for language and theme, amounts, the foot.
import { STRINGS } from './strings.js';

const root = document.documentElement;
const COLUMN = { ko: 0, en: 1, ar: 2 };
const listeners = new Set();

export const language = () => root.lang;

export function text(key, params = {}) {
  return STRINGS[key][COLUMN[language()]].replace(/\{(\w+)\}/g, (_, name) => params[name]);
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

function keep(name, value) {
  try {
    localStorage.setItem(`shop.${name}`, value);
  } catch {
    /* a page without storage forgets it */
  }
}

function translate() {
  document.title = `${text(document.body.dataset.title)} · ${text('shop.name')}`;
  const each = (name, show) => {
    for (const node of document.querySelectorAll(`[data-${name}]`)) show(node, node.dataset[name]);
  };
  each('text', (node, key) => {
    node.textContent = text(key);
  });
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
    root.dir = select.value === 'ar' ? 'rtl' : 'ltr';
    keep('lang', select.value);
    for (const show of listeners) show();
  });
}

function themeSwitch() {
  const button = document.querySelector('#theme');
  const show = () => button.setAttribute('aria-pressed', root.dataset.theme === 'dark');
  show();
  button.addEventListener('click', () => {
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    keep('theme', root.dataset.theme);
    show();
  });
}

function foot() {
  const { user } = document.body.dataset;
  const link = (href, key) => element('a', { href, textContent: text(key) });
  document
    .querySelector('#foot')
    .replaceChildren(
      link('/', 'foot.checkout'),
      link('/guide', 'foot.guide'),
      ...(user
        ? [element('span', { textContent: text('foot.user', { user }) }), link('/logout', 'foot.logout')]
        : [link('/login', 'foot.login')]),
    );
}

inEachLanguage(translate);
inEachLanguage(foot);
languageSwitch();
themeSwitch();
