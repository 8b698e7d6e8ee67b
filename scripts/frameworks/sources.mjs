// The shops of tests/packaging/projects, whose sources are also put into projects that `npm run frameworks` makes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';

export const SHOPS_FOLDER = join(ROOT, 'tests/packaging/projects');

export const sourceOf = (/** @type {string} */ path) => readFileSync(join(SHOPS_FOLDER, path), 'utf8');

/**
 * Files of a shop, by the paths that they have in another project: `{ 'app/shop/shop.tsx': '…' }`.
 * @param {string} folder  where they are: `react/src`
 * @param {string[]} names
 * @param {string} into
 */
export const sourcesIn = (folder, names, into) =>
  Object.fromEntries(names.map(name => [`${into}/${name}`, sourceOf(`${folder}/${name}`)]));
