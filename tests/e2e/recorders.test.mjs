// Session recorders leave out what is typed: the real rrweb, with its own defaults, records a payment from the first script of
// the page on, and nothing of the card is in the recording, not even a piece. Many recorders are built on rrweb; that of PostHog
// has marks of its own. The last four digits are no secret: the form itself shows them, in the receipt.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { findLeaks } from './support/leaks.mjs';
import { FIELDS, field } from './support/shop.mjs';
import { withMerchant } from './support/merchant.mjs';

const { resolve } = createRequire(import.meta.url);
const RRWEB = readFileSync(resolve('rrweb').replace(/[^/]+$/, 'rrweb.umd.min.cjs'), 'utf8');

/** The options of each recorder in the place of rrweb's own. */
const RECORDERS = {
  rrweb: {},
  'a recorder that has the marks of PostHog': {
    blockClass: 'ph-no-capture',
    ignoreClass: 'ph-ignore-input',
    maskTextClass: 'ph-mask',
  },
};

/** American Express: its code has four digits, which are found elsewhere by chance less often than three. */
const TYPED = { number: '378282246310005', cvv: '7391', expiry: '1234', name: 'KIM MINSEO' };
const SECRET = { number: TYPED.number, code: TYPED.cvv, name: TYPED.name, expiry: { month: 12, year: 2034 } };

const head = `<script>${RRWEB}
  var recording = [];
  rrweb.record({ ...JSON.parse(sessionStorage.recorder ?? '{}'), emit: event => void recording.push(event) });
</script>`;

/** Every text in the recording, with the member that holds it, but those of style sheets, which are full of digits. */
function* textsOf(value, member = '') {
  if (typeof value === 'string') yield [member, value];
  if (value === null || typeof value !== 'object') return;
  for (const [name, inner] of Object.entries(value)) {
    if (!['rule', 'rules', '_cssText'].includes(name)) yield* textsOf(inner, Array.isArray(value) ? member : name);
  }
}

/** The card in a recording: what `findLeaks` finds in its texts, and which pieces of what was typed it has. */
function found(recording) {
  const texts = [...textsOf(recording)].map(([member, text]) => [member, text.replace(/pay_\w+/g, '')]);
  const shown = [...Object.values(TYPED), '3782 822463 10005', '12 / 34'];
  // Where rrweb keeps what a field holds; elsewhere a text as short as a digit says nothing.
  const held = texts.filter(([member]) => ['text', 'value', 'textContent'].includes(member)).map(([, text]) => text);
  const all = texts.map(([, text]) => text).join('\n');
  const quads = Array.from({ length: TYPED.number.length - 4 }, (_, at) => TYPED.number.slice(at, at + 4));
  return {
    whole: findLeaks({ recording: all }, SECRET),
    pieces: [...new Set(held)].filter(text => text.trim() && shown.some(typed => typed.includes(text))),
    quads: quads.filter(quad => all.replace(/(?<=\d) (?=\d)/g, '').includes(quad)),
  };
}

for (const browser of ['Chromium', 'Firefox']) {
  describe(`in ${browser}`, () => {
    const merchant = withMerchant({ browser, head });

    /**
     * Types a card, has the whole page recorded anew and the form moved while it is there, and pays; gives the recording.
     *
     * @param {object} recorder
     * @param {string} [before]  a script that runs before anything is typed
     */
    async function recorded(recorder, before = '') {
      const { driver } = merchant;
      await driver.get(merchant.origin);
      await driver.executeScript('sessionStorage.recorder = arguments[0]', JSON.stringify(recorder));
      const root = await merchant.open();
      await driver.executeScript(`const root = document.querySelector('payment-form').shadowRoot; ${before}`);
      for (const name of Object.keys(FIELDS)) {
        await (await field(root, name)).sendKeys(TYPED[name]);
        await driver.executeScript('rrweb.record.takeFullSnapshot(true)');
      }
      await driver.executeScript('document.body.append(document.querySelector("payment-form"))');
      await driver.sleep(200);
      await merchant.submit(root);
      await merchant.textOf(root, '.pw-state[data-kind="success"]');
      await driver.sleep(200);
      return driver.executeScript('return recording');
    }

    for (const [name, recorder] of Object.entries(RECORDERS)) {
      test(`${name} records a payment without the card`, async () => {
        const recording = await recorded(recorder);
        assert.match(JSON.stringify(recording), /Payment complete/, 'the form is in the recording');
        assert.deepEqual(found(recording), { whole: [], pieces: [], quads: [] });
      });
    }

    test('without the marks the card is found: in each key, and in the fields', async () => {
      const unmark = "for (const input of root.querySelectorAll('input')) input.className = 'pw-input';";
      const { whole, pieces, quads } = found(await recorded(RECORDERS.rrweb, unmark));
      for (const kind of ['card number', 'security code', 'cardholder name', 'expiry'])
        assert.ok(whole.includes(`recording: ${kind}, plain`), kind);
      for (const piece of ['37', '3782', '73', '12', 'KI']) assert.ok(pieces.includes(piece), piece);
      assert.ok(quads.includes('3782'));
    });
  });
}
