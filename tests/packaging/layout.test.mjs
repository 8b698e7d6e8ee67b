// The repository's top: few names, each with a meaning; tools' own files begin with a dot.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/project.mjs';

const NAMES = [
  'CHANGELOG.md',
  'Cargo.lock',
  'Cargo.toml',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.ko.md',
  'README.md',
  'package-lock.json',
  'package.json',
  'sandbox',
  'scripts',
  'src',
  'tests',
  'www',
];

test('the top level holds nothing but what the design names', () => {
  const listed = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const top = [...new Set(listed.map((file) => file.split('/')[0]))].filter((name) => !name.startsWith('.'));
  assert.deepEqual(
    top.filter((name) => !NAMES.includes(name)),
    [],
  );
});
