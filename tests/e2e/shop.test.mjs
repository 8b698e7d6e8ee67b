// The demo shop's own parts: languages, themes, the test cards, and the list of what left the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { openChromium } from './support/browser.mjs';
import { startSandbox } from './support/sandbox.mjs';
import { field, formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

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

const textOfPage = (id) => driver.findElement(By.id(id)).getText();
const press = (id) => driver.findElement(By.id(id)).click();

test('the language changes under what is typed, and stays for the next page', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  await typeCard(root, { number: '4242424242424242' });
  await driver.findElement(By.css('#language option[value="ko"]')).click();
  const label = () => textOf(driver, root, '.pw-field--number label');
  await driver.wait(async () => await label() === '카드 번호', 5_000, 'the form did not follow the page');
  assert.equal(await (await field(root, 'number')).getProperty('value'), '4242 4242 4242 4242');
  await driver.get(`${sandbox.shop}/guide`);
  assert.equal(await driver.findElement(By.css('h1')).getText(), '가이드의 두 호출');
});

test('Arabic turns page and form around, digits stay as they are', async () => {
  await open(driver, sandbox, '/', { lang: 'ar' });
  const root = await formOf(driver);
  await driver.wait(async () => (await root.findElements(By.css('form[dir="rtl"]'))).length === 1, 5_000);
  assert.equal(await driver.executeScript('return document.documentElement.dir'), 'rtl');
  assert.equal(await (await field(root, 'number')).getAttribute('dir'), 'ltr');
});

test('the theme of the page is the theme of the form', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  const input = await field(root, 'number');
  const ink = () => input.getCssValue('color');
  const light = await ink();
  await press('theme');
  await driver.wait(async () => await ink() !== light, 2_000, 'the form stayed light');
  await press('theme');
  await driver.wait(async () => await ink() === light, 2_000, 'the form stayed dark');
});

test('a chosen test card is filled in and paid, and the page shows what left it', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  const chips = await driver.findElements(By.css('#chips button'));
  await chips.at(-1).click();
  await press('fill');
  assert.equal(await (await field(root, 'number')).getProperty('value'), '3782 822463 10005');
  assert.equal(await (await field(root, 'cvv')).getProperty('value'), '1234');
  await (await payButton(root)).click();
  await textOf(driver, root, '.pw-state');
  const log = await textOfPage('log');
  for (const line of ['POST /checkout/session', 'GET /v1/jwks.json', 'POST /v1/payments']) assert.ok(log.includes(line), line);
  assert.match(log, /"encrypted_card": "eyJ/);
  assert.equal(await textOfPage('proof'), '0 requests carried a card number or security code in the clear');
  assert.equal(await driver.findElement(By.css('h1')).getText(), 'Thank you for your order');
});

test('and it would show a card that left in the clear', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  await typeCard(root, { number: '4242424242424242', cvv: '987' });
  await driver.executeAsyncScript(`
    Promise.all([
      fetch('/planted?' + encodeURIComponent('4242 4242 4242 4242')),
      fetch('/planted', { method: 'POST', body: JSON.stringify({ card: { cvc: '987' } }) }),
      fetch('/planted', { method: 'POST', body: JSON.stringify({ amount: 9870 }) }),
    ]).then(() => setTimeout(arguments[0], 100));`);
  assert.equal(await textOfPage('proof'), '2 requests carried a card number or security code in the clear');
});

test('a wrong password is said', async () => {
  await driver.get(`${sandbox.shop}/login?wrong&lang=en`);
  assert.equal(await textOfPage('wrong'), 'Check the user name and the password.');
});
