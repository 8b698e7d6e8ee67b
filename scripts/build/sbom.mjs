// The bill of materials of the npm package, in CycloneDX 1.6: what is compiled into each module of WebAssembly. The package has no
// runtime dependency, so that everything else in it is its own. Nothing of it says when or where it was made.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, ROOT } from '../lib/project.mjs';
import { run } from '../lib/run.mjs';

/** @typedef {{ name: string, version: string, licence: string, repository: string, needs: string[] }} Crate */

/** One crate in a line: how deep it is in the tree, name and version, licence, repository. */
const LINE = /^(\d+)\|(\S+) v(\S+)[^|]*\|([^|]*)\|(.*)$/;

export const refOf = (name, version) => `pkg:cargo/${name}@${version}`;

/**
 * The crates whose code a feature of the crate brings into WebAssembly, without those that only run in the compiler.
 *
 * @returns {Promise<{ direct: string[], crates: Record<string, Crate> }>}
 */
export async function cratesOf(feature, triple, env) {
  const args = ['tree', '--locked', '-p', 'payments-widget', '--target', triple, '--no-default-features'];
  args.push(
    '--features',
    feature,
    '-e',
    'normal,no-proc-macro',
    '--prefix',
    'depth',
    '--no-dedupe',
    '--format',
    '|{p}|{l}|{r}',
  );
  const crates = {};
  const path = [];
  for (const line of (await run('cargo', args, { cwd: ROOT, env, stdout: true })).trim().split('\n')) {
    const [, depth, name, version, licence, repository] = line.match(LINE) ?? [];
    if (!name) throw new Error(`cargo tree printed a line that is no crate: ${line}`);
    const ref = refOf(name, version);
    path.splice(Number(depth), Infinity, ref);
    crates[ref] ??= { name, version, licence, repository, needs: [] };
    const parent = crates[path[Number(depth) - 1]];
    if (parent && !parent.needs.includes(ref)) parent.needs.push(ref);
  }
  const [root] = Object.values(crates);
  delete crates[refOf(root.name, root.version)];
  return { direct: root.needs, crates };
}

/** SHA-256 of a crate's archive, as Cargo.lock has it. */
function checksums() {
  const lock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8');
  const found = lock.matchAll(/^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(\w+)"$/gm);
  return new Map(Array.from(found, ([, name, version, sum]) => [refOf(name, version), sum]));
}

const byRef = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1);

/**
 * @param {object} made
 * @param {Record<string, { file: string, direct: string[], crates: Record<string, Crate> }>} made.modules
 * @param {string} made.rustc  what `rustc -V` prints
 * @param {Record<string, { sha256: string }>} hashes  of all files of dist/
 * @param {{ version: string, name: string }} release
 */
export function sbom({ modules, rustc }, hashes, { version, name: build }) {
  const { name, description, license, repository } = manifest();
  const sums = checksums();
  const [, rust] = rustc.match(/^rustc (\S+)/) ?? [];
  const std = {
    type: 'library',
    'bom-ref': `pkg:generic/rust-std@${rust}`,
    name: 'rust-std',
    version: rust,
    description: 'The standard library of Rust, of which the linker keeps what is used.',
    licenses: [{ expression: 'MIT OR Apache-2.0' }],
    purl: `pkg:generic/rust-std@${rust}`,
    externalReferences: [{ type: 'vcs', url: 'https://github.com/rust-lang/rust' }],
  };
  const all = Object.assign({}, ...Object.values(modules).map(({ crates }) => crates));
  const libraries = Object.entries(all).map(([ref, crate]) => ({
    type: 'library',
    'bom-ref': ref,
    name: crate.name,
    version: crate.version,
    hashes: [{ alg: 'SHA-256', content: sums.get(ref) }],
    licenses: [{ expression: crate.licence }],
    purl: ref,
    ...(crate.repository && { externalReferences: [{ type: 'vcs', url: crate.repository }] }),
  }));
  const wasm = Object.values(modules).map(({ file }) => ({
    type: 'file',
    'bom-ref': file,
    name: file,
    version: build,
    hashes: [{ alg: 'SHA-256', content: hashes[file].sha256 }],
  }));
  const own = `pkg:npm/${name}@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'library',
        'bom-ref': own,
        name,
        version,
        description,
        licenses: [{ expression: license }],
        purl: own,
        externalReferences: [{ type: 'vcs', url: repository.url.replace(/^git\+/, '') }],
      },
    },
    components: [...wasm, ...[std, ...libraries].sort(byRef)],
    dependencies: [
      { ref: own, dependsOn: wasm.map(({ name }) => name) },
      ...Object.values(modules).map(({ file, direct }) => ({
        ref: file,
        dependsOn: [std['bom-ref'], ...direct].sort(),
      })),
      ...Object.entries(all)
        .map(([ref, { needs }]) => ({ ref, dependsOn: [...needs].sort() }))
        .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
    ],
  };
}
