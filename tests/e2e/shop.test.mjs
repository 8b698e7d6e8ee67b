// The demo shop itself: languages, themes, test cards, and its list of the requests that left the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By } from 'selenium-webdriver';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';
import { sentence } from './support/words.mjs';

const shop = withShop();

const textOfPage = id => shop.driver.findElement(By.id(id)).getText();
const press = id => shop.driver.findElement(By.id(id)).click();

test('a new language keeps what is typed, and stays for the next page', async () => {
  await shop.open('/');
  const root = await shop.form();
  await typeCard(root, { number: '4242424242424242' });
  await shop.driver.findElement(By.css('#language option[value="ko"]')).click();
  const label = () => shop.textOf(root, '.pw-field--number label');
  await shop.driver.wait(
    async () => (await label()) === sentence('number.label', {}, 'ko'),
    5_000,
    'the form did not follow the page',
  );
  assert.equal(await (await field(root, 'number')).getProperty('value'), '4242 4242 4242 4242');
  await shop.driver.get(`${shop.sandbox.shop}/guide`);
  assert.equal(await shop.driver.findElement(By.css('h1')).getText(), '가이드의 두 호출');
});

/** All that the page says, with what says it, once it has asked what it asks for. */
async function words() {
  const asks = 'return document.querySelector(\'[data-text="return.reading"]\') !== null';
  await shop.driver.wait(async () => !(await shop.driver.executeScript(asks)), 5_000);
  return shop.driver.executeScript(`
    const { lang, dir } = document.documentElement;
    const nodes = [...document.querySelectorAll('[data-text], [data-won], [data-label]')];
    return [lang, dir, document.title, ...nodes.map(node => [node.dataset.text, node.textContent, node.ariaLabel])];`);
}

for (const path of ['/', '/guide', '/playground', '/login', '/return']) {
  test(`a page says the same when its language is chosen there as when it comes in that language: ${path}`, async () => {
    for (const [lang, other] of [
      ['ko', 'en'],
      ['en', 'ar'],
      ['ar', 'ko'],
    ]) {
      await shop.open(path, { lang });
      const came = await words();
      assert.equal(came[0], lang);
      await shop.open(path, { lang: other });
      await shop.driver.findElement(By.css(`#language option[value="${lang}"]`)).click();
      assert.deepEqual(await words(), came);
    }
  });
}

test('Arabic lays page and form out from right to left, but not the digits', async () => {
  await shop.open('/', { lang: 'ar' });
  const root = await shop.form();
  await shop.driver.wait(async () => (await root.findElements(By.css('form[dir="rtl"]'))).length === 1, 5_000);
  assert.equal(await shop.driver.executeScript('return document.documentElement.dir'), 'rtl');
  assert.equal(await (await field(root, 'number')).getAttribute('dir'), 'ltr');
});

for (const lang of ['ko', 'en', 'ar']) {
  test(`shop and form write the same amount in the same way: ${lang}`, async () => {
    await shop.open('/', { lang });
    const root = await shop.form();
    const total = () => shop.driver.executeScript("return document.querySelector('.sum__total dd').textContent");
    const button = await payButton(root);
    const label = () => shop.driver.executeScript('return arguments[0].textContent', button);
    const expected = sentence('pay.button', { amount: await total() }, lang);
    await shop.driver.wait(async () => (await label()) === expected, 5_000).catch(() => {});
    assert.equal(await label(), expected);
  });
}

test('each wallet has a mark of its own, which is no part of its name', async () => {
  await shop.open('/');
  const root = await shop.form();
  const tiles = (await root.findElements(By.css('.pw-method'))).slice(1);
  const said = tile => tile.findElement(By.css('input')).getAccessibleName();
  const mark = async tile => tile.findElement(By.css('.pw-wmark'));
  assert.deepEqual(await Promise.all(tiles.map(said)), ['Moa Pay', 'App Pay', 'Device Pay']);
  const marks = await Promise.all(tiles.map(mark));
  assert.deepEqual(await Promise.all(marks.map(mark => mark.getAttribute('data-letter'))), ['M', 'A', 'D']);
  const [first, second] = await Promise.all(marks.map(mark => mark.getCssValue('background-color')));
  assert.notEqual(first, second);
});

test('the form follows the theme of the page', async () => {
  await shop.open('/');
  const root = await shop.form();
  const input = await field(root, 'number');
  const ink = () => input.getCssValue('color');
  const light = await ink();
  await press('theme');
  await shop.driver.wait(async () => (await ink()) !== light, 2_000, 'the form stayed light');
  await press('theme');
  await shop.driver.wait(async () => (await ink()) === light, 2_000, 'the form stayed dark');
});

test('a test card is filled in and paid, and the page lists the requests', async () => {
  await shop.open('/');
  const root = await shop.form();
  const chips = await shop.driver.findElements(By.css('#chips button'));
  await chips.at(-1).click();
  await press('fill');
  assert.equal(await (await field(root, 'number')).getProperty('value'), '3782 822463 10005');
  assert.equal(await (await field(root, 'cvv')).getProperty('value'), '1234');
  await (await payButton(root)).click();
  await shop.textOf(root, '.pw-state');
  const log = await textOfPage('log');
  for (const line of ['POST /checkout/session', 'GET /v1/jwks.json', 'POST /v1/payments'])
    assert.ok(log.includes(line), line);
  assert.match(log, /"encrypted_card": "eyJ/);
  assert.equal(await textOfPage('proof'), '0 requests carried a card number or security code in the clear');
  assert.equal(await shop.driver.findElement(By.css('h1')).getText(), 'Thank you for your order');
});

test('the page reports a card that is sent without encryption', async () => {
  await shop.open('/');
  const root = await shop.form();
  await typeCard(root, { number: '4242424242424242', cvv: '987' });
  await shop.driver.executeAsyncScript(`
    Promise.all([
      fetch('/planted?' + encodeURIComponent('4242 4242 4242 4242')),
      fetch('/planted', { method: 'POST', body: JSON.stringify({ card: { cvc: '987' } }) }),
      fetch('/planted', { method: 'POST', body: JSON.stringify({ amount: 9870 }) }),
    ]).then(() => setTimeout(arguments[0], 100));`);
  assert.equal(await textOfPage('proof'), '2 requests carried a card number or security code in the clear');
});

test('a wrong password is reported', async () => {
  await shop.driver.get(`${shop.sandbox.shop}/login?wrong&lang=en`);
  assert.equal(await textOfPage('wrong'), 'Check the user name and the password.');
});

test('what is not there yet is never shown again over a form that is live, in whatever order words and WebAssembly come', async () => {
  for (let loads = 0; loads < 12; loads += 1) {
    await shop.open('/', { lang: loads % 2 === 0 ? 'ko' : 'ar' });
    const root = await shop.form();
    await shop.driver.wait(async () => (await root.findElements({ css: '.pw-hintbtn' })).length > 0, 15_000);
    await shop.driver.sleep(100);
    assert.equal((await root.findElements({ css: '.pw-sk' })).length, 0);
  }
});
