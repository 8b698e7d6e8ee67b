// The documentation: every page is listed, every link and every anchor leads somewhere, and what is made for programs is whole.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { JSDOM } from 'jsdom';
import MiniSearch from 'minisearch';
import { DOCS, LANGUAGES, pagesIn, sections } from '../../scripts/docs/contents.mjs';
import { entries } from '../../scripts/docs/reference/declarations.mjs';
import { referencePages } from '../../scripts/docs/reference.mjs';
import { declared, element } from '../../scripts/docs/reference/element.mjs';
import { ADVICE, errors } from '../../scripts/docs/reference/errors.mjs';
import { REPOSITORY, resolveLink } from '../../scripts/docs/links.mjs';
import { writeSite } from '../../scripts/docs/site.mjs';
import { files, ROOT } from '../../scripts/lib/project.mjs';
import { indexOptions } from '../../www/site/terms.js';

const folder = mkdtempSync(join(tmpdir(), 'payments-docs-'));
/** By its address: a page, with its links and the names that links can lead to. @type {Map<string, { document: Document, html: string }>} */
const pages = new Map();

before(async () => {
  await writeSite(folder);
  for (const file of files(folder).filter(name => name.endsWith('.html') && !name.endsWith('404.html'))) {
    const html = readFileSync(file, 'utf8');
    const address = `/docs/${relative(folder, file)}`.replace(/\.html$/, '').replace(/\/index$/, '/');
    pages.set(address, { document: new JSDOM(html).window.document, html });
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

const served = () => new Set(files(folder).map(file => `/docs/${relative(folder, file)}`));

test('every file of the documentation is a page of the contents, in a section with a title in each language', () => {
  const listed = sections().flatMap(({ pages: ids }) => ids);
  assert.equal(new Set(listed).size, listed.length, 'a page is listed twice');
  const found = files(DOCS)
    .filter(file => file.endsWith('.md'))
    .map(file => relative(DOCS, file).replace(/(\.ko)?\.md$/, ''));
  assert.deepEqual([...new Set(found)].sort(), [...listed].sort());
  for (const { title } of sections())
    assert.ok(
      LANGUAGES.every(lang => title[lang]),
      JSON.stringify(title),
    );
  assert.equal(pages.size, LANGUAGES.length * (listed.length + 1));
});

test('every page has one title, its language, and the same page in the other language', () => {
  for (const [address, { document }] of pages) {
    assert.equal(document.querySelectorAll('h1').length, 1, address);
    assert.ok(document.title.startsWith(document.querySelector('h1').textContent), address);
    const [, lang] = address.match(/^\/docs\/(\w+)/);
    assert.equal(document.documentElement.lang, lang);
    assert.ok(pages.has(document.querySelector('#language').getAttribute('href')), address);
  }
});

test('every link leads to a page, a file or another site, and every anchor to a heading', () => {
  const others = new Set(['/', '/docs/', '/llms.txt']);
  const wrong = [];
  let checked = 0;
  for (const [address, { document }] of pages) {
    for (const node of document.querySelectorAll('[href], [src]')) {
      const href = node.getAttribute('href') ?? node.getAttribute('src');
      if (href.startsWith(REPOSITORY)) {
        const [file] = href.slice(REPOSITORY.length).split('#');
        if (!existsSync(join(ROOT, file))) wrong.push(`${address}: ${href}`);
      }
      if (/^https:/.test(href)) continue;
      checked += 1;
      const [path, anchor] = href.split('#');
      const target = path === '' ? address : path;
      const page = pages.get(target);
      const exists = page || others.has(target) || served().has(target);
      const leads = !anchor || page?.document.getElementById(decodeURIComponent(anchor));
      if (!exists || !leads) wrong.push(`${address}: ${href}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(checked > 500, String(checked));
});

test('the reference is what the code says now', () => {
  for (const [path, text] of referencePages()) {
    assert.equal(readFileSync(join(DOCS, path), 'utf8'), text, `${path} is old: run \`npm run docs -- reference\``);
  }
});

test('the reference names every error code, and every operation and schema of the API, once', () => {
  const headings = id => [...pages.get(`/docs/en/${id}`).document.querySelectorAll('h3')].map(node => node.textContent);
  const cells = [...pages.get('/docs/en/reference/errors').document.querySelectorAll('td:first-child')];
  const rust = readFileSync(join(ROOT, 'src/protocol/problem.rs'), 'utf8').split('error_codes! {')[1];
  const codes = [...rust.matchAll(/^ {4}\w+ = "(\w+)", \d+, /gm)].map(([, code]) => code);
  const types = readFileSync(join(ROOT, 'www/api/index.d.ts'), 'utf8').match(
    /export type (?:Field)?ErrorCode =[^;]+;/g,
  );
  const typed = types.flatMap(type => [...type.matchAll(/'(\w+)'/g)].map(([, code]) => code));
  assert.ok(codes.length > 50 && typed.length > 50);
  assert.deepEqual(cells.map(cell => cell.textContent).sort(), [...new Set([...codes, ...typed])].sort());
  const api = JSON.parse(readFileSync(join(ROOT, 'sandbox/openapi.json'), 'utf8'));
  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    ['get', 'post', 'put', 'patch', 'delete']
      .filter(method => item[method])
      .map(method => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(headings('reference/http'), [...operations, ...Object.keys(api.components.schemas)]);
});

test('each error code has a sentence about what to do, in each language, and without one there is no reference', () => {
  for (const lang of LANGUAGES) {
    const { document } = pages.get(`/docs/${lang}/reference/errors`);
    const rows = [...document.querySelectorAll('tbody tr')].map(row => [...row.children].map(cell => cell.textContent));
    assert.equal(rows.length, Object.keys(ADVICE).length);
    for (const [code, , why, advice] of rows) assert.ok(why.length > 10 && advice.length > 5, `${lang}: ${code}`);

    const { card_expired: left, ...others } = ADVICE;
    assert.throws(() => errors(lang, others), /what to do about card_expired/);
    assert.throws(() => errors(lang, { ...others, card_expired: { ...left, [lang]: '' } }), /about card_expired/);
    assert.throws(() => errors(lang, { ...ADVICE, card_exhausted: left }), /no code: card_exhausted/);
  }
});

test('every attribute, event, part, state and token is described, and without a description there is no reference', () => {
  for (const list of ['attributes', 'events', 'cssParts', 'cssProperties']) {
    const declaration = declared();
    const [first] = declaration[list];
    assert.ok(element('en', declaration).includes(first.description.replaceAll('|', '\\|')), first.name);
    delete first.description;
    assert.throws(() => element('en', declaration), new RegExp(`does not describe ${first.name} of ${list}`));
  }
});

test('the reference has every name that the package exports, from each entry that has types', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { document } = pages.get('/docs/en/reference/javascript');
  const listed = document.querySelector('table').querySelectorAll('td:first-child');
  const named = [...listed].map(cell => cell.textContent.replace('payments-widget', '.'));
  const typed = Object.keys(exports).filter(path => exports[path].types);
  const templates = ['react', 'solid', 'svelte', 'vue'].map(name => `./jsx/${name}`);
  assert.deepEqual(named.sort(), [...typed.filter(path => path !== './jsx/*'), ...templates].sort());

  const headings = [...document.querySelectorAll('h3')].map(node => node.textContent);
  const expected = [];
  for (const [file, ending] of [
    ['www/api/index.d.ts', ''],
    ['www/form/element.d.ts', ' (element)'],
    ['www/react/react.d.ts', ' (react)'],
    ['www/testing/testing.d.ts', ' (testing)'],
    ['www/webhooks/webhooks.d.ts', ' (webhooks)'],
    ['www/load/wasm.d.ts', ' (wasm)'],
    ['www/text/locales/en.d.ts', ' (locales/*)'],
  ]) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, name] of text.matchAll(/^export (?:(?:type|interface|class|function|const) )?(\w+)/gm)) {
      expected.push(name + ending);
    }
  }
  assert.ok(expected.length > 70);
  assert.deepEqual([...new Set(headings)].sort(), [...new Set(expected)].sort());
});

test('the reference has every member of each interface and class, in its section', () => {
  const { document } = pages.get('/docs/en/reference/javascript');
  const shown = new Map();
  let name = '';
  for (const node of document.querySelectorAll('h3, h4, td:first-child')) {
    if (node.localName === 'h3') shown.set((name = node.textContent), []);
    else if (name) shown.get(name).push(node.textContent.replace(/\?$/, '').replace(`${name}.`, ''));
  }
  const source = readFileSync(join(ROOT, 'www/api/index.d.ts'), 'utf8');
  const declarations = [...source.matchAll(/^export (?:interface|class) (\w+)[^\n]*\{\n([\s\S]*?)^\}/gm)];
  assert.ok(declarations.length > 25);
  for (const [, declared, body] of declarations) {
    const members = [...body.matchAll(/^ {2}(?:override |readonly )*(\w+)\??[:(<]/gm)].map(([, member]) => member);
    assert.deepEqual(shown.get(declared).sort(), members.sort(), declared);
  }
});

test('a name or a member without a comment fails', () => {
  const file = join(folder, 'bare.d.ts');
  const text =
    '// An entry.\n/** A card. */\nexport interface Card {\n  number: string;\n}\nexport type Cvv = string;\n';
  writeFileSync(file, text);
  assert.throws(
    () => entries([['bare', file]]),
    ({ message }) => /:\nbare: Card\.number\nbare: Cvv$/.test(message),
  );
});

test('the reference has every label and every sentence of the form, in English and Korean', async () => {
  const [labels, sentences] = pages.get('/docs/en/reference/words').document.querySelectorAll('table');
  const rows = of => [...of.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent));
  const types = readFileSync(join(ROOT, 'www/api/index.d.ts'), 'utf8');
  const [, fields] = types.match(/export type FormField =([^;]+);/);
  const named = [...fields.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(rows(labels).map(([label]) => label))].sort(), [...named, 'submit', 'legend'].sort());
  const [english, korean] = await Promise.all(
    ['en', 'ko'].map(async name => (await import(`../../www/text/locales/${name}.js`)).default),
  );
  const shown = new Map(rows(sentences).map(([key, ...texts]) => [key, texts]));
  assert.deepEqual([...shown.keys()].sort(), Object.keys(english).sort());
  for (const [key, texts] of shown) {
    for (const [at, sentence] of [english[key], korean[key]].entries()) {
      const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
      for (const form of forms) assert.ok(texts[at].includes(form), `${key}: ${texts[at]}`);
    }
  }
  for (const [label, key, ...texts] of rows(labels)) assert.deepEqual(texts, shown.get(key), label);
});

test('the reference names every test card of the sandbox, once', () => {
  const source = readFileSync(join(ROOT, 'sandbox/src/network.rs'), 'utf8');
  const known = new Set([...source.matchAll(/"(\d{14,19})"/g)].map(([, number]) => number));
  const cells = [...pages.get('/docs/en/reference/test-cards').document.querySelectorAll('td:first-child')];
  assert.ok(known.size > 15);
  assert.deepEqual(cells.map(cell => cell.textContent.replaceAll(' ', '')).sort(), [...known].sort());
});

test('the page of browser support names every test in WebKit, and the JavaScript that the scripts are built for', () => {
  const inWebKit = files(join(ROOT, 'tests/e2e'))
    .filter(file => file.endsWith('.test.mjs') && readFileSync(file, 'utf8').includes("'WebKit'"))
    .map(file => relative(ROOT, file));
  const [, target] = readFileSync(join(ROOT, 'scripts/build/bundle.mjs'), 'utf8').match(/target: 'es(\d+)'/);
  assert.ok(inWebKit.length > 0);
  for (const lang of LANGUAGES) {
    const { document } = pages.get(`/docs/${lang}/browsers`);
    const named = [...document.querySelectorAll('li code')].map(node => node.textContent);
    assert.deepEqual(named.sort(), inWebKit.sort());
    assert.match(document.querySelector('article').textContent, new RegExp(`\\bES${target}(?!\\d)`));
  }
});

test('a link to what does not exist fails', () => {
  const [page] = pagesIn('en');
  assert.throws(() => resolveLink(page, 'none.md'), /links to none\.md, which does not exist/);
});

test('no page has a style or a script of its own, or a word of HTML from its text', () => {
  for (const [address, { document }] of pages) {
    assert.equal(document.querySelectorAll('[style], style, script:not([src])').length, 0, address);
    const handlers = [...document.querySelectorAll('*')].flatMap(node => node.getAttributeNames());
    assert.deepEqual(
      handlers.filter(name => name.startsWith('on')),
      [],
      address,
    );
  }
});

test('an English page in the Korean site says so', () => {
  for (const page of pagesIn('ko')) {
    const { document } = pages.get(`/docs/ko/${page.id}`);
    const isEnglish = page.written === 'en';
    assert.equal(document.querySelector('.note') !== null, isEnglish, page.id);
    assert.equal(document.querySelector('article').lang, isEnglish ? 'en' : '', page.id);
  }
});

test('llms.txt lists every page, llms-full.txt holds them, and each is served as Markdown with links that lead somewhere', () => {
  const list = readFileSync(join(folder, 'llms.txt'), 'utf8');
  const whole = readFileSync(join(folder, 'llms-full.txt'), 'utf8');
  const linked = [...list.matchAll(/^- \[[^\]]+\]\((\S+)\): \S/gm)].map(([, href]) => href);
  assert.deepEqual(
    linked,
    pagesIn('en').map(({ id }) => `/docs/en/${id}.md`),
  );
  const all = served();
  for (const lang of LANGUAGES) {
    for (const { id, title } of pagesIn(lang)) {
      const text = readFileSync(join(folder, lang, `${id}.md`), 'utf8');
      assert.equal(text.match(/^# (.+)$/m)[1].replaceAll('`', ''), title);
      if (lang === 'en') assert.ok(whole.includes(text.trim()), id);
      const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
      for (const [, href] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
        const [path] = href.split('#');
        assert.ok(path === '' || /^https:/.test(path) || all.has(path), `${lang}/${id}.md: ${href}`);
      }
    }
  }
});

for (const [lang, asked, expected] of [
  ['en', 'idempotency key', '/docs/en/backend'],
  ['en', 'idempotency_in_flight', '/docs/en/backend'],
  ['en', 'accessibilty', '/docs/en/accessibility'],
  ['ko', '웹훅', '/docs/ko/backend'],
  ['ko', '프레임', '/docs/ko/frame'],
  ['ko', '백업', '/docs/ko/operations'],
]) {
  test(`the search finds “${asked}”`, () => {
    const index = MiniSearch.loadJSON(readFileSync(join(folder, lang, 'search.json'), 'utf8'), indexOptions);
    const found = index.search(asked).slice(0, 5);
    assert.ok(
      found.some(({ id }) => id.startsWith(expected)),
      found.map(({ id }) => id).join(', '),
    );
    for (const { id } of found) {
      const [path, anchor] = id.split('#');
      assert.ok(!anchor || pages.get(path).document.getElementById(decodeURIComponent(anchor)), id);
    }
  });
}
