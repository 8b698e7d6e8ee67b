// One list of options: the names that JavaScript takes, those that Rust reads, those of the types, of the element's attributes
// and of custom-elements.json are the same, but for the differences that are declared here with their reasons.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { source } from './source.mjs';

const names = await source('api/option-names.js');
const { FIELDS, LATER_FIELDS } = await source('form/fields.js');
const read = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const types = read('www/api/index.d.ts');
const manifest = JSON.parse(read('www/form/custom-elements.json'));
const [element] = manifest.modules[0].declarations;

const sorted = list => [...new Set(list)].sort();
const without = (list, ...left) => list.filter(name => !left.includes(name));
const camel = (text, separator) =>
  text.replaceAll(new RegExp(`${separator}(.)`, 'g'), (_, letter) => letter.toUpperCase());

/** The members of an interface of index.d.ts, inherited ones too. */
function members(name) {
  const [, bases, body] =
    types.match(new RegExp(`interface ${name}(?: extends ([\\w, ]+))? \\{(.*?)\\n?\\}\\n`, 's')) ?? assert.fail(name);
  const own = body.replaceAll(/\/\*\*.*?\*\//gs, '').matchAll(/(?:^|\{| {2}|;) *(\w+)\??:/g);
  // Members of an object in a member's type are not the interface's.
  const flat = [...own].map(([, member]) => member).filter(member => !NESTED.includes(member));
  return [...flat, ...(bases?.split(', ') ?? []).flatMap(members)];
}
const NESTED = ['months', 'interestFree', 'id', 'label'];

/** The members of a union of texts in index.d.ts. */
const union = text => [...text.matchAll(/'(\w+)'/g)].map(([, member]) => member);

for (const [list, name] of [
  ['CONFIGURE', 'ConfigureOptions'],
  ['CHARGE_CARD', 'ChargeCardOptions'],
  ['CHARGE_WALLET', 'ChargeWalletOptions'],
  ['FORM', 'FormOptions'],
  ['READY', 'ReadyOptions'],
  ['APPEARANCE', 'Appearance'],
]) {
  test(`${list} are the members of ${name}`, () => assert.deepEqual(sorted(names[list]), sorted(members(name))));
}

test('createToken takes a card, and of a charge what is not about installments', () => {
  const [, picked] = types.match(/createToken\(card: Card & Pick<ChargeOptions, ([^>]+)>/);
  assert.deepEqual(sorted(names.CREATE_TOKEN), sorted([...members('Card'), ...union(picked)]));
});

test('update takes what the form takes, but for what the types leave out', () => {
  const [, omitted] = types.match(/update\(options: Partial<Omit<FormOptions, ([^>]+)>>\)/);
  assert.deepEqual(sorted(names.UPDATE), sorted(without(names.FORM, ...union(omitted))));
});

test('labels and variables are those of the types', () => {
  const [, fields] = types.match(/export type FormField =([^;]+);/);
  const [, more] = types.match(/labels\?: Partial<Record<FormField \| ([^,]+),/);
  assert.deepEqual(sorted(names.LABELS), sorted([...union(fields), ...union(more)]));
  const [, variables] = types.match(/variables\?:\s*\|? Partial<\s*Record<([^,]+),/);
  assert.deepEqual(sorted(names.VARIABLES), sorted(union(variables)));
});

/** The sources in Rust below a folder. */
const rustOf = folder =>
  readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.rs'))
    .map(file => read(`${folder}/${file}`))
    .join('\n');

/** What Rust reads of the options of a call, of a form, or of `configure`: `options.text("…")` and the like. */
function readByRust() {
  const code = ['form', 'card', 'calls', 'js'].map(room => rustOf(`src/web/${room}`)).join('');
  const keys = [
    ...code.matchAll(/\b(?:text|secret|flag|any|list|whole)\(\s*"(\w+)"/g),
    ...code.matchAll(/\bown\w*\(&config, "(\w+)"/g),
  ];
  return sorted([...keys.map(([, key]) => key), ...(/\boptions\.money\(/.test(code) ? ['amount', 'currency'] : [])]);
}

/** Read by JavaScript, and no business of Rust's. */
const IN_JAVASCRIPT = [
  'appearance', // tokens, set on the form's host
  'frame', // where a form is that this page never sees
  'locale', // chooses the words, which Rust is given
  'wasm', // where Rust itself comes from
  'words', // over the words that Rust is given
];

test('Rust reads every option that JavaScript takes, and no other', () => {
  const taken = [names.CONFIGURE, names.CHARGE_CARD, names.CHARGE_WALLET, names.CREATE_TOKEN, names.ELEMENT].flat();
  assert.deepEqual(readByRust(), sorted(without(taken, ...IN_JAVASCRIPT)));
});

test('the script tag takes every option of configure that a text can say', () => {
  const others = {
    session: 'a secret of one session, or a function',
    tokenFormat: 'an object',
    timeoutMs: 'a number',
    maxRetries: 'a number',
    appearance: 'an object',
  };
  assert.deepEqual(sorted(names.TAG), sorted(without(names.CONFIGURE, ...Object.keys(others))));
});

test('the attributes of the element are options of its form, the same in the code, the types and the manifest', () => {
  const code = read('www/form/element-class.js').match(/const ATTRIBUTES = [^;]+;/)[0];
  const pairs = [...code.matchAll(/^ {2}'?([\w-]+)'?: \['(\w+)'/gm)].map(([, attribute, option]) => [
    attribute,
    option,
  ]);
  for (const [attribute, option] of pairs) {
    assert.ok(names.ELEMENT.includes(option), option);
    assert.equal(option, attribute === 'theme' ? 'appearance' : camel(attribute, '-'));
  }
  const attributes = sorted(pairs.map(([attribute]) => attribute));
  assert.deepEqual(sorted(element.attributes.map(({ name }) => name)), attributes);
  const [, told] = read('www/form/element.d.ts').match(/Attributes: ([^.]+)\./);
  assert.deepEqual(sorted(told.split(/[\s*]+/)), attributes);
  const properties = sorted(element.members.filter(({ kind }) => kind === 'field').map(({ name }) => name));
  assert.deepEqual(properties, sorted([...names.ELEMENT, 'options', 'state', 'theme']));
  const others = {
    session: 'a property, as it may be a function',
    labels: 'an object',
    wallets: 'a list of objects',
    words: 'an object',
    savedCards: 'an object, or a flag by a property',
    preferredNetworks: 'by a property or `options` only',
    autoAdvance: 'by `options` only: it fails WCAG 3.2.2',
  };
  assert.deepEqual(sorted(pairs.map(([, option]) => option)), sorted(without(names.ELEMENT, ...Object.keys(others))));
});

test('the tokens of the look in the manifest are the variables of appearance', () => {
  const tokens = names.VARIABLES.map(name => `--pw-${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`);
  assert.deepEqual(sorted(element.cssProperties.map(({ name }) => name)), sorted(tokens));
});

test('every token in the manifest has a description, and the default of the sheets', () => {
  const css = ['form', 'later', 'panels']
    .map(name => read(`www/look/${name}.css`))
    .join('\n')
    .replace(/\/\*[\s\S]*?\*\//g, '');
  const tokens = element.cssProperties.map(({ name }) => name);
  /** A `var(…)` with all that is in its brackets. */
  const whole = (text, at) => {
    let depth = 0;
    for (let end = at; ; end += 1) {
      assert.ok(end < text.length, text);
      if (text[end] === '(') depth += 1;
      if (text[end] === ')' && (depth -= 1) === 0) return text.slice(at, end + 1);
    }
  };
  /** With the tokens that a value is made of, in place of the form's own properties. */
  const withTokens = value => {
    const at = value.indexOf('var(--_');
    if (at < 0) return value.trim().replace(/(?<!\d)\.(?=\d)/g, '0.');
    const own = whole(value, at);
    const [, name, fallback = ''] = own.match(/^var\(--_([\w-]+)(?:,([\s\S]*))?\)$/);
    const declared = css.match(new RegExp(`--_${name}: ([^;]+);`))?.[1] ?? fallback.trim();
    return withTokens(value.replace(own, () => (tokens.includes(`--pw-${name}`) ? `var(--pw-${name})` : declared)));
  };
  for (const { name, description, default: told = '' } of element.cssProperties) {
    assert.ok(description, name);
    const used = whole(css, css.indexOf(`var(${name},`));
    assert.equal(told, withTokens(used.slice(`var(${name},`.length, -1)), name);
  }
});

test('the fields that the form draws first, and of the empty state, are those of the form', () => {
  const [, list] = read('src/form/fields/mod.rs').match(/pub const FIELDS: &\[FieldSpec\] =\s*&\[([^\]]+)\]/);
  const files = [...list.matchAll(/(\w+)::SPEC/g)].map(([, file]) => file);
  const textOf = file => name => read(`src/form/fields/${file}.rs`).match(new RegExp(`${name}: "([^"]*)"`))[1];
  const fields = files.slice(0, FIELDS.length).map(file => {
    const spec = read(`src/form/fields/${file}.rs`);
    const text = textOf(file);
    const flag = name => spec.match(new RegExp(`${name}: (true|false)`))[1] === 'true';
    const ids = [...['css_class', 'dom_id', 'part'].map(text), spec.match(/label: \|_\| "(\w+)\.label"/)[1]];
    assert.deepEqual(ids, Array(4).fill(ids[0]), 'the early form has one word for these');
    return {
      name: camel(file, '_'),
      id: ids[0],
      classes: text('grid_classes'),
      autocomplete: text('autocomplete'),
      placeholder: spec.match(/placeholder: Placeholder::\w+\("([^"]*)"\)/)[1],
      digits: flag('digits'),
      secret: flag('secret'),
    };
  });
  assert.deepEqual(
    FIELDS.map(({ isShown, ...field }) => field),
    fields,
  );
  const owner = rustOf('src/web/form').match(/"pw-field pw-field--(owner)([^"]*)"/);
  const later = files.slice(FIELDS.length).map(textOf);
  assert.deepEqual(
    LATER_FIELDS.map(({ isShown, ...place }) => place),
    [
      { id: owner[1], classes: owner[2] },
      ...later.map(text => ({ id: text('css_class'), classes: text('grid_classes') })),
    ],
  );
});

test('every part in the manifest is set somewhere, and every part that is set is in the manifest', () => {
  const rust = rustOf('src');
  const scripts = [
    'form/early-form.js',
    'form/load-failure.js',
    'form/saved-cards.js',
    'dialog/dialog.js',
    'dialog/open-payment.js',
  ];
  const javascript = scripts.map(file => read(`www/${file}`)).join('\n');
  const icons = ['icons.js', 'icons-later.js', 'icon-close.js'].map(file => read(`www/look/${file}`)).join('\n');
  const set = [
    ...rust.matchAll(/\bpart\(&?[\w.]+, "\w+", "[^"]*", "([^"]+)"\)/g),
    ...rust.matchAll(/\bnamed\(.+, "([^"]+)"\)/g),
    ...rust.matchAll(/\("part", "([^"]+)"\)/g),
    ...rust.matchAll(/^ {4}part: "(\w+)",$/gm),
    ...rust.matchAll(/ " (invalid|valid|selected|busy)"/g), // states, written behind a part
    ...javascript.matchAll(/\bpart: '([^']+)'/g),
    ...javascript.matchAll(/\bnode\(\s*'\w+',\s*'([^']+)'/g),
  ].flatMap(([, parts]) => parts.split(' '));
  const drawn = [...icons.matchAll(/^(?: {2}|export const \w+ = \{ )'?([\w-]+)'?: \[/gm)].map(
    ([, icon]) => `icon-${icon}`,
  );
  assert.ok(drawn.length > 10);
  // `part` of a field is written as "field " and its own.
  const named = sorted([...set, ...drawn, 'field', 'icon', 'mark']);
  assert.deepEqual(sorted(element.cssParts.map(({ name }) => name)), named);
});

test("the bits of a validator's result are laid out alike on both sides", () => {
  for (const name of ['CHECK_BITS', 'MONTH_BITS']) {
    const [rust, javascript] = ['src/web/card/validators.rs', 'www/api/validators.js'].map(
      file => read(file).match(new RegExp(`const ${name}[:\\w ]* = (\\d+);`))[1],
    );
    assert.equal(rust, javascript, name);
  }
});

test('every error code is explained once in the types', () => {
  for (const name of ['FieldErrorCode', 'ErrorCode']) {
    const [, comment, codes] = types.match(
      new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\nexport type ${name} =([^;]+);`, 's'),
    );
    assert.deepEqual(
      [...comment.matchAll(/^ \* - `(\w+)`: ./gm)].map(([, code]) => code).sort(),
      union(codes).sort(),
      name,
    );
  }
});

test('the types point to nothing that is not in the package', () => {
  for (const file of ['api/index.d.ts', 'form/element.d.ts', 'load/global.d.ts'])
    assert.doesNotMatch(read(`www/${file}`), /\w\.md\b/, file);
});
