// Each system is asked only for the fonts that it may have, in one order on all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fontsOf } from '../../www/look/fonts.js';
import { withPage } from './served.mjs';

const names = list => list.split(',').map(name => name.trim().replaceAll('"', ''));

const ALL = [
  '-apple-system',
  'BlinkMacSystemFont',
  'Segoe UI Variable Text',
  'Segoe UI',
  'Roboto',
  'Apple SD Gothic Neo',
  'Malgun Gothic',
  'Noto Sans KR',
  'Noto Sans CJK KR',
  'Noto Sans',
  'system-ui',
  'sans-serif',
];
const APPLE = ['-apple-system', 'BlinkMacSystemFont', 'Apple SD Gothic Neo'];
const WINDOWS = ['Segoe UI Variable Text', 'Segoe UI', 'Malgun Gothic'];

for (const [platform, others] of /** @type {[string | undefined, string[]][]} */ ([
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
  [undefined, []],
])) {
  test(`on ${platform || 'a system without a name'}: all but ${others.join(', ') || 'none'}`, () => {
    assert.deepEqual(
      names(fontsOf(platform)),
      ALL.filter(name => !others.includes(name)),
    );
  });
}

const page = withPage();

/** The platform, and the font families of a field in a form with this appearance. */
const inPage = appearance =>
  page.run(`PaymentsAPI.configure(CONFIG);
    const form = PaymentsAPI.createForm({ amount: 1, appearance: ${JSON.stringify(appearance)} });
    form.mount('#here');
    return [navigator.platform, getComputedStyle(root().querySelector('input')).fontFamily];`);

test('a form in a page has those of its system', async () => {
  const [platform, shown] = await inPage({});
  assert.deepEqual(names(shown), names(fontsOf(platform)));
});

test("the page's own font is in the place of all of them", async () => {
  const [, shown] = await inPage({ variables: { font: 'Georgia, serif' } });
  assert.equal(shown, 'Georgia, serif');
});
