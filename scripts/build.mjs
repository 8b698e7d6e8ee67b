#!/usr/bin/env node
// `npm run build`: builds dist/, the WebAssembly first and then the JavaScript around it. It skips what is unchanged.
import { bundle } from './build/bundle.mjs';
import { buildWasm } from './build/wasm.mjs';
import { isCommand, main, together } from './lib/run.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpRust } from './setup/rust.mjs';

export async function build(rust) {
  await bundle(await buildWasm(rust));
}

if (isCommand(import.meta.url)) {
  await main(async () => {
    const [rust] = await together(setUpRust({ wasmStd: false }), setUpNpm());
    await build(rust);
  });
}
