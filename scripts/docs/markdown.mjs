// Markdown to HTML that needs no style attribute and no script: highlighting is by classes.
import GithubSlugger from 'github-slugger';
import hljs from 'highlight.js/lib/common';
import http from 'highlight.js/lib/languages/http';
import nginx from 'highlight.js/lib/languages/nginx';
import MarkdownIt from 'markdown-it';
import { siteHref } from './links.mjs';

hljs.registerLanguage('http', http);
hljs.registerLanguage('nginx', nginx);

/** @typedef {{ level: number, id: string, text: string }} Heading */
/** @typedef {{ id: string, title: string, text: string }} Passage  A heading, with the plain text below it; id is '' for that before the first. */

/** What a rule gets of the page: the words for it. @param {any} env @returns {import('./words.mjs').Words} */
const wordsOf = env => env.words;

const md = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** Its class is what the style sheet colours; a language that the library does not have is shown as it is. */
function highlighted(code, language) {
  if (!hljs.getLanguage(language)) return md.utils.escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

// It can be scrolled with the keyboard, so it has a name.
md.renderer.rules.fence = (tokens, at, _options, env) => {
  const { content, info } = tokens[at];
  const language = info.trim().split(/\s+/)[0] ?? '';
  const name = language ? ` data-language="${md.utils.escapeHtml(language)}"` : '';
  return (
    `<div class="code"${name}><pre tabindex="0" role="group" aria-label="${wordsOf(env).code}">` +
    `<code lang="en" translate="no">${highlighted(content, language)}</code></pre></div>\n`
  );
};
md.renderer.rules.table_open = (_tokens, _at, _options, env) =>
  `<div class="table" tabindex="0" role="group" aria-label="${wordsOf(env).table}"><table>\n`;
md.renderer.rules.table_close = () => '</table></div>\n';
md.renderer.rules.heading_open = (tokens, at, options, env, self) => {
  const open = self.renderToken(tokens, at, options);
  return tokens[at].attrGet('id') ? `<div class="heading">${open}` : open;
};
// Beside the heading, so that it is no part of its name.
md.renderer.rules.heading_close = (tokens, at, _options, env) => {
  const { tag } = tokens[at];
  const id = tokens[at - 2].attrGet('id');
  if (!id) return `</${tag}>\n`;
  const name = md.utils.escapeHtml(wordsOf(env).anchor.replace('{heading}', plain(tokens[at - 1])));
  return `</${tag}><a class="anchor" href="#${encodeURIComponent(id)}" aria-label="${name}">#</a></div>\n`;
};

/** The text of an inline token. */
const plain = token =>
  (token.children ?? [])
    .map(child => (child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.content))
    .join('');

const firstSentence = token =>
  token
    ? (plain(token)
        .match(/^.+?[.:。](?=\s|$)/)?.[0]
        .replace(/:$/, '.') ?? plain(token))
    : '';

/** A paragraph that only says where the same page is in the other language: the site has a switch. */
function isLanguageLine(tokens, at, page) {
  const [open, inline] = tokens.slice(at, at + 2);
  if (open.type !== 'paragraph_open' || !/^(한국어|English): \[/.test(inline.content)) return false;
  return inline.content.includes(`(${page.id.split('/').at(-1)}.`);
}

function withoutLanguageLine(tokens, page) {
  const found = tokens.findIndex((_, at) => isLanguageLine(tokens, at, page));
  return found < 0 ? tokens : tokens.toSpliced(found, 3);
}

/**
 * @param {import('./contents.mjs').Page} page
 * @param {import('./words.mjs').Words} words
 * @returns {{ html: string, headings: Heading[], passages: Passage[], summary: string }}  `summary`: the first sentence.
 */
export function render(page, words) {
  const env = { words };
  const tokens = withoutLanguageLine(md.parse(page.markdown, env), page);
  const slugs = new GithubSlugger();
  /** @type {Heading[]} */
  const headings = [];
  /** @type {Passage[]} */
  const passages = [{ id: '', title: '', text: '' }];
  const say = text => {
    passages[passages.length - 1].text += `${text}\n`;
  };
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const level = Number(token.tag.slice(1));
      const text = plain(tokens[at + 1]);
      const id = slugs.slug(text);
      if (level === 1) continue;
      token.attrSet('id', id);
      headings.push({ level, id, text });
      passages.push({ id, title: text, text: '' });
    } else if (token.type === 'inline') {
      for (const child of token.children ?? []) {
        const name = child.type === 'image' ? 'src' : 'href';
        const href = child.attrGet(name);
        if (href) child.attrSet(name, siteHref(page, href));
      }
      if (tokens[at - 1]?.type !== 'heading_open') say(plain(token));
    } else if (token.type === 'fence') {
      say(token.content);
    }
  }
  const summary = firstSentence(
    tokens.find((token, at) => token.type === 'inline' && tokens[at - 1].type === 'paragraph_open'),
  );
  return { html: md.renderer.render(tokens, md.options, env), headings, passages, summary };
}
