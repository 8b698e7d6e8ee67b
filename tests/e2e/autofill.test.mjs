// A card that the payer has saved in Chromium, filled in by Chromium itself, in both modes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openChromium } from './support/browser.mjs';
import { MODES } from './support/modes.mjs';
import { servePage } from './support/page.mjs';
import { startSandbox } from './support/sandbox.mjs';

const WAIT_MS = 15_000;
const CARD = { number: '4242424242424242', name: 'KIM MINSEO', expiryMonth: '12', expiryYear: '2034', cvc: '123' };

describe('autofill', () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {any} */
  let driver;
  let html = '';
  /** @type {Awaited<ReturnType<typeof servePage>>} */
  let page;
  before(async () => {
    sandbox = await startSandbox();
    // In one process the DevTools protocol names the fields of the frame too.
    driver = await openChromium({ flags: ['--disable-site-isolation-trials'] });
    page = await servePage(sandbox, () => html, { policy: false });
  });
  after(async () => {
    try {
      await driver?.quit();
    } finally {
      await page?.close();
      await sandbox?.forget();
    }
  });

  const send = (method, params = {}) => driver.sendAndGetDevToolsCommand(method, params);

  /** The field for the card's number, and the frame that it is in. */
  async function findNumber() {
    const { root } = await send('DOM.getDocument', { depth: -1, pierce: true });
    const nodes = [[root, undefined]];
    for (const [node, frameId] of nodes) {
      if (node.localName === 'input' && node.attributes.includes('cc-number'))
        return { fieldId: node.backendNodeId, frameId };
      for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) nodes.push([child, frameId]);
      if (node.contentDocument) nodes.push([node.contentDocument, node.frameId]);
    }
    return undefined;
  }

  for (const mode of MODES) {
    test(`fills in the whole form, ${mode}`, async () => {
      const frame = mode === 'frame' ? `data-frame="${sandbox.payments}/widget/frame.html"` : '';
      html = `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">
        <script src="${sandbox.payments}/widget/payments-widget.global.js" data-api-key="pk_test_any"
          data-endpoint="${sandbox.payments}/v1" ${frame}></script>
        <body><payment-form amount="19.90" currency="USD"></payment-form></body></html>`;
      await driver.get(page.origin);
      await send('DOM.enable');
      await send('Autofill.enable');
      const state = () => driver.executeScript('return document.querySelector("payment-form").state');
      let found;
      const isFilled = async () => {
        found ??= await findNumber();
        // Chromium takes a moment to find out what the fields are.
        if (found) await send('Autofill.trigger', { ...found, card: CARD }).catch(() => {});
        return (await state()).complete;
      };
      await driver.wait(isFilled, WAIT_MS, 'the form is not filled in');
      const { brand, fields } = await state();
      assert.equal(brand, 'visa');
      assert.deepEqual(
        Object.entries(fields).map(([name, { complete, error }]) => [name, complete, error]),
        ['cardNumber', 'cardholderName', 'cvv', 'expirationDate'].map(name => [name, true, null]),
      );
    });
  }
});
