// The line that `npm test` ends with: a suite that crashed or ran nothing never counts as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count } from '../../scripts/lib/counts.mjs';

const CARGO = `
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;

/** @type {[string, string, boolean, { passed: number, failed: number }][]} */
const CASES = [
  ['rust', CARGO, false, { passed: 15, failed: 2 }],
  [
    'rust',
    'test result: ok. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.00s',
    true,
    { passed: 4, failed: 0 },
  ],
  ['rust', 'test result: ok. 4 passed; 0 failed; 0 ignored', false, { passed: 4, failed: 1 }],
  ['rust', 'test result: ok. 0 passed; 0 failed; 0 ignored', true, { passed: 0, failed: 1 }],
  ['rust', 'error: could not compile', false, { passed: 0, failed: 1 }],
  ['node', 'ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\n', false, { passed: 3, failed: 2 }],
  ['node', '# tests 2\n# pass 2\n# fail 0\n# cancelled 0\n', true, { passed: 2, failed: 0 }],
  ['node', '\u001b[34mℹ pass 2\u001b[39m\n\u001b[34mℹ fail 0\u001b[39m\n', true, { passed: 2, failed: 0 }],
  ['node', '', true, { passed: 0, failed: 1 }],
  ['check', 'anything', true, { passed: 1, failed: 0 }],
  ['check', 'test result: ok. 9 passed; 0 failed', false, { passed: 0, failed: 1 }],
];

for (const [kind, output, ok, expected] of CASES) {
  test(`${kind}: ${JSON.stringify(output.trim().slice(0, 40))} with exit code ${ok ? 0 : 1}`, () => {
    assert.deepEqual(count(kind, output, ok), expected);
  });
}
