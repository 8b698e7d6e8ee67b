// Writes the site: pages, their Markdown, the search, llms.txt. The sandbox serves the folder below /docs/, and both of the latter
// at the root.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { WWW } from '../lib/project.mjs';
import { DOCS, LANGUAGES, pagesIn, sections } from './contents.mjs';
import { servedMarkdown } from './links.mjs';
import { render } from './markdown.mjs';
import { contentsHtml, pageHtml } from './page.mjs';
import { searchIndex } from './search-index.mjs';
import { WORDS } from './words.mjs';

const SITE = join(WWW, 'site');

/** Every page of a language with what is made of it. */
const renderedIn = lang =>
  pagesIn(lang).map(page => {
    const made = render(page, WORDS[lang]);
    return { ...page, ...made, href: `/docs/${lang}/${page.id}`, source: servedMarkdown(page) };
  });

function treeOf(pages, lang) {
  const byId = new Map(pages.map(page => [page.id, page]));
  return sections().map(({ title, pages: ids }) => ({ title: title[lang], pages: ids.map(id => byId.get(id)) }));
}

/** https://llmstxt.org */
function llms(tree) {
  const words = WORDS.en;
  const list = tree.map(
    ({ title, pages }) =>
      `## ${title}\n\n${pages.map(page => `- [${page.title}](${page.href}.md): ${page.summary}`).join('\n')}\n`,
  );
  return `# ${words.site}\n\n> ${words.about}\n\n${list.join('\n')}`;
}

/** The first heading of each page says where the page is. */
const llmsFull = pages => pages.map(({ href, source }) => `<!-- ${href}.md -->\n\n${source.trim()}\n`).join('\n');

/** @param {string} folder  An empty folder. */
export async function writeSite(folder) {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const lang of LANGUAGES) {
    const words = WORDS[lang];
    const pages = renderedIn(lang);
    const tree = treeOf(pages, lang);
    for (const page of pages) {
      const path = page.id;
      write(`${lang}/${path}.html`, pageHtml({ ...page, path, markdown: `${page.href}.md` }, tree));
      write(`${lang}/${path}.md`, page.source);
    }
    const list = (path, title, text) =>
      pageHtml(
        {
          lang,
          written: lang,
          path,
          title,
          summary: words.about,
          headings: [],
          html: contentsHtml(tree, lang, title, text),
        },
        tree,
      );
    write(`${lang}/index.html`, list('', words.docs, words.about));
    write(`${lang}/404.html`, list('', words.notFound, words.notFoundText));
    write(`${lang}/search.json`, searchIndex(pages));
    if (lang === 'en') {
      write('llms.txt', llms(tree));
      write('llms-full.txt', llmsFull(pages));
    }
  }
  cpSync(join(DOCS, 'pictures'), join(folder, 'pictures'), { recursive: true });
  for (const file of ['site.css', 'theme.js']) write(file, readFileSync(join(SITE, file)));
  write('icon.svg', readFileSync(join(WWW, 'shop/icon.svg')));
  await build({
    entryPoints: [join(SITE, 'site.js')],
    outfile: join(folder, 'site.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
}
