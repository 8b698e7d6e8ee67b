// The icons that are shown once the WebAssembly is there, written as those in icons.js.
import { CLOSE_ICON } from './icon-close.js';

const circle = ['circle', { cx: 10, cy: 10, r: 7.25 }];
const cardOutline = ['rect', { x: 0.75, y: 0.75, width: 26.5, height: 18.5, rx: 3 }];
const hot = (x, y, width) => ['rect', { class: 'pw-hot', x, y, width, height: 5.5, rx: 1.5 }];
const TICK = 'm4.5 10.5 3.7 3.7 7.3-7.7';

export const LATER_ICONS = {
  alert: [[circle, 'M10 6v4.5M10 13.6v.1']],
  card: [[['rect', { x: 2.25, y: 4.25, width: 15.5, height: 11.5, rx: 2 }], 'M2.25 8.25h15.5'], ' pw-method__icon'],
  chevron: [['m5.5 8 4.5 4.5L14.5 8'], ' pw-chevron'],
  clock: [[circle, 'M10 5.8V10l2.7 2']],
  ...CLOSE_ICON,
  'cvv-back': [
    [cardOutline, ['path', { class: 'pw-stripe', d: 'M1.5 6h25' }], hot(15, 10, 9)],
    ' pw-hintglyph',
    '0 0 28 20',
  ],
  'cvv-front': [[cardOutline, 'M4.5 14.5h12', hot(14.5, 5, 9.5)], ' pw-hintglyph', '0 0 28 20'],
  number: [
    [['rect', { x: 1, y: 1, width: 34, height: 22, rx: 3.5 }], 'M1 7.5h34M6 17h7'],
    ' pw-slot__glyph',
    '0 0 36 24',
  ],
  plus: [['M10 4.5v11M4.5 10h11']],
  tick: [[TICK]],
  valid: [[TICK], ' pw-tick'],
};
