// Korean cards in the demo shop: identity number, card password and installments, from the form to the sandbox's database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { query } from './support/database.mjs';
import { MODES } from './support/modes.mjs';
import { field, payButton, textOf, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;
const KOREAN = { number: '9490220006611406', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const SEOUL = '900101';
const BUSINESS = '1248100998';

for (const [browser, mode] of ['Chromium', 'Firefox'].flatMap(browser => MODES.map(mode => [browser, mode]))) {
  describe(`a Korean card, in ${browser}, ${mode}`, () => {
    const shop = withShop({ browser, mode });
    const run = (script, ...given) => shop.driver.executeScript(script, ...given);
    const paidWith = () =>
      query(
        shop.sandbox,
        'SELECT status, brand, last4, installment_months, korean_auth FROM payments ORDER BY created_at DESC, rowid DESC LIMIT 1',
      )[0];
    const isShown = async (root, name) => (await field(root, name)).isDisplayed();
    const owners = root => root.findElements(By.css('.pw-field--owner input'));
    const problem = async (root, name) => {
      const described = await (await field(root, name)).getAttribute('aria-describedby');
      return shop.inForm('return root.getElementById(arguments[0]).textContent', described.split(' ').at(-1));
    };

    test('the fields come with a Korean number, and go with it', async () => {
      await shop.open('/');
      const root = await shop.form();
      assert.equal(await isShown(root, 'identity'), false);
      await typeCard(root, { number: KOREAN.number.slice(0, 4) });
      assert.equal(await isShown(root, 'identity'), true);
      assert.equal(await isShown(root, 'password'), true);
      await typeCard(root, { password: '12' });
      await (await field(root, 'number')).sendKeys(Key.BACK_SPACE.repeat(4) + '42');
      assert.equal(await isShown(root, 'password'), false);
      assert.equal(await (await field(root, 'password')).getProperty('value'), '', 'what is hidden is wiped');
    });

    test('it is paid in months, with identity number and password', async () => {
      await shop.open('/');
      const root = await shop.form();
      await typeCard(root, { ...KOREAN, identity: SEOUL, password: '12' });
      const months = await field(root, 'months');
      const offers = await run('return [...arguments[0].options].map(option => option.text)', months);
      assert.deepEqual(offers, [
        'Pay in full',
        '2 months',
        '3 months, interest-free · ₩42,667 a month',
        '6 months',
        '12 months',
      ]);
      await months.findElement(By.css('option:nth-child(3)')).click();
      await (await payButton(root)).click();
      await textOf(shop.driver, root, '.pw-state__title');
      assert.deepEqual(paidWith(), {
        status: 'succeeded',
        brand: 'korean-local',
        last4: '1406',
        installment_months: 3,
        korean_auth: 1,
      });
      assert.equal(await (await field(root, 'password')).getProperty('value'), '');
    });

    test('one of the two without the other is pointed out, a business has another number', async () => {
      await shop.open('/');
      const root = await shop.form();
      await typeCard(root, { ...KOREAN, password: '12' });
      await (await payButton(root)).click();
      await shop.driver.wait(async () => (await problem(root, 'identity')) !== '', WAIT_MS);
      const focused = await shop.inForm('return root.activeElement.id');
      assert.deepEqual([await problem(root, 'identity'), focused], ['Enter the date as YYMMDD.', 'pw-birth']);
      const [person, business] = await owners(root);
      await run('arguments[0].focus()', person);
      await person.sendKeys(Key.ARROW_RIGHT);
      assert.equal(await business.isSelected(), true, 'the arrow keys choose');
      const label = await (await root.findElement(By.css('label[for="pw-birth"]'))).getText();
      assert.match(label, /^Business number/);
      await typeCard(root, { identity: BUSINESS });
      await (await payButton(root)).click();
      await textOf(shop.driver, root, '.pw-state__title');
      const { korean_auth, installment_months } = paidWith();
      assert.deepEqual([korean_auth, installment_months], [1, 0]);
    });

    test('a list is chosen from by the keyboard, and axe finds nothing', async () => {
      await shop.open('/');
      const root = await shop.form();
      const months = await field(root, 'months');
      await months.sendKeys('6');
      assert.equal(await months.getProperty('value'), '6');
      await shop.open('/', { lang: 'ko', theme: 'dark' });
      await typeCard(await shop.form(), { number: KOREAN.number });
      assert.deepEqual(await shop.violations(), []);
    });
  });
}
