// www/docs/bundlers.md, in both languages, says what `npm run frameworks` does: its projects, what each needs, and the configurations.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ALL } from '../../scripts/frameworks.mjs';
import { blocksOf, left } from '../../scripts/frameworks/documented.mjs';
import { WWW } from '../../scripts/lib/project.mjs';

const [english, korean] = ['bundlers.md', 'bundlers.ko.md'].map(name => readFileSync(join(WWW, 'docs', name), 'utf8'));
/** The cells of the table with versions. */
const rowsOf = text =>
  [...text.matchAll(/^\| (.+?) \| (.*\d.*?) \| (.+) \|$/gm)].map(([, name, versions, needs]) => ({
    name,
    versions,
    needs,
  }));

test('each project has a row with what it needs', () => {
  assert.deepEqual(
    rowsOf(english).map(({ name, needs }) => [name, needs]),
    ALL.map(({ name, needs }) => [name, needs]),
  );
});

test('each configuration is run', () => {
  assert.deepEqual([...left], []);
});

test('the Korean page has the same versions and configurations', () => {
  const measured = text => rowsOf(text).map(({ name, versions }) => [name, versions]);
  assert.deepEqual(measured(korean), measured(english));
  assert.deepEqual(blocksOf(korean), blocksOf(english));
});
