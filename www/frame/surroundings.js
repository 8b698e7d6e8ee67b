// What the look of a form depends on outside of it. In a frame none of it is inherited, so the page tells it.
import { parentOf } from '../look/nodes.js';

/** A rough number: the frame only wants to know whether text can be read there. */
const CLEAR = 0.5;

/**
 * The scheme that is used of those that a page supports.
 * @param {string} supported  the computed `color-scheme`
 */
function usedScheme(supported) {
  const isDark = /dark/.test(supported);
  return isDark && (!/light/.test(supported) || matchMedia('(prefers-color-scheme: dark)').matches) ? 'dark' : 'light';
}

/**
 * The colour behind an element, if anything around it paints one. Over a picture the page's own text is asked: light text is written
 * on something dark.
 * @param {Element} element
 */
function colourBehind(element) {
  for (let at = element; at; at = parentOf(at)) {
    const { backgroundColor, backgroundImage, color } = getComputedStyle(at);
    if (backgroundImage !== 'none') return lightness(color) > 127 ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)';
    // `rgba(0, 0, 0, 0)`, `color(srgb 0 0 0 / 0.5)`
    const [, alpha = 1] = /(?:^rgba.*,|\/)\s*([\d.]+)\)$/.exec(backgroundColor) ?? [];
    if (Number(alpha) > CLEAR) return backgroundColor;
  }
  return undefined;
}

/** @param {string} css */
function lightness(css) {
  const [r = 0, g = 0, b = 0] = css.match(/[\d.]+/g)?.map(Number) ?? [];
  return (r * 299 + g * 587 + b * 114) / 1000;
}

/**
 * @param {HTMLElement} host  of the form
 */
export function around(host) {
  const { color, colorScheme } = getComputedStyle(host);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { scheme: usedScheme(colorScheme), behind: colourBehind(host), ink: color, rem };
}

/**
 * The tokens that the page sets, by the options or in its own CSS, with what `var()` means there.
 * @param {Element} element  on which the options are set
 * @param {readonly string[]} names
 * @param {(name: string, value: string) => boolean} isRight
 */
export function tokensOf(element, names, isRight) {
  const style = getComputedStyle(element);
  /** @type {Record<string, string>} */
  const tokens = {};
  for (const name of names) {
    const value = style.getPropertyValue(`--pw-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`).trim();
    if (value && isRight(name, value)) tokens[name] = value;
  }
  return tokens;
}

/**
 * Calls back when what is around a form may look otherwise.
 * @param {HTMLElement} host
 * @param {() => void} changed
 * @returns {() => void} stops it
 */
export function watchAround(host, changed) {
  const observer = new MutationObserver(changed);
  for (let at = host; at; at = parentOf(at)) observer.observe(at, { attributes: true });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  document.addEventListener('transitionend', changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', changed);
    document.removeEventListener('transitionend', changed);
  };
}
