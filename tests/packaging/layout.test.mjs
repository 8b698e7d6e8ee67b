// The top of the repository holds few names, each with a meaning; the files of tools begin with a dot where they can.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../../scripts/lib/project.mjs';

const NAMES = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'Cargo.lock',
  'Cargo.toml',
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.ko.md',
  'README.md',
  'SECURITY.md',
  'clippy.toml',
  'deny.toml',
  'package-lock.json',
  'package.json',
  'rust-toolchain.toml',
  'sandbox',
  'scripts',
  'src',
  'tests',
  'www',
];

test('the top level holds nothing else', () => {
  const listed = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const top = [...new Set(listed.map(file => file.split('/')[0]))].filter(name => !name.startsWith('.'));
  assert.deepEqual(
    top.filter(name => !NAMES.includes(name)),
    [],
  );
});
