// The lists of CONTRIBUTING.md, "Add": every file that they name exists and holds the example, and no other file of the
// product holds it, but for those below.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { files, ROOT } from '../../scripts/lib/project.mjs';

/** Files and folders that hold an example and need no edit when another thing of its kind is added: why not. */
const NO_EDIT = {
  'A card brand': {
    'src/card/number.rs': 'the gaps of a number of no brand',
    'src/form/marks.rs': 'the brands whose marks an empty form shows',
  },
  'A form field': { 'src/form/mod.rs': 'names the type of an option a second time' },
  'A language': {
    'www/look/form.css': 'Arabic needs taller lines',
    'www/shop/': 'the demo shop has fewer languages',
  },
  'A wire field': { 'www/shop/': 'the demo shop prints whatever a failure carries' },
};

/** Where a list must name every file: the code of the product. Guides are none. */
const PRODUCT = [
  'src',
  'www',
  'sandbox/src',
  'sandbox/migrations',
  'sandbox/openapi.json',
  'scripts/docs/reference/error-advice.json',
];

const COMMENTS = {
  '.css': /\/\*[\s\S]*?\*\//g,
  '.html': /<!--[\s\S]*?-->/g,
  '.js': /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm,
  '.rs': /\/\/.*$/gm,
  '.sql': /--.*$/gm,
  '.ts': /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm,
};

const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const code = text => [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside);

/** `### A brand`, `Example: \`visa\`, \`Visa\`.`, and a bullet for each file. */
const lists = page
  .split(/^## /m)
  .filter(part => part.startsWith('Add\n'))
  .flatMap(part => part.split(/^### /m).slice(1))
  .map(part => {
    const [title] = part.split('\n');
    const examples = code(part.match(/^Example: (.+)$/m)?.[1] ?? '');
    const named = [...part.matchAll(/^- `([^`]+)`/gm)].map(([, path]) => path);
    return { title, examples, named: named.flatMap(path => (path.endsWith('/') ? languagesIn(path) : path)) };
  });

/** The files of a folder that is named as a whole: each but English, which takes its sentences from elsewhere. */
function languagesIn(folder) {
  const names = readdirSync(join(ROOT, folder)).filter(name => name.endsWith('.js') && name !== 'en.js');
  return names.map(name => folder + name);
}

/** By path: the text without comments, with the path itself, as a language is the name of its file. */
const product = new Map(
  PRODUCT.flatMap(folder => files(join(ROOT, folder)))
    .filter(file => !file.endsWith('.md'))
    .map(file => {
      const path = relative(ROOT, file);
      const [ending] = path.match(/\.\w+$/) ?? [''];
      return [path, `${path}\n${readFileSync(file, 'utf8').replace(COMMENTS[ending] ?? /(?!)/g, '')}`];
    }),
);

test('there is a list for each thing that is added often', () => {
  assert.deepEqual(
    lists.map(({ title }) => title),
    ['A card brand', "A wallet's mark", 'A form field', 'A language', 'An error code', 'A wire field'],
  );
  for (const { title, examples, named } of lists) {
    assert.ok(examples.length > 0 && named.length > 0, title);
  }
});

for (const { title, examples, named } of lists) {
  const holds = text => examples.some(example => new RegExp(`(?<![\\w-])${example}(?![\\w-])`).test(text));

  test(`${title}: every file of the list holds the example`, () => {
    assert.deepEqual(
      named.filter(path => !holds(product.get(path) ?? '')),
      [],
    );
  });

  test(`${title}: no other file of the product holds it`, () => {
    const exceptions = Object.keys(NO_EDIT[title] ?? {});
    const found = [...product].filter(([path, text]) => holds(text) && !named.includes(path)).map(([path]) => path);
    assert.deepEqual(
      found.filter(path => !exceptions.some(exception => path.startsWith(exception))),
      [],
    );
    assert.deepEqual(
      exceptions.filter(exception => !found.some(path => path.startsWith(exception))),
      [],
    );
  });
}
