// The blocks of www/docs/bundlers.md: what the page shows is what is run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WWW } from '../lib/project.mjs';

export const blocksOf = (/** @type {string} */ text) =>
  [...text.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = '']) => block);

const blocks = blocksOf(readFileSync(join(WWW, 'docs/bundlers.md'), 'utf8'));

/** Those that nothing runs. */
export const left = new Set(blocks);

/** The only block with this word. */
export function documented(/** @type {string} */ word) {
  const [block, another] = blocks.filter(text => text.includes(word));
  if (!block || another) throw new Error(`${another ? 'Several blocks' : 'No block'} of bundlers.md: ${word}`);
  left.delete(block);
  return block;
}
