// SvelteKit on Node: the package is a devDependency, so adapter-node bundles it into the server.
import assert from 'node:assert/strict';

/** @type {import('./project.mjs').Framework} */
export const sveltekit = {
  name: 'sveltekit',
  packages: ['@sveltejs/kit', '@sveltejs/adapter-node', '@sveltejs/vite-plugin-svelte', 'svelte', 'vite'],
  dev: true,
  files: {
    'vite.config.js': `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
export default { plugins: [sveltekit({ adapter: adapter() })] };
`,
    'src/app.html': '<!doctype html><html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
    'src/routes/+page.server.js': `import { PaymentsAPI } from 'payments-widget';
export async function load() {
  const { validateCardNumber } = await PaymentsAPI.ready();
  return { valid: validateCardNumber('4242 4242 4242 4242').isValid };
}
`,
    'src/routes/+page.svelte': '<script>let { data } = $props();</script>\n<p>valid: {data.valid}</p>\n',
  },
  async check(project, check) {
    await check('sveltekit: vite build', () => project.run('vite', 'build'));
    await check('sveltekit: a load function of the bundled server', () =>
      project.serve(
        () => ['node', 'build/index.js'],
        async address => assert.match(await (await fetch(address)).text(), /<p>valid: true<\/p>/),
      ),
    );
  },
};
