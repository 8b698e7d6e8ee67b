// The shop without a framework, tests/packaging/projects/plain, for the tools that bundle it.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { files } from '../lib/project.mjs';
import { SHOPS_FOLDER } from './sources.mjs';

const FOLDER = join(SHOPS_FOLDER, 'plain');

/** Its files, by their paths. */
export const PLAIN = Object.fromEntries(
  files(FOLDER).map(file => [relative(FOLDER, file), readFileSync(file, 'utf8')]),
);

const TAG = '<script type="module" src="src/main.js"></script>';

/** Its page with another script tag, where the tool does not make the page. */
export const pageWith = (/** @type {string} */ tag) => PLAIN['index.html'].replace(TAG, tag);
