// What differs between two folders.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { files } from './project.mjs';

/** Stamps of the build, which nobody gets. */
const IGNORED = ['.stamp'];

/** The files that are not in both folders with the same bytes, by their names in the folder. */
export function differences(one, other) {
  const [left, right] = [one, other].map(folder => files(folder).map(file => relative(folder, file)));
  const names = [...new Set([...left, ...right])].filter(name => !IGNORED.includes(name)).sort();
  const isSame = name => readFileSync(join(one, name)).equals(readFileSync(join(other, name)));
  return names.filter(name => !left.includes(name) || !right.includes(name) || !isSame(name));
}
