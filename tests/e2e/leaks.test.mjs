// No card data in requests, console, DOM attributes, browser storage, the messages between page and frame, the sandbox's log or its
// files. The last tests plant a
// card in each of these places and check that the search finds it. `leaks-memory.test.mjs` does the same for memory.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import sqlite from 'node-sqlite3-wasm';
import { consoleOf, requestsOf } from './support/browser.mjs';
import { findLeaks } from './support/leaks.mjs';
import { MODES, whereFormIs } from './support/modes.mjs';
import { filesOf } from './support/sandbox.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';
import { withShop } from './support/with-shop.mjs';

/** An American Express card, because its code has four digits: these appear by chance less often than three. */
const SECRET = { number: '378282246310005', code: '7391' };
const TYPED = { number: SECRET.number, expiry: '1224', cvv: SECRET.code, name: 'KIM MINSEO' };

const ATTRIBUTES = `
  const attributes = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) attributes.push(name + '="' + value + '"');
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return attributes.join('\\n');`;

const STORAGE = `
  const done = arguments[arguments.length - 1];
  (async () => JSON.stringify([
    location.href, document.title, document.cookie, window.name, history.state, { ...localStorage }, { ...sessionStorage },
    await indexedDB.databases(), await caches.keys(), performance.getEntries().map(({ name }) => name),
  ], null, 1))().then(done);`;

/** Keeps what page and frame say to each other. Runs before any script of the page. */
const LISTEN = `
  const said = window.said = [];
  const { prototype } = MessagePort;
  const { postMessage } = prototype;
  prototype.postMessage = function (data, ...more) {
    said.push(data);
    return postMessage.call(this, data, ...more);
  };
  const { set } = Object.getOwnPropertyDescriptor(prototype, 'onmessage');
  Object.defineProperty(prototype, 'onmessage', {
    set(hear) {
      set.call(this, event => {
        said.push(event.data);
        hear.call(this, event);
      });
    },
  });`;

/** All that was written or sent since the last call, and all that page, frame and sandbox store now. */
async function haystacks(shop) {
  const requests = await requestsOf(shop.driver);
  assert.ok(
    requests.every(({ body }) => body !== undefined),
    'the body of each request is searched',
  );
  const inFrame = work => (shop.mode === 'frame' ? whereFormIs(shop.driver, work) : '');
  return {
    requests: JSON.stringify(requests),
    console: JSON.stringify(await consoleOf(shop.driver)),
    attributes:
      (await shop.driver.executeScript(ATTRIBUTES)) + (await inFrame(() => shop.driver.executeScript(ATTRIBUTES))),
    messages: JSON.stringify(await shop.driver.executeScript('return window.said ?? []')),
    storage:
      (await shop.driver.executeAsyncScript(STORAGE)) +
      (await inFrame(() => shop.driver.executeAsyncScript(STORAGE))) +
      JSON.stringify(await shop.driver.manage().getCookies()),
    log: shop.sandbox.log(),
    database: Buffer.concat(filesOf(shop.sandbox.data).map(([, content]) => content)),
  };
}

for (const mode of MODES)
  describe(`in the form, ${mode}`, () => {
    const shop = withShop({ mode });

    test('a card in the form leaves no trace: typed, refused, corrected, paid', async () => {
      if (mode === 'frame')
        await shop.driver.sendAndGetDevToolsCommand('Page.addScriptToEvaluateOnNewDocument', { source: `{${LISTEN}}` });
      await shop.open('/');
      await requestsOf(shop.driver); // of the pages before
      const root = await shop.form();
      await typeCard(root, TYPED);
      await (await payButton(root)).click();
      await shop.textOf(root, '.pw-field--expiry .pw-msg');
      assert.deepEqual(findLeaks(await haystacks(shop), SECRET), [], 'while the card is in the form');

      await (await field(root, 'expiry')).clear();
      await typeCard(root, { expiry: '1234' });
      await (await payButton(root)).click();
      await shop.textOf(root, '.pw-state');
      const paid = await haystacks(shop);
      const [{ id }] = shop.payments().slice(-1);
      assert.match(paid.requests, /encrypted_card/, 'the payment is among the requests');
      assert.match(paid.attributes, /cc-|pw-/, 'the form is among the attributes');
      assert.match(paid.storage, /shop_sid/, "the shop's cookie is in the storage");
      assert.match(paid.log, /payments/, 'the payment is in the log');
      assert.ok(paid.database.includes(id), 'the payment is in the files');
      if (mode === 'frame') assert.match(paid.messages, /"t":"result"/, 'what the frame says is among the messages');
      assert.deepEqual(findLeaks(paid, SECRET), []);
      // Not even the last digits, which the form shows to the payer.
      assert.doesNotMatch(paid.messages, new RegExp(SECRET.number.slice(-4)));
    });
  });

describe('in a call', () => {
  const shop = withShop();

  test('a card in a call leaves no trace: charged, made a token, refused', async () => {
    await shop.open('/guide');
    await requestsOf(shop.driver); // of the pages before
    const card = `cardNumber: '3782 822463 10005', cvv: '7391', amount: 100`;
    const charged = await shop.outcomeOf(`PaymentsAPI.chargeCard({ ${card}, expirationDate: '12/34' })`);
    const token = await shop.outcomeOf(`PaymentsAPI.createToken({ ${card}, expirationDate: '12/34' })`);
    const refused = await shop.outcomeOf(`PaymentsAPI.chargeCard({ ${card}, expirationDate: '12/24' })`);
    const misspelt = await shop.outcomeOf(`PaymentsAPI.chargeCard({ ${card}, expiry: '12/34' })`);
    const mistyped = await shop.outcomeOf(`PaymentsAPI.chargeCard({ ${card}, expirationDate: ['12', '34'] })`);
    assert.equal(charged.value?.status, 'succeeded', JSON.stringify(charged));
    assert.ok(token.value?.token, JSON.stringify(token));
    const codes = [refused, misspelt, mistyped].map(({ error }) => error?.code);
    assert.deepEqual(codes, ['card_expired', 'invalid_option', 'invalid_option']);
    const answers = JSON.stringify([charged, token, refused, misspelt, mistyped]);
    // The page's own script holds the card. Chromium would quote it in an uncaught error, but nothing is thrown.
    assert.deepEqual(findLeaks({ ...(await haystacks(shop)), answers }, SECRET), []);
  });

  const spaced = '3782 822463 10005';
  const base64 = text => Buffer.from(text).toString('base64');
  const hex = text => Buffer.from(text).toString('hex');

  /** What a careless program might write, and what the search must report. */
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

  test('the search finds each planted form in each place', async t => {
    await shop.open('/guide');
    for (const [disguise, [text, what, how]] of Object.entries(DISGUISES)) {
      await t.test(disguise, async () => {
        await haystacks(shop);
        await shop.driver.executeAsyncScript(
          `
        const [text, done] = arguments;
        console.log('planted ' + text);
        document.body.dataset.planted = text;
        localStorage.setItem('planted', text);
        fetch('/planted', { method: 'POST', body: text }).then(done);`,
          text,
        );
        const planted = await haystacks(shop);
        plantInDatabase(shop, text);
        planted.database = Buffer.concat(filesOf(shop.sandbox.data).map(([, content]) => content));
        planted.log += `planted ${text}\n`;
        const found = findLeaks(planted, SECRET);
        for (const place of ['requests', 'console', 'attributes', 'storage', 'log', 'database']) {
          assert.ok(found.includes(`${place}: ${what}, ${how}`), `not found in the ${place}: ${found}`);
        }
      });
    }
  });

  test('the search finds a planted number in a URL', async () => {
    await requestsOf(shop.driver);
    await shop.driver.executeAsyncScript('fetch("/planted?" + arguments[0]).then(arguments[1])', SECRET.number);
    const found = findLeaks({ requests: JSON.stringify(await requestsOf(shop.driver)) }, SECRET);
    assert.ok(found.includes('requests: card number, plain'));
  });
});

function plantInDatabase(shop, text) {
  const database = new sqlite.Database(join(shop.sandbox.data, 'planted.sqlite'));
  database.exec('DROP TABLE IF EXISTS planted; CREATE TABLE planted (value TEXT)');
  database.run('INSERT INTO planted VALUES (?)', [text]);
  database.close();
}
