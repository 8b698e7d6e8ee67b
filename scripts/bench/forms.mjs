// The forms that are compared, and the pages with them: bundled by esbuild, compressed.
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { DIST, fingerprint, ROOT, TARGET, unlessDone } from '../lib/project.mjs';
import { online, run, step } from '../lib/run.mjs';
import { INSTALL } from '../setup/npm.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} form  Its file in tests/bench/forms.
 * @property {'digit' | 'live'} moment  Until a digit is taken, or until the WebAssembly has drawn the form.
 * @property {boolean} [framed]  Its fields are in a frame. Those of a vendor's servers are not there: then it counts as ready when the
 *   frame for them is.
 */

/** @type {Row[]} The first is what the others are compared with. */
export const ROWS = [
  { name: 'bare inputs', form: 'bare.js', moment: 'digit' },
  { name: 'payments-widget, npm: takes a digit', form: 'payments-widget.js', moment: 'digit' },
  { name: 'payments-widget, npm: live', form: 'payments-widget.js', moment: 'live' },
  { name: 'payments-widget, script tag: takes a digit', form: 'payments-widget.html', moment: 'digit' },
  { name: 'payments-widget, script tag: live', form: 'payments-widget.html', moment: 'live' },
  {
    name: 'payments-widget, in a frame: takes a digit',
    form: 'payments-widget-frame.js',
    moment: 'live',
    framed: true,
  },
  { name: 'card', form: 'card.js', moment: 'digit' },
  { name: 'payform', form: 'payform.js', moment: 'digit' },
  { name: 'react-payment-inputs', form: 'react-payment-inputs.js', moment: 'digit' },
  { name: '@adyen/adyen-web, to its host DOM', form: 'adyen-web.js', moment: 'digit', framed: true },
];

/** The form that pays. */
export const CHARGE = /** @type {Row} */ ({ name: 'payments-widget, npm', form: 'charge.js', moment: 'live' });

const FORMS = join(ROOT, 'tests/bench/forms');
const FOLDER = join(TARGET, 'bench/forms');
const WASM = ['payments-widget_bg.wasm', 'payments-widget_pay_bg.wasm'];
/** What the script tag may load. */
const OF_TAG = ['global', 'engine', 'pay', 'colours', 'marks', 'styles', 'check', 'dialog', 'saved-cards'].map(
  name => `payments-widget.${name}.js`,
);

const FRAMED = 'payments-widget-frame.js';
const OF_FRAME = ['frame.html', 'frame.js'];

/** The configuration of the frame: every page of the bench may show it. */
export async function addFrameConfig(files, port) {
  const parents = Array.from({ length: 1000 }, (_, at) => `http://load-${at + 1}.localhost:${port}`);
  const config = { apiKey: 'pk_live_bench', endpoint: 'https://localhost/v1', parents };
  files.set(`/${FRAMED}/frame.json`, await compress(Buffer.from(JSON.stringify(config))));
}

/** Puts the forms beside their packages, and installs those, with the versions of their own lockfile. */
async function install() {
  cpSync(FORMS, FOLDER, { recursive: true });
  const modules = join(FOLDER, 'node_modules');
  const print = fingerprint(['package.json', 'package-lock.json'].map(name => join(FORMS, name)));
  const what = 'npm packages to compare with';
  await unlessDone(join(modules, '.installed'), print, [modules], () =>
    step(what, '10 s', () => online(what, () => run('npm', INSTALL, { cwd: FOLDER }))),
  );
}

/** The files of a form, by name. */
async function bundle(form) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { form: join(FOLDER, form) },
    alias: { 'payments-widget': join(DIST, 'index.js') },
    outdir: FOLDER,
    write: false,
    bundle: true,
    format: 'esm',
    minify: true,
    splitting: true,
    target: 'es2020',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}

const ofDist = names => new Map(names.map(name => [name, readFileSync(join(DIST, name))]));

/** The files of a form, and its part of the page. */
async function make(form) {
  if (form.endsWith('.html'))
    return { files: ofDist([...OF_TAG, ...WASM]), part: readFileSync(join(FORMS, form), 'utf8') };
  const files = await bundle(form);
  // esbuild leaves the URLs of the files in the code, and the files where they are.
  if (['payments-widget.js', CHARGE.form].includes(form))
    for (const [name, bytes] of ofDist(WASM)) files.set(name, bytes);
  if (form === FRAMED) for (const [name, bytes] of ofDist([...OF_TAG, ...WASM, ...OF_FRAME])) files.set(name, bytes);
  const sheet = files.has('form.css') ? '<link rel="stylesheet" href="form.css">' : '';
  return { files, part: `${sheet}<div id="app"></div><script type="module" src="form.js"></script>` };
}

const compressed = promisify(brotliCompress);
/** As a server sends it. */
export const compress = bytes =>
  compressed(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

const pageOf = part => `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>
  <link rel="icon" href="data:,"><script>${readFileSync(join(FORMS, 'probe.js'), 'utf8')}</script>${part}`;

/** Where the page of a row is: beside the files of its form. */
export const pathOf = ({ form, moment }) => `/${form}/${moment}`;

/** All pages and what they load, as the server sends it: `Map(path → bytes)`. */
export async function makeForms() {
  await install();
  return step('the forms, bundled and compressed', '5 s', async () => {
    const sent = new Map();
    const add = async (path, bytes) => sent.set(path, await compress(bytes));
    const all = [...ROWS, CHARGE];
    const forms = new Set(all.map(({ form }) => form));
    const adding = [...forms].map(async form => {
      const { files, part } = await make(form);
      const pages = all.filter(row => row.form === form).map(row => add(pathOf(row), Buffer.from(pageOf(part))));
      await Promise.all([...pages, ...[...files].map(([name, bytes]) => add(`/${form}/${name}`, bytes))]);
    });
    await Promise.all(adding);
    return sent;
  });
}
