// The JavaScript API: every name that an entry of the package exports, with its type and its comment.
import GithubSlugger from 'github-slugger';
import { entries } from './declarations.mjs';
import { table } from './table.mjs';

const TEXTS = {
  en: {
    title: 'JavaScript API',
    intro:
      'Every name that the package exports, from its types. The texts are the comments of the types, which an editor shows too. What they say is promised.',
    imports: ['Entries', 'Import', 'What it is'],
    types: 'Types',
    hidden: 'not exported',
    members: ['Member', 'Type', 'What it is'],
    default: 'Default',
    throws: 'Throws',
    example: 'Example',
  },
  ko: {
    title: 'JavaScript API',
    intro:
      '패키지가 내보내는 모든 이름을 타입에서 옮겼습니다. 설명은 타입의 주석이라 영어이고, 편집기도 같은 설명을 보여 줍니다. 설명에 적힌 것은 약속입니다.',
    imports: ['진입점', 'import', '설명'],
    types: '타입',
    hidden: '내보내지 않음',
    members: ['멤버', '타입', '설명'],
    default: '기본값',
    throws: '예외',
    example: '예제',
  },
};

/** The longest type that is shown in a row of a table. */
const ROW = 120;

/** @typedef {import('./declarations.mjs').Entry} Entry */
/** @typedef {import('./declarations.mjs').Declaration} Declaration */
/** @typedef {import('./declarations.mjs').Member} Member */

const fence = (code, language = 'ts') => `\`\`\`${language}\n${code}\n\`\`\``;
/** Of a text in Markdown: no HTML outside of code. */
const prose = text =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 0 ? part.replaceAll('<', '\\<') : part))
    .join('');
const line = text => text.replace(/^- /gm, '').replace(/\s+/g, ' ').trim();
const joined = (...parts) => parts.filter(Boolean).join('\n\n');

/** What has a heading of its own: a method, and what a row of a table cannot hold. @param {Member} member */
const isLong = ({ isMethod, code, comment }) =>
  isMethod || code.length > ROW || /^- /m.test(comment.text) || comment.text.includes('\n\n');

/** Of the main entry the names by themselves; the others say where they are from, as two entries can have the same name. */
const ending = ({ name }) => (name.includes('/') ? ` (${name.slice(name.indexOf('/') + 1)})` : '');
const headingOf = (entry, { name }) => name + ending(entry);
const memberHeadingOf = (entry, { name }, member) => `${name}.${member.name}${ending(entry)}`;

/** Entry, name and member, as `{@link}` names them → anchor. @param {Entry[]} all @returns {Map<string, string>} */
function anchorsOf(all, headings) {
  const slugs = new GithubSlugger();
  const anchors = new Map();
  headings.forEach(heading => slugs.slug(heading));
  for (const entry of all.filter(({ declarations }) => declarations.length > 0)) {
    slugs.slug(entry.name);
    for (const declaration of entry.declarations) {
      const own = slugs.slug(headingOf(entry, declaration));
      anchors.set(`${entry.name} ${declaration.name}`, own);
      for (const member of declaration.members) {
        const anchor = isLong(member) ? slugs.slug(memberHeadingOf(entry, declaration, member)) : own;
        anchors.set(`${entry.name} ${declaration.name}.${member.name}`, anchor);
      }
    }
  }
  return anchors;
}

/** @param {import('../contents.mjs').Language} lang */
export function javascript(lang) {
  const words = TEXTS[lang];
  const all = entries();
  const [{ name: main }] = all;
  const anchors = anchorsOf(all, [words.title, words.imports[0]]);
  /** That of the same entry first: two have a `PaymentForm`. */
  const anchorOf = (entry, name) =>
    anchors.get(`${entry.name} ${name}`) ?? anchors.get(`${main} ${entry.aliases.get(name) ?? name}`);

  const linked = (entry, text) =>
    prose(text).replace(/\{@link ([\w.]+)\}/g, (_, name) => {
      const anchor = anchorOf(entry, name);
      if (!anchor) throw new Error(`A comment of ${entry.name} links to ${name}, which is not exported.`);
      return `[\`${name}\`](#${anchor})`;
    });

  /** A comment as paragraphs. */
  function paragraphs(entry, { text, tags }) {
    const said = tags.map(tag => {
      if (tag.name === 'defaultValue') return `${words.default}: ${linked(entry, line(tag.text))}.`;
      if (tag.name === 'throws')
        return `**${words.throws}** ${linked(entry, line(tag.text).replace(/^\{(\w+)\}/, '{@link $1}:'))}`;
      if (tag.name === 'param') return linked(entry, line(tag.text).replace(/^(\w+)\s+/, '`$1`: '));
      if (tag.name === 'example')
        return `${words.example}:\n\n${fence(tag.text, tag.text.startsWith('<') ? 'html' : 'ts')}`;
      throw new Error(`A comment of ${entry.name} has the tag @${tag.name}, which the reference cannot show.`);
    });
    return joined(linked(entry, text), ...said);
  }
  /** A comment as one line; an example is code in it. */
  const inRow = (entry, { text, tags }) =>
    line(
      [
        linked(entry, text),
        ...tags.map(tag => {
          if (tag.name === 'example') return `${words.example}: \`${line(tag.text)}\``;
          return paragraphs(entry, { text: '', tags: [tag] });
        }),
      ].join(' '),
    );

  /** @param {Entry} entry @param {Declaration} declaration */
  function typesOf(entry, { name, names }) {
    const found = [...names].filter(used => used !== name);
    const links = found.filter(used => anchorOf(entry, used)).map(used => `[${used}](#${anchorOf(entry, used)})`);
    const hidden = found.flatMap(used => {
      const comment = entry.hidden.get(used);
      return comment ? [`\`${used}\` (${words.hidden}): ${inRow(entry, comment)}`] : [];
    });
    return joined(links.length > 0 && `${words.types}: ${links.join(', ')}`, ...hidden);
  }

  /** @param {Entry} entry @param {Declaration} declaration */
  function section(entry, declaration) {
    const { code, comment, members } = declaration;
    const rows = members
      .filter(member => !isLong(member))
      .map(member => [
        `\`${member.name}${/^(?:readonly )?\w+\?/.test(member.code) ? '?' : ''}\``,
        `\`${line(member.code.replace(/^(?:readonly )?\w+(\?)?:\s*\|?/, '').replace(/;$/, ''))}\``,
        inRow(entry, member.comment),
      ]);
    const long = members
      .filter(isLong)
      .map(member =>
        joined(
          `#### ${memberHeadingOf(entry, declaration, member)}`,
          fence(member.code),
          paragraphs(entry, member.comment),
        ),
      );
    return joined(
      `### ${headingOf(entry, declaration)}`,
      fence(code.join('\n')),
      paragraphs(entry, comment),
      typesOf(entry, declaration),
      rows.length > 0 && table(words.members, rows),
      ...long,
    );
  }

  const [heading, ...heads] = words.imports;
  const list = table(
    heads,
    all.map(entry => [`\`${entry.name}\``, linked(entry, line(entry.text).replace(`${entry.name}: `, ''))]),
  );
  const sections = all
    .filter(({ declarations }) => declarations.length > 0)
    .map(entry => joined(`## ${entry.name}`, ...entry.declarations.map(declaration => section(entry, declaration))));
  return `${joined(`# ${words.title}`, words.intro, `## ${heading}`, list, ...sections)}\n`;
}
