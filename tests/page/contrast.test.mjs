// The arithmetic of contrast.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';

const { BLACK, WHITE, contrast, farFrom, inkOn, over, parseColour, readable } = await source('look/contrast.js');

const rgb = (...parts) => [...parts.map(part => part / 255), 1];
const hex = colour =>
  `#${colour
    .slice(0, 3)
    .map(part =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

test('contrast is that of WCAG', () => {
  assert.equal(contrast(BLACK, WHITE), 21);
  assert.equal(contrast(rgb(31, 84, 224), WHITE).toFixed(2), '6.17');
});

test('a colour is read as browsers write it, and nothing else is', () => {
  assert.deepEqual(parseColour('color(srgb 1 0.5 0)'), [1, 0.5, 0, 1]);
  assert.deepEqual(parseColour('color(srgb 1.2 -0.1 1e-05 / 0.25)'), [1, 0, 1e-5, 0.25]);
  assert.deepEqual(parseColour('color(srgb none 1 1 / none)'), [0, 1, 1, 0]);
  assert.equal(parseColour('rgb(1, 2, 3)'), null);
});

test('what is translucent is seen over what is under it', () => {
  assert.deepEqual(over([0, 0, 0, 0.5], WHITE), [0.5, 0.5, 0.5, 1]);
});

for (const [accent, ink] of [
  [rgb(31, 84, 224), '#ffffff'],
  [rgb(254, 229, 0), '#14181f'],
  [rgb(110, 118, 132), '#ffffff'],
  [rgb(124, 124, 124), '#000000'],
]) {
  test(`${hex(accent)} carries ${ink}`, () => {
    assert.equal(hex(inkOn(accent, WHITE)), ink);
    assert.ok(contrast(accent, inkOn(accent, WHITE)) >= 4.5);
  });
}

test('what is wanted on a colour stays where it can be read', () => {
  assert.equal(hex(inkOn(rgb(0, 0, 0), rgb(250, 240, 230))), '#faf0e6');
  assert.equal(hex(inkOn(rgb(255, 255, 255), rgb(250, 240, 230))), '#14181f');
});

test('a shade is the colour itself, else the nearest that can be read', () => {
  const dark = rgb(20, 24, 31);
  assert.equal(readable(dark, [WHITE], 4.5), dark);
  const gold = readable(rgb(254, 229, 0), [WHITE, rgb(240, 240, 240)], 3);
  assert.ok(contrast(gold, rgb(240, 240, 240)) >= 3, hex(gold));
  assert.ok(contrast(gold, WHITE) < 4.2, `${hex(gold)} is no darker than it must be`);
  assert.ok(gold[0] > gold[2], `${hex(gold)} is still gold`);
  for (let grey = 0; grey < 256; grey++) {
    const ground = rgb(grey, grey, grey);
    assert.ok(contrast(readable(ground, [ground], 4.5), ground) >= 4.5, `${grey}`);
    assert.ok(contrast(farFrom(ground), ground) >= 4.5, `${grey}`);
  }
});
