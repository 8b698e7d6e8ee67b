// Accessibility: axe-core finds no violation on any page of the demo shop. The states of the form: access-states.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from './support/browser.mjs';
import { withShop } from './support/with-shop.mjs';

const shop = withShop();

for (const lang of ['ko', 'en', 'ar']) {
  for (const theme of ['light', 'dark']) {
    test(`axe-core finds nothing on the shop's pages (${lang}, ${theme})`, async () => {
      for (const path of ['/', '/guide', '/styles', '/return', '/login']) {
        await shop.open(path, { lang, theme });
        if (path === '/') await shop.form();
        assert.deepEqual(await violationsOf(shop.driver), [], path);
      }
    });
  }
}
