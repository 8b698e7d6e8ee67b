// The bill of materials in dist/: right by the schema of CycloneDX, whole by Cargo.lock and the tree of crates, and without a time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { DIST, manifest, ROOT } from '../../scripts/lib/project.mjs';
import { hash } from '../../scripts/build/integrity.mjs';

const TEXT = readFileSync(join(DIST, 'sbom.cdx.json'), 'utf8');
const SBOM = JSON.parse(TEXT);
const WASM = ['payments-widget_bg.wasm', 'payments-widget_pay_bg.wasm'];

test('it is CycloneDX 1.6 by the strict schema', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  assert.equal(await validator.validate(TEXT), null);
  assert.notEqual(
    await validator.validate(TEXT.replace('"library"', '"libary"')),
    null,
    'the validator finds a mistake',
  );
});

test('each crate is in Cargo.lock with this checksum, and has a licence that deny.toml allows', () => {
  const lock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8');
  const allowed = readFileSync(join(ROOT, 'deny.toml'), 'utf8');
  const crates = SBOM.components.filter(({ purl }) => purl?.startsWith('pkg:cargo/'));
  assert.ok(crates.length > 20, String(crates.length));
  for (const { name, version, hashes, licenses } of crates) {
    assert.match(lock, new RegExp(`name = "${name}"\nversion = "${version}"\n.*\nchecksum = "${hashes[0].content}"`));
    for (const licence of licenses[0].expression
      .match(/[\w.-]+/g)
      .filter(word => !['OR', 'AND', 'WITH'].includes(word)))
      assert.ok(allowed.includes(`"${licence}"`), `${name}: ${licence}`);
  }
});

test('each module of WebAssembly is in it, and what it is made of: only what pays has a crate that reaches a network', () => {
  const needs = new Map(SBOM.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const known = new Set(SBOM.components.map(component => component['bom-ref']));
  const within = ref => [ref, ...needs.get(ref).flatMap(other => (needs.has(other) ? within(other) : [other]))];
  for (const file of WASM) {
    const { hashes } = SBOM.components.find(({ name }) => name === file);
    assert.equal(hashes[0].content, hash('sha256', 'hex', readFileSync(join(DIST, file))), file);
    for (const ref of within(file)) assert.ok(known.has(ref), ref);
    assert.equal(
      within(file).some(ref => /^pkg:cargo\/gloo-net@/.test(ref)),
      file.includes('_pay_'),
      file,
    );
    assert.ok(
      within(file).some(ref => ref.startsWith('pkg:generic/rust-std@')),
      file,
    );
  }
});

test('it names the package, and neither a time nor a folder', () => {
  const { name, version } = manifest();
  assert.equal(SBOM.metadata.component.purl, `pkg:npm/${name}@${version}`);
  assert.deepEqual(manifest().dependencies, undefined, 'the package has no other part');
  assert.equal(SBOM.metadata.timestamp, undefined);
  assert.equal(SBOM.serialNumber, undefined);
  assert.ok(!TEXT.includes(ROOT));
});
