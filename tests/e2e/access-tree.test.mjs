// What assistive technology is given of the form: every node with its role, name, description and state, in order. Pinned, so that
// whoever changes it sees what changes for the payer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { keepCards, reach } from './support/states.mjs';

/** Roles that say nothing by themselves. */
const SILENT = ['generic', 'none', 'InlineTextBox', 'LabelText', 'ListMarker', 'LineBreak'];
/** In these a text is said by itself; elsewhere it is the name of what it is in. */
const SPOKEN = ['form', 'paragraph', 'alert', 'status', 'radiogroup'];
const STATES = ['required', 'checked', 'expanded', 'readonly', 'disabled', 'focused', 'invalid'];

/** A node: `role "name" [state]: description`. Of a text that was typed only that there is one. */
function lineOf({ role, name, value, description, properties = [] }) {
  const property = wanted => properties.find(({ name }) => name === wanted)?.value.value;
  const states = STATES.filter(state => ![undefined, false, 'false'].includes(property(state)));
  if (property('expanded') === false) states.push('collapsed');
  return [
    role.value,
    name?.value && ` "${name.value}"`,
    role.value === 'textbox' && value?.value && ' with text',
    ...states.map(state => ` [${state}]`),
    description?.value && `: ${description.value}`,
  ]
    .filter(Boolean)
    .join('');
}

/** The nodes of the form, line by line, each deeper than what it is in. A document in a frame has a tree of its own. */
async function treeOf(driver, mode) {
  const page = await driver.sendAndGetDevToolsCommand('Page.getFrameTree', {});
  const frameId = mode === 'frame' ? page.frameTree.childFrames[0].frame.id : undefined;
  const { nodes } = await driver.sendAndGetDevToolsCommand('Accessibility.getFullAXTree', { frameId });
  const byId = new Map(nodes.map(node => [node.nodeId, node]));
  const lines = [];
  /** `around`: the role that counts for a text. */
  const visit = (node, depth, around) => {
    const role = node.role?.value;
    const text = node.name?.value ?? '';
    if (role === 'StaticText') {
      if (!node.ignored && SPOKEN.includes(around)) lines.push(`${'  '.repeat(depth)}${text}`);
      return;
    }
    const isSaid = !node.ignored && !SILENT.includes(role);
    if (isSaid) lines.push(`${'  '.repeat(depth)}${lineOf(node)}`);
    const next = isSaid || role === 'LabelText' ? role : around;
    for (const id of node.childIds ?? []) visit(byId.get(id), depth + (isSaid ? 1 : 0), next);
  };
  visit(
    nodes.find(({ role }) => role?.value === 'form'),
    0,
    '',
  );
  return lines.join('\n');
}

const TREES = {
  empty: `
    form "Payment details"
      status
      Test
      No real money is charged.
      image "Accepted cards: Visa, Mastercard, American Express, JCB, UnionPay"
      textbox "Card number" [required]
      textbox "Expiry date" [required]: Two digits for the month, two for the year
      Two digits for the month, two for the year
      textbox "Security code" [required]: 3 digits at the end of the strip on the back
      button "Where to find the security code" [collapsed]
      textbox "Name on card" [required]
      button "Pay $19.90"
      paragraph
        Your card details are sent encrypted.`,
  wrong: `
    form "Payment details"
      status
        Please check 4 fields.
      Test
      No real money is charged.
      textbox "Card number" with text [required] [focused] [invalid]: Check the card number.
      image "Visa"
      Check the card number.
      textbox "Expiry date" with text [required] [invalid]: Two digits for the month, two for the year This card has expired.
      Two digits for the month, two for the year
      This card has expired.
      textbox "Security code" [required] [invalid]: 3 digits at the end of the strip on the back Enter the security code.
      button "Where to find the security code" [collapsed]
      Enter the security code.
      textbox "Name on card" [required] [invalid]: Enter the name on the card.
      Enter the name on the card.
      button "Pay $19.90"
      paragraph
        Your card details are sent encrypted.`,
  'the fields for a Korean card': `
    form "Payment details"
      status
      Test
      No real money is charged.
      image "Accepted cards: Visa, Mastercard, American Express, JCB, UnionPay, Korean domestic"
      textbox "Card number" [required]
      textbox "Expiry date" [required]: Two digits for the month, two for the year
      Two digits for the month, two for the year
      textbox "Security code" [required]: 3 digits at the end of the strip on the back
      button "Where to find the security code" [collapsed]
      textbox "Name on card" [required]
      Card owner
      radiogroup "Card owner"
        radio "Personal" [checked]
        radio "Business"
      textbox "Date of birth (YYMMDD) (optional)": Only used by your card company to confirm it is you. Never stored.
      textbox "First 2 digits of card PIN (optional)": Only used by your card company to confirm it is you. Never stored.
      paragraph
        Only used by your card company to confirm it is you. Never stored.
      combobox "Installments" [collapsed]
        MenuListPopup
          option "Pay in full"
          option "2 months"
          option "3 months, interest-free · ₩42,667 a month"
      button "Pay ₩128,000"
      paragraph
        Your card details are sent encrypted.`,
  'saved cards': `
    form "Payment details"
      status
      Test
      No real money is charged.
      radiogroup "Saved cards"
        radio "Visa card ending in 4242, Expires 12/34" [checked]
        status
        button "Delete Visa 4242"
        textbox "Security code" [required]: 3 digits at the end of the strip on the back
        button "Where to find the security code" [collapsed]
        radio "Use another card"
      button "Pay $19.90"
      paragraph
        Your card details are sent encrypted.`,
  'a saved card without its security code': `
    form "Payment details"
      status
        Please check 1 field.
      Test
      No real money is charged.
      radiogroup "Saved cards"
        radio "Visa card ending in 4242, Expires 12/34" [checked]
        status
        button "Delete Visa 4242"
        textbox "Security code" [required] [focused] [invalid]: 3 digits at the end of the strip on the back Enter the security code.
        button "Where to find the security code" [collapsed]
        Enter the security code.
        radio "Use another card"
      button "Pay $19.90"
      paragraph
        Your card details are sent encrypted.`,
};

for (const mode of MODES)
  describe(`the accessibility tree, ${mode}`, () => {
    const merchant = withMerchant({ mode, ready: cards => keepCards(cards, '4242424242424242') });

    const frameName = async () =>
      (await merchant.driver.findElement(By.css('iframe[slot="pw-frame"]'))).getAccessibleName();

    for (const [state, tree] of Object.entries(TREES)) {
      test(state, async () => {
        await reach(merchant, state);
        const expected = tree.replaceAll('\n    ', '\n').trim().split('\n');
        if (mode === 'frame') assert.equal(await frameName(), 'Payment details', 'the frame has the name of the form');
        assert.deepEqual((await treeOf(merchant.driver, mode)).split('\n'), expected);
      });
    }
  });
