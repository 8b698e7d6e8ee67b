#!/usr/bin/env node
// `npm run fuzz`: runs each target of tests/fuzz for ten minutes, and prints how many inputs it tried. `npm run fuzz -- edit
// 60`: one target for a minute. A finding gives an exit code that is not 0, and a file in tests/fuzz/artifacts.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TARGET } from './lib/project.mjs';
import { Failed, main, Remedy, run, tail } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

const FOLDER = 'tests/fuzz';
const SECONDS = 600;
/** In memory where there is such a folder: the server's databases, which are not kept. */
const SHARED_MEMORY = '/dev/shm';

const targets = () =>
  [...readFileSync(join(ROOT, FOLDER, 'Cargo.toml'), 'utf8').matchAll(/^\[\[bin\]\]\nname = "(\w+)"$/gm)].map(
    ([, name]) => name,
  );

/** libFuzzer's last line: `Done 123 runs in 600 second(s)`. */
const executions = output => Number(output.match(/^Done (\d+) runs/m)?.[1] ?? 0);

await main(async () => {
  const words = process.argv.slice(2);
  const seconds = Number(words.find(word => /^\d+$/.test(word)) ?? SECONDS);
  const names = words.filter(word => !/^\d+$/.test(word));
  const unknown = names.find(name => !targets().includes(name));
  if (unknown) throw new Remedy(`There is no fuzz target ${unknown}; there are ${targets().join(', ')}.`);

  const rust = await setUpRust();
  const tools = withTools(rust.env, [await setUpTool('cargo-fuzz', rust)]);
  // There is no unsafe code to sanitize, so a stable compiler is enough.
  const data = mkdtempSync(join(existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir(), 'payments-fuzz-'));
  process.on('exit', () => rmSync(data, { recursive: true, force: true }));
  const env = { ...tools, RUSTC_BOOTSTRAP: '1', CARGO_TARGET_DIR: join(TARGET, 'fuzz'), FUZZ_DATA: data };
  let found = 0;
  for (const name of names.length > 0 ? names : targets()) {
    const args = ['fuzz', 'run', '--fuzz-dir', FOLDER, '--sanitizer', 'none', name, '--'];
    const options = [`-dict=${FOLDER}/fuzz.dict`, `-max_total_time=${seconds}`];
    console.log(`· ${name}, ${seconds} s …`);
    try {
      const output = await run('cargo', [...args, ...options], { cwd: ROOT, env });
      console.log(`✓ ${name}: ${executions(output).toLocaleString('en')} executions, no finding`);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      console.log(`${tail(error.output)}\n✗ ${name}`);
      found += 1;
    }
  }
  return found > 0 ? 1 : 0;
});
