// What the declaration files of the package export, with the comments, as the parser of TypeScript reads them. Whether the types are right
// is the matter of the suite `types`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { JSX, LOCALES, TYPES } from '../../build/bundle.mjs';
import { manifest, WWW } from '../../lib/project.mjs';

/**
 * @typedef {object} Comment
 * @property {string} text  Markdown.
 * @property {{ name: string, text: string }[]} tags
 */
/** @typedef {{ name: string, isMethod: boolean, code: string, comment: Comment }} Member  `code`: its signature, or its type. */
/**
 * @typedef {object} Declaration  What has one name; two where it is a value and a type.
 * @property {string} name
 * @property {string[]} code
 * @property {Comment} comment
 * @property {Member[]} members
 * @property {Set<string>} names  Of the types that it uses.
 */
/**
 * @typedef {object} Entry
 * @property {string} name  As it is imported.
 * @property {string} text  The comment at the beginning of its file.
 * @property {Declaration[]} declarations
 * @property {Map<string, Comment>} hidden  The types of the file that are not exported.
 * @property {Map<string, string>} aliases  What the file calls an imported type → its name where it is exported.
 */

/** Every entry of the package that has types, as it is imported, with the file of its declarations. @returns {[string, string][]} */
function entryFiles() {
  const { name, exports } = manifest();
  return Object.entries(exports).flatMap(([path, { types }]) => {
    if (!types) return [];
    const entry = name + path.slice(1);
    if (path === './jsx/*') {
      return readdirSync(JSX).map(file => [entry.replace('*', file.replace('.d.ts', '')), join(JSX, file)]);
    }
    if (path === './locales/*') return [[entry, join(LOCALES, 'en.d.ts')]];
    return [[entry, join(WWW, TYPES[types.match(/^\.\/dist\/(.+)\.d\.ts$/)[1]])]];
  });
}

/** The text of the comments above a declaration, without their stars. @returns {Comment} */
function commentOf(nodes) {
  const raw = nodes
    .map(node => node.jsDoc?.at(-1)?.getText() ?? '')
    .filter(Boolean)
    .map(text =>
      text
        .slice(3, -2)
        .replace(/^[ \t]*\* ?/gm, '')
        .trim(),
    )
    .join('\n\n');
  const [text, ...tags] = raw.split(/^@(?=\w)/m);
  return {
    text: text.trim(),
    tags: tags.map(tag => {
      const [, name, rest] = tag.match(/^(\w+)\s*([\s\S]*)$/);
      return { name, text: rest.trim() };
    }),
  };
}

const hasModifier = (node, kind) => node.modifiers?.some(modifier => modifier.kind === kind) ?? false;
const nameOf = node => node.name?.getText() ?? node.declarationList?.declarations[0].name.getText();
/** By a key, in the order of the first ones. */
function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
const withoutComments = text => text.replace(/\/\*\*[\s\S]*?\*\/\s*/g, '');

/** @returns {Member[]} */
function membersOf(node) {
  const isShown = member => member.name && !hasModifier(member, ts.SyntaxKind.PrivateKeyword);
  const grouped = groupBy((node.members ?? []).filter(isShown), nameOf);
  return [...grouped].map(([name, group]) => {
    const isMethod = group.some(member => !ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member));
    const texts = group.map(member => withoutComments(member.getText()).replace(/^override /, ''));
    return { name, isMethod, code: texts.join('\n').replaceAll(/^ {2}/gm, ''), comment: commentOf(group) };
  });
}

/** An interface and a class are shown up to their members, which have descriptions of their own. */
function codeOf(node) {
  const source = node.getSourceFile().text;
  const text = node.members ? source.slice(node.getStart(), node.members.pos).replace(/\{$/, '') : node.getText();
  return text
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .trim();
}

/** The imported types that a file calls by another name. */
function aliasesOf(source) {
  const elements = source.statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => importClause?.namedBindings?.elements ?? []);
  return new Map(elements.filter(one => one.propertyName).map(one => [one.name.getText(), one.propertyName.getText()]));
}

/** The names of types in a declaration. */
function typeNames(node, names = new Set()) {
  if (ts.isTypeReferenceNode(node)) names.add(node.typeName.getText().split('.')[0]);
  if (ts.isExpressionWithTypeArguments(node)) names.add(node.expression.getText());
  ts.forEachChild(node, child => void typeNames(child, names));
  return names;
}

/** @param {[string, string]} named @returns {Entry} */
function entry([name, file]) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declared = groupBy(
    source.statements.filter(node => nameOf(node) && !ts.isModuleDeclaration(node)),
    nameOf,
  );
  const byDefault = source.statements.find(node => ts.isExportAssignment(node))?.expression.getText();
  const isExported = node => hasModifier(node, ts.SyntaxKind.ExportKeyword);
  /** @type {Entry} */
  const found = {
    name,
    text: (text.match(/^(?:\/\/.*\n)+/)?.[0] ?? '').replace(/^\/\/ ?/gm, '').trim(),
    declarations: [],
    hidden: new Map(),
    aliases: aliasesOf(source),
  };
  for (const [own, nodes] of declared) {
    const comment = commentOf(nodes);
    if (own !== byDefault && !nodes.some(isExported)) found.hidden.set(own, comment);
    else
      found.declarations.push({
        name: own === byDefault ? 'default' : own,
        code: nodes.map(codeOf),
        comment,
        members: nodes.flatMap(membersOf),
        names: new Set(nodes.flatMap(node => [...typeNames(node)])),
      });
  }
  return found;
}

/**
 * @param {[string, string][]} files  The name of each entry, with its file.
 * @returns {Entry[]}
 * @throws an Error that names everything that has no comment
 */
export function entries(files = entryFiles()) {
  const all = files.map(entry);
  const bare = all.flatMap(({ name, text, declarations, hidden }) => [
    ...(text ? [] : [`${name}: its file has no comment at the beginning`]),
    ...declarations.flatMap(({ name: own, comment, members, names }) => [
      ...(comment.text ? [] : [`${name}: ${own}`]),
      ...members
        .filter(member => !member.comment.text && member.comment.tags.length === 0)
        .map(member => `${name}: ${own}.${member.name}`),
      ...[...names].filter(used => hidden.get(used)?.text === '').map(used => `${name}: ${used}`),
    ]),
  ]);
  if (bare.length > 0) throw new Error(`No comment says what these are:\n${[...new Set(bare)].join('\n')}`);
  return all;
}
