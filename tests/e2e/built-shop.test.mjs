// One of the shops of tests/packaging/projects, with the packed package: type-checked and built by Solid's own tools, mounted, paid and
// unmounted twice. `npm run frameworks` does the same in every framework, with its newest version.
import { after, describe, test } from 'node:test';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../scripts/lib/project.mjs';
import { installedProject, run } from '../packaging/support/project.mjs';
import { serveBuilt, stepsOf } from './support/built-shop.mjs';
import { withShop } from './support/with-shop.mjs';

describe('a shop in Solid', () => {
  let project;
  let served;
  const shop = withShop({
    loggedIn: false,
    async ready({ sandbox }) {
      project = installedProject();
      cpSync(join(ROOT, 'tests/packaging/projects/solid'), project.folder, { recursive: true });
      project.link('solid-js', 'vite-plugin-solid', 'csstype');
      await build({ root: project.folder, logLevel: 'error', build: { outDir: 'site' } });
      served = await serveBuilt(sandbox, join(project.folder, 'site'));
    },
  });
  after(async () => {
    await served?.close();
    project?.remove();
  });

  test('has the right types', () => {
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], project.folder);
  });
  const steps = stepsOf(() => ({ driver: shop.driver, sandbox: shop.sandbox, address: served.address }));
  for (const [step, work] of Object.entries(steps)) test(step, work);
});
