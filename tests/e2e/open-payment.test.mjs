// A payment that waits for the payer is not lost with its page: the form finds it again, and the payer goes on with it or pays
// another way. At most one payment of the session succeeds.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, until } from 'selenium-webdriver';
import { withMerchant } from './support/merchant.mjs';
import { inModes, MODES } from './support/modes.mjs';
import { chooseMethod, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { says } from './support/words.mjs';

const WAIT_MS = 15_000;
const CHALLENGED = '4000000000003220';
const SUCCEEDS = '4242424242424242';
const OPEN = '.pw-state[data-kind="plain"]';
const PAID = '.pw-state[data-kind="success"]';

const describeIn = (browser, mode) =>
  describe(`a payment that waits for the payer, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });

    async function pay(number) {
      const root = await shop.form();
      await typeCard(root, { number, expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
      await (await payButton(root)).click();
      return root;
    }

    async function challenged() {
      await shop.open('/');
      await pay(CHALLENGED);
      await shop.inDialog('iframe');
    }

    /** The page is loaded anew, without the browser's question. */
    async function reload() {
      await shop.driver.executeScript(
        'addEventListener("beforeunload", event => event.stopImmediatePropagation(), true)',
      );
      await shop.open('/');
    }

    const press = async (root, what) => (await root.findElement(By.css(`[data-open="${what}"]`))).click();

    async function approve() {
      await shop.driver.switchTo().frame(await shop.inDialog('iframe'));
      await (await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
      await shop.driver.switchTo().defaultContent();
    }

    const statusesSince = count =>
      shop
        .payments()
        .slice(count)
        .map(({ status }) => status);

    test('after a reload the same press finds it, and the challenge goes on', async () => {
      const before = shop.payments().length;
      await challenged();
      await reload();
      const root = await pay(SUCCEEDS);
      const said = await shop.textOf(root, OPEN);
      assert.match(said, says('open.title'));
      assert.match(said, says('open.earlier'));
      assert.match(said, /\d:\d\d/);
      const active = await shop.inForm('return root.activeElement.textContent');
      assert.match(active, says('open.title'));
      await press(root, 'continue');
      await approve();
      assert.match(await shop.textOf(root, PAID), says('ok.title'));
      assert.deepEqual(statusesSince(before), ['succeeded']);
    });

    test('after a reload it can be given up, and the same press pays with the new card', async () => {
      const before = shop.payments().length;
      await challenged();
      await reload();
      const root = await pay(SUCCEEDS);
      await shop.textOf(root, OPEN);
      await press(root, 'give-up');
      assert.match(await shop.textOf(root, PAID), says('ok.title'));
      assert.deepEqual(statusesSince(before), ['canceled', 'succeeded']);
    });

    test('in another tab it is seen, and ends by itself when it is approved in the first', async () => {
      const before = shop.payments().length;
      await challenged();
      const first = await shop.driver.getWindowHandle();
      await shop.driver.switchTo().newWindow('tab');
      await shop.open('/');
      const root = await pay(SUCCEEDS);
      await shop.textOf(root, OPEN);
      const second = await shop.driver.getWindowHandle();
      await shop.driver.switchTo().window(first);
      await approve();
      await shop.textOf(await shop.form(), PAID);
      await shop.driver.switchTo().window(second);
      assert.match(await shop.textOf(await shop.form(), PAID), says('ok.title'));
      assert.deepEqual(statusesSince(before), ['succeeded']);
      await shop.driver.close();
      await shop.driver.switchTo().window(first);
    });

    test('a wallet that was left by Back is offered again, and can be given up for a card', async () => {
      const before = shop.payments().length;
      await shop.open('/');
      let root = await shop.form();
      await chooseMethod(shop.driver, root, 'App Pay');
      await (await payButton(root)).click();
      await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS);
      await shop.driver.navigate().back();
      root = await shop.form();
      // The browser may have kept the page, whose form then reads the session by itself, or load it anew.
      const [kept] = await shop.driver.wait(async () => {
        const found = await root.findElements(
          By.css(`${OPEN} [data-open], .pw-pay:not([hidden]) button:not([aria-disabled])`),
        );
        return found.length > 0 && [(await found[0].getAttribute('data-open')) !== null];
      }, WAIT_MS);
      if (!kept) {
        await chooseMethod(shop.driver, root, 'App Pay');
        await (await payButton(root)).click();
      }
      assert.match(await shop.textOf(root, OPEN), says('wallet.title', { wallet: 'App Pay' }));
      const marks = await shop.inForm(`
        return [...root.querySelectorAll('.pw-method:nth-of-type(3) b, .pw-state__mark b')].map(mark => mark.outerHTML);`);
      assert.match(marks[0], /data-letter="A"/);
      assert.deepEqual(marks, [marks[0], marks[0]], 'the mark of its tile');
      await press(root, 'give-up');
      if (kept) {
        const shown = async () => (await payButton(root)).isDisplayed();
        await shop.driver.wait(shown, WAIT_MS, 'the form did not come back');
        await (await root.findElement(By.css('.pw-method'))).click();
        await pay(SUCCEEDS);
        assert.match(await shop.textOf(root, PAID), says('ok.title'));
        assert.deepEqual(statusesSince(before), ['canceled', 'succeeded']);
      } else {
        await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS);
        assert.deepEqual(statusesSince(before), ['canceled', 'requires_action']);
      }
    });
  });

for (const mode of MODES) describeIn('Chromium', mode);
describeIn('Firefox', 'inline');

describe('a page without a form', () => {
  const shop = withShop();
  const CARD = `cardNumber: '${CHALLENGED}', expirationDate: '12/34', cvv: '123', cardholderName: 'KIM MINSEO'`;

  /** An expression of a call with the client secret of a new session. */
  const withSession = call => `fetch('/checkout/session?top_up=1', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 10000, currency: 'USD', method: 'card' }),
  }).then(answer => answer.json()).then(({ client_secret: secret }) => (sessionStorage.test = secret, ${call}))`;
  const again = call => `Promise.resolve(sessionStorage.test).then(secret => ${call})`;
  const charge = `void PaymentsAPI.chargeCard({ ${CARD}, amount: 100, currency: 'USD', session: secret }).catch(() => {})`;

  const dialogs = () =>
    shop.driver.executeScript(`return [...document.querySelectorAll('body > div')]
      .map(element => element.shadowRoot?.querySelector('dialog iframe')).filter(Boolean)`);
  const challenge = () =>
    shop.driver.wait(async () => (await dialogs())[0] ?? false, WAIT_MS, 'the challenge did not open');

  async function leaveInChallenge() {
    await shop.open('/guide');
    assert.deepEqual(await shop.outcomeOf(withSession(charge)), { value: null });
    await challenge();
    await shop.open('/guide');
  }

  test('continues the payment, whose promise settles as that of the charge would have', async () => {
    await leaveInChallenge();
    await shop.driver.executeScript(`window.resumed = ${again('PaymentsAPI.resumePayment(secret)')}`);
    await shop.driver.switchTo().frame(await challenge());
    await (await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
    await shop.driver.switchTo().defaultContent();
    const { value } = await shop.outcomeOf('resumed');
    assert.deepEqual([value?.status, value?.id], ['succeeded', shop.payments().at(-1).id]);
    assert.deepEqual(await dialogs(), []);
    // Now it is decided, and tells the same.
    assert.equal((await shop.outcomeOf('PaymentsAPI.resumePayment()')).value?.id, value.id);
    assert.equal((await shop.outcomeOf('PaymentsAPI.cancelPayment()')).value?.payment.status, 'succeeded');
  });

  test('gives the payment up, and the session can be paid another way', async () => {
    await leaveInChallenge();
    const { value } = await shop.outcomeOf(again('PaymentsAPI.cancelPayment(secret)'));
    assert.deepEqual([value?.status, value?.payment.status], ['open', 'canceled']);
    const pay = `PaymentsAPI.chargeCard({ ${CARD.replace(CHALLENGED, SUCCEEDS)}, amount: 100, currency: 'USD', session: secret })`;
    assert.equal((await shop.outcomeOf(again(pay))).value?.status, 'succeeded');
  });

  test('is told when there is nothing to continue', async () => {
    await shop.open('/guide');
    const { error } = await shop.outcomeOf(withSession('PaymentsAPI.resumePayment(secret)'));
    assert.deepEqual([error?.code, error?.outcome], ['not_found', 'not_charged'], error?.message);
    const { value } = await shop.outcomeOf('PaymentsAPI.cancelPayment()');
    assert.deepEqual([value?.status, value?.payment], ['open', null]);
  });

  test('does not continue what another call of the page is paying', async () => {
    await shop.open('/guide');
    await shop.outcomeOf(withSession(charge));
    await challenge();
    const { error } = await shop.outcomeOf(again('PaymentsAPI.resumePayment(secret)'));
    assert.equal(error?.code, 'payment_in_progress');
    assert.equal((await dialogs()).length, 1);
    // Giving it up closes its challenge.
    assert.equal((await shop.outcomeOf(again('PaymentsAPI.cancelPayment(secret)'))).value?.payment.status, 'canceled');
    await shop.driver.wait(async () => (await dialogs()).length === 0, WAIT_MS, 'the challenge is still there');
  });
});

for (const [browser, mode] of inModes('Chromium', 'Firefox')) {
  describe(`a shop in a frame, in ${browser}, ${mode}`, () => {
    const shop = withMerchant({ browser, mode });

    /** Opens the shop in a frame of its own page, and chooses the wallet; `sandbox` is that frame's. */
    async function framed(sandbox) {
      await shop.driver.get(`${shop.origin}/outer`);
      await shop.driver.executeScript(
        `const frame = document.createElement('iframe');
        if (arguments[0]) frame.sandbox = arguments[0];
        frame.src = '/inner';
        frame.style.cssText = 'position: fixed; inset: 0; inline-size: 100%; block-size: 100%; background: white';
        document.body.replaceChildren(frame);`,
        sandbox,
      );
      await shop.driver.switchTo().frame(0);
      const root = await shop.form();
      await shop.driver.executeScript(
        "document.querySelector('payment-form').wallets = [{ id: 'app_wallet', label: 'App Pay' }]",
      );
      return root;
    }

    async function payByWallet(root) {
      const tile = await shop.driver.wait(
        async () => (await root.findElements(By.css('.pw-method')))[1] ?? false,
        WAIT_MS,
        'the wallet is not offered',
      );
      await tile.click();
      await (await payButton(root)).click();
    }

    test('takes the top window to the wallet', async () => {
      const root = await framed('');
      await payByWallet(root);
      await shop.driver.switchTo().defaultContent();
      await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS);
    });

    test('that may not do that opens a window in the click of the payer', async () => {
      const root = await framed(
        'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
      );
      await payByWallet(root);
      assert.match(await shop.textOf(root, OPEN), says('wallet.title', { wallet: 'App Pay' }));
      const [page] = await shop.driver.getAllWindowHandles();
      await (await root.findElement(By.css('[data-open="continue"]'))).click();
      const second = async () => (await shop.driver.getAllWindowHandles()).find(handle => handle !== page) ?? false;
      const wallet = await shop.driver.wait(second, WAIT_MS, 'no window was opened');
      await shop.driver.switchTo().window(wallet);
      await (await shop.driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
      const approved = () => shop.payments().at(-1).status === 'succeeded';
      await shop.driver.wait(approved, WAIT_MS, 'the wallet did not approve');
      await shop.driver.close();
      await shop.driver.switchTo().window(page);
      await shop.driver.switchTo().frame(0);
      assert.match(await shop.textOf(await shop.form(), PAID), says('ok.title'));
      assert.equal(shop.payments().at(-1).status, 'succeeded');
    });

    test('that may not do that ends a call with redirect_blocked, and nothing is charged', async () => {
      await framed('allow-scripts allow-same-origin allow-forms');
      const { error } = await shop.outcomeOf("PaymentsAPI.chargeWallet({ walletId: 'app_wallet', amount: '19.90' })");
      assert.deepEqual(
        [error?.code, error?.outcome, error?.retryable],
        ['redirect_blocked', 'not_charged', true],
        error?.message,
      );
      assert.equal(shop.payments().at(-1).status, 'canceled');
    });
  });
}
