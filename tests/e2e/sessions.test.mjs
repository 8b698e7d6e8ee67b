// Payment sessions in the page: one session is paid by one call at a time, and a session source that fails charges nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { heldBack, refused } from './support/between.mjs';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { field, typeCard } from './support/shop.mjs';
import { says } from './support/words.mjs';

const PAYMENTS = /\/v1\/payments$/;
const card = number => `cardNumber: '${number}', expirationDate: '12/34', cvv: '123', amount: '19.90'`;
const SUCCEEDS = '4242424242424242';
const DECLINED = '4000000000000002';

for (const mode of MODES)
  describe(`sessions, ${mode}`, () => {
    const shop = withMerchant({ mode });
    const noCalls = mode === 'frame' && 'a page with a frame has no call with a card';

    describe('one session', () => {
      /** `chargeCard` with this session, as an expression for the page. */
      const charge = (number, secret) => `PaymentsAPI.chargeCard({ ${card(number)}, session: '${secret}' })`;
      const ofCall = ({ value, error }) => value?.status ?? [error.code, error.outcome, error.retryable];

      /** Starts a charge in the page, `first`. Resolves when the sandbox has charged it, but its answer is held back. */
      async function begin(number, secret) {
        const held = heldBack();
        shop.api.when('POST', PAYMENTS, held.act);
        await shop.driver.executeScript(`window.first = ${charge(number, secret)};`);
        await held.arrived;
        return held;
      }

      test(
        'is paid by one call at a time: the second is refused and does not disturb the first',
        { skip: noCalls },
        async () => {
          await shop.open();
          const before = shop.payments().length;
          const secret = await shop.session();
          const first = await begin(SUCCEEDS, secret);
          const second = await shop.outcomeOf(charge(SUCCEEDS, secret));
          assert.deepEqual(ofCall(second), ['payment_in_progress', 'unknown', false]);
          assert.equal(shop.api.asked('POST', PAYMENTS).length, 1, 'the second call posts nothing');
          first.release();
          const { value: paid } = await shop.outcomeOf('first');
          assert.equal(paid.status, 'succeeded');
          assert.deepEqual(
            shop
              .payments()
              .slice(before)
              .map(({ id, status }) => [id, status]),
            [[paid.id, 'succeeded']],
          );
          const { value: session } = await shop.outcomeOf('PaymentsAPI.retrievePayment()');
          assert.deepEqual([session.status, session.payment.id], ['complete', paid.id]);
        },
      );

      test('is free again after the first call has ended', { skip: noCalls }, async () => {
        await shop.open();
        const secret = await shop.session();
        const first = await begin(DECLINED, secret);
        assert.deepEqual(ofCall(await shop.outcomeOf(charge(SUCCEEDS, secret))), [
          'payment_in_progress',
          'unknown',
          false,
        ]);
        first.release();
        assert.deepEqual(ofCall(await shop.outcomeOf('first')), ['card_declined', 'not_charged', false]);
        assert.equal(ofCall(await shop.outcomeOf(charge(SUCCEEDS, secret))), 'succeeded');
        assert.deepEqual(ofCall(await shop.outcomeOf(charge(SUCCEEDS, secret))), [
          'session_complete',
          'charged',
          false,
        ]);
      });

      test('that a form is paying cannot be paid by a call', { skip: noCalls }, async () => {
        const held = heldBack();
        shop.api.when('POST', PAYMENTS, held.act);
        const before = shop.payments().length;
        const root = await shop.pay(SUCCEEDS);
        await held.arrived;
        assert.deepEqual(ofCall(await shop.outcomeOf(charge(SUCCEEDS, shop.secret))), [
          'payment_in_progress',
          'unknown',
          false,
        ]);
        assert.equal((await shop.state()).busy, true);
        held.release();
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
        assert.equal(shop.payments().length, before + 1);
      });

      test(
        'that a call is paying cannot be paid by a form, which then shows the result',
        { skip: noCalls },
        async () => {
          const root = await shop.open();
          const secret = await shop.session();
          const first = await begin(SUCCEEDS, secret);
          const before = shop.payments().length;
          await shop.driver.executeScript(`document.querySelector('payment-form').session = '${secret}';`);
          await shop.typeCard(root, SUCCEEDS);
          await shop.submit(root);
          await shop.textOf(root, '.pw-notice');
          const [{ code, outcome }] = await shop.told('error');
          assert.deepEqual([code, outcome], ['payment_in_progress', 'unknown']);
          first.release();
          assert.equal((await shop.outcomeOf('first')).value.status, 'succeeded');
          assert.match(await shop.textOf(root, '.pw-state[data-kind="success"]'), says('ok.title'));
          assert.equal(shop.payments().length, before, 'the form made no payment');
        },
      );
    });

    describe('a session source that fails', () => {
      /** By case: the body of the page's callback, and the expected `cause`, if any. */
      const CALLBACKS = {
        throws: { body: 'throw window.thrown = new RangeError("no cart")', cause: 'thrown' },
        'throws something that is no error': { body: 'throw window.thrown = { reason: "no cart" }', cause: 'thrown' },
        rejects: { body: 'return Promise.reject(window.thrown = new RangeError("no cart"))', cause: 'thrown' },
        'gives nothing': { body: '' },
        'gives a number': { body: 'return 7' },
        'gives an object': { body: 'return { client_secret: "ps_1_secret_2" }' },
        'gives null': { body: 'return Promise.resolve(null)' },
        'gives an empty text': { body: 'return ""' },
        'gives an id alone': { body: 'return "ps_7Yb2kQ0m"' },
        'gives a secret without an id': { body: 'return "_secret_Vx1abcdefghijklmnopqrs"' },
        'gives a secret that ends too soon': { body: 'return "ps_7Yb2kQ0m_secret_"' },
      };

      for (const [what, { body, cause }] of Object.entries(CALLBACKS)) {
        test(`${what}: nothing is sent or charged`, { skip: noCalls }, async () => {
          if ((await shop.driver.getCurrentUrl()) !== `${shop.origin}/`) await shop.open();
          shop.api.reset();
          const { error } = await shop.outcomeOf(`PaymentsAPI.chargeCard({ ${card(SUCCEEDS)}, session() { ${body} } })
        .catch((error) => { window.failed = error; throw error; })`);
          assert.deepEqual(
            [error?.code, error?.outcome, error?.retryable],
            ['session_source_failed', 'not_charged', true],
          );
          assert.equal(
            await shop.driver.executeScript(`return failed.cause === ${cause ?? 'undefined'}`),
            true,
            'the cause',
          );
          assert.deepEqual(shop.api.asked('POST', /./), []);
        });
      }

      test(
        "never answers: the call ends after `timeoutMs`, and the callback's signal is aborted",
        { skip: noCalls },
        async () => {
          await shop.open();
          const { error } = await shop.outcomeOf(`(() => {
      PaymentsAPI.configure({ ...settings, timeoutMs: 400 });
      window.began = performance.now();
      return PaymentsAPI.chargeCard({ ${card(SUCCEEDS)}, session({ signal }) { window.signal = signal; return new Promise(() => {}); } })
        .finally(() => { window.took = performance.now() - began; });
    })()`);
          assert.deepEqual(
            [error.code, error.outcome, error.retryable],
            ['session_source_failed', 'not_charged', true],
          );
          const [took, aborted] = await shop.driver.executeScript('return [took, signal.aborted]');
          assert.ok(took >= 390 && took < 3000, `after ${took} ms`);
          assert.equal(aborted, true, 'the signal is aborted');
          assert.equal((await shop.outcomeOf('PaymentsAPI.retrievePayment()')).error.code, 'session_required');
          assert.deepEqual(shop.api.asked('POST', /./), []);
        },
      );

      test('in a form: shows that nothing was charged, and the next attempt can succeed', async () => {
        const root = await shop.open();
        await shop.driver.executeScript(
          `document.querySelector('payment-form').session = () => { throw window.thrown = new Error('no cart'); };`,
        );
        await shop.typeCard(root, SUCCEEDS);
        await shop.submit(root);
        assert.match(await shop.textOf(root, '.pw-notice'), says('failed.body'));
        const [{ code, outcome }] = await shop.told('error');
        assert.deepEqual([code, outcome], ['session_source_failed', 'not_charged']);
        assert.equal(await shop.driver.executeScript('return told.at(-1)[1].cause === thrown'), true, 'the cause');
        assert.equal((await shop.state()).busy, false);
        assert.equal((await shop.outcomeOf('PaymentsAPI.retrievePayment()')).error.code, 'session_required');

        await shop.driver.executeScript(`document.querySelector('payment-form').session = null;`);
        await shop.submit(root);
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
        assert.equal((await shop.state()).busy, false);
        assert.deepEqual(await root.findElements(By.css('.pw-notice')), []);
      });

      test('a session that expired while the payer thought is replaced in the same press', async () => {
        const before = shop.payments().length;
        const root = await shop.pay(DECLINED);
        await shop.textOf(root, '.pw-notice');
        const old = shop.secret;
        let refusals = 0;
        shop.api.when('POST', PAYMENTS, forward => {
          refusals += 1;
          return refusals > 1 ? forward() : refused(410, 'session_expired');
        });
        await (await field(root, 'number')).clear();
        await typeCard(root, { number: SUCCEEDS, cvv: '123' });
        await shop.submit(root);
        assert.match(await shop.textOf(root, '.pw-state'), says('ok.title'));
        assert.notEqual(shop.secret, old);
        assert.deepEqual(
          shop
            .payments()
            .slice(before)
            .map(({ status }) => status),
          ['declined', 'succeeded'],
        );
        assert.deepEqual(
          (await shop.told('error')).map(({ code }) => code),
          ['card_declined'],
        );
      });

      test('a new session that is expired too ends the attempt', async () => {
        const root = await shop.open();
        shop.api.when('POST', PAYMENTS, () => refused(410, 'session_expired'));
        await shop.typeCard(root, SUCCEEDS);
        await shop.submit(root);
        assert.match(await shop.textOf(root, '.pw-notice'), says('failed.time'));
        assert.equal(shop.api.asked('POST', PAYMENTS).length, 1);
      });
    });
  });
