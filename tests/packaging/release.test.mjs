// How a build is called, what `npm run release:check` says of versions that do not agree, and that the workflow runs it before it publishes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { release } from '../../scripts/build/release.mjs';
import { manifest, ROOT } from '../../scripts/lib/project.mjs';
import { wrongVersions } from '../../scripts/release.mjs';
import { run } from './support/project.mjs';

test('a build is called by the version and the commit, or by what PAYMENTS_REVISION says', async () => {
  const { version } = manifest();
  const head = run('git', ['rev-parse', 'HEAD'], ROOT).slice(0, 7);
  assert.match((await release()).name, new RegExp(`^${version.replaceAll('.', '\\.')}\\+${head}(\\.changed)?$`));
  process.env.PAYMENTS_REVISION = 'abc';
  try {
    assert.deepEqual(await release(), { version, revision: 'abc', name: `${version}+abc` });
  } finally {
    delete process.env.PAYMENTS_REVISION;
  }
});

const RIGHT = {
  npm: '1.2.3',
  lock: '1.2.3',
  crate: '1.2.3',
  locks: { 'Cargo.lock': '1.2.3', 'tests/fuzz/Cargo.lock': '1.2.3' },
  tag: 'v1.2.3',
  changelog: '# C\n\n## 1.2.3\n\n- It pays.\n',
};

test('versions that agree are right, with a date in the changelog too', () => {
  assert.deepEqual(wrongVersions(RIGHT), []);
  assert.deepEqual(
    wrongVersions({ ...RIGHT, tag: undefined, changelog: '# C\n\n## 1.2.3, 2026-12-01\n\n- It pays.\n' }),
    [],
  );
});

for (const [what, more, said] of /** @type {[string, Partial<typeof RIGHT>, RegExp][]} */ ([
  ['the lock file', { lock: '1.2.2' }, /package-lock\.json says 1\.2\.2/],
  ['the crate', { crate: '1.2.2' }, /Cargo\.toml says 1\.2\.2/],
  [
    "Cargo's lock file",
    { locks: { ...RIGHT.locks, 'Cargo.lock': '1.2.2' } },
    /^Cargo\.lock says 1\.2\.2: run `cargo update --workspace --manifest-path Cargo\.toml`\.$/,
  ],
  [
    'the lock file of the fuzz targets',
    { locks: { ...RIGHT.locks, 'tests/fuzz/Cargo.lock': undefined } },
    /^tests\/fuzz\/Cargo\.lock says undefined/,
  ],
  ['the tag', { tag: '1.2.3' }, /The tag is 1\.2\.3, not v1\.2\.3/],
  ['a changelog without the version', { changelog: '# C\n\n## 1.2.2\n\n- It pays.\n' }, /no section "## 1\.2\.3"/],
  ['an empty section', { changelog: '# C\n\n## 1.2.3\n\n## 1.2.2\n\n- It pays.\n' }, /says nothing about 1\.2\.3/],
  [
    'changes without a version',
    { changelog: `# C\n\n## Unreleased\n\n- More.\n\n## 1.2.3\n\n- It pays.\n` },
    /still has changes/,
  ],
])) {
  test(`wrong: ${what}`, () => {
    const wrong = wrongVersions({ ...RIGHT, ...more });
    assert.equal(wrong.length, 1, wrong.join('\n'));
    assert.match(wrong[0], said);
  });
}

test('the package is published from the workflow alone, with provenance, after the checks, by pinned actions', () => {
  assert.deepEqual(manifest().publishConfig, { access: 'public', provenance: true });
  const text = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const { jobs, permissions } = parse(text);
  assert.deepEqual(permissions, {});
  const { steps, permissions: own } = jobs.release;
  assert.deepEqual(own, { contents: 'read', 'id-token': 'write' });
  const lines = steps.map(({ run = '' }) => run);
  const [checked, published] = ['npm run release:check', 'npm publish'].map(word =>
    lines.findIndex(line => line.startsWith(word)),
  );
  assert.ok(checked >= 0 && published > checked, `${checked} ${published}`);
  for (const { uses } of steps.filter(({ uses }) => uses)) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});
