// Where a call that has no form shows the card issuer's page: a place of its own at the end of the page.
import { applyAppearance } from '../look/appearance.js';
import { iconSvg } from '../look/icons.js';
import { adoptStyles } from '../look/stylesheet.js';

/**
 * What the page around a client gives it.
 * @param {import('../api/index.js').Appearance} appearance
 * @param {import('../text/words.js').Words} words
 */
export function makePage(appearance, words) {
  /** @type {HTMLElement | null} */
  let place = null;
  return {
    icon: iconSvg,
    stage() {
      place?.remove();
      place = document.createElement('div');
      const root = place.attachShadow({ mode: 'open' });
      adoptStyles(root);
      const host = document.createElement('div');
      host.className = 'pw-host';
      applyAppearance(host, appearance);
      const stage = document.createElement('div');
      stage.className = 'pw';
      stage.lang = words.locale;
      stage.dir = words.dir;
      host.append(stage);
      root.append(host);
      document.body.append(place);
      return stage;
    },
    unstage() {
      place?.remove();
      place = null;
    },
  };
}
