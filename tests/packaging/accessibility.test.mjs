// www/docs/accessibility.md names tests: each of them exists, under the name that is written there. `…` is what differs from one
// run of it to the next.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/project.mjs';
import { testNames } from './support/test_names.mjs';

const read = path => readFileSync(join(ROOT, path), 'utf8');
const page = read('www/docs/accessibility.md');
const named = [...page.matchAll(/^- `(tests\/[^`]+)`: (.+)$/gm)].map(([, file, name]) => ({ file, name }));

test('every test that it names is there', () => {
  assert.ok(named.length > 40);
  const missing = named.filter(
    ({ file, name }) => !existsSync(join(ROOT, file)) || !testNames(join(ROOT, file)).includes(name),
  );
  assert.deepEqual(missing, []);
});

test('every criterion has a test, or says that it has none', () => {
  const entries = page.split(/^(?=\*\*\d)/m).slice(1);
  assert.ok(entries.length > 30);
  const silent = entries.filter(entry => !/^- `|Not tested|There are none|Not met/m.test(entry));
  assert.deepEqual(silent, []);
});

test('both READMEs link to it, and in Korean it has the same criteria', () => {
  for (const ending of ['.md', '.ko.md'])
    assert.ok(read(`README${ending}`).includes(`(www/docs/accessibility${ending})`), ending);
  const criteria = text => [...text.matchAll(/\b[1-4]\.\d\.\d+\b/g)].map(([number]) => number);
  const headings = page.match(/^\*\*\d.*?\*\*/gm) ?? [];
  const rows = read('www/docs/accessibility.ko.md').match(/^\| \d.*? \| /gm) ?? [];
  assert.deepEqual(criteria(rows.join()), criteria(headings.join()));
});
