#!/usr/bin/env node
// `node scripts/setup.mjs`: installs everything that building, starting and testing needs, and skips what is there. The other
// commands bring what they need by themselves.
import { main, together } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpHadolint, setUpPython, setUpSchemathesis } from './setup/python.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool } from './setup/tools.mjs';

async function compiled() {
  const rust = await setUpRust();
  // One after the other: each compiles on all cores, and they share a target folder.
  for (const name of ['wasm-bindgen', 'wasm-pack', 'geckodriver', 'cargo-deny']) await setUpTool(name, rust);
}

await main(async () => {
  await together(compiled(), setUpBrowsers(), setUpNpm(), setUpPython(), setUpHadolint(), setUpSchemathesis());
  console.log('Everything is there.');
});
