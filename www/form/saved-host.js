// What a form is given to show saved cards by. The list itself is a file of its own, loaded for the forms that offer saved cards.
import { loadSaved } from '../load/parts-of-engine.js';

/** @typedef {ReturnType<typeof import('./saved-cards.js').drawSavedCards>} Show */

/**
 * @param {Pick<import('../api/engine.js').Tools, 'reportError' | 'iconSvg' | 'adoptStyles'>} tools
 * @param {(id: string) => Element} mark
 */
export function makeSavedHost({ reportError, iconSvg, adoptStyles }, mark) {
  /** @type {typeof import('./saved-cards.js') | undefined} */
  let file;
  /** @type {WeakMap<Element, Show>} */
  const drawn = new WeakMap();
  return {
    /** Calls back once the list can be shown. @param {() => void} callback */
    whenReady(callback) {
      loadSaved()
        .then(loaded => {
          file = loaded;
          callback();
        })
        .catch(reportError);
    },
    /**
     * @param {HTMLElement} panel
     * @param {Element} cvv
     * @param {import('../text/words.js').Words} words
     * @param {import('./saved-cards.js').SavedList} list
     */
    show(panel, cvv, words, list) {
      const show = drawn.get(panel) ?? file?.drawSavedCards(panel, cvv, words, { iconSvg, mark, adoptStyles });
      if (!show) return;
      drawn.set(panel, show);
      show(list);
    },
  };
}
