// The frame of a form in a frame of another origin. It is asked for at once; what speaks with it comes in a file of its own. Until the
// form in it is there, its place is kept by what it looks like, without inputs.
import { el } from '../look/nodes.js';

/** @typedef {{ frame: HTMLIFrameElement, loaded: Promise<unknown> }} Drawn  `loaded`: its document is there for the first time */

/** Where the frame is seen. It is a child of the form's element: in the shadow root Chromium would not fill in a saved card. */
const SLOT = 'pw-frame';

/** The page's styles reach it. The rings of focus in it reach over its place. */
const STYLE =
  'all:initial;position:absolute;left:-4px;top:-4px;width:calc(100% + 8px);height:calc(100% + 8px);opacity:0;color-scheme:inherit;visibility:inherit;pointer-events:inherit;';

/**
 * @param {ShadowRoot} root  with what keeps the place
 * @param {string} src
 * @returns {Drawn}
 */
export function drawFrame(root, src) {
  const frame = el('iframe', { slot: SLOT, referrerpolicy: 'strict-origin', src });
  frame.style.cssText = STYLE.replaceAll(';', '!important;');
  const loaded = new Promise(resolve => {
    frame.onload = resolve;
  });
  const box = /** @type {HTMLElement} */ (root.firstElementChild);
  box.style.position = 'relative';
  box.append(el('slot', { name: SLOT }));
  root.host.append(frame);
  return { frame, loaded };
}
