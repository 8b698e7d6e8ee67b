// The pages of the reference, which are made from the code: `npm run docs -- reference` writes them. They are kept in the repository, so
// that they can be read there, and so that a change of the code shows what changes for its users.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCS, fileOf, LANGUAGES } from './contents.mjs';
import { element } from './reference/element.mjs';
import { errors } from './reference/errors.mjs';
import { http } from './reference/http.mjs';
import { javascript } from './reference/javascript.mjs';
import { testCards } from './reference/test-cards.mjs';
import { words } from './reference/words.mjs';

const PAGES = {
  'reference/javascript': javascript,
  'reference/errors': errors,
  'reference/element': element,
  'reference/words': words,
  'reference/http': http,
  'reference/test-cards': testCards,
};

/** Path below www/docs → text. @returns {Map<string, string>} */
export const referencePages = () =>
  new Map(Object.entries(PAGES).flatMap(([id, make]) => LANGUAGES.map(lang => [fileOf(id, lang), make(lang)])));

export function writeReference() {
  for (const [path, text] of referencePages()) {
    mkdirSync(dirname(join(DOCS, path)), { recursive: true });
    writeFileSync(join(DOCS, path), text);
  }
}
