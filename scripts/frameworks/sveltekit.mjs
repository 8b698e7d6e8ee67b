// SvelteKit on Node: the package is a devDependency, so adapter-node bundles it into the server. The shop of
// tests/packaging/projects/svelte is rendered on the server, and paid under a strict content security policy with a nonce.
import assert from 'node:assert/strict';
import { documented } from './documented.mjs';
import { payOnServer } from './payer.mjs';
import { sourcesIn } from './sources.mjs';

/** The shop in Svelte, which comes into a page of SvelteKit as it is. */
const SHOP = sourcesIn('svelte/src', ['Checkout.svelte', 'Shop.svelte'], 'src/routes/shop');

/** The documented one. The sandbox has another port each time. */
const CONFIG = documented('adapter-node').replaceAll('https://pay.example.com', 'http://localhost:*');

/** @type {import('./project.mjs').Framework} */
export const sveltekit = {
  name: 'sveltekit',
  needs: 'nothing',
  packages: ['@sveltejs/kit', '@sveltejs/adapter-node', '@sveltejs/vite-plugin-svelte', 'svelte', 'vite'],
  dev: true,
  files: {
    ...SHOP,
    'vite.config.js': CONFIG,
    'src/app.html': `<!doctype html><html lang="en"><head><link rel="icon" href="data:," />%sveltekit.head%</head>
<body>%sveltekit.body%</body></html>
`,
    'src/routes/+page.server.js': `import { PaymentsAPI } from 'payments-widget';
export async function load() {
  const { validateCardNumber } = await PaymentsAPI.ready();
  return { valid: validateCardNumber('4242 4242 4242 4242').isValid };
}
`,
    'src/routes/+page.svelte': '<script>let { data } = $props();</script>\n<p>valid: {data.valid}</p>\n',
    'src/routes/session/+server.js': `export const POST = () => fetch(process.env.MERCHANT + '/session', { method: 'POST' });
`,
    'src/routes/shop/+page.server.js': `export const load = async () => (await fetch(process.env.MERCHANT + '/settings.json')).json();
`,
    'src/routes/shop/+page.svelte': `<script>
  import { PaymentsAPI } from 'payments-widget';
  import 'payments-widget/element';
  import Shop from './Shop.svelte';
  let { data } = $props();
  PaymentsAPI.configure({ ...data, sessionUrl: '/session' });
</script>
<Shop />
`,
  },
  async check(project, check) {
    const command = () => ['node', 'build/index.js'];
    await check('sveltekit: vite build', () => project.run('vite', 'build'));
    await check('sveltekit: a load function of the bundled server', () =>
      project.serve(command, async address => {
        assert.match(await (await fetch(address)).text(), /<p>valid: true<\/p>/);
      }),
    );
    await payOnServer('sveltekit, policy nonce', check, project, { command, path: '/shop' });
  },
};
