// The text on the merchant's accent, where the merchant does not say: white or ink, whichever has more contrast.

const INKS = /** @type {const} */ ([
  ['#ffffff', [255, 255, 255]],
  ['#14181f', [20, 24, 31]],
]);
/** WCAG 2.2, 1.4.3. */
const LEAST = 4.5;

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance @param {readonly number[]} rgb of 0 to 255 */
function luminance(rgb) {
  const [r, g, b] = rgb.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio @param {readonly number[]} a @param {readonly number[]} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * @param {readonly number[]} accent  red, green, blue of 0 to 255
 * @returns {string}
 */
export function inkOn(accent) {
  const [best] = INKS.map(([ink, rgb]) => ({ ink, ratio: contrast(accent, rgb) })).sort((a, b) => b.ratio - a.ratio);
  if (best.ratio < LEAST)
    console.warn(
      `payments-widget: text on this accent reaches ${best.ratio.toFixed(1)}:1 at most; ${LEAST}:1 is needed.`,
    );
  return best.ink;
}

/**
 * A colour as the browser understands it; null where it gives another notation than rgb().
 * @param {HTMLElement} host  on the page
 * @param {string} colour
 */
export function rgbOf(host, colour) {
  host.style.color = colour;
  const parts = getComputedStyle(host).color.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/);
  host.style.color = '';
  return parts && parts.slice(1).map(Number);
}
