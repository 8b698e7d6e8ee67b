// A Worker in workerd, which takes WebAssembly only as an import: bundled by esbuild, run by miniflare.
import assert from 'node:assert/strict';
import { VERIFIED, VERIFIES } from './webhook.mjs';

/** @type {import('./project.mjs').Framework} */
export const workerd = {
  name: 'workerd',
  needs: "`import wasm from 'payments-widget/wasm'` and `PaymentsAPI.ready({ wasm })`",
  packages: ['miniflare', 'esbuild'],
  files: {
    'webhooks.js': VERIFIES,
    'worker.js': `import { webhooks } from './webhooks.js';
import { PaymentsAPI } from 'payments-widget';
import wasm from 'payments-widget/wasm';
export default {
  async fetch() {
    const { validateCardNumber } = await PaymentsAPI.ready({ wasm });
    return Response.json([...(await webhooks()), validateCardNumber('4242 4242 4242 4242').isValid]);
  },
};
`,
    'build.js': `import { build } from 'esbuild';
// What wrangler does: the import of the WebAssembly stays one, and the file is beside the script.
const wasm = { name: 'wasm', setup: ({ onResolve }) => onResolve({ filter: /^payments-widget\\/wasm$/ }, () => ({
  path: './payments-widget.wasm', external: true,
})) };
await build({ entryPoints: ['worker.js'], outfile: 'out/worker.js', bundle: true, format: 'esm', plugins: [wasm],
  conditions: ['workerd', 'worker', 'browser'] });
`,
    'serve.js': `import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Miniflare } from 'miniflare';
copyFileSync(fileURLToPath(import.meta.resolve('payments-widget/wasm')), 'out/payments-widget.wasm');
const worker = new Miniflare({
  modules: true,
  modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
  scriptPath: 'out/worker.js',
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  compatibilityDate: '2025-01-01',
});
process.on('SIGTERM', async () => {
  await worker.dispose();
  process.exit();
});
`,
  },
  async check(project, check) {
    await check('workerd: the Worker is bundled', () => project.run('node', 'build.js'));
    await check(
      "workerd: verifyWebhook, and PaymentsAPI.ready({ wasm }) with an import of 'payments-widget/wasm'",
      () =>
        project.serve(
          () => ['node', 'serve.js'],
          async address => assert.deepEqual(await (await fetch(address)).json(), [...VERIFIED, true]),
        ),
    );
  },
};
