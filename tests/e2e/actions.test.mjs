// What a payer may have to do on the way: the issuer's challenge in a frame, a wallet's own page, or simply waiting.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { openChromium } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

const WAIT_MS = 15_000;
const CARD = { expiry: '1234', cvv: '123', name: 'KIM MINSEO' };

let sandbox;
let driver;
before(async () => {
  [sandbox, driver] = await Promise.all([startSandbox(), openChromium()]);
  await logIn(driver, sandbox);
});
after(async () => {
  await driver?.quit();
  await sandbox?.forget();
});

async function payWith(number) {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  await typeCard(root, { number, ...CARD });
  await (await payButton(root)).click();
  return root;
}

/** Answers on the issuer's page in the dialog's frame. */
async function answer(root, result) {
  const frame = await driver.wait(async () => {
    const [found] = await root.findElements(By.css('dialog iframe'));
    return found ?? false;
  }, WAIT_MS, 'the challenge did not open');
  await driver.switchTo().frame(frame);
  await (await driver.wait(until.elementLocated(By.css(`button[value="${result}"]`)), WAIT_MS)).click();
  await driver.switchTo().defaultContent();
}

describe('a card', () => {
  test('whose issuer challenges is charged once the payer approves', async () => {
    const root = await payWith('4000000000003220');
    await answer(root, 'approved');
    assert.match(await textOf(driver, root, '.pw-state'), /Payment complete/);
    assert.equal(payments(sandbox).at(-1).status, 'succeeded');
    assert.deepEqual(await root.findElements(By.css('dialog')), []);
  });

  test('is declined after the challenge where the issuer says so', async () => {
    const root = await payWith('4000008400001629');
    await answer(root, 'approved');
    assert.match(await textOf(driver, root, '.pw-notice'), /You have not been charged/);
    assert.equal(payments(sandbox).at(-1).status, 'declined');
  });

  for (const [how, close] of Object.entries({
    'by its button': async (root) => (await root.findElement(By.css('.pw-dialog__close'))).click(),
    'by Escape': () => driver.actions().sendKeys(Key.ESCAPE).perform(),
    'unasked, as a browser may': async (root) => driver.executeScript('arguments[0].close()', await root.findElement(By.css('dialog'))),
  })) {
    test(`is not charged when the challenge is closed ${how}`, async () => {
      const root = await payWith('4000000000003220');
      await driver.wait(async () => (await root.findElements(By.css('dialog iframe'))).length > 0, WAIT_MS);
      await close(root);
      await textOf(driver, root, '.pw-notice');
      assert.equal(payments(sandbox).at(-1).status, 'canceled');
    });
  }

  test('with the hidden step alone needs nothing of the payer', async () => {
    const root = await payWith('4000000000003055');
    assert.match(await textOf(driver, root, '.pw-state'), /Payment complete/);
  });

  test('whose network answers late is waited for', async () => {
    const root = await payWith('4000000000000119');
    assert.match(await textOf(driver, root, '.pw-state[data-kind="success"]'), /Payment complete/);
  });
});

describe('a wallet in the form', () => {
  async function choose(label) {
    await open(driver, sandbox, '/');
    const root = await formOf(driver);
    for (const tile of await root.findElements(By.css('.pw-method'))) {
      if ((await tile.getText()).includes(label)) await tile.click();
    }
    return root;
  }

  test('that needs no approval pays at once', async () => {
    const root = await choose('Moa Pay');
    await (await payButton(root)).click();
    assert.match(await textOf(driver, root, '.pw-state'), /Payment complete/);
    const { method, wallet_id: wallet, currency } = payments(sandbox).at(-1);
    assert.deepEqual([method, wallet, currency], ['wallet', 'my_wallet', 'KRW']);
  });

  test('that asks for approval leaves the page, and the return page knows the end', async () => {
    const root = await choose('App Pay');
    await (await payButton(root)).click();
    await (await driver.wait(until.elementLocated(By.css('button[value="approved"]')), WAIT_MS)).click();
    await driver.wait(until.urlContains(`${sandbox.shop}/return?`), WAIT_MS);
    assert.doesNotMatch(await driver.getCurrentUrl(), /_secret_/);
    const status = await driver.findElement(By.id('status'));
    await driver.wait(until.elementTextMatches(status, /완료|complete|اكتمل/), WAIT_MS);
    const [paid] = payments(sandbox).slice(-1);
    assert.deepEqual([paid.status, paid.wallet_id], ['succeeded', 'app_wallet']);
    assert.equal(await driver.findElement(By.id('number')).getText(), paid.id);
  });
});
