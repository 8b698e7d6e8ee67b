// The hashes of all files of dist/, and the script tag that holds every file to its hash.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { files } from '../lib/project.mjs';

export const hash = (algorithm, encoding, bytes) => createHash(algorithm).update(bytes).digest(encoding);

/**
 * By file: `integrity` for a page's attribute (SHA-384), and `sha256` for a mirror (hexadecimal).
 *
 * @param {string} folder
 * @returns {Record<string, { integrity: string, sha256: string, bytes: number }>}
 */
export function hashesOf(folder) {
  const listed = files(folder).filter(file => /\.(js|wasm)$/.test(file));
  return Object.fromEntries(
    listed.map(file => {
      const bytes = readFileSync(file);
      const integrity = `sha384-${hash('sha384', 'base64', bytes)}`;
      return [relative(folder, file), { integrity, sha256: hash('sha256', 'hex', bytes), bytes: bytes.length }];
    }),
  );
}

/** Where a page has the files: to be replaced. */
const ADDRESS = 'https://cdn.example/payments-widget';

/**
 * The script tag as a page has it, with an import map before it for the files that it loads later. It is text to copy, not a page.
 *
 * @param {Record<string, { integrity: string }>} hashes
 * @param {string[]} parts  what the script tag can load, besides the WebAssembly: this is compared with the hash in the script
 * @param {string} name  of the build
 */
export function scriptTag(hashes, parts, name) {
  const integrity = Object.fromEntries(parts.map(part => [`${ADDRESS}/${part}`, hashes[part].integrity]));
  return `<!-- payments-widget ${name}. Replace ${ADDRESS} by the address at which you serve the files of
     dist/, and the values that end with an ellipsis by yours. With a Content-Security-Policy, the import map needs your nonce. It must be
     before all modules of the page; a page with an import map of its own takes "integrity" over into that one. -->
<script type="importmap">
${JSON.stringify({ integrity }, null, 2)}
</script>
<script
  src="${ADDRESS}/payments-widget.global.js"
  integrity="${hashes['payments-widget.global.js'].integrity}"
  crossorigin="anonymous"
  data-api-key="pk_…"
  data-endpoint="https://…/v1"
  data-session-url="/…"
></script>
`;
}
