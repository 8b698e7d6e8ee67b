#!/usr/bin/env node
// Brings everything that building, starting and testing needs, and skips what is there. `npm start` and `npm test` call the
// parts they need; by itself: `node scripts/setup.mjs`.
import { fileURLToPath } from 'node:url';
import { main } from './lib/run.mjs';
import { setUpBrowsers } from './setup/browsers.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpRust } from './setup/rust.mjs';
import { setUpTool, withTools } from './setup/tools.mjs';

/** What testing needs, with the paths of browsers and drivers. Compiling waits for the compiler; the rest goes beside it. */
export async function setUpAll() {
  const aside = Promise.all([setUpNpm(), setUpBrowsers()]);
  const rust = await setUpRust();
  const bins = [];
  // One after the other: each compiles on all cores, and they share a target folder.
  for (const name of ['wasm-bindgen', 'wasm-pack', 'geckodriver']) bins.push(await setUpTool(name, rust));
  const [, browsers] = await aside;
  return { rust: { ...rust, env: withTools(rust.env, bins) }, browsers };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setUpAll();
    console.log('Everything is there.');
  });
}
