// What is written on the merchant's accent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';

const { contrast, inkOn } = await source('look/contrast.js');

test('contrast is that of WCAG', () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([31, 84, 224], [255, 255, 255]).toFixed(2), '6.17');
});

for (const [accent, ink, warned] of [
  [[31, 84, 224], '#ffffff', 0],
  [[254, 229, 0], '#14181f', 0],
  [[110, 118, 132], '#ffffff', 0],
  [[124, 124, 124], '#14181f', 1],
]) {
  test(`${accent} carries ${ink}`, t => {
    const warn = t.mock.method(console, 'warn', () => {});
    assert.equal(inkOn(accent), ink);
    assert.equal(warn.mock.callCount(), warned);
  });
}
