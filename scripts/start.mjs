#!/usr/bin/env node
// `npm start`: from a clean clone to a running shop. Flags go to the sandbox: --shop-port, --port, --data.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.mjs';
import { docs } from './docs.mjs';
import { DIST, DOCS_SITE, ROOT, TARGET, WWW } from './lib/project.mjs';
import { main, online, run, step, together } from './lib/run.mjs';
import { setUpNpm } from './setup/npm.mjs';
import { setUpRust } from './setup/rust.mjs';

async function buildSandbox(rust) {
  const args = ['build', '-p', 'payments-sandbox', '--profile', 'start'];
  const env = { ...rust.env, CARGO_TARGET_DIR: TARGET };
  // cargo itself knows what is unchanged.
  await step('the sandbox', '3 min the first time, then 1 s', () =>
    online('Rust crates', () => run('cargo', args, { cwd: ROOT, env })),
  );
}

/** Runs the sandbox in this terminal, and resolves to its exit code. */
function serve(flags) {
  return new Promise((resolve, reject) => {
    const args = ['--www', WWW, '--dist', DIST, '--docs', DOCS_SITE, ...flags];
    const sandbox = spawn(join(TARGET, 'start/sandbox'), args, { cwd: ROOT, stdio: 'inherit' });
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    // Ctrl-C reaches both programs, `kill` only this one: the sandbox gets the signal in both cases.
    process.on('SIGINT', () => sandbox.kill('SIGINT')).on('SIGTERM', () => sandbox.kill('SIGTERM'));
    sandbox.on('error', reject);
    sandbox.on('close', (code, signal) => resolve(signal ? 1 : code));
  });
}

await main(async () => {
  const [rust] = await together(setUpRust({ wasmStd: false }), setUpNpm());
  // At the same time: parts of both compile on one core only.
  await together(buildSandbox(rust), build(rust), docs());
  return serve(process.argv.slice(2));
});
