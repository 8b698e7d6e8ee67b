// The playground without a browser: a control for each option, the address, and the code that it writes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { WWW } from '../../scripts/lib/project.mjs';
import { APPEARANCE, FORM, LABELS, LOOKS, VARIABLES } from '../../www/api/option-names.js';
import { ATTRIBUTES, inHtml, inJs, inReact, literal } from '../../www/playground/code.js';
import { CONTROLS, LOCALES, WALLETS, WIDTH } from '../../www/playground/controls.js';
import { source } from './source.mjs';
import { fromAddress, toAddress, toOptions } from '../../www/playground/state.js';

const SETUP = { widget: 'https://cdn.example', apiKey: 'pk_test_1', endpoint: 'https://pay.example/v1' };
const { PaymentFormElement } = await source('form/element-class.js');
const paths = CONTROLS.map(({ path }) => path);

describe('controls', () => {
  test('each option has one, but for the session, which the shop gives', () => {
    const options = new Set(paths.map(path => path.split('.')[0]));
    options.delete(WIDTH.path);
    assert.deepEqual([...options, 'session'].sort(), [...FORM].sort());
  });

  test('each member of appearance has one, with all its words, and so has each token', () => {
    const members = paths.filter(path => path.startsWith('appearance.')).map(path => path.split('.'));
    assert.deepEqual([...new Set(members.map(([, member]) => member))].sort(), [...APPEARANCE].sort());
    const tokens = members.map(([, , token]) => token).filter(Boolean);
    assert.deepEqual(tokens.sort(), [...VARIABLES].sort());
    for (const [name, words] of Object.entries(LOOKS)) {
      const control = CONTROLS.find(({ path }) => path === `appearance.${name}`);
      assert.deepEqual(control?.choices, words, name);
    }
  });

  test('each label has one, and each language of the package can be chosen', () => {
    const labels = paths.filter(path => path.startsWith('labels.')).map(path => path.slice('labels.'.length));
    assert.deepEqual(labels.sort(), [...LABELS].sort());
    const files = readdirSync(join(WWW, 'text/locales')).filter(file => file.endsWith('.js'));
    assert.deepEqual([...LOCALES].sort(), files.map(file => file.slice(0, -'.js'.length)).sort());
  });

  test('each mark of a wallet can be seen', () => {
    const [list] = readFileSync(join(WWW, 'look/wallet-mark.js'), 'utf8').match(/MARKS = Object\.freeze\(\{[^}]+/) ?? [
      '',
    ];
    const marks = [...list.matchAll(/^ +'?([\w-]+)'?:/gm)].map(([, mark]) => mark);
    assert.ok(marks.length > 0);
    assert.deepEqual(WALLETS.flatMap(({ mark }) => mark ?? []).sort(), marks.sort());
  });

  test('each path is there once', () => assert.equal(new Set(paths).size, paths.length));
});

describe('the address', () => {
  test('holds what is not as at the beginning, and gives it back', () => {
    assert.equal(toAddress({}), '');
    assert.equal(toAddress({ amount: '25.00', autoSubmit: 'true' }), '');
    const values = {
      amount: '9',
      autoSubmit: 'false',
      'labels.submit': 'Ja & nein = #1',
      'appearance.variables.accent': '#f00',
    };
    assert.deepEqual(fromAddress(`#${toAddress(values)}`), values);
  });

  test('what no control can show is left out', () => {
    assert.deepEqual(fromAddress('#autoSubmit=perhaps&unknown=1&__proto__=1&currency=KRW'), { currency: 'KRW' });
  });
});

describe('the options', () => {
  test('hold nothing that is the default', () => {
    assert.deepEqual(toOptions({}), { amount: '25.00', currency: 'USD' });
    assert.deepEqual(toOptions({ cardholderName: 'required', 'savedCards.save': 'never' }), toOptions({}));
  });

  test('are of the types that the package takes', () => {
    const options = toOptions({
      amount: '',
      currency: '',
      submitButton: 'false',
      autoAdvance: 'true',
      koreanAuth: 'true',
      acceptedBrands: 'jcb, mastercard',
      installments: '0, 2, 3*, x',
      savedCards: 'true',
      'savedCards.cvv': 'skip',
      wallets: 'paypal',
      'labels.submit': 'Go',
      'appearance.theme': 'dark',
      'appearance.variables.gap': '2px',
      'words.0.key': 'pay.button',
      'words.0.sentence': 'Give {amount}',
      'words.1.key': 'number.label',
    });
    assert.deepEqual(options, {
      submitButton: false,
      autoAdvance: true,
      koreanAuth: true,
      acceptedBrands: ['jcb', 'mastercard'],
      installments: [0, 2, { months: 3, interestFree: true }, 'x'],
      savedCards: { cvv: 'skip' },
      wallets: [{ id: 'paypal', label: 'PayPal', mark: 'paypal' }],
      labels: { submit: 'Go' },
      appearance: { theme: 'dark', variables: { gap: '2px' } },
      words: { 'pay.button': 'Give {amount}' },
    });
    assert.equal(toOptions({ koreanAuth: 'auto' }).koreanAuth, 'auto');
    assert.equal(toOptions({ savedCards: 'true' }).savedCards, true);
  });
});

describe('the code', () => {
  test('a literal is the value again, whatever is in a text', () => {
    const value = { a: `'"\\\n</script><!--`, 'b.c': [1, true, null, { d: 'x'.repeat(90) }], e: {}, f: [] };
    assert.deepEqual(new Function(`return ${literal(value)}`)(), value);
    assert.doesNotMatch(literal(value), /<\/script|<!--/);
  });

  test('HTML has an attribute for whatever has one, and a script for the rest', () => {
    const known = [...Object.values(ATTRIBUTES), 'theme', 'session-url'];
    assert.deepEqual(known.sort(), [...PaymentFormElement.observedAttributes].sort());
    const form = options => inHtml(options, SETUP).split('</script>\n').slice(1).join('</script>\n');
    assert.equal(
      form({
        amount: '1"<',
        koreanAuth: true,
        submitButton: false,
        installments: [0, 2],
        appearance: { theme: 'dark' },
      }),
      '<payment-form amount="1&quot;&lt;" korean-auth="true" submit-button="false" installments="0, 2" theme="dark"></payment-form>\n',
    );
    const rest = form({ amount: '1', autoAdvance: true, appearance: { theme: 'dark', style: 'filled' } });
    assert.match(rest, /<payment-form amount="1"><\/payment-form>\n<script>/);
    assert.match(rest, /autoAdvance: true,\n.*appearance: \{ theme: 'dark', style: 'filled' \},/);
  });

  test('JavaScript and React hold the options as they are', async () => {
    const options = { amount: '1', labels: { submit: 'Go' } };
    const block = "{\n  amount: '1',\n  labels: { submit: 'Go' },\n}";
    assert.ok(inJs(options, SETUP).includes(`createForm(${block});`));
    assert.ok(inReact(options, SETUP).includes(`const options = ${block};`));
    for (const write of [inJs, inReact]) {
      assert.match(write(options, SETUP), /apiKey: 'pk_test_1'/);
      await transform(write({ words: { 'a.b': `'"\\\n{}</i>` } }, SETUP), { loader: 'jsx' }); // rejects what is no code
    }
  });
});
