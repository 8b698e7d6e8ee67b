// Brand marks: our own monograms, stroked from one small alphabet. A brand is one entry in BRANDS. A file of its own, asked for when the
// form is live.
import { element } from './svg.js';

// letter: [width, path], 8 units high
const LETTERS = {
  A: [5, 'M0 8 2.5 0 5 8M.9 5.4h3.2'],
  B: [5, 'M0 0v8h2.8a2.2 2.2 0 0 0 0-4.3H0M0 0h2.4a1.85 1.85 0 0 1 0 3.7'],
  C: [5, 'M4.9 1.5C4.3.5 3.5 0 2.7 0 1 0 0 1.6 0 4s1 4 2.7 4c.8 0 1.6-.5 2.2-1.5'],
  D: [5, 'M0 0v8h1.7C4 8 5 6.5 5 4S4 0 1.7 0Z'],
  E: [4.4, 'M4.4 0H0v8h4.4M0 4h3.8'],
  H: [5, 'M0 0v8M0 4h5M5 0v8'],
  I: [0, 'M0 0v8'],
  J: [3.8, 'M3.8 0v5.5C3.8 7.2 3.1 8 2 8 1 8 .4 7.5 0 6.6'],
  K: [4.8, 'M0 0v8M4.6 0 .1 4.7M1.7 3.3 4.8 8'],
  L: [4, 'M0 0v8h4'],
  M: [6, 'M0 8V0l3 4.9L6 0v8'],
  N: [5, 'M0 8V0l5 8V0'],
  O: [5.4, 'M2.7 0C1 0 0 1.6 0 4s1 4 2.7 4 2.7-1.6 2.7-4-1-4-2.7-4Z'],
  P: [4.8, 'M0 8V0h2.6a2.2 2.2 0 0 1 0 4.6H0'],
  R: [5, 'M0 8V0h2.6a2.2 2.2 0 0 1 0 4.4H0M2.6 4.4 5 8'],
  S: [4.8, 'M4.6 1.4C4 .4 3.2 0 2.4 0 1.1 0 .2.8.2 2c0 2.7 4.6 1.5 4.6 4C4.8 7.2 3.8 8 2.5 8 1.4 8 .5 7.5 0 6.5'],
  T: [5, 'M0 0h5M2.5 0v8'],
  U: [5, 'M0 0v5.2C0 7 1 8 2.5 8S5 7 5 5.2V0'],
  V: [5, 'M0 0l2.5 8L5 0'],
  X: [5, 'M0 0l5 8M5 0 0 8'],
  Y: [5, 'M0 0l2.5 4L5 0M2.5 4v4'],
};

// id: [plate, word, inks (the last one repeats), { height, gap, weight, slant, under: [path, fill] }]
const WHITE = '#fff';
const BRANDS = {
  visa: [WHITE, 'VISA', ['#1a1f71'], { height: 8.5, gap: 2.2, weight: 2, slant: 12 }],
  mastercard: ['#211f26', 'MC', ['#ff5a3d', '#ffb238'], { gap: 2.4, weight: 2 }],
  'american-express': ['#016fd0', 'AMEX', [WHITE], { height: 7.5, gap: 1.8, weight: 1.8 }],
  'diners-club': ['#0a5c9e', 'DC', [WHITE], { gap: 2.2 }],
  discover: [
    WHITE,
    'DISC',
    ['#1d2430'],
    {
      height: 8,
      gap: 1.9,
      weight: 1.8,
      under: ['M14 23.5H32a3.5 3.5 0 0 0 3.5-3.5v-5C30 20 23 22.5 14 23.5Z', '#f07a1c'],
    },
  ],
  jcb: [WHITE, 'JCB', ['#0b5fae', '#cf1f3d', '#10803f'], { gap: 2.2, weight: 2.1 }],
  unionpay: [
    '#00657a',
    'UP',
    [WHITE],
    {
      gap: 2.4,
      weight: 2.1,
      slant: 10,
      under: ['M4 .5h7.5L6 23.5H4A3.5 3.5 0 0 1 .5 20V4A3.5 3.5 0 0 1 4 .5Z', '#d8232f'],
    },
  ],
  maestro: ['#1c2b4a', 'MA', ['#f0454f', '#4aa8ff'], { weight: 2 }],
  mir: [WHITE, 'MIR', ['#0f754e'], { height: 9, weight: 2 }],
  elo: ['#211f26', 'ELO', ['#ffcb05', '#00a4e0', '#ef4123'], { height: 8.5 }],
  hiper: ['#f37421', 'HI', [WHITE], { weight: 2 }],
  hipercard: ['#b3131b', 'HC', [WHITE], { weight: 2 }],
  naranja: ['#e8501f', 'NX', [WHITE], { weight: 2 }],
  verve: ['#00425f', 'VE', ['#ee312a', WHITE], { weight: 2 }],
  troy: [WHITE, 'TROY', ['#0f6e86'], { height: 7.5, gap: 1.8, weight: 1.8 }],
  rupay: [WHITE, 'RP', ['#1b3281', '#c4611a'], { weight: 2, slant: 10 }],
  uatp: ['#14304f', 'UATP', [WHITE], { height: 7.5, gap: 1.6, weight: 1.7 }],
  dankort: ['#c8102e', 'DK', [WHITE], { weight: 2 }],
  mada: [WHITE, 'MADA', ['#2b6d9c', '#2b6d9c', '#5b8f22'], { height: 7, gap: 1.6, weight: 1.7 }],
  meeza: ['#562c78', 'ME', [WHITE, '#f5a623'], { weight: 2 }],
  bancontact: [WHITE, 'BC', ['#005aa3'], { weight: 2 }],
  'cartes-bancaires': ['#1d4f8b', 'CB', [WHITE], { weight: 2.1 }],
  'korean-local': [WHITE, 'KR', ['#1b3c8c', '#c9303c'], { gap: 2.2, weight: 2.1 }],
};

// A white plate keeps a light edge, the ink one a grey edge (it may be on black), a coloured one its own colour.
const EDGES = { [WHITE]: '#d5dae2', '#211f26': '#57535f' };

const round = number => Math.round(number * 100) / 100;

/** The letters of `word`, centred in a plate of 36 by 24. */
function monogram(word, inks, { height = 10, gap = 2, weight = 1.9, slant = 0 }) {
  const scale = height / 8;
  const letters = [...word].map(letter => LETTERS[letter]);
  const width = letters.reduce((sum, [advance]) => sum + advance, gap * (letters.length - 1)) * scale;
  let x = (36 - width) / 2 + (Math.tan((slant * Math.PI) / 180) * height) / 2;
  const skew = slant ? ` skewX(${-slant})` : '';
  const paths = letters.map(([advance, d], i) => {
    const transform = `translate(${round(x)} ${round((24 - height) / 2)})${skew} scale(${round(scale)})`;
    x += (advance + gap) * scale;
    return element('path', { transform, d, stroke: inks[Math.min(i, inks.length - 1)] });
  });
  return element('g', { fill: 'none', 'stroke-width': weight, 'stroke-linejoin': 'round' }, paths);
}

/** Draws the mark of a brand into an empty picture. An unknown id gives the plain card. */
export function drawMark(picture, id, iconSvg) {
  if (!Object.hasOwn(BRANDS, id)) return picture.append(...iconSvg('number').childNodes);
  const [fill, word, inks, style] = BRANDS[id];
  const plate = element('rect', { x: 0.5, y: 0.5, width: 35, height: 23, rx: 3.5, fill, stroke: EDGES[fill] ?? fill });
  const under = style.under ? [element('path', { d: style.under[0], fill: style.under[1] })] : [];
  picture.append(plate, ...under, monogram(word, inks, style));
}
