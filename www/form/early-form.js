// The form before the WebAssembly is there: its real inputs, which take text, paste, autofill and compositions at once. When it
// comes, it takes these very nodes over (those with `data-early`), so that no keystroke, caret or undo step is lost, and builds
// the rest of the form around them. Nothing here decides anything about a card.
import { applyAppearance } from '../look/appearance.js';
import { afterPaint, beforePaint } from '../look/moments.js';
import { iconSvg } from '../look/icons.js';
import { el, set } from '../look/nodes.js';
import { FIELDS, LATER_FIELDS } from './fields.js';
import { keepPrivate } from './private-events.js';

/** @typedef {import('../text/words.js').Words} Words */
/** @typedef {Partial<import('../api/index.js').FormOptions>} Options */

/**
 * @typedef {object} EarlyForm
 * @property {boolean} place  without inputs
 * @property {(given: Given) => void} show  also again, with other options: what was typed stays
 * @property {(given: Given, words: Words) => void} speak  the words for what is shown, unless something else is shown by now
 * @property {(field?: import('../api/index.js').FormField) => void} focus
 * @property {() => void} wipe  empties every field
 * @property {() => { composing: boolean, pressed: Trigger | undefined }} handOver  what the WebAssembly must know; from then on
 *   nothing is heard here any more
 */
/** @typedef {'enter' | 'button'} Trigger */
/**
 * @typedef {object} Given
 * @property {Options} options
 * @property {import('../api/index.js').Appearance} appearance
 * @property {string | undefined} currency
 * @property {'ltr' | 'rtl'} dir
 * @property {boolean} test  a line says that no money is charged
 * @property {boolean} place  only what it looks like: it keeps the place of a form in a frame, and takes no text
 * @property {Words} [words]  if they are here already
 */

/** How long the amount waits at most after the first frame, in milliseconds. The browser's first number takes it long. */
const LABEL_MS = 100;

/** Keeps a line's height until its words are here. */
const NBSP = '\u00a0';

/** The marks by which session recorders leave an input out, and what every input has. */
const INPUT = {
  class: 'pw-input rr-ignore rr-block ph-no-capture fs-exclude sentry-mask',
  type: 'text',
  spellcheck: 'false',
  autocorrect: 'off',
  autocapitalize: 'off',
  translate: 'no',
  'data-private': '',
  'data-dd-privacy': 'mask',
  'data-sentry-mask': '',
  'data-hj-suppress': '',
  'data-clarity-mask': 'true',
};

/** @type {WeakMap<ShadowRoot, EarlyForm>} */
const shown = new WeakMap();

/**
 * The early form of a shadow root, if it has one.
 * @param {ShadowRoot} root
 */
export const earlyForm = root => shown.get(root);

/**
 * Draws it, or shows the one that is there with other options.
 * @param {ShadowRoot} root
 * @param {Given} given
 */
export function drawEarlyForm(root, given) {
  // Only after `configure` it is known that the form is one in a frame.
  if (shown.get(root)?.place !== given.place) endEarlyForm(root);
  const early = shown.get(root) ?? makeEarlyForm(root, given.place);
  shown.set(root, early);
  early.show(given);
  return early;
}

/**
 * Wipes what was typed, where it is not handed over.
 * @param {ShadowRoot} root
 */
export function endEarlyForm(root) {
  const early = shown.get(root);
  early?.wipe();
  early?.handOver();
}

/**
 * How light a colour is, from 0 to 255; nothing for one that is not written as rgb(), or that hides nothing.
 * @param {string} css
 */
function lightness(css) {
  const [r, g, b, alpha = 1] = /^rgba?\((.+)\)$/.exec(css)?.[1].split(',').map(Number) ?? [];
  return alpha > 0.5 ? (r * 299 + g * 587 + b * 114) / 1000 : undefined;
}

/**
 * Whether the form's text is as dark as the page behind it, or as light: then the form paints its own surface. A rough answer, until
 * look/colours.js is there.
 * @param {HTMLElement} form
 * @param {Element} host
 */
function isUnreadable(form, host) {
  const text = lightness(getComputedStyle(form).color);
  let behind;
  for (let at = host; at && behind === undefined; at = at.parentElement ?? /** @type {any} */ (at.getRootNode()).host) {
    behind = lightness(getComputedStyle(at).backgroundColor);
  }
  if (behind === undefined) {
    const { colorScheme } = getComputedStyle(document.documentElement);
    const prefersDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches;
    behind = /dark/.test(colorScheme) && (prefersDark || !/light/.test(colorScheme)) ? 18 : 255;
  }
  return text !== undefined && Math.abs(text - behind) < 100;
}

/**
 * @param {ShadowRoot} root
 * @param {boolean} place
 * @returns {EarlyForm}
 */
function makeEarlyForm(root, place) {
  /**
   * A node that the WebAssembly takes over.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {string} name  of its part, and of its class if that is not another
   * @param {Readonly<Record<string, string>>} attributes
   * @param {...(Node | string)} children
   */
  const node = (tag, name, attributes, ...children) =>
    el(tag, { class: `pw-${name}`, part: name, ...attributes, 'data-early': '' }, ...children);

  // A field is made once and copied: the browser is asked less.
  const first = node(
    'div',
    'field',
    {},
    node('div', 'head', {}, node('label', 'label', {}, NBSP)),
    node('div', 'control', {}, node(/** @type {'input'} */ (place ? 'div' : 'input'), 'input', INPUT)),
  );
  const fields = FIELDS.map(spec => {
    const field = /** @type {HTMLElement} */ (first.cloneNode(true));
    const [label, input] = /** @type {[HTMLLabelElement, HTMLInputElement]} */ (
      [...field.children].map(({ firstChild }) => firstChild)
    );
    set(field, { class: `pw-field pw-field--${spec.id}${spec.classes}`, part: `field ${spec.id}` });
    set(label, { for: `pw-${spec.id}` });
    set(input, { id: `pw-${spec.id}`, autocomplete: spec.autocomplete });
    if (spec.digits) set(input, { inputmode: 'numeric', dir: 'ltr' });
    return { spec, label, input, field };
  });
  const grid = node('div', 'grid', {}, ...fields.map(({ field }) => field));
  const panel = node('div', 'panel', {}, grid);
  const button = node('button', 'button', { type: 'submit' });
  const secure = node('p', 'note', { class: 'pw-secure' }, NBSP);
  // Not on the form: it is around the live region, which would then be silent.
  const pay = node('div', 'pay', { 'aria-busy': 'true' }, button, secure);
  const status = el('p', { class: 'pw-vh', role: 'status', 'aria-live': 'polite', 'data-early': '' });
  const form = node('form', 'form', { class: 'pw', novalidate: '' }, status, panel, pay);
  const host = el('div', { class: 'pw-host' }, form);
  form.inert = place;

  /** What few forms have, as it is shown now. @type {HTMLElement[]} */
  let extras = [];
  let dressed = '';
  let composing = false;
  /** @type {Trigger | undefined} */
  let pressed;
  /** @type {Given} */
  let last;
  const listening = new AbortController();
  const { signal } = listening;
  listen();

  function listen() {
    // Before a field is on the page: a native submit must never happen.
    root.addEventListener('submit', event => event.preventDefault(), { signal });
    keepPrivate(root);
    for (const name of ['keydown', 'compositionstart', 'compositionend']) root.addEventListener(name, hear, { signal });
    button.addEventListener('click', () => press('button'), { signal });
    root.ownerDocument.defaultView?.addEventListener('pagehide', () => wipe(({ spec }) => spec.secret), { signal });
  }

  /** @param {any} event */
  function hear(event) {
    const { type, key, target } = event;
    if (type === 'compositionstart') composing = true;
    if (type === 'compositionend') composing = false;
    if (type !== 'keydown' || key !== 'Enter' || event.isComposing || target === button) return;
    event.preventDefault();
    if (!event.repeat) press('enter');
  }

  /**
   * Pays as soon as there is what pays, once.
   * @param {Trigger} trigger
   */
  function press(trigger) {
    pressed ??= trigger;
    show(last);
  }

  /** @param {(field: typeof fields[number]) => boolean} which */
  function wipe(which) {
    for (const { input } of fields.filter(which)) {
      input.value = '';
      // Another type makes the nodes inside anew, which deletes what undo would bring back.
      input.type = 'tel';
      input.type = 'text';
    }
  }

  /** @param {Given} given */
  function show(given) {
    last = given;
    const { options, words } = given;
    button.hidden = options.submitButton === false;
    const isOptional = options.cardholderName === 'optional';
    const shownFields = fields.filter(({ spec }) => spec.isShown(options));
    for (const one of fields) {
      const { spec, field, input } = one;
      field.hidden = !shownFields.includes(one);
      if (!field.hidden) input.enterKeyHint = one === shownFields[shownFields.length - 1] ? 'done' : 'next';
      if (field.hidden || (isOptional && spec.name === 'cardholderName')) input.removeAttribute('aria-required');
      else input.setAttribute('aria-required', 'true');
      // Also a field without one of its own must show that it is empty.
      if (!words) input.placeholder ||= ' ';
    }
    showExtras(given);
    form.dir = given.dir;
    if (host.parentNode !== root) root.replaceChildren(host);
    const look = JSON.stringify(given.appearance);
    if (look !== dressed) {
      dressed = look;
      applyAppearance(host, given.appearance);
      beforePaint(host, () => {
        if (!signal.aborted) host.toggleAttribute('data-own', isUnreadable(form, root.host));
      });
    }
    if (!words) return;

    form.lang = words.locale;
    form.dir = words.dir;
    form.setAttribute('aria-label', options.labels?.legend ?? words.text('form.label'));
    for (const { spec, label, input } of fields) {
      label.textContent = options.labels?.[spec.name] ?? words.text(`${spec.id}.label`);
      if (isOptional && spec.name === 'cardholderName')
        label.append(el('span', { class: 'pw-optional' }, ` ${words.text('name.optional')}`));
      input.placeholder = words.text(spec.placeholder);
    }
    button.toggleAttribute('data-busy', pressed !== undefined);
    status.textContent = words.text(pressed ? 'load.pressed' : 'load.busy');
    afterPaint(LABEL_MS, () => {
      if (signal.aborted || given !== last) return;
      const label = options.labels?.submit ?? payLabel(given, words);
      button.replaceChildren(iconSvg(pressed ? 'spin' : 'lock'), el('span', {}, label));
    });
    if (pressed) secure.replaceChildren(words.text('load.pressed'));
    else secure.replaceChildren(iconSvg('shield'), words.text('secure.note'));
  }

  /** @param {Given} given */
  function showExtras({ options, currency, test, words }) {
    for (const one of extras) one.remove();
    extras = [];
    /** @type {(one: HTMLElement, parent: HTMLElement, before?: HTMLElement) => void} */
    const add = (one, parent, before) => {
      parent.insertBefore(one, before ?? null);
      extras.push(one);
    };
    const { savedCards, wallets } = options;
    if (test) {
      const tag = node('span', 'test-tag', { class: 'pw-test__tag' }, words?.text('test.tag') ?? NBSP);
      const note = el('span', { 'data-early': '' }, words?.text('test.note') ?? '');
      add(node('p', 'test', {}, tag, note), form, panel);
    }
    if (Array.isArray(wallets) && wallets.length) {
      const tiles = ['card', ...wallets].map(() => node('span', 'skeleton', { class: 'pw-sk' }));
      add(node('fieldset', 'methods', {}, ...tiles), form, panel);
    }
    for (const { id, classes, isShown } of LATER_FIELDS) {
      if (!isShown({ ...options, currency })) continue;
      const place = node('div', 'control', id === 'owner' ? { class: 'pw-seg' } : {});
      const head = node('div', 'head', {});
      add(node('div', `field ${id}`, { class: `pw-field pw-field--${id}${classes}` }, head, place), grid);
    }
    if (savedCards && (typeof savedCards !== 'object' || savedCards.save !== 'never'))
      add(node('label', 'save', { class: 'pw-check' }, NBSP), panel);
  }

  /**
   * The amount as it is given: what it is in its currency, and whether it is one, the WebAssembly decides.
   * @param {Given} given
   * @param {Words} words
   */
  function payLabel({ options, currency }, words) {
    const [, whole, decimals = ''] = /^(\d+)(?:\.(\d{1,4}))?$/.exec(String(options.amount)) ?? [];
    try {
      const { minimumFractionDigits: least = 0 } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency,
      }).resolvedOptions();
      const major = [whole, decimals.padEnd(least, '0')].filter(Boolean).join('.');
      return whole ? words.text('pay.button', { amount: words.amount(major, String(currency).toUpperCase()) }) : NBSP;
    } catch {
      return NBSP;
    }
  }

  return {
    place,
    show,
    speak(given, words) {
      // Once the form is live, its nodes are not ours any more.
      if (given === last && !signal.aborted) show({ ...given, words });
    },
    focus: name => fields.find(({ spec }) => spec.name === (name ?? 'cardNumber'))?.input.focus(),
    wipe: () => wipe(() => true),
    handOver() {
      listening.abort();
      pay.removeAttribute('aria-busy');
      shown.delete(root);
      return { composing, pressed };
    },
  };
}
