#!/usr/bin/env node
// `npm run faults`: every fault of sandbox/tests/faults against the sandbox, on SQLite and on PostgreSQL, and what came of it as a
// table in Markdown. `npm run faults -- soak` runs only the tests with this in their names; `--part` makes a part of the tries, as
// `npm test` does.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failed, main, run } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';

const TESTS = ['test', '--locked', '-p', 'payments-sandbox', '--features', 'failpoints', '--test', 'faults'];
/** Two faults at a time: with more, the payers wait for the processor and not for the fault. */
const AT_ONCE = '--test-threads=2';

/** @param {any[]} rows  one for each fault and database */
function print(rows) {
  console.log('| fault | database | tries | charges | lost | doubled |\n|---|---|---:|---:|---:|---:|');
  const sorted = rows.sort((one, other) => one.fault.localeCompare(other.fault));
  for (const { fault, database, tries, charges, lost, doubled } of sorted)
    console.log(`| ${fault} | ${database} | ${tries} | ${charges} | ${lost} | ${doubled} |`);
}

await main(async () => {
  const rust = await setUpRust({ wasmStd: false });
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const table = join(folder, 'table');
  const words = process.argv.slice(2);
  const env = { ...rust.env, FAULTS: words.includes('--part') ? undefined : 'whole', FAULTS_TABLE: table };
  const tests = ['cargo', ...TESTS, '--', AT_ONCE, ...words.filter(word => word !== '--part')];
  const failed = [];
  try {
    for (const [command, ...args] of [tests, [process.execPath, 'scripts/postgres.mjs', ...tests]]) {
      try {
        await run(command, args, { env, show: true });
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        // Its output has been shown. The other database is tried all the same.
        failed.push(error);
      }
    }
    if (existsSync(table)) {
      const lines = readFileSync(table, 'utf8').trim().split('\n');
      print(lines.map(line => JSON.parse(line)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  for (const error of failed) console.error(`✗ ${error.message}`);
  return failed.length > 0 ? 1 : 0;
});
