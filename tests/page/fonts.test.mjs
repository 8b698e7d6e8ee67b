// Each system is asked only for the fonts that it may have, in one order on all of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ownFonts } from '../../www/look/fonts.js';
import { withPage } from './served.mjs';

const CSS = readFileSync(new URL('../../www/look/form.css', import.meta.url), 'utf8');
/** The families in a sheet, by name. */
const families = css =>
  css
    .match(/--_font:\s*var\(--pw-font,([^)]*)\)/)[1]
    .split(',')
    .map(nameOf);
const nameOf = family => family.trim().replaceAll('"', '');

const APPLE = ['-apple-system', 'BlinkMacSystemFont', 'Apple SD Gothic Neo'];
const WINDOWS = ['Segoe UI Variable Text', 'Segoe UI', 'Malgun Gothic'];

for (const [platform, others] of /** @type {[string, string[]][]} */ ([
  ['MacIntel', WINDOWS],
  ['iPhone', WINDOWS],
  ['iPad', WINDOWS],
  ['Win32', APPLE],
  ['Linux x86_64', [...APPLE, ...WINDOWS]],
  ['Linux armv81', [...APPLE, ...WINDOWS]],
  ['Android', [...APPLE, ...WINDOWS]],
  ['FreeBSD amd64', [...APPLE, ...WINDOWS]],
  ['PlayStation 5', []],
  ['', []],
])) {
  test(`on ${platform || 'a system without a name'}: all but ${others.join(', ') || 'none'}`, () => {
    const all = families(CSS);
    for (const other of others) assert.ok(all.includes(other), other);
    const own = all.filter(name => !others.includes(name));
    assert.deepEqual(families(ownFonts(CSS, platform)), own);
    const minified = CSS.replace(/,\s+/g, ',');
    assert.deepEqual(families(ownFonts(minified, platform)), own);
  });
}

const page = withPage();

/** The platform, and the families of a field in a form with this appearance. */
const inPage = appearance =>
  page.run(`PaymentsAPI.configure(CONFIG);
    const form = PaymentsAPI.createForm({ amount: 1, appearance: ${JSON.stringify(appearance)} });
    form.mount('#here');
    return [navigator.platform, getComputedStyle(root().querySelector('input')).fontFamily];`);

test('a form in a page has those of its system', async () => {
  const [platform, shown] = await inPage({});
  assert.deepEqual(shown.split(',').map(nameOf), families(ownFonts(CSS, platform)));
});

test("the page's own font is in the place of all of them", async () => {
  const [, shown] = await inPage({ variables: { font: 'Georgia, serif' } });
  assert.equal(shown, 'Georgia, serif');
});
