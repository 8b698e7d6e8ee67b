// The issuer's page is not trusted: its messages are only hints to read the payment, and only web pages are opened.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { edited, heldBack } from './support/between.mjs';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { servePage } from './support/page.mjs';
import { says } from './support/words.mjs';

const CHALLENGED = '4000000000003220';
const PAYMENTS = /\/v1\/payments$/;
const PAYMENT = /\/v1\/payments\/[^/]+$/;
const CANCEL = /\/v1\/payments\/[^/]+\/cancel$/;

const UPDATED = `{ type: 'payment.updated', payment: 'pay_1' }`;

for (const mode of MODES)
  describe(`the issuer's page, ${mode}`, () => {
    const shop = withMerchant({ mode });

    /** The answer to POST /payments names this URL for its action. */
    const actAt = (url, more) =>
      shop.api.when(
        'POST',
        PAYMENTS,
        edited(payment => ({
          ...payment,
          next_action: { ...payment.next_action, url, ...more },
        })),
      );

    /** The attempt ended as canceled and not charged: for the payer, the page and the sandbox. */
    async function isGivenUp(root) {
      assert.match(await shop.textOf(root, '.pw-notice'), says('stopped.body'));
      assert.deepEqual(
        (await shop.told('error')).map(({ code, outcome }) => [code, outcome]),
        [['action_canceled', 'not_charged']],
      );
      assert.equal((await shop.state()).busy, false);
      assert.equal(shop.payments().at(-1).status, 'canceled');
      const { value: session } = await shop.outcomeOf('PaymentsAPI.retrievePayment()');
      assert.deepEqual([session.status, session.payment.status], ['open', 'canceled']);
    }

    describe('a message', () => {
      let issuer;
      before(async () => {
        issuer = await servePage(undefined, () => '<!doctype html><title>A bank</title>', { policy: false });
      });
      after(() => issuer?.close());

      const polls = () => shop.api.asked('GET', PAYMENT);

      /** Pays with a card that is challenged; resolves once the issuer's page is there. */
      async function challenged() {
        actAt(`${issuer.origin}/challenge`);
        const root = await shop.pay(CHALLENGED);
        return { root, frame: await shop.inDialog('iframe') };
      }

      /** Runs a script in a frame. */
      async function inFrame(frame, script) {
        await shop.driver.switchTo().frame(frame);
        await shop.driver.executeScript(script);
        await shop.driver.switchTo().defaultContent();
      }

      test("counts only from the issuer's own frame and in the documented shape", async () => {
        const { root, frame } = await challenged();
        await shop.driver.executeAsyncScript(
          `
      const [origin, done] = arguments;
      const other = document.body.appendChild(document.createElement('iframe'));
      other.id = 'other';
      other.onload = () => done();
      other.src = origin + '/other';`,
          issuer.origin,
        );

        // After the second reading of the payment, the next one is due in three seconds. No forged message may bring it forward.
        await shop.untilAsked('GET', PAYMENT, 2);
        await shop.driver.executeScript(`
      window.postMessage(${UPDATED}, '*');
      window.dispatchEvent(new MessageEvent('message', { data: ${UPDATED} }));
      window.dispatchEvent(new MessageEvent('message', { data: ${UPDATED}, source: window }));`);
        await inFrame(await shop.driver.findElement(By.id('other')), `parent.postMessage(${UPDATED}, '*');`);
        await inFrame(
          frame,
          `
      for (const data of ['payment.updated', null, undefined, 7, {}, [], ['payment.updated'], { type: 'payment.closed' },
        { type: ['payment.updated'] }, { type: 'payment.updated ' }, { payment: 'payment.updated' }]) parent.postMessage(data, '*');`,
        );
        await shop.untilAsked('GET', PAYMENT, 3);
        const [, second, third] = polls();
        assert.ok(
          third.at - second.at > 2_500,
          `a forged message was accepted: the next reading came after ${third.at - second.at} ms`,
        );

        // A genuine message does: once for two of them, and not while the payment is being read.
        const held = heldBack();
        shop.api.when('GET', PAYMENT, held.act);
        await inFrame(frame, `parent.postMessage(${UPDATED}, '*'); parent.postMessage(${UPDATED}, '*');`);
        await held.arrived;
        await inFrame(frame, `parent.postMessage(${UPDATED}, '*');`);
        await shop.driver.sleep(300);
        assert.equal(polls().length, 4);
        assert.ok(
          polls()[3].at - third.at < 2_000,
          `the message was ignored: the next reading came after ${polls()[3].at - third.at} ms`,
        );
        held.release();

        // The payment's status is the API's answer, not the message.
        assert.equal((await shop.state()).busy, true);
        await (await shop.inDialog('.pw-dialog__close')).click();
        await isGivenUp(root);
      });

      test('after the dialog was closed changes nothing', async () => {
        const { root, frame } = await challenged();
        await shop.driver.executeScript('window.left = arguments[0].contentWindow;', frame);
        const late = () =>
          shop.driver.executeScript(`
      for (const source of [left, null]) window.dispatchEvent(new MessageEvent('message', { data: ${UPDATED}, source }));`);
        const held = heldBack();
        shop.api.when('POST', CANCEL, held.act);
        await (await shop.inDialog('.pw-dialog__close')).click();
        await held.arrived;
        assert.deepEqual(await (await shop.pageRoot()).findElements(By.css('dialog')), []);
        const readings = polls().length;
        await late();
        await shop.driver.sleep(300);
        held.release();
        await isGivenUp(root);
        await late();
        await shop.driver.sleep(300);
        assert.equal(polls().length, readings);
        assert.equal((await shop.told('error')).length, 1);
        assert.deepEqual(
          (await shop.told('action')).map(({ state }) => state),
          ['opened', 'closed'],
        );
        assert.equal(shop.api.asked('POST', CANCEL).length, 1);
      });
    });

    describe("an action's URL", () => {
      const RUN = `parent.ran = top.ran = 1`;
      const URLS = {
        'javascript:': `javascript:${RUN};parent.postMessage("ran","*")`,
        'javascript: in other letters': ` \tJaVa\nScript:${RUN}`,
        'data:': `data:text/html,<script>parent.postMessage("ran","*")</script>`,
        'about:': 'about:blank',
        'http: elsewhere': 'http://issuer.example/challenge',
        'http: at a host that looks like loopback': 'http://localhost.issuer.example/challenge',
        'no URL': '/challenge',
      };
      const ACTIONS = {
        'a challenge': { type: 'three_d_secure', display: 'challenge' },
        'a hidden step': { type: 'three_d_secure', display: 'hidden' },
        'a redirect': { type: 'redirect', display: undefined },
      };

      const WATCH = `
    window.opened = [];
    addEventListener('message', ({ data }) => { if (data === 'ran') window.ran = 1; });
    const { set, get } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'src');
    Object.defineProperty(HTMLIFrameElement.prototype, 'src', { get, set(url) { opened.push(url); set.call(this, url); } });
    const { setAttribute } = Element.prototype;
    HTMLIFrameElement.prototype.setAttribute = function (name, value) {
      if (/^src/i.test(name)) opened.push(value);
      setAttribute.call(this, name, value);
    };`;

      /** Opens the page; from here on it keeps what is put into a frame, and what ran. */
      async function watched() {
        const root = await shop.open();
        await shop.driver.executeScript(WATCH);
        return root;
      }

      async function nothingWasOpened() {
        await shop.driver.sleep(50);
        assert.deepEqual(await shop.driver.executeScript('return [opened, window.ran]'), [[], null]);
        assert.equal(await shop.driver.getCurrentUrl(), `${shop.origin}/`);
      }

      for (const [action, more] of Object.entries(ACTIONS)) {
        const noCalls = mode === 'frame' && 'a page with a frame has no call with a card';
        test(`is not opened unless it is a safe web page: ${action} of a call`, { skip: noCalls }, async t => {
          await watched();
          for (const [what, url] of Object.entries(URLS)) {
            await t.test(what, async () => {
              shop.api.reset();
              actAt(url, more);
              const { value, error } = await shop.outcomeOf(
                `PaymentsAPI.chargeCard({ cardNumber: '${CHALLENGED}', expirationDate: '12/34', cvv: '123', amount: '19.90' })`,
              );
              assert.deepEqual([value, error?.code, error?.outcome], [undefined, 'action_canceled', 'not_charged']);
              assert.equal(shop.payments().at(-1).status, 'canceled');
              await nothingWasOpened();
            });
          }
        });

        test(`is not opened unless it is a safe web page: ${action} of a form`, async () => {
          const root = await watched();
          actAt(URLS['javascript:'], more);
          await shop.typeCard(root, CHALLENGED);
          await shop.submit(root);
          await isGivenUp(root);
          assert.deepEqual(await shop.told('action'), []);
          await nothingWasOpened();
        });
      }
    });
  });
