#!/usr/bin/env node
// `npm run docs`: makes the site of the documentation from www/docs, for the sandbox to serve. It skips what is unchanged. With
// `-- reference` it first writes the pages that are made from the code.
import { renameSync, rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS_SITE, fingerprint, ROOT, unlessDone, WWW } from './lib/project.mjs';
import { isCommand, main, step } from './lib/run.mjs';
import { setUpNpm } from './setup/npm.mjs';

const INPUTS = [
  join(WWW, 'docs'),
  join(WWW, 'site'),
  join(WWW, 'shop/icon.svg'),
  join(ROOT, 'scripts/docs'),
  join(ROOT, 'package-lock.json'),
];

/** Makes the site, unless nothing has changed: in a new folder, which then replaces the old one. */
export async function docs() {
  await unlessDone(join(DOCS_SITE, '.stamp'), fingerprint(INPUTS), [join(DOCS_SITE, 'llms.txt')], () =>
    step('the documentation', '1 s', async () => {
      const { writeSite } = await import('./docs/site.mjs');
      const fresh = `${DOCS_SITE}.${process.pid}`;
      try {
        mkdirSync(fresh, { recursive: true });
        await writeSite(fresh);
        rmSync(DOCS_SITE, { recursive: true, force: true });
        renameSync(fresh, DOCS_SITE);
      } finally {
        rmSync(fresh, { recursive: true, force: true });
      }
    }),
  );
}

if (isCommand(import.meta.url)) {
  await main(async () => {
    await setUpNpm();
    if (process.argv[2] === 'reference') (await import('./docs/reference.mjs')).writeReference();
    await docs();
  });
}
