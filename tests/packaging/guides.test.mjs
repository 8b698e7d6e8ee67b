// The pages of www/docs that are written by hand: the table of contents has each of them, in English and Korean, and their links lead to a
// file, and in it to a heading.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import GithubSlugger from 'github-slugger';
import { ROOT } from '../../scripts/lib/project.mjs';

const DOCS = join(ROOT, 'www/docs');
const read = path => readFileSync(path, 'utf8');
const { sections } = JSON.parse(read(join(DOCS, 'contents.json')));
const listed = sections.flatMap(({ pages }) => pages);
const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.md'));
const withoutBlocks = text => text.replace(/^```.*?^```$/gms, '');

/** What GitHub makes of the headings; of two that are alike, the second gets a number. */
function anchorsOf(path) {
  const slugs = new GithubSlugger();
  const headings = [...withoutBlocks(read(path)).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text);
  return headings.map(text => slugs.slug(text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')));
}

test('the table of contents lists every page once, with a title in both languages', () => {
  const names = pages.filter(name => !name.endsWith('.ko.md')).map(name => name.replace('.md', ''));
  assert.deepEqual([...listed].sort(), names.sort());
  for (const { title } of sections) assert.deepEqual(Object.keys(title), ['en', 'ko']);
  for (const name of pages) assert.match(read(join(DOCS, name)), /^# .+\n/, name);
});

test('every page is there in Korean', () => {
  assert.deepEqual(
    listed.filter(name => !pages.includes(`${name}.ko.md`)),
    [],
  );
});

for (const name of pages)
  test(`${name}: its links lead somewhere, and in Korean to Korean`, () => {
    const text = withoutBlocks(read(join(DOCS, name)));
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file, anchor] = target.split('#');
      const path = file ? join(dirname(join(DOCS, name)), file) : join(DOCS, name);
      assert.ok(existsSync(path), `${name}: ${target}`);
      if (anchor) assert.ok(anchorsOf(path).includes(decodeURIComponent(anchor)), `${name}: ${target}`);
      const isOther = !name.endsWith('.ko.md') || file === name.replace('.ko.md', '.md');
      const korean = path.replace(/(?<!\.ko)\.md$/, '.ko.md');
      if (!isOther && path.endsWith('.md')) {
        const isWrong = path !== korean && existsSync(korean);
        assert.ok(!isWrong, `${name}: ${target} has ${relative(DOCS, korean)}`);
      }
    }
  });
