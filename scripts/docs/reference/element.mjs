// The element: attributes, events and parts from its manifest, www/form/custom-elements.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKENS } from '../../../www/api/option-names.js';
import { WWW } from '../../lib/project.mjs';
import { table } from './table.mjs';

const TEXTS = {
  en: {
    title: 'Element: attributes, events, parts, tokens',
    intro:
      'What `<payment-form>` has, from its Custom Elements Manifest, which editors read too. The texts are those of the manifest.',
    attributes: ['Attributes', 'Name', 'Type', 'Default', 'What it is'],
    events: ['Events', 'Name', 'Type', 'What it says'],
    cssParts: ['Parts', 'Name', 'What it is'],
    cssProperties: ['Tokens', 'Name', 'Value', 'Default', 'What it is'],
  },
  ko: {
    title: '요소: 속성, 이벤트, 파트, 토큰',
    intro:
      '`<payment-form>`이 가진 것을 Custom Elements Manifest에서 옮긴 표입니다. 편집기도 같은 파일을 읽습니다. 설명은 그 파일의 것이라 영어입니다.',
    attributes: ['속성', '이름', '타입', '기본값', '설명'],
    events: ['이벤트', '이름', '타입', '설명'],
    cssParts: ['파트', '이름', '설명'],
    cssProperties: ['토큰', '이름', '값', '기본값', '설명'],
  },
};

const code = text => (text ? `\`${text}\`` : '');
/** What a token takes, from the rules by which `appearance.variables` is checked. */
function kindOf(token) {
  const name = token.slice('--pw-'.length).replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const [, properties, kind = properties] = TOKENS.find(([names]) => names.split(' ').includes(name)) ?? [];
  if (!kind) throw new Error(`Nothing says which values ${token} takes.`);
  return kind;
}

const CELLS = {
  attributes: ({ name, type, default: value }) => [code(name), code(type?.text), code(value)],
  events: ({ name, type }) => [code(name), code(type?.text)],
  cssParts: ({ name }) => [code(name)],
  cssProperties: ({ name, default: value }) => [code(name), kindOf(name), code(value)],
};

/** The cells of an entry of the manifest. The last one says what it is. */
function cells(list, entry) {
  if (!entry.description) throw new Error(`custom-elements.json does not describe ${entry.name} of ${list}.`);
  return [...CELLS[list](entry), entry.description];
}

/** What the manifest says of the element. */
export const declared = () =>
  JSON.parse(readFileSync(join(WWW, 'form/custom-elements.json'), 'utf8')).modules[0].declarations[0];

/**
 * @param {import('../contents.mjs').Language} lang
 * @param {ReturnType<typeof declared>} [declaration]
 * @throws {Error} for an entry without a description
 */
export function element(lang, declaration = declared()) {
  const { title, intro, ...lists } = TEXTS[lang];
  const parts = Object.entries(lists)
    .filter(([list]) => declaration[list])
    .map(([list, [heading, ...heads]]) => {
      const rows = declaration[list].map(entry => cells(list, entry));
      return `## ${heading}\n\n${table(heads, rows)}`;
    });
  return `# ${title}\n\n${intro}\n\n${parts.join('\n\n')}\n`;
}
