// Icons, drawn on demand by createElementNS (no innerHTML, no file to load, no style attribute): those that are shown before the
// WebAssembly is there. icons-later.js has the rest.
import { element, svg } from './svg.js';

// name: [shapes, class, view box]; a shape is a path, or [tag, attributes]
const ICONS = {
  'cloud-off': [['M6 15.5h8a3.3 3.3 0 0 0 .6-6.5 4.8 4.8 0 0 0-9.3-.7A3.7 3.7 0 0 0 6 15.5ZM3.5 3.5l13 13']],
  lock: [[['rect', { x: 4, y: 9, width: 12, height: 8, rx: 2 }], 'M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9']],
  shield: [['M10 2.8 4 5v4.5c0 3.7 2.5 6.3 6 7.7 3.5-1.4 6-4 6-7.7V5Z', 'm7.4 9.9 1.9 1.9 3.4-3.6']],
  spin: [[['circle', { cx: 10, cy: 10, r: 8 }], 'M10 2a8 8 0 0 1 8 8'], ' pw-spin'],
};

/** Adds those that come with the WebAssembly. */
export const addIcons = more => void Object.assign(ICONS, more);

/** An icon in the colour of the text around it. */
export function iconSvg(name) {
  const [shapes, className = '', viewBox = '0 0 20 20'] = ICONS[name];
  const draw = shape => (typeof shape === 'string' ? element('path', { d: shape }) : element(...shape));
  return svg(`pw-icon${className}`, `icon icon-${name}`, viewBox, shapes.map(draw));
}
