// The same sources give the same bytes in another folder. Here dist/ is built again around the WebAssembly that is there, in seconds;
// `npm run release:check` compiles that again too.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../../scripts/lib/differences.mjs';
import { DIST, ROOT, TARGET } from '../../scripts/lib/project.mjs';
import { run } from './support/project.mjs';

const SOURCES = ['www', 'scripts', 'src', 'package.json', 'package-lock.json', 'Cargo.toml', 'Cargo.lock'];

test('dist/ is the same, byte for byte, when it is built in another folder', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'payments-reproduced-')));
  try {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'target'));
    cpSync(join(TARGET, 'widget'), join(folder, 'target/widget'), { recursive: true });
    const { revision } = JSON.parse(readFileSync(join(DIST, 'integrity.json'), 'utf8'));
    const env = { ...process.env, PAYMENTS_REVISION: revision ?? '', CARGO_TARGET_DIR: join(folder, 'target') };
    run(process.execPath, ['scripts/build.mjs'], folder, env);
    assert.deepEqual(differences(DIST, join(folder, 'dist')), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
