// Makes dist/: esbuild bundles the modules of www/; types, languages and the WebAssembly are put beside them. It makes a
// new folder and then replaces the old one, so that a running server never reads an incomplete one.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { DIST, fingerprint, manifest, ROOT, TARGET, unlessDone, WWW } from '../lib/project.mjs';
import { step } from '../lib/run.mjs';
import { eager } from './eager.mjs';
import { hash, hashesOf, scriptTag } from './integrity.mjs';
import { inventory, partsOfTag as filesOfTag } from './inventory.mjs';
import { release } from './release.mjs';
import { sbom } from './sbom.mjs';

/** The two modules: the name of each in dist/, and of its bytes as JavaScript. */
const WASM = {
  form: { file: 'payments-widget_bg.wasm', copy: 'wasm-inline.js' },
  pay: { file: 'payments-widget_pay_bg.wasm', copy: 'wasm-pay-inline.js' },
};
const GLOBAL = 'payments-widget.global';

/** Name in dist/ → source in www/. */
const INDEX = { index: 'api/index.js' };
/** What index.js loads when it is needed. These import nothing. */
const LATER = {
  engine: 'api/engine.js',
  pay: 'api/pay.js',
  colours: 'look/colours.js',
  marks: 'look/marks.js',
  validators: 'api/validators.js',
  styles: 'look/styles.js',
  dialog: 'dialog/dialog.js',
  'saved-cards': 'form/saved-cards.js',
  check: 'api/check.js',
  'frame-host': 'frame/frame-host.js',
};
/** These import index.js at run time, so that a page has one copy of it. */
const PACKAGE = {
  element: 'form/element.js',
  global: 'form/global-module.js',
  'index.node': 'load/node.js',
  testing: 'testing/testing.js',
};
/** For the merchant's server. It imports nothing, and nothing of a page imports it. */
const SERVER = { webhooks: 'webhooks/webhooks.js' };
/** The command `payments-widget`, for Node alone. */
const COMMAND = { cli: 'cli/cli.js' };
/** This imports the package by its name, so that who puts another module in its place does so for both. */
const REACT = { react: 'react/react.js' };
const CLASSIC = { [GLOBAL]: 'load/global.js', frame: 'frame/frame.js' };
const FRAME_PAGE = 'frame/frame.html';
/** What the script tag loads: the same files again, minified. Bundlers minify what they take, and people read it before. */
const MINIFIED = Object.fromEntries(Object.entries(LATER).map(([name, file]) => [`payments-widget.${name}`, file]));
/** The declarations of each file of `dist`, below www. */
export const TYPES = {
  index: 'api/index.d.ts',
  element: 'form/element.d.ts',
  [GLOBAL]: 'load/global.d.ts',
  frame: 'frame/frame.d.ts',
  wasm: 'load/wasm.d.ts',
  react: 'react/react.d.ts',
  testing: 'testing/testing.d.ts',
  webhooks: 'webhooks/webhooks.d.ts',
};
export const LOCALES = join(WWW, 'text/locales');
/** Types of the element for the templates of frameworks. */
export const JSX = join(WWW, 'form/jsx');

/** esbuild's list of what each file contains and imports; `npm run size` reads it. */
export const METAFILE = join(TARGET, 'widget/metafile.json');

/**
 * Bundles, unless nothing has changed.
 *
 * @param {Awaited<ReturnType<typeof import('./wasm.mjs').buildWasm>>} made
 */
export async function bundle({ built, crates, rustc }) {
  const of = await release();
  const inputs = [
    WWW,
    join(ROOT, 'package.json'),
    join(ROOT, 'package-lock.json'),
    join(ROOT, 'scripts/build'),
    crates,
    ...Object.values(built).flatMap(files => Object.values(files)),
  ];
  const outputs = [METAFILE, join(DIST, 'integrity.json')];
  await unlessDone(join(DIST, '.stamp'), fingerprint(inputs, [of, rustc]), outputs, () =>
    step('dist/', '1 s', () => make(built, of, { crates, rustc })),
  );
}

async function make(built, of, { crates, rustc }) {
  const fresh = `${DIST}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'locales'), { recursive: true });
  try {
    const hashes = {};
    for (const [name, { file, copy }] of Object.entries(WASM)) {
      const wasm = readFileSync(built[name].wasm);
      writeFileSync(join(fresh, file), wasm);
      writeFileSync(join(fresh, copy), inline(wasm));
      hashes[name] = hash('sha256', 'hex', wasm);
    }
    const metafiles = await scripts(fresh, built, hashes, of.name);
    types(fresh);
    copyFileSync(join(WWW, 'form/custom-elements.json'), join(fresh, 'custom-elements.json'));
    copyFileSync(join(WWW, FRAME_PAGE), join(fresh, basename(FRAME_PAGE)));
    describe(fresh, of, { modules: JSON.parse(readFileSync(crates, 'utf8')), rustc });
    writeFileSync(METAFILE, JSON.stringify(metafiles));
    rmSync(DIST, { recursive: true, force: true });
    renameSync(fresh, DIST);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The bytes as a module, for servers that cannot send application/wasm. */
const inline = wasm => `export default Uint8Array.from(atob('${wasm.toString('base64')}'), c => c.charCodeAt(0));\n`;

/** Where a file of www/ is in dist/. */
const LATER_PATH = /(locales\/)?[\w-]+\.js$/;

/** @param {string} path @param {boolean} [forTag] */
function nameOf(path, forTag) {
  const name = path.match(LATER_PATH)?.[0] ?? '';
  return forTag && name.replace('.js', '') in LATER ? `payments-widget.${name}` : name;
}

/**
 * `glue.js` and `pay-glue.js` are those that build/wasm.mjs made, under a name that does not depend on the folder that cargo writes to.
 * What is imported dynamically stays a file of its own.
 *
 * @param {Record<string, { glue: string }>} built
 * @param {boolean} [forTag]  what these load has the script tag's names
 */
const resolving = (built, forTag) => ({
  name: 'made-by-the-build',
  setup(build) {
    const namespace = 'wasm-bindgen';
    build.onResolve({ filter: /\/(pay-)?glue\.js$/ }, ({ path }) => ({ path: basename(path), namespace }));
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: readFileSync(built[path === 'pay-glue.js' ? 'pay' : 'form'].glue, 'utf8'),
    }));
    build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${nameOf(path, forTag)}`, external: true } : undefined,
    );
  },
});

/** A style sheet becomes a minified string. */
const sheetAsText = esbuild => ({
  name: 'sheet-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, 'utf8'), {
        loader: 'css',
        minify: true,
        charset: 'utf8',
      });
      return { contents: code.trim(), loader: 'text' };
    });
  },
});

/** In dist/ all files are in one folder, unlike in www/. */
const besideIndex = {
  name: 'beside-index',
  setup: build =>
    build.onResolve({ filter: /\/(api\/index|element)\.js$/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${basename(path)}`, external: true },
    ),
};

const byName = {
  name: 'by-name',
  setup: build => build.onResolve({ filter: /\/api\/index\.js$/ }, () => ({ path: manifest().name, external: true })),
};

/** The script tag has a list of its own of the files that it loads. */
const partsOfTag = {
  name: 'parts-of-tag',
  setup: build => build.onResolve({ filter: /\/parts\.js$/ }, () => ({ path: join(WWW, 'load/parts-of-tag.js') })),
};

async function scripts(outdir, built, hashes, name) {
  const esbuild = await import('esbuild');
  const common = /** @satisfies {import('esbuild').BuildOptions} */ ({
    absWorkingDir: ROOT,
    bundle: true,
    metafile: /** @type {const} */ (true),
    outdir,
    charset: 'utf8',
    legalComments: 'none',
    target: 'es2022',
    define: {
      __VERSION__: JSON.stringify(name),
      __WASM_SHA256__: JSON.stringify(hashes.form),
      __PAY_WASM_SHA256__: JSON.stringify(hashes.pay),
    },
    plugins: [resolving(built), sheetAsText(esbuild)],
    logLevel: 'silent',
  });
  const from = entries => Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(WWW, file)]));
  const locales = readdirSync(LOCALES).filter(name => name.endsWith('.js'));
  const esm = { ...common, format: /** @type {const} */ ('esm'), external: ['node:*'] };
  const languages = { entryPoints: locales.map(name => join(LOCALES, name)), outbase: dirname(LOCALES) };
  const results = await Promise.all([
    esbuild.build({ ...esm, entryPoints: from({ ...INDEX, ...LATER, ...SERVER }), sourcemap: true }),
    esbuild.build({
      ...esm,
      entryPoints: from(PACKAGE),
      sourcemap: true,
      plugins: [besideIndex, ...common.plugins],
    }),
    esbuild.build({
      ...esm,
      entryPoints: from(REACT),
      sourcemap: true,
      external: ['react'],
      plugins: [byName, ...common.plugins],
    }),
    esbuild.build({ ...esm, entryPoints: from(COMMAND), platform: 'node', sourcemap: true }),
    esbuild.build({ ...esm, ...languages, sourcemap: true }),
    esbuild.build({
      ...esm,
      entryPoints: from(MINIFIED),
      minify: true,
      plugins: [resolving(built, true), ...common.plugins],
    }),
    esbuild.build({
      ...common,
      entryPoints: from(CLASSIC),
      format: 'iife',
      charset: 'ascii', // a page in another encoding than UTF-8 reads it in its own
      banner: { js: '//# allFunctionsCalledOnLoad' }, // Chromium compiles them while the file comes
      minify: true,
      plugins: [partsOfTag, ...common.plugins],
    }),
  ]);
  const index = join(outdir, 'index.js');
  writeFileSync(index, eager(readFileSync(index, 'utf8')));
  // With the names of dist/, not of the temporary folder.
  return results.map(({ metafile }) => ({ ...metafile, outputs: rename(metafile.outputs, relative(ROOT, outdir)) }));
}

const rename = (outputs, folder) => JSON.parse(JSON.stringify(outputs).replaceAll(`"${folder}/`, '"'));

/** A .d.ts beside each module. */
function types(folder) {
  for (const [name, file] of Object.entries(TYPES)) {
    const text = readFileSync(join(WWW, file), 'utf8').replaceAll(/'\.\.\/(?:api|form)\/(\w+\.js)'/g, "'./$1'");
    writeFileSync(join(folder, `${name}.d.ts`), text);
  }
  mkdirSync(join(folder, 'jsx'), { recursive: true });
  for (const name of readdirSync(JSX)) copyFileSync(join(JSX, name), join(folder, 'jsx', name));
  // All languages have the types of one of them.
  copyFileSync(join(LOCALES, 'en.d.ts'), join(folder, 'locales/en.d.ts'));
  for (const name of readdirSync(LOCALES).filter(name => name.endsWith('.js') && name !== 'en.js')) {
    const types = "export { default, type Sentence } from './en.js';\n";
    writeFileSync(join(folder, 'locales', name.replace('.js', '.d.ts')), types);
  }
}

/** What says what the other files are: their hashes, the script tag with them, why a page loads each, what is compiled into them. */
function describe(folder, of, made) {
  const hashes = hashesOf(folder);
  const list = inventory(hashes, of);
  const modules = Object.fromEntries(
    Object.entries(WASM).map(([name, { file }]) => [name, { file, ...made.modules[name] }]),
  );
  const { version, revision } = of;
  const entries = Object.entries(hashes).map(([file, { integrity, sha256 }]) => [file, { integrity, sha256 }]);
  const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  write('integrity.json', { version, revision, files: Object.fromEntries(entries) });
  write('script-inventory.json', list);
  write('sbom.cdx.json', sbom({ modules, rustc: made.rustc }, hashes, of));
  writeFileSync(join(folder, 'script-tag.html'), scriptTag(hashes, filesOfTag(list), of.name));
}
