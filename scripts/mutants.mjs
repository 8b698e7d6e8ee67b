#!/usr/bin/env node
// `npm run mutants`: changes the rules of cards, money, forms and payments one at a time, and lists each change that no
// native test notices. It takes hours; .cargo/mutants.toml says what is changed and which tests run. Words after `--` go
// to cargo-mutants: `npm run mutants -- --file src/money.rs`.
import { ROOT } from './lib/project.mjs';
import { main, run } from './lib/run.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

await main(async () => {
  const rust = await setUpRust({ wasmStd: false });
  const env = withTools(rust.env, [await setUpTool('cargo-mutants', rust)]);
  await run('cargo', ['mutants', ...process.argv.slice(2)], { cwd: ROOT, env, show: true });
});
