// Icons, drawn on demand by createElementNS (no innerHTML, no file to load, no style attribute). An icon is one entry in ICONS.
import { element, svg } from './svg.js';

// name: [class, view box, shapes]; a shape is a path, or [tag, attributes]
const circle = r => ['circle', { cx: 10, cy: 10, r }];
const cardOutline = ['rect', { x: 0.75, y: 0.75, width: 26.5, height: 18.5, rx: 3 }];
const hot = (x, y, width) => ['rect', { class: 'pw-hot', x, y, width, height: 5.5, rx: 1.5 }];
const ICONS = {
  alert: ['', '0 0 20 20', [circle(7.25), 'M10 6v4.5M10 13.6v.1']],
  card: [
    'pw-method__icon',
    '0 0 20 20',
    [['rect', { x: 2.25, y: 4.25, width: 15.5, height: 11.5, rx: 2 }], 'M2.25 8.25h15.5'],
  ],
  chevron: ['pw-chevron', '0 0 20 20', ['m5.5 8 4.5 4.5L14.5 8']],
  clock: ['', '0 0 20 20', [circle(7.25), 'M10 5.8V10l2.7 2']],
  'cloud-off': [
    '',
    '0 0 20 20',
    ['M6 15.5h8a3.3 3.3 0 0 0 .6-6.5 4.8 4.8 0 0 0-9.3-.7A3.7 3.7 0 0 0 6 15.5ZM3.5 3.5l13 13'],
  ],
  close: ['', '0 0 20 20', ['m5 5 10 10M15 5 5 15']],
  'cvv-back': [
    'pw-hintglyph',
    '0 0 28 20',
    [cardOutline, ['path', { class: 'pw-stripe', d: 'M1.5 6h25' }], hot(15, 10, 9)],
  ],
  'cvv-front': ['pw-hintglyph', '0 0 28 20', [cardOutline, 'M4.5 14.5h12', hot(14.5, 5, 9.5)]],
  lock: ['', '0 0 20 20', [['rect', { x: 4, y: 9, width: 12, height: 8, rx: 2 }], 'M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9']],
  number: [
    'pw-slot__glyph',
    '0 0 36 24',
    [['rect', { x: 1, y: 1, width: 34, height: 22, rx: 3.5 }], 'M1 7.5h34M6 17h7'],
  ],
  plus: ['', '0 0 20 20', ['M10 4.5v11M4.5 10h11']],
  shield: ['', '0 0 20 20', ['M10 2.8 4 5v4.5c0 3.7 2.5 6.3 6 7.7 3.5-1.4 6-4 6-7.7V5Z', 'm7.4 9.9 1.9 1.9 3.4-3.6']],
  spin: ['pw-spin', '0 0 20 20', [circle(8), 'M10 2a8 8 0 0 1 8 8']],
  tick: ['', '0 0 20 20', ['m4.5 10.5 3.7 3.7 7.3-7.7']],
  valid: ['pw-tick', '0 0 20 20', ['m4.5 10.5 3.7 3.7 7.3-7.7']],
};

/** An icon in the colour of the text around it. */
export function iconSvg(name) {
  const [className, viewBox, shapes] = ICONS[name];
  const draw = shape => (typeof shape === 'string' ? element('path', { d: shape }) : element(...shape));
  return svg(`pw-icon ${className}`.trim(), viewBox, shapes.map(draw));
}
