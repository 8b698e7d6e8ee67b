// Which pages the documentation has, in which order, and their Markdown in each language.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WWW } from '../lib/project.mjs';

export const DOCS = join(WWW, 'docs');
export const LANGUAGES = /** @type {const} */ (['en', 'ko']);

/** @typedef {typeof LANGUAGES[number]} Language */

/**
 * @typedef {object} Page
 * @property {string} id  Its path below www/docs without the ending: `backend`, `reference/errors`.
 * @property {Language} lang  The language of the site in which it is shown.
 * @property {Language} written  The language of its text: English where there is no translation.
 * @property {string} title
 * @property {string} markdown
 */

/** @typedef {{ title: Record<Language, string>, pages: string[] }} Section */

/** @returns {Section[]} */
export const sections = () => JSON.parse(readFileSync(join(DOCS, 'contents.json'), 'utf8')).sections;

/** The file of a page in a language, below www/docs. */
export const fileOf = (id, lang) => (lang === 'en' ? `${id}.md` : `${id}.${lang}.md`);

export const isTranslated = (id, lang) => existsSync(join(DOCS, fileOf(id, lang)));

/** The first heading, as plain text. */
const titleOf = markdown => markdown.match(/^# (.+)$/m)?.[1].replaceAll('`', '') ?? '';

/** The pages in the order of the contents, in one language. @param {Language} lang @returns {Page[]} */
export function pagesIn(lang) {
  return sections()
    .flatMap(({ pages }) => pages)
    .map(id => {
      const written = isTranslated(id, lang) ? lang : 'en';
      const markdown = readFileSync(join(DOCS, fileOf(id, written)), 'utf8');
      return { id, lang, written, title: titleOf(markdown), markdown };
    });
}
