// The card is nowhere to be found: not in a request, the console, an attribute, storage, the sandbox's log or its files.
// And the search is good for something: what is planted in any of these places, it finds.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sqlite from 'node-sqlite3-wasm';
import { consoleOf, openChromium, outcomeOf, requestsOf } from './support/browser.mjs';
import { payments } from './support/database.mjs';
import { findLeaks } from './support/leaks.mjs';
import { filesOf, startSandbox } from './support/sandbox.mjs';
import { field, formOf, logIn, open, payButton, textOf, typeCard } from './support/shop.mjs';

/** An American Express card: its code has four digits, of which chance makes fewer words than of three. */
const SECRET = { number: '378282246310005', code: '7391' };
const TYPED = { number: SECRET.number, expiry: '1224', cvv: SECRET.code, name: 'KIM MINSEO' };

const ATTRIBUTES = `
  const told = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) told.push(name + '="' + value + '"');
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return told.join('\\n');`;

const STORAGE = `
  const done = arguments[arguments.length - 1];
  (async () => JSON.stringify([
    location.href, document.title, document.cookie, window.name, history.state, { ...localStorage }, { ...sessionStorage },
    await indexedDB.databases(), await caches.keys(), performance.getEntries().map(({ name }) => name),
  ], null, 1))().then(done);`;

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

/** Everything written or sent since the last call, and what the page and the sandbox hold now. */
async function haystacks() {
  return {
    requests: JSON.stringify(await requestsOf(driver)),
    console: JSON.stringify(await consoleOf(driver)),
    attributes: await driver.executeScript(ATTRIBUTES),
    storage: await driver.executeAsyncScript(STORAGE) + JSON.stringify(await driver.manage().getCookies()),
    log: sandbox.log(),
    database: Buffer.concat(filesOf(sandbox.data).map(([, content]) => content)),
  };
}

test('a card that is typed, refused, mended and paid leaves no trace', async () => {
  await open(driver, sandbox, '/');
  const root = await formOf(driver);
  await typeCard(root, TYPED);
  await (await payButton(root)).click();
  await textOf(driver, root, '.pw-field--expiry .pw-msg');
  assert.deepEqual(findLeaks(await haystacks(), SECRET), [], 'while it stands in the form');

  await (await field(root, 'expiry')).clear();
  await typeCard(root, { expiry: '1234' });
  await (await payButton(root)).click();
  await textOf(driver, root, '.pw-state');
  const paid = await haystacks();
  const [{ id }] = payments(sandbox).slice(-1);
  assert.match(paid.requests, /encrypted_card/, 'the payment is among the requests');
  assert.match(paid.attributes, /cc-|pw-/, 'the form is among the attributes');
  assert.match(paid.storage, /shop_sid/, 'the shop\'s cookie is in the storage');
  assert.match(paid.log, /payments/, 'the payment is in the log');
  assert.ok(paid.database.includes(id), 'the payment is in the files');
  assert.deepEqual(findLeaks(paid, SECRET), []);
});

test('nor does a card in a call, be it charged, made a token, or refused', async () => {
  await open(driver, sandbox, '/guide');
  const card = `cardNumber: '3782 822463 10005', cvv: '7391', amount: 100`;
  const charged = await outcomeOf(driver, `PaymentsAPI.chargeCard({ ${card}, expirationDate: '12/34' })`);
  const token = await outcomeOf(driver, `PaymentsAPI.createToken({ ${card}, expirationDate: '12/34' })`);
  const refused = await outcomeOf(driver, `PaymentsAPI.chargeCard({ ${card}, expirationDate: '12/24' })`);
  const misspelt = await outcomeOf(driver, `PaymentsAPI.chargeCard({ ${card}, expiry: '12/34' })`);
  const mistyped = await outcomeOf(driver, `PaymentsAPI.chargeCard({ ${card}, expirationDate: ['12', '34'] })`);
  assert.equal(charged.value?.status, 'succeeded', JSON.stringify(charged));
  assert.ok(token.value?.token, JSON.stringify(token));
  const codes = [refused, misspelt, mistyped].map(({ error }) => error?.code);
  assert.deepEqual(codes, ['card_expired', 'invalid_option', 'invalid_option']);
  const answers = JSON.stringify([charged, token, refused, misspelt, mistyped]);
  // The page's own code holds the card: Chromium quotes none of it, as nothing throws.
  assert.deepEqual(findLeaks({ ...await haystacks(), answers }, SECRET), []);
});

const spaced = '3782 822463 10005';
const base64 = (text) => Buffer.from(text).toString('base64');
const hex = (text) => Buffer.from(text).toString('hex');

/** What a careless program might write, and as what it has to be found. */
const DISGUISES = {
  plain: [SECRET.number, 'card number', 'plain'],
  'plain code': [`"cvv":"${SECRET.code}"`, 'security code', 'plain'],
  spaced: [spaced, 'card number', 'plain'],
  'percent-encoded': [encodeURIComponent(spaced), 'card number', 'percent-encoded'],
  'base64, first alignment': [base64(`${SECRET.number}`), 'card number', 'base64'],
  'base64, second alignment': [base64(`x${spaced}`), 'card number', 'base64'],
  'base64, third alignment': [base64(`xx${SECRET.number}`), 'card number', 'base64'],
  'base64, code': [base64(`{"cvv":"${SECRET.code}"}`), 'security code', 'base64'],
  hex: [hex(SECRET.number), 'card number', 'hex'],
  'hex, upper case, spaced': [hex(spaced).toUpperCase(), 'card number', 'hex'],
  'hex, code': [hex(`cvv=${SECRET.code}`), 'security code', 'hex'],
};

test('the search finds each disguise in each place', async (t) => {
  await open(driver, sandbox, '/guide');
  for (const [disguise, [text, what, how]] of Object.entries(DISGUISES)) {
    await t.test(disguise, async () => {
      await haystacks();
      await driver.executeAsyncScript(`
        const [text, done] = arguments;
        console.log('planted ' + text);
        document.body.dataset.planted = text;
        localStorage.setItem('planted', text);
        fetch('/planted', { method: 'POST', body: text }).then(done);`, text);
      const planted = await haystacks();
      plantInDatabase(text);
      planted.database = Buffer.concat(filesOf(sandbox.data).map(([, content]) => content));
      planted.log += `planted ${text}\n`;
      const found = findLeaks(planted, SECRET);
      for (const place of ['requests', 'console', 'attributes', 'storage', 'log', 'database']) {
        assert.ok(found.includes(`${place}: ${what}, ${how}`), `not found in the ${place}: ${found}`);
      }
    });
  }
});

test('and in a URL', async () => {
  await requestsOf(driver);
  await driver.executeAsyncScript('fetch("/planted?" + arguments[0]).then(arguments[1])', SECRET.number);
  const found = findLeaks({ requests: JSON.stringify(await requestsOf(driver)) }, SECRET);
  assert.ok(found.includes('requests: card number, plain'));
});

function plantInDatabase(text) {
  const database = new sqlite.Database(join(sandbox.data, 'planted.sqlite'));
  database.exec('DROP TABLE IF EXISTS planted; CREATE TABLE planted (value TEXT)');
  database.run('INSERT INTO planted VALUES (?)', [text]);
  database.close();
}
