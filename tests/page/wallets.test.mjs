// The mark of a wallet, in Chromium: one that comes with the package, else the first letter of its name, in a colour that its id
// chooses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withPage } from './served.mjs';

const page = withPage();

/** `mark(id, label)` puts the mark of a wallet into a form; `theme` is the form's. */
const SETUP = `
  PaymentsAPI.configure(CONFIG);
  const form = PaymentsAPI.createForm({ amount: 1, currency: 'USD', appearance: { theme } });
  await form.mount('#here');
  const mark = (id, label, name) => {
    const made = fake.views[0].host.wallet(id, label, name);
    root().querySelector('form').append(made);
    return made;
  };
  const letter = (id, label) => getComputedStyle(mark(id, label), '::before').content;
  const colours = (id, label = 'A', name = undefined) => {
    const { backgroundColor, color } = getComputedStyle(mark(id, label, name));
    return [backgroundColor, color].map(colour => colour.match(/[0-9.]+/g).map(Number));
  };`;
const run = (script, theme = 'light') => page.run(`const theme = '${theme}'; ${SETUP} ${script}`);

/** The contrast of two sRGB colours: WCAG 2.2, 1.4.3. */
function contrast(...colours) {
  const light = colours.map(([...channels]) => {
    const [red, green, blue] = channels
      .map(value => value / 255)
      .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(...light) + 0.05) / (Math.min(...light) + 0.05);
}

test('its letter is the first of the name as a reader counts letters', async () => {
  const names = [
    'Kakao Pay',
    '카카오페이',
    '카카오페이'.normalize('NFD'),
    ' naver',
    'محفظة',
    'हिन्दी',
    '👨‍👩‍👧 Pay',
    '"Q"',
    '',
  ];
  assert.deepEqual(await run(`return ${JSON.stringify(names)}.map(name => letter('w', name))`), [
    '"K"',
    '"카"',
    '"카"',
    '"n"',
    '"م"',
    '"हि"',
    '"👨‍👩‍👧"',
    '"\\""',
    '""',
  ]);
});

test('a browser that cannot count them takes the first character', async () => {
  const names = ['Kakao Pay', '카카오페이'.normalize('NFD'), '👍 Pay', ''];
  assert.deepEqual(await run(`delete Intl.Segmenter; return ${JSON.stringify(names)}.map(name => letter('w', name))`), [
    '"K"',
    '"카"',
    '"👍"',
    '""',
  ]);
});

test('the id alone chooses the colour, and wallets have several', async () => {
  const [same, several] = await run(`
    const ids = Array.from({ length: 60 }, (_, at) => 'wallet_' + at);
    const same = [colours('my_wallet'), colours('my_wallet', 'B')].map(String);
    return [same, new Set(ids.map(id => String(colours(id)))).size];`);
  assert.equal(same[0], same[1]);
  assert.equal(several, 6);
});

for (const theme of ['light', 'dark']) {
  test(`every colour has a contrast of 4.5 to its letter: ${theme}`, async () => {
    const pairs = await run(`return Array.from({ length: 60 }, (_, at) => colours('wallet_' + at))`, theme);
    for (const [plate, letter] of pairs) assert.ok(contrast(plate, letter) >= 4.5, `${plate} ${letter}`);
  });
}

test('a mark that comes with the package is named in the types, and has a contrast of 4.5 to its letter', async () => {
  const read = path => readFileSync(new URL(`../../www/${path}`, import.meta.url), 'utf8');
  const [comment] = read('api/index.d.ts').match(/A mark that comes with the package:[^.]+/) ?? [];
  const named = [...(comment ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  const [list] = read('look/wallet-mark.js').match(/MARKS = Object\.freeze\(\{[^}]+/) ?? [];
  const made = [...(list ?? '').matchAll(/^ {2}'?([\w-]+)'?: '/gm)].map(([, name]) => name);
  assert.ok(named.length > 5);
  assert.deepEqual(named.sort(), made.sort());
  const shown = await run(`return ${JSON.stringify(named)}.map(name => colours('w', 'Ä', name))`);
  for (const [at, [plate, letter]] of shown.entries()) assert.ok(contrast(plate, letter) >= 4.5, named[at]);
  // The sum of no characters is 0: the colour of a mark for which the sheet has none.
  const usual = await run("return colours('')");
  for (const [at, pair] of shown.entries()) assert.notDeepEqual(pair, usual, named[at]);
});

test('it keeps its colours where the payer has colours of their own, as the marks of cards do', async () => {
  const driver = /** @type {import('selenium-webdriver/chrome.js').Driver} */ (page.driver);
  const kept = await run("return String(colours('my_wallet'))");
  await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', {
    features: [{ name: 'forced-colors', value: 'active' }],
  });
  const forced = await run("return [matchMedia('(forced-colors: active)').matches, String(colours('my_wallet'))]");
  await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
  assert.deepEqual(forced, [true, kept]);
});

test('it is 24 px, and neither text of the page nor read aloud', async () => {
  assert.deepEqual(
    await run(`
    const made = mark('my_wallet', 'Moa Pay');
    const { width, height } = made.getBoundingClientRect();
    return [Math.round(width), Math.round(height), made.textContent, made.ariaHidden];`),
    [24, 24, '', 'true'],
  );
});
