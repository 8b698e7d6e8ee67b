// The HTML of a page. It is whole without scripts: search, the switch of colours and the copy buttons are what site.js adds.
import { LANGUAGES } from './contents.mjs';
import { WORDS } from './words.mjs';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = text => text.replace(/[&<>"]/g, char => ENTITIES[char]);
const href = (lang, id) => `/docs/${lang}/${id}`;

/** @typedef {import('./contents.mjs').Language} Language */
/** @typedef {{ title: string, pages: { id: string, title: string, summary: string }[] }[]} Tree  The sections, in one language. */

/** @param {Tree} tree @param {Language} lang @param {string} current */
function navigation(tree, lang, current) {
  const section = ({ title, pages }) => {
    const items = pages.map(({ id, title: name }) => {
      const here = id === current ? ' aria-current="page"' : '';
      return `<li><a href="${href(lang, id)}"${here}>${escape(name)}</a></li>`;
    });
    return `<section><h2>${escape(title)}</h2><ul>${items.join('')}</ul></section>`;
  };
  return `<nav class="pages" id="pages" popover aria-label="${WORDS[lang].pages}">${tree.map(section).join('\n')}</nav>`;
}

/** The list of a page's headings: of the two upper levels. @param {import('./markdown.mjs').Heading[]} headings */
function outline(headings) {
  const items = headings
    .filter(({ level }) => level <= 3)
    .map(
      ({ level, id, text }) =>
        `<li data-level="${level}"><a href="#${encodeURIComponent(id)}">${escape(text)}</a></li>`,
    );
  return `<ul>${items.join('')}</ul>`;
}

/** Beside the text where there is room, else above it. */
function outlines(headings, words) {
  if (headings.length < 2) return { above: '', beside: '' };
  const list = outline(headings);
  return {
    above: `<details class="outline outline--above"><summary>${words.onThisPage}</summary>${list}</details>`,
    beside: `<nav class="outline outline--beside" aria-labelledby="outline"><h2 id="outline">${words.onThisPage}</h2>${list}</nav>`,
  };
}

/** The page before and the page after. */
function neighbours(tree, lang, current) {
  const words = WORDS[lang];
  const all = tree.flatMap(({ pages }) => pages);
  const at = all.findIndex(({ id }) => id === current);
  if (at < 0) return '';
  const link = (page, rel, label) =>
    page
      ? `<a rel="${rel}" href="${href(lang, page.id)}"><small>${label}</small> <span>${escape(page.title)}</span></a>`
      : '';
  return `<nav class="neighbours" aria-label="${words.previous}, ${words.next}">${link(all[at - 1], 'prev', words.previous)}${link(all[at + 1], 'next', words.next)}</nav>`;
}

/** The same page in the other languages. */
function languages(lang, path) {
  return LANGUAGES.filter(other => other !== lang)
    .map(
      other =>
        `<a class="tool" id="language" href="/docs/${other}/${path}" lang="${other}" hreflang="${other}">${WORDS[other].name}</a>`,
    )
    .join('');
}

const icon = paths => `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${paths}</svg>`;
const MAGNIFIER = icon('<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>');
const SUN = icon(
  '<circle cx="10" cy="10" r="3.2"/><path d="M10 2.8v1.7M10 15.5v1.7M2.8 10h1.7M15.5 10h1.7M4.9 4.9l1.2 1.2M13.9 13.9l1.2 1.2M15.1 4.9l-1.2 1.2M6.1 13.9l-1.2 1.2"/>',
);
const LINES = icon('<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>');
const CROSS = icon('<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>');

function searchDialog(lang, words) {
  const said = ['results', 'noResults', 'unread'].map(key => `data-${key.toLowerCase()}="${words[key]}"`).join(' ');
  return `<dialog class="search" id="search" aria-label="${words.searchLabel}" data-index="/docs/${lang}/search.json" ${said}>
  <div class="search__bar">${MAGNIFIER}<input id="query" type="text" enterkeyhint="search" autocomplete="off" spellcheck="false" aria-label="${words.searchLabel}" placeholder="${words.searchLabel}" aria-controls="found"><button class="tool" id="search-close" type="button" aria-label="${words.close}">${CROSS}</button></div>
  <p class="search__count" id="found-count" role="status"></p>
  <ul class="search__found" id="found"></ul>
</dialog>`;
}

/**
 * @param {object} page
 * @param {Language} page.lang  That of the site around the text.
 * @param {Language} page.written  That of the text.
 * @param {string} page.path  Its address below that of the language; '' is the list of all pages.
 * @param {string} page.title
 * @param {string} page.summary
 * @param {string} page.html
 * @param {import('./markdown.mjs').Heading[]} page.headings
 * @param {string} [page.markdown]  The address of the page as Markdown.
 * @param {Tree} tree
 */
export function pageHtml({ lang, written, path, title, summary, html, headings, markdown }, tree) {
  const words = WORDS[lang];
  const note = written === lang ? '' : `<p class="note">${words.untranslated}</p>`;
  const { above, beside } = outlines(headings, words);
  const source = markdown ? `<p class="source"><a href="${markdown}">${words.markdown}</a></p>` : '';
  const alternates = LANGUAGES.map(
    other => `<link rel="alternate" hreflang="${other}" href="/docs/${other}/${path}">`,
  ).join('\n    ');
  return `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escape(title)} · ${words.site}</title>
    <meta name="description" content="${escape(summary)}">
    ${alternates}
    ${markdown ? `<link rel="alternate" type="text/markdown" href="${markdown}">` : ''}
    <link rel="icon" href="/docs/icon.svg">
    <link rel="stylesheet" href="/docs/site.css">
    <script src="/docs/theme.js"></script>
    <script type="module" src="/docs/site.js"></script>
  </head>
  <body>
    <a class="skip" href="#text">${words.skip}</a>
    <header class="bar">
      <div>
        <button class="tool bar__menu" type="button" popovertarget="pages">${LINES}<span>${words.menu}</span></button>
        <a class="logo" href="/docs/${lang}/"><img src="/docs/icon.svg" alt="" width="26" height="26"><span>${words.site}</span></a>
        <button class="tool bar__search" id="search-open" type="button" aria-keyshortcuts="Control+K Meta+K" hidden>${MAGNIFIER}<span>${words.search}</span></button>
        ${languages(lang, path)}
        <button class="tool" id="theme" type="button" aria-label="${words.dark}" hidden>${SUN}</button>
      </div>
    </header>
    <div class="columns">
      ${navigation(tree, lang, path)}
      <main id="text" tabindex="-1">
        ${note}
        <article${written === lang ? '' : ` lang="${written}"`} data-copy="${words.copy}" data-copied="${words.copied}">
${above}
${html}
        </article>
        ${neighbours(tree, lang, path)}
        ${source}
      </main>
      ${beside}
    </div>
    <footer class="foot"><a href="/">${words.shop}</a><a href="/llms.txt">llms.txt</a></footer>
    ${searchDialog(lang, words)}
  </body>
</html>
`;
}

/** The list of all pages: the first page of the site, and what a wrong address shows. @param {Tree} tree @param {Language} lang */
export const contentsHtml = (tree, lang, title, text) =>
  `<h1>${escape(title)}</h1>\n<p>${escape(text)}</p>\n${tree
    .map(
      section =>
        `<h2>${escape(section.title)}</h2>\n<ul class="contents">${section.pages
          .map(
            page => `<li><a href="${href(lang, page.id)}">${escape(page.title)}</a><p>${escape(page.summary)}</p></li>`,
          )
          .join('\n')}</ul>`,
    )
    .join('\n')}`;
