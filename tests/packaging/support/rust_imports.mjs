// Which module of a Rust crate names which other module. It reads the text, not what the compiler knows: paths that begin
// with `crate`, `self`, `super` or the name of a submodule, in `use` declarations and in the middle of code.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { files } from '../../../scripts/lib/project.mjs';

/** Code without comments, strings and character literals: a path in a doc link is no import. */
const bare = text =>
  text
    .replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '')
    .replace(/r?#*"(?:[^"\\]|\\[\s\S])*"#*/g, '""')
    .replace(/'(?:[^'\\\n]|\\.)'/g, "' '");

/** `a::{b, c::{d, e}}` → `[['a','b'], ['a','c','d'], ['a','c','e']]`. The new name of `as` is left out. */
export function expandUse(tree) {
  const open = tree.indexOf('{');
  if (open < 0)
    return [
      tree
        .replace(/\s+as\s+\w+/, '')
        .split('::')
        .map(part => part.trim()),
    ];
  const head = tree
    .slice(0, open)
    .split('::')
    .map(part => part.trim())
    .filter(Boolean);
  const parts = [];
  let depth = 0;
  let part = '';
  for (const letter of tree.slice(open + 1, tree.lastIndexOf('}'))) {
    if (letter === ',' && depth === 0) {
      parts.push(part);
      part = '';
      continue;
    }
    depth += { '{': 1, '}': -1 }[letter] ?? 0;
    part += letter;
  }
  return [...parts, part]
    .filter(text => text.trim())
    .flatMap(text => expandUse(text.trim()).map(rest => [...head, ...rest]));
}

/** The module that a file is: `src/card/mod.rs` is `card`, `src/card/brand.rs` is `card::brand`, `src/lib.rs` is ``. */
function moduleOf(file) {
  const folder = dirname(file) === '.' ? [] : dirname(file).split('/');
  const name = basename(file, '.rs');
  return [...folder, ...(['mod', 'lib', 'main'].includes(name) ? [] : [name])].join('::');
}

const USE = /\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/g;
const INLINE = /(?<![\w:])(?:crate|super|self)(?:::\w+)+/g;

/**
 * The modules of a crate: for each, its file, the modules that it names, and every path that it uses.
 *
 * @param {string} folder  The crate's src.
 * @returns {Map<string, { file: string, imports: Set<string>, paths: string[][], text: string }>}
 */
export function modulesOf(folder) {
  const read = files(folder)
    .filter(file => file.endsWith('.rs'))
    .map(file => ({
      file: relative(folder, file),
      module: moduleOf(relative(folder, file)),
      text: bare(readFileSync(join(file), 'utf8')),
    }));
  const names = new Set(read.map(({ module }) => module));
  /** What a module's `pub use` gives under its own name: `card::Brand` → `card::brand::Brand`. */
  const reexports = new Map();

  /** A path as it stands in a module, from the crate's root; undefined where it leaves the crate. */
  const absolute = (module, path) => {
    const here = module ? module.split('::') : [];
    const [first, ...rest] = path;
    if (first === 'crate') return rest;
    if (first === 'self') return [...here, ...rest];
    if (first === 'super') return absolute(here.slice(0, -1).join('::'), ['self', ...rest]);
    return names.has([...here, first].join('::')) ? [...here, ...path] : undefined;
  };

  /** The deepest module on a path, through re-exports. */
  const target = (path, depth = 0) => {
    for (let length = path.length; length >= 0; length--) {
      const head = path.slice(0, length).join('::');
      const moved = depth < 8 && reexports.get(path.slice(0, length + 1).join('::'));
      if (moved && length < path.length) return target([...moved, ...path.slice(length + 1)], depth + 1);
      if (names.has(head)) return head;
    }
    return '';
  };

  const found = read.map(({ file, module, text }) => {
    const uses = [...text.matchAll(USE)].flatMap(([, visible, tree]) =>
      expandUse(tree).map(path => ({ visible: Boolean(visible), path })),
    );
    const inline = [...text.replace(USE, '').matchAll(INLINE)].map(([path]) => ({
      visible: false,
      path: path.split('::'),
    }));
    for (const { visible, path } of uses) {
      const whole = absolute(module, path);
      const last = path.at(-1) ?? '';
      if (visible && whole && last !== '*') reexports.set([module, last].filter(Boolean).join('::'), whole);
    }
    return { file, module, text, uses: [...uses, ...inline] };
  });

  return new Map(
    found.map(({ file, module, text, uses }) => {
      const imports = new Set();
      for (const { visible, path } of uses) {
        const whole = absolute(module, path);
        if (!whole) continue;
        const to = target(whole);
        // A parent that gives its children's names to others does not use them itself.
        if (to !== module && !(visible && to.startsWith(module ? `${module}::` : ''))) imports.add(to);
      }
      return [module, { file, imports, paths: uses.map(({ path }) => path), text }];
    }),
  );
}
