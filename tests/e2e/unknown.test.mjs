// The answer to POST /payments is lost. The form must show that the outcome is unknown, read the session until the payment is
// decided, and then show the result of this payment, never of an earlier one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { answerLost, edited, neverSent } from './support/between.mjs';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { field, typeCard } from './support/shop.mjs';
import { says } from './support/words.mjs';

const SUCCEEDS = '4242424242424242';
const DECLINED = '4000000000000002';
const CHALLENGED = '4000000000003220';
const ANSWERS_LATE = '4000000000000119';

const PAYMENTS = /\/v1\/payments$/;
const CANCEL = /\/v1\/payments\/[^/]+\/cancel$/;
const SESSION = /\/v1\/payment_sessions\/[^/]+$/;

const describeIn = (browser, mode, tests) =>
  describe(`an unknown outcome in ${browser}, ${mode}`, () => {
    const shop = withMerchant({ browser, mode });

    /** What payer and page see while the outcome is unknown. */
    async function isUnknown(root) {
      assert.match(await shop.textOf(root, '.pw-notice'), says('unknown.title'));
      assert.deepEqual(await root.findElements(By.css('.pw-state')), []);
      assert.equal((await shop.state()).busy, true);
    }

    /** Pays so that the request or its answer is lost, and the first reading of the session too. */
    async function payUnknown(pay, act = answerLost) {
      shop.api.when('POST', PAYMENTS, act);
      shop.api.when('GET', SESSION, neverSent);
      const root = await pay();
      await shop.textOf(root, '.pw-notice');
      await isUnknown(root);
      assert.deepEqual(
        (await shop.told('error')).slice(-1).map(({ code, outcome }) => [code, outcome]),
        [['outcome_unknown', 'unknown']],
      );
      return root;
    }

    /** From now on the session can be read again: as it is, or changed by `change`. */
    const answerAgain = (change = session => session) => shop.api.when('GET', SESSION, edited(change));

    /** Waits until the form has read the session once more and handled the answer. */
    async function nextReading() {
      await shop.untilAsked('GET', SESSION, shop.api.asked('GET', SESSION).length + 1);
      await shop.driver.sleep(300);
    }

    const retrieved = async () => (await shop.outcomeOf(`PaymentsAPI.retrievePayment('${shop.secret}')`)).value;

    /** The form has shown a second error, with this code: nothing was charged. It can be used again. */
    async function endsUncharged(root, code, sentence = 'failed.body') {
      const isShown = async () => (await shop.told('error')).length === 2;
      await shop.driver.wait(isShown, 10_000, 'the form did not show the result');
      const last = (await shop.told('error')).at(-1);
      assert.deepEqual([last.code, last.outcome], [code, 'not_charged']);
      assert.match(await shop.textOf(root, '.pw-notice'), says(sentence));
      assert.equal((await shop.state()).busy, false);
    }

    return tests({ shop, isUnknown, payUnknown, answerAgain, nextReading, retrieved, endsUncharged });
  });

function succeeded({ shop, payUnknown, answerAgain, retrieved }) {
  test('succeeded: the form shows the paid panel, and there is one payment', async () => {
    const before = shop.payments().length;
    const root = await payUnknown(() => shop.pay(SUCCEEDS));
    answerAgain();
    assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
    assert.equal((await shop.state()).busy, false);
    const [paid, ...others] = shop.payments().slice(before);
    assert.deepEqual(others, []);
    assert.deepEqual(
      (await shop.told('success')).map(({ id }) => id),
      [paid.id],
    );
    const session = await retrieved();
    assert.deepEqual([session.status, session.payment.id, session.payment.status], ['complete', paid.id, 'succeeded']);
  });
}

for (const mode of MODES) {
  describeIn('Firefox', mode, succeeded);

  describeIn(
    'Chromium',
    mode,
    ({ shop, isUnknown, payUnknown, answerAgain, nextReading, retrieved, endsUncharged }) => {
      succeeded({ shop, payUnknown, answerAgain, retrieved });

      test('declined: the form shows the decline, and the next attempt can succeed', async () => {
        const root = await payUnknown(() => shop.pay(DECLINED));
        answerAgain();
        await endsUncharged(root, 'card_declined', 'declined.title');
        assert.equal(await (await field(root, 'cvv')).getProperty('value'), '');
        assert.equal((await retrieved()).payment.status, 'declined');

        shop.api.reset();
        await (await field(root, 'number')).clear();
        await typeCard(root, { number: SUCCEEDS, cvv: '123' });
        await shop.submit(root);
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
      });

      test('still processing: the form waits until it is decided', async () => {
        const root = await payUnknown(() => shop.pay(ANSWERS_LATE));
        answerAgain(session => ({
          ...session,
          status: 'open',
          payment: { ...session.payment, status: 'processing' },
        }));
        await nextReading();
        await isUnknown(root);
        answerAgain();
        assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
      });

      test('canceled by the payer, but the answer to that was lost too: action_canceled', async () => {
        const root = await shop.pay(CHALLENGED);
        const close = await shop.inDialog('.pw-dialog__close');
        shop.api.when('POST', CANCEL, answerLost);
        shop.api.when('GET', SESSION, neverSent);
        await close.click();
        await shop.textOf(root, '.pw-notice');
        await isUnknown(root);
        assert.deepEqual(
          (await shop.told('error')).map(({ code, outcome }) => [code, outcome]),
          [['action_canceled', 'unknown']],
        );
        answerAgain();
        await endsUncharged(root, 'action_canceled', 'stopped.body');
        assert.equal((await retrieved()).payment.status, 'canceled');
      });

      test('canceled by the server before its challenge was shown: action_expired', async () => {
        const root = await payUnknown(() => shop.pay(CHALLENGED));
        const { id } = shop.payments().at(-1);
        assert.equal((await shop.cancel(id)).status, 'canceled');
        answerAgain();
        await endsUncharged(root, 'action_expired', 'failed.time');
        assert.equal((await retrieved()).payment.status, 'canceled');
      });

      test('expired session without a payment: session_expired', async () => {
        const before = shop.payments().length;
        const root = await payUnknown(() => shop.pay(SUCCEEDS), neverSent);
        answerAgain(session => ({ ...session, status: 'expired' }));
        await endsUncharged(root, 'session_expired', 'failed.time');
        assert.equal((await retrieved()).payment, null);
        assert.equal(shop.payments().length, before);
      });

      test("an earlier attempt's payment is not taken for this one", async () => {
        const root = await shop.pay(DECLINED);
        assert.match(await shop.textOf(root, '.pw-notice'), says('declined.title'));
        await payUnknown(async () => {
          await (await field(root, 'number')).clear();
          await typeCard(root, { number: SUCCEEDS, cvv: '123' });
          await shop.submit(root);
          await shop.driver.wait(
            async () => (await shop.told('error')).length === 2,
            10_000,
            'the second attempt did not end',
          );
          return root;
        }, neverSent);
        answerAgain();
        await nextReading();
        await isUnknown(root);
        assert.equal((await shop.told('error')).length, 2);
        assert.equal((await retrieved()).payment.status, 'declined', 'the session still has the earlier payment');
      });
    },
  );
}
