#!/usr/bin/env node
// `npm run size`: what a page loads before the payer can type, in bytes: raw, gzip -9 and brotli 11. It fails when a page
// with the script tag loads more than the budget. The files are those that esbuild's metafile names, so that an added file
// is counted too. The language is English, whose sentences are built in.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { METAFILE } from './build/bundle.mjs';
import { DIST } from './lib/project.mjs';
import { isCommand, main, Remedy } from './lib/run.mjs';

const WASM = 'payments-widget_bg.wasm';

/** The most that a page with the script tag may load, in bytes after brotli. */
const BUDGET = 103_000;

const BUDGETED = 'script tag';

/** The first file of a page, and what that file fetches by a URL that it makes at run time. */
const PAGES = {
  [BUDGETED]: ['payments-widget.global.js', 'min/index.js', 'min/element.js', WASM],
  // What a bundler makes of it, which minifies as the build does.
  npm: ['min/index.js', WASM],
};

/** Fetched only when it is needed: another language, the issuer's dialog, the check in test mode, a server that cannot send application/wasm. */
const LATER = /^\.\.?\/(locales\/|dialog\.js|check\.js|wasm-inline\.js)/;

/** The files and everything that they import. */
function closure(names, outputs) {
  const found = new Set(names);
  for (const name of found) {
    for (const { path } of outputs[name]?.imports ?? []) {
      if (/^\.\.?\//.test(path) && !LATER.test(path)) found.add(join(dirname(name), path));
    }
  }
  return [...found];
}

function measure(name) {
  const bytes = readFileSync(join(DIST, name));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  return {
    name,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, brotli).length,
  };
}

/** `{page: [{name, raw, gzip, brotli}]}` */
export function sizes() {
  if (!existsSync(METAFILE)) throw new Remedy('Nothing is built yet; run `npm run build` first.');
  const outputs = Object.assign({}, ...JSON.parse(readFileSync(METAFILE, 'utf8')).map(build => build.outputs));
  return Object.fromEntries(Object.entries(PAGES).map(([page, names]) => [page, closure(names, outputs).map(measure)]));
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
  console.log(`A page with the ${page} loads:`);
  line('bytes', 'raw', 'gzip -9', 'brotli 11');
  for (const { name, raw, gzip, brotli } of [...rows, sumOf(rows)]) line(name, raw, gzip, brotli);
  console.log('');
}

if (isCommand(import.meta.url)) {
  await main(() => {
    const pages = sizes();
    Object.entries(pages).forEach(print);
    const { brotli } = sumOf(pages[BUDGETED]);
    if (brotli > BUDGET)
      throw new Remedy(`A page with the ${BUDGETED} loads ${brotli} bytes; the budget is ${BUDGET}.`);
  });
}
