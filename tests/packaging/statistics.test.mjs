// What `npm run bench` makes of its samples.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTurns, median, quantile, ratio, table } from '../../scripts/bench/statistics.mjs';

test('quantiles lie between the values, which are in any order', () => {
  assert.equal(median([30, 10, 20]), 20);
  assert.equal(median([40, 10, 20, 30]), 25);
  assert.equal(quantile([0, 10, 20, 30, 40], 0.25), 10);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.equal(quantile([7], 0.95), 7);
});

test('a round in which everything is slow does not change the ratio', () => {
  assert.equal(ratio([20, 200, 20], [10, 100, 10]), 2);
});

test('each round begins at another row, and the first is left out', async () => {
  const order = [];
  const samples = await inTurns(['a', 'b', 'c'], 2, async row => order.push(row));
  assert.equal(order.join(''), 'abcbcacab');
  assert.deepEqual(
    [...samples],
    [
      ['a', [6, 8]],
      ['b', [4, 9]],
      ['c', [5, 7]],
    ],
  );
});

test('a table is as wide as its widest cells', () => {
  const lines = table(
    'ms',
    ['median', 'p95'],
    [
      ['bare inputs', '1', '12345'],
      ['card', '20', '3'],
    ],
  ).split('\n');
  assert.deepEqual(lines, [
    'ms            median     p95',
    'bare inputs        1   12345',
    'card              20       3',
  ]);
});
