// What a page of the documentation has with scripts: the switch of colours, copy buttons, the search.
import { searchIn } from './search.js';

const root = document.documentElement;

function themeSwitch() {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector('#theme'));
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  show();
  system.addEventListener('change', show);
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('docs.theme', root.dataset.theme);
    } catch {
      // A page without storage forgets it.
    }
    show();
  });
  button.hidden = false;
}

const COPIED_MS = 2000;

function copyButtons() {
  const { copy = '', copied = '' } = document.querySelector('article')?.dataset ?? {};
  for (const box of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tool code__copy';
    button.textContent = copy;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(box.querySelector('code')?.textContent ?? '');
      button.textContent = copied;
      setTimeout(() => (button.textContent = copy), COPIED_MS);
    });
    box.append(button);
  }
}

// Browsers have a clipboard only on https and on this machine.
if (navigator.clipboard) copyButtons();
themeSwitch();
searchIn(/** @type {HTMLDialogElement} */ (document.querySelector('#search')));
