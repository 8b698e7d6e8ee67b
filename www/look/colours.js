// Keeps what the form draws readable, whatever colours the page gives it and whatever is behind it. It reads the tokens as the
// browser resolves them, so it does not matter how they are written or who sets them, and writes those that need another shade.
import { contrast, farFrom, inkOn, LINE, over, parseColour, MARGIN, readable, TEXT, BLACK, WHITE } from './contrast.js';
import { el, parentOf } from './nodes.js';

/** @typedef {import('./contrast.js').Colour} Colour */
/** @typedef {(css: string, scheme?: string) => Colour | null} Read */

/** Tokens that the form writes with. */
const WRITTEN = ['text', 'muted', 'danger', 'success', 'warn'];
/** What shows the focus and the choice. */
const LINES = ['accent-ink', 'select', 'focus', 'ring', 'danger-ring'];
/** Colours that are mixed of others unless they are given. */
const OPTIONAL = ['accent-hover', 'accent-pressed', 'fill', 'label', 'placeholder', 'icon', 'focus'];
/** The button's, under what is written on it. */
const PRESSED = ['accent-hover', 'accent-pressed'];
/** Tinted grounds, and what is on them besides text. */
const TINTS = { 'accent-soft': 'text', 'danger-soft': 'text', 'warn-soft': 'warn', raised: 'text', sunken: 'text' };
/** A button with less contrast than this to what is around it gets an edge. */
const SEEN = 1.5;
const EVENTS = ['transitionrun', 'transitionend', 'animationstart'];

/** What has been said to the developer already. @type {Set<string>} */
const said = new Set();

/** @param {string} message */
function warn(message) {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`payments-widget: ${message}`);
}

/**
 * Settles the colours of a form now, and again whenever the page changes one of them.
 * @param {HTMLElement} host  on the page
 */
export function keepReadable(host) {
  if (!host.querySelector('.pw-watch')) {
    // Its style makes a transition of every change of a colour, and an animation when it is shown.
    const watch = el('i', { class: 'pw-watch' });
    for (const event of EVENTS) watch.addEventListener(event, () => settle(host));
    host.append(watch);
  }
  settle(host);
}

/** @param {HTMLElement} host */
function settle(host) {
  // In another document the form has no style.
  if (host.ownerDocument !== document) return;
  const { style } = host;
  for (const name of Array.from(style)) if (name.startsWith('--_')) style.removeProperty(name);
  delete host.dataset.own;

  const probe = el('i', { class: 'pw-vh' });
  host.append(probe);
  /** A colour in any notation, under the form's scheme or another one. @param {string} css */
  const read = (css, scheme = '') => {
    probe.style.colorScheme = scheme;
    probe.style.backgroundColor = `color-mix(in srgb, ${css}, ${css})`;
    return parseColour(getComputedStyle(probe).backgroundColor);
  };
  try {
    // A DOM that mixes no colours (happy-dom, an old browser) shows the form as it is.
    const behind = read('#000') && groundBehind(host, read);
    if (!behind) return;
    style.colorScheme = schemeOfSurface(host, behind, read);
    paint(host, behind, read);
  } finally {
    probe.remove();
  }
}

/**
 * The scheme whose colours go with a surface that the page gives; empty where it gives none. The surface is read under the
 * scheme of theme or page: under the one that is set here before, a light-dark() would never change again.
 * @param {HTMLElement} host
 * @param {Colour} behind
 * @param {Read} read
 */
function schemeOfSurface(host, behind, read) {
  if (!getComputedStyle(host).getPropertyValue('--pw-surface')) return '';
  const { theme } = host.dataset;
  const around = /** @type {ShadowRoot} */ (host.getRootNode()).host;
  const surface = read('var(--_in-surface)', theme === 'auto' ? getComputedStyle(around).colorScheme : theme);
  if (!surface) return '';
  return farFrom(over(surface, behind)) === WHITE ? 'dark' : 'light';
}

/**
 * @param {HTMLElement} host
 * @param {Colour} behind
 * @param {Read} read
 */
function paint(host, behind, read) {
  const set = (/** @type {string} */ name, /** @type {Colour} */ [r, g, b]) =>
    host.style.setProperty(`--_${name}`, `color(srgb ${r} ${g} ${b})`);
  const page = getComputedStyle(host);
  const isGiven = (/** @type {string} */ name) => page.getPropertyValue(`--pw-${name}`) !== '';
  /** The page's CSS gives something that is no colour: the form's own then. @param {string} name */
  const refuse = name => {
    host.style.setProperty(`--pw-${name}`, 'initial');
    warn(`--pw-${name} is not a colour.`);
  };
  /** @param {string} name */
  const input = name => {
    const given = read(`var(--_in-${name})`);
    if (given) {
      // It is the page's text that is meant, and not the text of the part that is drawn with it.
      if (/currentcolor/i.test(page.getPropertyValue(`--_in-${name}`))) set(name, given);
      return given;
    }
    refuse(name);
    return /** @type {Colour} */ (read(`var(--_in-${name})`));
  };
  for (const name of OPTIONAL.filter(isGiven)) {
    const given = read(`var(--pw-${name})`);
    if (!given) refuse(name);
    else if (/currentcolor/i.test(page.getPropertyValue(`--pw-${name}`))) set(name, given);
  }
  const translucent = input('surface');
  const surface = over(translucent, behind);
  const token = (/** @type {string} */ name) => over(/** @type {Colour} */ (read(`var(--_${name})`)), surface);
  if (translucent[3] < 1) set('opaque', surface);

  // Where text that can be read on the surface cannot be read on what is behind the form, the form paints its own surface.
  const words = over(input('text'), surface);
  const isAlone = !host.querySelector('form'); // only a dialog, which has its own surface
  const own =
    !isAlone && [readable(words, [surface], TEXT), farFrom(surface)].some(ink => contrast(ink, behind) < TEXT);
  if (own) {
    host.dataset.own = '';
    set('surface', surface);
    warn(
      `text of the form reaches ${contrast(words, behind).toFixed(1)}:1 on what is behind the form, ` +
        'so the form paints its own surface. Set appearance.theme or --pw-surface to match the page.',
    );
  }
  const grounds = own || isAlone ? [surface] : [surface, behind];

  /** @type {Record<string, Colour>} */
  const used = {};
  /** @type {string[]} */
  const moved = [];
  for (const name of WRITTEN) {
    const given = over(input(name), surface);
    used[name] = readable(given, grounds, TEXT);
    if (used[name] === given) continue;
    set(name, used[name]);
    if (isGiven(name) || isGiven('surface')) moved.push(`--pw-${name}`);
  }

  const accent = input('accent');
  const fill = over(accent, surface);
  if (accent[3] < 1) set('accent', fill);
  const wanted = over(input('on-accent'), fill);
  const ink = inkOn(fill, wanted);
  if (ink !== wanted) {
    set('on-accent', ink);
    if (isGiven('on-accent')) moved.push('--pw-on-accent');
  }
  // Pressed, the button moves away from what is written on it.
  if (farFrom(ink) === WHITE) set('away', WHITE);
  if (contrast(fill, grounds[grounds.length - 1]) < SEEN) host.style.setProperty('--_edge', 'var(--_border)');
  for (const name of PRESSED) if (contrast(token(name), ink) < TEXT) set(name, fill);

  // The rest follows from these, as the style sheet mixes it.
  const tint = token('accent-soft');
  for (const name of LINES) settleOne(name, name === 'accent-ink' ? [...grounds, tint] : grounds, LINE);
  const typedOn = groundsOfFields();
  input('border');
  if (!isGiven('border')) settleOne('border', [surface, ...typedOn], LINE);
  settleOne('placeholder', typedOn, globalThis.matchMedia?.('(prefers-contrast: more)').matches ? 7 : TEXT);
  settleOne('label', [...grounds, ...typedOn], TEXT);
  settleOne('icon', [...grounds, ...typedOn], LINE);
  for (const [name, on] of Object.entries(TINTS)) {
    const ground = token(name);
    if ([used.text, used[on]].some(colour => contrast(colour, ground) < TEXT + MARGIN)) set(name, surface);
  }
  if (moved.length) warn(`${moved.join(', ')}: too little contrast where it is seen, so it is shown in another shade.`);

  /** What fields are filled with, as it is seen: their text must be readable there, else they have no fill of their own. */
  function groundsOfFields() {
    const given = /** @type {Colour} */ (read('var(--_fill)'));
    const seen = grounds.map(ground => over(given, ground));
    if (seen.every(ground => contrast(used.text, ground) >= TEXT)) return seen;
    set('fill', surface);
    if (isGiven('fill')) moved.push('--pw-fill');
    return [surface];
  }

  /**
   * @param {string} name
   * @param {readonly Colour[]} on
   * @param {number} least
   */
  function settleOne(name, on, least) {
    const given = token(name);
    const shade = readable(given, on, least);
    if (shade === given) return;
    set(name, shade);
    if (isGiven(name)) moved.push(`--pw-${name}`);
  }
}

/**
 * The page's colour behind the form, from the first ancestors that have one. Over a picture or a gradient the page's own text is
 * asked: light text is on something dark. Null in a browser without color-mix().
 * @param {HTMLElement} host
 * @param {Read} read
 * @returns {Colour | null}
 */
function groundBehind(host, read) {
  /** @type {Colour[]} */
  const layers = [];
  /** @type {Colour | null} */
  let base = null;
  /** @type {any} */
  let at = /** @type {ShadowRoot} */ (host.getRootNode()).host;
  for (; at && !base; at = parentOf(at)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(at);
    const layer = backgroundImage === 'none' ? read(backgroundColor) : farFrom(read('currentcolor') ?? BLACK);
    if (!layer) return null;
    if (layer[3] === 1) base = layer;
    else layers.push(layer);
  }
  // The page's own canvas, whose scheme is that of its root.
  base ??= read('Canvas', getComputedStyle(document.documentElement).colorScheme);
  return base && layers.reduceRight((under, layer) => over(layer, under), base);
}
