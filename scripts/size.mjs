#!/usr/bin/env node
// `npm run size`: what a page loads before a field takes a digit, and until the form is live, in bytes: raw, gzip -9 and brotli
// 11. It fails when a page loads more than its budget. The files are those that esbuild's metafile names, so that an added file
// is counted too. The language is English, whose sentences are built in.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { METAFILE } from './build/bundle.mjs';
import { DIST } from './lib/project.mjs';
import { isCommand, main, Remedy } from './lib/run.mjs';

const WASM = 'payments-widget_bg.wasm';

/**
 * What a page loads: the first file, and what it fetches later by a URL that it makes at run time. The budgets are in bytes after
 * brotli: before a field takes a digit, and until the form is live.
 */
const PAGES = {
  'script tag': {
    first: 'payments-widget.global.js',
    later: ['payments-widget.engine.js', WASM],
    budget: [15_366, 90_318],
  },
  npm: { first: 'index.js', later: ['engine.js', WASM], budget: [14_086, 89_063] },
};

/** Fetched later, or only when it is needed: what pays, the marks of brands, another language, another look, the issuer's dialog, saved cards, the check in test mode, a server that cannot send application/wasm. */
const WHEN_NEEDED =
  /^\.\.?\/(locales\/|(payments-widget\.)?(engine|pay|colours|marks|validators|styles|dialog|saved-cards|check|frame-host)\.js|wasm-(pay-)?inline\.js)/;

/**
 * The bytes of a file of dist/ as those of one fixed revision. The name of a revision is random text, with which the compressed size
 * changes by up to 70 bytes from commit to commit.
 */
function ofOneRevision(name) {
  const bytes = readFileSync(join(DIST, name));
  const { version, revision } = JSON.parse(readFileSync(join(DIST, 'integrity.json'), 'utf8'));
  if (name.endsWith('.wasm') || !revision) return bytes;
  return Buffer.from(bytes.toString().replaceAll(`${version}+${revision}`, `${version}+a5147b3`));
}

/** A module as a bundler makes it smaller; what is minified already stays as it is. */
async function minified(name, bytes) {
  if (name.startsWith('payments-widget')) return bytes;
  const { transform } = await import('esbuild');
  const { code } = await transform(bytes.toString(), { minify: true, charset: 'utf8', legalComments: 'none' });
  return Buffer.from(code);
}

async function measure(name, outputs) {
  for (const { path } of outputs[name]?.imports ?? []) {
    if (/^\.\.?\//.test(path) && !WHEN_NEEDED.test(path)) throw new Error(`${name} loads ${path}, which nobody counts`);
  }
  const bytes = await minified(name, ofOneRevision(name));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  return {
    name,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, brotli).length,
  };
}

/** `{page: [{name, raw, gzip, brotli}]}`, first what is loaded before a field takes a digit. */
export async function sizes() {
  if (!existsSync(METAFILE)) throw new Remedy('Nothing is built yet; run `npm run build` first.');
  const outputs = Object.assign({}, ...JSON.parse(readFileSync(METAFILE, 'utf8')).map(build => build.outputs));
  const rows = Object.entries(PAGES).map(async ([page, { first, later }]) => [
    page,
    await Promise.all([first, ...later].map(name => measure(name, outputs))),
  ]);
  return Object.fromEntries(await Promise.all(rows));
}

const sumOf = rows =>
  rows.reduce((total, row) => ({
    name: 'sum',
    raw: total.raw + row.raw,
    gzip: total.gzip + row.gzip,
    brotli: total.brotli + row.brotli,
  }));

function print([page, rows]) {
  const line = (name, ...columns) =>
    console.log(`  ${name.padEnd(28)}${columns.map(text => String(text).padStart(11)).join('')}`);
  console.log(`A page with the ${page} loads, the first file before a field takes a digit:`);
  line('bytes', 'raw', 'gzip -9', 'brotli 11');
  for (const { name, raw, gzip, brotli } of [...rows, sumOf(rows)]) line(name, raw, gzip, brotli);
  console.log('');
}

if (isCommand(import.meta.url)) {
  await main(async () => {
    const pages = await sizes();
    Object.entries(pages).forEach(print);
    for (const [page, { budget }] of Object.entries(PAGES)) {
      const loaded = [pages[page][0], sumOf(pages[page])].map(({ brotli }) => brotli);
      if (loaded.some((bytes, at) => bytes > budget[at]))
        throw new Remedy(
          `A page with the ${page} loads ${loaded.join(' and ')} bytes; the budget is ${budget.join(' and ')}.`,
        );
    }
  });
}
