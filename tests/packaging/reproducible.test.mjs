// The same sources give the same bytes in another folder. Here dist/ is built again around the WebAssembly that is there, in seconds;
// `npm run release:check` compiles that again too.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../../scripts/lib/differences.mjs';
import { DIST, ROOT, TARGET } from '../../scripts/lib/project.mjs';
import { run } from './support/project.mjs';

const SOURCES = ['www', 'scripts', 'src', 'package.json', 'package-lock.json', 'Cargo.toml', 'Cargo.lock'];

test('dist/ is the same, byte for byte, when it is built in another folder', () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'payments-reproduced-')));
  // What cargo makes is outside the sources, as where `CARGO_TARGET_DIR` names a common folder.
  const [folder, target] = [join(place, 'sources'), join(place, 'target')];
  try {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    cpSync(join(TARGET, 'widget'), join(target, 'widget'), { recursive: true });
    const { revision } = JSON.parse(readFileSync(join(DIST, 'integrity.json'), 'utf8'));
    const env = { ...process.env, PAYMENTS_REVISION: revision ?? '', CARGO_TARGET_DIR: target };
    run(process.execPath, ['scripts/build.mjs'], folder, env);
    assert.deepEqual(differences(DIST, join(folder, 'dist')), []);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
