// The sentences that the widget shows, from its own tables, so that a test names a sentence by its key and not by its
// wording. The only file of these tests that knows where the tables are.
import ar from '../../../www/text/locales/ar.js';
import en from '../../../www/text/locales/en.js';
import ko from '../../../www/text/locales/ko.js';

const TABLES = { ar, en, ko };

/** A sentence by its key, with its placeholders filled in. */
export function sentence(key, params = {}, locale = 'en') {
  const found = TABLES[locale][key];
  if (typeof found !== 'string') throw new Error(`${locale} has no sentence ${key}`);
  return found.replace(/\{(\w+)\}/g, (placeholder, name) => params[name] ?? placeholder);
}

/** A pattern that matches a text with this sentence in it. */
export function says(key, params, locale) {
  return new RegExp(sentence(key, params, locale).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
