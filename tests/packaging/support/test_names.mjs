// The names of the tests in a file, for the pages that name tests.
import { readFileSync } from 'node:fs';

/**
 * The names of a file's tests and of their groups, with `…` for what is put into them.
 *
 * @param {string} path
 */
export function testNames(path) {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.rs')) return [...text.matchAll(/\bfn (\w+)\(/g)].map(([, name]) => name);
  const titles = [...text.matchAll(/\b(?:test|describe)\(\s*(['"`])(.*?)(?<!\\)\1,/g)];
  return titles.map(([, , title]) => title.replaceAll(/\$\{.*?\}/g, '…'));
}
