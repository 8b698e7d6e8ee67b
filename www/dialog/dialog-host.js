// Where the dialogs of one client are shown: inside a form, or, for a call that has no form, in a place of their own at the
// end of the page.
import { applyAppearance } from '../look/appearance.js';
import { el } from '../look/nodes.js';
import { adoptStyles } from '../look/stylesheet.js';
import { showAction } from './dialog.js';

/**
 * What the WebAssembly of a client is given to show actions by.
 * @param {import('../api/index.js').Appearance} appearance
 */
export function makeDialogHost(appearance) {
  /** @type {Set<import('./dialog.js').ShownAction>} */
  const all = new Set();

  /**
   * @param {Element | undefined} form  where a form shows its dialogs
   * @param {import('../text/words.js').Words} words
   * @param {import('./dialog.js').Action} action
   * @param {import('./dialog.js').Report} report
   * @returns {import('./dialog.js').ShownAction | undefined}
   */
  function show(form, words, action, report) {
    /** @type {HTMLElement | undefined} */
    let own;
    const place = () => {
      if (form) return form;
      const { element, parent } = makePlace(appearance, words);
      own = element;
      return parent;
    };
    const opened = showAction(place, words, action, report);
    if (!opened) {
      own?.remove();
      return undefined;
    }
    const shown = {
      close() {
        all.delete(shown);
        opened.close();
        own?.remove();
      },
    };
    all.add(shown);
    return shown;
  }

  return {
    show,
    /** After a trap the WebAssembly can no longer answer the payer. */
    closeAll: () => all.forEach(shown => shown.close()),
  };
}

/**
 * @param {import('../api/index.js').Appearance} appearance
 * @param {import('../text/words.js').Words} words
 */
function makePlace(appearance, words) {
  const parent = el('div', { class: 'pw', lang: words.locale, dir: words.dir });
  const host = el('div', { class: 'pw-host' }, parent);
  applyAppearance(host, appearance);
  const element = el('div');
  const root = element.attachShadow({ mode: 'open' });
  adoptStyles(root);
  root.append(host);
  document.body.append(element);
  return { element, parent };
}
