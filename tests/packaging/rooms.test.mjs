// Which folder may import which. `src` has layers, each of which sees only those below it; the order of `www` is a list.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { files, ROOT, WWW } from '../../scripts/lib/project.mjs';
import { circles } from './support/circles.mjs';
import { expandUse, modulesOf } from './support/rust_imports.mjs';

const modules = modulesOf(join(ROOT, 'src'));
const graph = new Map([...modules].map(([module, { imports }]) => [module, imports]));
const room = (module, depth = 1) => module.split('::').slice(0, depth).join('::');

/** From the lowest to the highest. Rooms of the lowest may import each other, rooms of another may not. */
const LAYERS = [
  ['card', 'jwe', 'money', 'protocol', 'text', 'words'],
  ['flow', 'form', 'webhooks'],
  ['checkout'],
  ['web'],
];
const layerOf = name => LAYERS.findIndex(rooms => rooms.includes(name));

/** Every import that leaves a room, as `from imports to`. */
const crossing = depth =>
  [...graph].flatMap(([from, imports]) =>
    [...imports].filter(to => to && room(to, depth) !== room(from, depth)).map(to => ({ from, to })),
  );
const say = found => found.map(({ from, to }) => `${from} imports ${to}`);

test('every room of src has a place in the layers', () => {
  const rooms = new Set([...graph.keys()].map(module => room(module)));
  rooms.delete('');
  assert.deepEqual(
    [...rooms].filter(name => layerOf(name) < 0),
    [],
  );
});

test('a room of src imports only rooms of a lower layer', () => {
  const wrong = crossing(1).filter(({ from, to }) => {
    const [above, below] = [layerOf(room(from)), layerOf(room(to))];
    return below > above || (below === above && above > 0);
  });
  assert.deepEqual(say(wrong), []);
});

test('only web names the crates of the browser', () => {
  const BROWSER = /\b(gloo_\w+|js_sys|lol_alloc|serde_wasm_bindgen|wasm_bindgen\w*|web_sys)\b/;
  const wrong = [...modules].filter(([module, { text }]) => room(module) !== 'web' && BROWSER.test(text));
  assert.deepEqual(
    wrong.map(([module]) => module),
    [],
  );
});

/** Inside web, what both modules of a page use. */
const SHARED = ['callbacks', 'crypto', 'js', 'window'];
/** Inside web. The module with the form and the card knows nothing of the one that pays, and the other way round. */
const WEB = {
  callbacks: [],
  crypto: [],
  window: [],
  js: ['window'],
  dom: SHARED,
  card: SHARED,
  form: ['card', 'dom', ...SHARED],
  pay: ['dom', ...SHARED],
  calls: ['pay', ...SHARED],
};

test('a room of web imports only what it may', () => {
  const inside = crossing(2).filter(({ from, to }) => room(from) === 'web' && room(to) === 'web' && to !== 'web');
  const wrong = inside.filter(({ from, to }) => {
    const [, above] = from.split('::');
    const [, below] = to.split('::');
    return above !== undefined && !WEB[above].includes(below);
  });
  assert.deepEqual(say(wrong), []);
});

test('no modules of src import each other in a circle', () => {
  const found = circles(graph).map(circle => circle.join(' → '));
  assert.deepEqual(found, []);
});

const STATIC = /^\s*(?:import|export)\b[^;]*?\bfrom\s*'(\.[^']+)'|^\s*import\s*'(\.[^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'(\.[^']+)'\s*\)/g;

/** What a file of www loads, by its path in www; types do not count. */
const www = new Map(
  files(WWW)
    .filter(file => file.endsWith('.js'))
    .map(file => {
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      const paths = [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map(match => match[1] ?? match[2]);
      return [relative(WWW, file), paths.map(path => relative(WWW, resolve(dirname(file), path)))];
    }),
);

/** What every folder may use: errors, the names of options, fields and events, how they are read, and what loads files. */
const BASE = [
  'api/client-config.js',
  'api/configure.js',
  'api/error.js',
  'api/nearest.js',
  'api/option-names.js',
  'api/pick-options.js',
  'api/report-error.js',
  'api/urls.js',
  'form/events.js',
  'form/fields.js',
  'load/memoize.js',
  'load/parts.js',
];
const FOLDERS = {
  text: [],
  look: [],
  dialog: ['look', 'text'],
  load: [],
  form: ['dialog', 'load', 'look', 'text'],
  frame: ['dialog', 'form', 'load', 'look', 'text'],
  api: ['dialog', 'form', 'frame', 'load', 'look', 'text'],
  react: [],
  testing: ['form'],
  cli: ['testing'],
  webhooks: [],
  shop: [],
  site: [],
  playground: ['shop'],
};
/** The package itself, which they load as a file of its own, or bundle. */
const ENTRIES = [
  'form/element-class.js',
  'form/global-module.js',
  'load/node.js',
  'load/global.js',
  'react/react.js',
  'testing/fake-payments.js',
  'testing/refuse.js',
];
/** They name the files that are loaded when they are needed. */
const LATER = ['load/parts.js', 'load/parts-of-engine.js'];

test('a folder of www imports only what it may', () => {
  const wrong = [...www].flatMap(([from, paths]) =>
    paths
      .filter(to => {
        const [above] = from.split('/');
        const [below] = to.split('/');
        if (above === below || (BASE.includes(to) && above !== 'shop')) return false;
        if (LATER.includes(from) || (from === 'load/global.js' && to === 'form/element-class.js')) return false;
        // The document in a frame is a page of its own, with all of the package.
        if (from === 'frame/guest.js' && ['api/payments.js', 'api/token-format.js'].includes(to)) return false;
        return !FOLDERS[above]?.includes(below) && !(to === 'api/index.js' && ENTRIES.includes(from));
      })
      .map(to => `${from} imports ${to}`),
  );
  assert.deepEqual(wrong, []);
});

test('no files of www import each other in a circle', () => {
  const found = circles(www).map(circle => circle.join(' → '));
  assert.deepEqual(found, []);
});

test('a `use` declaration is read whole', () => {
  for (const [tree, expected] of /** @type {[string, string[]][]} */ ([
    ['crate::card::Brand', ['crate::card::Brand']],
    ['super::{a, b::{c, d as e}}', ['super::a', 'super::b::c', 'super::b::d']],
    ['crate::{\n  form::{self, *},\n}', ['crate::form::self', 'crate::form::*']],
  ])) {
    assert.deepEqual(
      expandUse(tree).map(path => path.join('::')),
      expected,
    );
  }
});
