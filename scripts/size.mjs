#!/usr/bin/env node
// `npm run size`: what a page loads before one can type, in bytes: raw, gzip -9 and brotli 11. The files are those that
// the build's own account names, so nothing is forgotten when a file is added. English: its sentences are built in.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { METAFILE } from './build/bundle.mjs';
import { DIST } from './lib/project.mjs';
import { isCommand, main, Remedy } from './lib/run.mjs';

const WASM = 'payments-widget_bg.wasm';

/** The page's first file, and what that one fetches by a URL it makes at run time. */
const PAGES = {
  'script tag': ['payments-widget.global.js', 'index.js', 'element.js', WASM],
  npm: ['index.js', WASM],
};

/** Fetched only on another path: another language, or a server that cannot send application/wasm. */
const LATER = /^\.\/(locales\/|wasm-inline\.js)/;

/** The files and all that they import. */
function closure(names, outputs) {
  const found = new Set(names);
  for (const name of found) {
    for (const { path } of outputs[name]?.imports ?? []) {
      if (path.startsWith('./') && !LATER.test(path)) found.add(path.slice(2));
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
  const outputs = Object.assign({}, ...JSON.parse(readFileSync(METAFILE, 'utf8')).map((build) => build.outputs));
  return Object.fromEntries(Object.entries(PAGES).map(([page, names]) => [page, closure(names, outputs).map(measure)]));
}

function print([page, rows]) {
  const sum = rows.reduce((total, row) => ({
    name: 'sum',
    raw: total.raw + row.raw,
    gzip: total.gzip + row.gzip,
    brotli: total.brotli + row.brotli,
  }));
  const line = (name, ...columns) =>
    console.log(`  ${name.padEnd(28)}${columns.map((text) => String(text).padStart(9)).join('')}`);
  console.log(`A page with the ${page} loads:`);
  line('bytes', 'raw', 'gzip -9', 'brotli 11');
  for (const { name, raw, gzip, brotli } of [...rows, sum]) line(name, raw, gzip, brotli);
  console.log('');
}

if (isCommand(import.meta.url)) await main(() => Object.entries(sizes()).forEach(print));
