// The functions of the bundle in parentheses: the same code, line by line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eager } from '../../scripts/build/eager.mjs';

const CODE = `// a.js
function add(a, b) {
  function inner() {
    return { a, b };
  }
  return inner();
}
async function wait() {
}
class Kept {
}
var sum = add(1, 2);
export { add, wait, Kept, sum };
`;

test('each function of the module is in parentheses, on the line where it was, and nothing else changes', () => {
  assert.equal(
    eager(CODE),
    CODE.replace('function add', 'var add = (function add')
      .replace('inner();\n}', 'inner();\n});')
      .replace('async function wait() {\n}', 'var wait = (async function wait() {\n});'),
  );
});

test('what is still a module gives the same', async () => {
  const load = code => import(`data:text/javascript,${encodeURIComponent(code)}`);
  const [before, after] = [await load(CODE), await load(eager(CODE))];
  assert.deepEqual([Object.keys(after), after.sum, after.add.name], [Object.keys(before), before.sum, 'add']);
});

test('a function that is printed in another way is refused', () => {
  assert.throws(() => eager('function short() { return 1; }\n'), /not printed as it was/);
});
