#!/usr/bin/env node
// `npm run release:check`: everything that a release needs but the publishing. It prints a line for each check, continues after one that
// fails, and ends with 1 if any did.
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences } from './lib/differences.mjs';
import { DIST, manifest, ROOT } from './lib/project.mjs';
import { Failed, isCommand, main, Remedy, run, tail } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';

/** Of `npm test`. `packaging` has what is in the tarball, publint, attw, the types, the bill of materials, and the crate in other projects. */
const SUITES = ['format', 'format-js', 'types', 'deny', 'build', 'docs', 'doc', 'native', 'size', 'packaging'];

/**
 * What is wrong with the versions of a release, as sentences.
 *
 * @param {{ npm: string, lock: string, crate: string | undefined, locks: Record<string, string | undefined>, changelog: string, tag?: string }} of
 *   `locks`: what each lock file of Cargo says of the crate; `tag`: where it is a tag that is built
 */
export function wrongVersions({ npm, lock, crate, locks, changelog, tag }) {
  const wrong = [];
  if (lock !== npm) wrong.push(`package-lock.json says ${lock}, package.json ${npm}: run \`npm install\`.`);
  if (crate !== npm) wrong.push(`Cargo.toml says ${crate}, package.json ${npm}.`);
  for (const [file, locked] of Object.entries(locks)) {
    const toml = file.replace(/\.lock$/, '.toml');
    if (locked !== npm) wrong.push(`${file} says ${locked}: run \`cargo update --workspace --manifest-path ${toml}\`.`);
  }
  if (tag !== undefined && tag !== `v${npm}`) wrong.push(`The tag is ${tag}, not v${npm}.`);
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find(text => text.split(/[\s,]/)[0] === npm);
  if (!section) wrong.push(`CHANGELOG.md has no section "## ${npm}".`);
  else if (!/^- /m.test(section)) wrong.push(`CHANGELOG.md says nothing about ${npm}.`);
  if (sections.some(text => text.startsWith('Unreleased') && /^- /m.test(text)))
    wrong.push('CHANGELOG.md still has changes below "## Unreleased".');
  return wrong;
}

const read = name => readFileSync(join(ROOT, name), 'utf8');

function versions() {
  const { GITHUB_REF_TYPE: kind, GITHUB_REF_NAME: name } = process.env;
  const wrong = wrongVersions({
    npm: manifest().version,
    lock: JSON.parse(read('package-lock.json')).version,
    crate: read('Cargo.toml').match(/^version = "(.+)"$/m)?.[1],
    locks: Object.fromEntries(
      ['Cargo.lock', 'tests/fuzz/Cargo.lock'].map(file => [
        file,
        read(file).match(/^name = "payments-widget"\nversion = "(.+)"$/m)?.[1],
      ]),
    ),
    changelog: read('CHANGELOG.md'),
    tag: kind === 'tag' ? name : undefined,
  });
  if (wrong.length > 0) throw new Remedy(wrong.join(' '));
}

async function cleanTree() {
  const changed = (await run('git', ['status', '--porcelain'], { cwd: ROOT })).trim();
  if (changed) throw new Remedy(`These files differ from the commit:\n${changed}`);
}

/** Builds the commit again in a clone, with a target folder of its own. */
async function sameBytes() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'payments-release-')));
  try {
    await run('git', ['clone', '--quiet', ROOT, folder]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const env = { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') };
    await run(process.execPath, ['scripts/build.mjs'], { cwd: folder, env });
    const other = differences(DIST, join(folder, 'dist'));
    if (other.length > 0) throw new Remedy(`Another folder gives other bytes of ${other.join(', ')}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the crate from the archive that crates.io would get. */
async function crate() {
  const { env } = await setUpRust({ wasmStd: false });
  await run('cargo', ['package', '--package', 'payments-widget', '--locked'], { cwd: ROOT, env });
}

/** @type {[string, () => unknown][]} */
const CHECKS = [
  ['the tree is that of the commit', cleanTree],
  ['versions, tag and CHANGELOG.md agree', versions],
  [
    `npm test -- ${SUITES.join(' ')}`,
    // Shown as it comes: what a suite says that fails is far from the end.
    () => run(process.execPath, ['scripts/test.mjs', ...SUITES], { cwd: ROOT, show: true }),
  ],
  ['two builds in two folders give the same bytes', sameBytes],
  ['cargo package', crate],
  ['npm pack', () => run('npm', ['pack', '--dry-run', '--ignore-scripts'], { cwd: ROOT })],
];

async function check() {
  let failed = 0;
  for (const [name, work] of CHECKS) {
    try {
      await work();
      console.log(`✓ ${name}`);
    } catch (error) {
      if (!(error instanceof Remedy || error instanceof Failed)) throw error;
      failed += 1;
      console.log(`✗ ${name}: ${error instanceof Failed ? `${error.message}\n${tail(error.output)}` : error.message}`);
    }
  }
  console.log(failed === 0 ? 'Ready to be published.' : `${failed} of ${CHECKS.length} checks failed.`);
  return failed === 0 ? 0 : 1;
}

if (isCommand(import.meta.url)) await main(check);
