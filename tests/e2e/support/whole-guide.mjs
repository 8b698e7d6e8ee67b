// What the test of every guide ends with: no block was left untried, and the guide in Korean has the same ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Blocks } from './reader.mjs';

/**
 * The blocks of a page of `www/docs`. At the end of the tests of the file that calls this, each of them must have been taken.
 *
 * @param {string} id
 */
export const blocksOf = id => new Blocks(`www/docs/${id}.md`);

/**
 * Checks that a guide was tried as a whole, and prints how many of its snippets were. To be called after the tests that take them.
 *
 * @param {string} id
 * @param {Blocks} blocks
 */
export function testsWhole(id, blocks) {
  test(`${id}: no snippet is left untried, and the guide in Korean has the same ones`, t => {
    assert.deepEqual([...blocks.left], []);
    assert.deepEqual(new Blocks(`www/docs/${id}.ko.md`).bodies, blocks.bodies);
    t.diagnostic(`${id}: ${blocks.bodies.length} snippets executed`);
  });
}
