#!/usr/bin/env node
// Installs everything that building, starting and testing needs, and skips what is there. `npm start` and `npm test` call
// the parts that they need; on its own: `node scripts/setup.mjs`.
import { isCommand, main, together, which } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

async function compiled() {
  const rust = await setUpRust();
  const bins = [];
  // One after the other: each compiles on all cores, and they share a target folder.
  for (const name of ['wasm-bindgen', 'wasm-pack', 'geckodriver']) bins.push(await setUpTool(name, rust));
  return { ...rust, env: withTools(rust.env, bins) };
}

/** What testing needs: the compiler with all tools on its PATH, and the paths of browsers and drivers. */
export async function setUpAll() {
  const [rust, browsers] = await together(compiled(), setUpBrowsers(), setUpNpm());
  return { rust, browsers: { ...browsers, geckodriver: which('geckodriver', rust.env.PATH) } };
}

if (isCommand(import.meta.url)) {
  await main(async () => {
    await setUpAll();
    console.log('Everything is there.');
  });
}
