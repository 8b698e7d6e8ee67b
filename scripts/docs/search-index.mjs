// The search index of a language, one entry for each heading. www/site/search.js reads it.
import MiniSearch from 'minisearch';
import { indexOptions } from '../../www/site/terms.js';

const EXCERPT = 160;

/** The beginning of a text, up to the end of a word. */
function excerpt(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT).replace(/\s\S*$/, '')} …`;
}

/**
 * @param {{ href: string, title: string, passages: import('./markdown.mjs').Passage[] }[]} pages
 * @returns {string} JSON
 */
export function searchIndex(pages) {
  const index = new MiniSearch(indexOptions);
  for (const { href, title: page, passages } of pages) {
    for (const { id, title, text } of passages) {
      const address = id ? `${href}#${encodeURIComponent(id)}` : href;
      index.add({ id: address, page, title: title || page, text, excerpt: excerpt(text) });
    }
  }
  return JSON.stringify(index);
}
