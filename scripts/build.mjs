#!/usr/bin/env node
// Builds dist/: the WebAssembly, then the JavaScript around it. What is unchanged is not built again.
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
