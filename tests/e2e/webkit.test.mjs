// The fields that come later, in the engine of Safari: a Korean card in months, a card that is kept, and the same card again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { whySkipped } from './support/browser.mjs';
import { query } from './support/database.mjs';
import { field, payButton, textOf, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

describe('in WebKit', { skip: whySkipped('WebKit') }, () => {
  const shop = withShop({ browser: 'WebKit' });
  const lastPayment = () =>
    query(
      shop.sandbox,
      `SELECT status, last4, installment_months, korean_auth, saved_card_id IS NOT NULL AS of_kept_card
       FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1`,
    )[0];

  async function pay(root) {
    await (await payButton(root)).click();
    await textOf(shop.driver, root, '.pw-state__title');
  }

  test('a Korean card is typed, paid in months and kept', async () => {
    await shop.open('/');
    const root = await shop.form();
    const card = { number: '9490220006611406', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
    await typeCard(root, { ...card, identity: '900101', password: '12' });
    const text = async name => (await field(root, name)).getProperty('value');
    assert.deepEqual(
      [await text('number'), await text('identity'), await text('password')],
      ['9490 2200 0661 1406', '900101', '12'],
    );
    const months = await field(root, 'months');
    await (await months.findElement(By.css('option:nth-child(3)'))).click();
    assert.equal(await months.getProperty('value'), '3');
    await (await root.findElement(By.css('.pw-check'))).click();
    await pay(root);
    assert.deepEqual(lastPayment(), {
      status: 'succeeded',
      last4: '1406',
      installment_months: 3,
      korean_auth: 1,
      of_kept_card: 1,
    });
  });

  test('it is paid with its security code alone, deleted and restored', async () => {
    await shop.open('/');
    const root = await shop.form();
    await textOf(shop.driver, root, '.pw-saved__row');
    await (await root.findElement(By.css('[data-saved="delete"]'))).click();
    await textOf(shop.driver, root, '[data-saved="restore"]');
    await (await root.findElement(By.css('[data-saved="restore"]'))).click();
    await textOf(shop.driver, root, '[data-saved="delete"]');
    await (await root.findElement(By.css('.pw-saved__row label'))).click();
    await typeCard(root, { cvv: '123' });
    await pay(root);
    const { status, last4, of_kept_card } = lastPayment();
    assert.deepEqual([status, last4, of_kept_card], ['succeeded', '1406', 1]);
  });
});
