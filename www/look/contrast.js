// Contrast as WCAG defines it. A colour is [red, green, blue, alpha] in sRGB, each from 0 to 1.

/** @typedef {readonly number[]} Colour */

/** @type {Colour} */
export const BLACK = [0, 0, 0, 1];
/** @type {Colour} */
export const WHITE = [1, 1, 1, 1];
/** WCAG 2.2, 1.4.3: text. */
export const TEXT = 4.5;
/** WCAG 2.2, 1.4.11: what shows where the focus is, and what is chosen. */
export const LINE = 3;
/** What is chosen reaches a little more than is needed, as a browser may round otherwise. */
export const MARGIN = 0.05;
/** The steps from a colour to black or white. */
const STEPS = 32;

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance @param {Colour} colour */
function luminance(colour) {
  const [r, g, b] = colour
    .map(part => Math.round(part * 255) / 255) // as a screen shows it
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio @param {Colour} a @param {Colour} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * `color(srgb 1 0.5 0 / 0.2)`, which is how every browser writes a color-mix() in srgb; null for anything else. What a screen
 * may show beyond sRGB is counted as its nearest sRGB.
 * @param {string} text
 * @returns {Colour | null}
 */
export function parseColour(text) {
  if (!text.startsWith('color(srgb ')) return null;
  const [r, g, b, alpha = 1] = text
    .slice('color(srgb '.length)
    .split(/[\s/)]+/)
    .filter(Boolean)
    .map(part => Math.min(1, Math.max(0, parseFloat(part) || 0)));
  return [r, g, b, alpha];
}

/**
 * @param {Colour} from
 * @param {Colour} to
 * @param {number} part  of `to`
 */
const mix = (from, to, part) => from.map((value, i) => value + (to[i] - value) * part);

/**
 * What is seen of a colour that may be translucent.
 * @param {Colour} top
 * @param {Colour} under  an opaque one
 */
export const over = (top, under) => mix(under, [top[0], top[1], top[2], 1], top[3]);

/**
 * Black or white: that with more contrast to a colour, always 4.58:1 or more.
 * @param {Colour} colour
 */
export const farFrom = colour => (contrast(colour, BLACK) > contrast(colour, WHITE) ? BLACK : WHITE);

/**
 * The colour itself where it has enough contrast to all grounds, else the nearest shade that has.
 * @param {Colour} colour
 * @param {readonly Colour[]} grounds  all dark, or all light
 * @param {number} least
 * @returns {Colour}
 */
export function readable(colour, grounds, least) {
  const end = farFrom(grounds[0]);
  const reaches = (/** @type {Colour} */ shade, /** @type {number} */ ratio) =>
    grounds.every(ground => contrast(shade, ground) >= ratio);
  if (reaches(colour, least)) return colour;
  let step = 1;
  while (step < STEPS && !reaches(mix(colour, end, step / STEPS), least + MARGIN)) step++;
  return mix(colour, end, step / STEPS);
}

/**
 * What is written on a colour: `wanted` where that can be read, else white, the ink of the form or black.
 * @param {Colour} colour
 * @param {Colour} wanted
 * @returns {Colour}
 */
export const inkOn = (colour, wanted) =>
  [wanted, WHITE, INK].find(ink => contrast(colour, ink) >= TEXT) ?? farFrom(colour);

/** @type {Colour} #14181f */
const INK = [20 / 255, 24 / 255, 31 / 255, 1];
