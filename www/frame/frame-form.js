// The frame of a form in a frame of another origin. It is asked for at once; what speaks with it comes in a file of its own. Until the
// form in it is there, its place is kept by what it looks like, without inputs.
import { el } from '../look/nodes.js';

/** @typedef {{ frame: HTMLIFrameElement, loaded: Promise<unknown> }} Drawn  `loaded`: its document is there for the first time */

/**
 * @param {ShadowRoot} root  with what keeps the place
 * @param {string} src
 * @returns {Drawn}
 */
export function drawFrame(root, src) {
  const frame = el('iframe', { class: 'pw-frame', part: 'frame', referrerpolicy: 'strict-origin', src });
  frame.style.opacity = '0';
  const loaded = new Promise(resolve => {
    frame.onload = resolve;
  });
  root.firstElementChild?.append(frame);
  return { frame, loaded };
}
