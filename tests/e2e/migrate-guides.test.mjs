// The pages about migrating from other payment forms (www/docs/migrate-*.md): the form that each page has in place of theirs is mounted as
// it is printed, and a card is paid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CARD, withReader } from './support/reader.mjs';
import { blocksOf, testsWhole } from './support/whole-guide.mjs';

const PRICES = {
  'migrate-stripe': [1999, 'USD'],
  'migrate-adyen': [1999, 'USD'],
  'migrate-braintree': [1999, 'USD'],
  'migrate-square': [1999, 'USD'],
  'migrate-toss': [50000, 'KRW'],
};

const reader = withReader();
reader.http = blocksOf('guide-3-payment-flow').take('http', 'payment_sessions');

for (const [id, price] of Object.entries(PRICES)) {
  const blocks = blocksOf(id);

  test(`${id}: the form pays`, async () => {
    const keep = 'window.said = []; console.log = console.error = (...words) => said.push(words);';
    const module = `${blocks.take('js', 'createForm')}`.replace('\n\n', `\n${keep}\n`);
    await reader.open(`<div id="payment"></div>${reader.moduleOf(reader.filledIn(module))}`);
    await reader.payIn("document.querySelector('#payment > div')?.shadowRoot", CARD);
    await reader.until('said.length === 1');
    const paid = reader.shop.payments().at(-1);
    assert.deepEqual(await reader.run('said[0]'), [paid.id, 'succeeded']);
    assert.deepEqual([paid.amount, paid.currency], price);
  });

  testsWhole(id, blocks);
}
