// www/docs/threat-model.md names a test for each threat: it exists, under the name that is written there. `…` is what differs from one run of
// it to the next.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/project.mjs';
import { testNames } from './support/test_names.mjs';

const read = path => readFileSync(join(ROOT, path), 'utf8');
/** The last cell of each line of the table: a file and the name of a test in it. */
const namedIn = page =>
  [...read(page).matchAll(/\| \[`([^`]+)`\]\(\.\.\/\.\.\/\1\): (.+) \|$/gm)].map(([, ...one]) => one);
const named = namedIn('www/docs/threat-model.md');

test('every test that it names is there', () => {
  assert.ok(named.length > 20);
  const missing = named.filter(
    ([file, name]) => !existsSync(join(ROOT, file)) || !testNames(join(ROOT, file)).includes(name),
  );
  assert.deepEqual(missing, []);
});

test('every threat has one, in both languages', () => {
  const lines = page =>
    read(page)
      .split(/^## /m)[3]
      .split('\n')
      .filter(line => line.startsWith('| '))
      .slice(1);
  for (const page of ['www/docs/threat-model.md', 'www/docs/threat-model.ko.md']) {
    assert.equal(lines(page).length, named.length, page);
    assert.deepEqual(namedIn(page), named);
  }
});
