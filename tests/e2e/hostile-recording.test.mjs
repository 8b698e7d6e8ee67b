// A hostile page records all that it can: it listens at every node and puts itself in the place of what the widget calls. In a frame it gets
// nothing of the card. Without a frame it gets all of it, which is asserted too: the documentation says so.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { BROWSERS, CARD, cardIn, MODES, RECORDER, report, withHostile } from './support/hostile.mjs';
import { chromiumIme } from './support/ime.mjs';

/** Where the card is heard in a page without a frame. */
const HEARD_INLINE = ['listeners', 'values of inputs', 'HTMLInputElement', 'getters of events', 'crypto.subtle'];
/** What a page with a frame is heard at as well: else these attacks would try nothing. */
const HEARD_ALWAYS = [
  'listeners',
  'attachShadow',
  'Promise.prototype.then',
  'String.prototype',
  'customElements.define',
];
const HEARD_OF_FRAME = ['MessageChannel', 'MessagePort', 'MessageEvent'];

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });
    /** What each attack heard, and what of the card is in it. */
    const heard = /** @type {Record<string, Record<string, string[]>>} */ ({});
    const got = /** @type {Record<string, Record<string, string[]>>} */ ({});

    /** Types, pastes and composes a card, and pays; gives what the page has recorded. */
    async function record(mode) {
      hostile.reset();
      const before = hostile.payments().length;
      await hostile.open(mode, { attack: RECORDER });
      const root = await hostile.form(mode);
      await hostile.type(root, { ...CARD, name: '' });
      const number = await hostile.field(root, 'number');
      await number.sendKeys(Key.chord(Key.CONTROL, 'a'));
      await number.sendKeys(Key.chord(Key.CONTROL, 'c'));
      await number.sendKeys(Key.chord(Key.CONTROL, 'v'));
      const name = await hostile.field(root, 'name');
      await name.sendKeys('K');
      // Firefox's own tests cannot compose in a frame of another process.
      if (browser === 'Chromium') {
        const ime = chromiumIme(hostile.driver);
        await ime.compose('김');
        await ime.commit('김민서');
      }
      await name.sendKeys(Key.chord(Key.CONTROL, 'a'), CARD.name);
      assert.match(await hostile.label(root), /^Pay \$19\.90$/);
      await hostile.pay(root);
      await hostile.paid(root);

      const made = hostile.payments().slice(before);
      assert.deepEqual(
        made.map(({ amount, status, last4 }) => [amount, status, last4]),
        [[1990, 'succeeded', '0005']],
      );
      assert.equal(hostile.api.asked('POST', /\/payments$/).length, 1);
      assert.deepEqual(await hostile.sentElsewhere(), []);
      heard[mode] = await hostile.ask('return got');
      got[mode] = Object.fromEntries(
        Object.entries(heard[mode]).map(([attack, texts]) => [attack, cardIn(texts.join('\n'))]),
      );
    }

    for (const mode of MODES) {
      test(`every listener and every patched function at once: ${mode}`, async () => {
        await record(mode);
        for (const attack of [...HEARD_ALWAYS, ...(mode === 'frame' ? HEARD_OF_FRAME : [])])
          assert.ok(heard[mode][attack].length > 0, `${attack} heard nothing: it is no attack`);
        const leaky = Object.entries(got[mode]).filter(([, card]) => card.length > 0);
        if (mode === 'frame') assert.deepEqual(leaky, []);
        else
          for (const attack of HEARD_INLINE) assert.ok(got[mode][attack].includes('card number'), `inline, ${attack}`);
      });
    }

    test('what each attack got', async () => {
      const tries = await hostile.ask('return tries');
      for (const attack of Object.keys(heard.inline)) {
        const [frame, inline] = MODES.map(mode => got[mode][attack]);
        if (attack === 'getRandomValues') {
          assert.equal(heard.frame[attack].length, 0, 'no random number is made in the page');
          if (heard.inline[attack].length) inline.push('the random numbers of the encryption');
        }
        report({ attack, tries: tries[attack], browser, frame, inline });
      }
    });
  });
}
