// Where the links of the Markdown files lead on the site. In the files they are paths from one file to another, so that they also work
// in an editor and on a code host.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { manifest } from '../lib/project.mjs';
import { DOCS, isTranslated } from './contents.mjs';

/** The repository's files on its host. */
export const REPOSITORY = `${manifest().homepage.replace(/#.*$/, '')}/blob/main/`;
const MARKDOWN = /^(.+?)(\.ko)?\.md$/;
/** What is served beside the pages. */
const PICTURES = 'pictures/';

/** Is it an address of its own: `https:`, `mailto:`? */
const isAbsolute = href => /^[a-z][a-z+.-]*:/i.test(href);

/**
 * The language in which a link shows a page. A translated page that names the English file means the English page; an English page
 * that is shown for want of a translation leads to the translation, but not to a heading, whose name would be another.
 *
 * @param {import('./contents.mjs').Page} from
 */
function languageOf(from, id, suffix, anchor) {
  if (suffix) return 'ko';
  if (from.lang === 'en' || !isTranslated(id, from.lang)) return from.lang;
  return from.written === 'en' && !anchor ? from.lang : 'en';
}

/**
 * A link of a page: where it leads on the site.
 *
 * @param {import('./contents.mjs').Page} from
 * @param {string} href  as the Markdown has it
 * @returns {{ kind: 'page', id: string, lang: string, anchor: string } | { kind: 'other', href: string }}
 * @throws an Error for a link to a page or picture that does not exist
 */
export function resolveLink(from, href) {
  if (isAbsolute(href)) return { kind: 'other', href };
  const [path = '', anchor = ''] = href.split('#');
  const id = name => ({ kind: /** @type {const} */ ('page'), id: name, anchor: decodeURIComponent(anchor) });
  if (path === '') return { ...id(from.id), lang: from.lang };
  const target = posix.join(posix.dirname(from.id), path);
  // What is outside of the folder need not be there where the site is made, as in a container.
  if (!target.startsWith('../') && !existsSync(join(DOCS, target))) {
    throw new Error(`www/docs/${from.id} (${from.written}) links to ${href}, which does not exist.`);
  }
  const [, name, suffix] = target.match(MARKDOWN) ?? [];
  if (name && !target.startsWith('../')) return { ...id(name), lang: languageOf(from, name, suffix, anchor) };
  if (target.startsWith(PICTURES)) return { kind: 'other', href: `/docs/${target}` };
  const inRepository = posix.join('www/docs', target);
  return { kind: 'other', href: `${REPOSITORY}${inRepository}${anchor && `#${anchor}`}` };
}

const withAnchor = (path, anchor) => (anchor ? `${path}#${anchor}` : path);

/** The address of a link on the site. */
export function siteHref(from, href) {
  const link = resolveLink(from, href);
  if (link.kind === 'other') return link.href;
  const here = link.id === from.id && link.lang === from.lang;
  return withAnchor(here && link.anchor ? '' : `/docs/${link.lang}/${link.id}`, link.anchor);
}

/** The Markdown of a page with links that work where the site serves it as Markdown. */
export function servedMarkdown(page) {
  // Blocks of code stay as they are.
  const parts = page.markdown.split(/^(```[\s\S]*?^```$)/m);
  const linked = text =>
    text.replace(/\]\(([^)\s]+)\)/g, (whole, href) => {
      const link = resolveLink(page, href);
      if (link.kind === 'other') return `](${link.href})`;
      const here = link.id === page.id && link.lang === page.lang;
      return `](${withAnchor(here && link.anchor ? '' : `/docs/${link.lang}/${link.id}.md`, link.anchor)})`;
    });
  return parts.map((part, at) => (at % 2 === 0 ? linked(part) : part)).join('');
}
