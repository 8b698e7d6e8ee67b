// The values of `appearance`, in Chromium: each is a word of its choice, or one CSS value of its kind, or refused by its name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './served.mjs';

const page = withPage();

const SAY = `const say = call => { try { call(); return 'taken'; } catch (error) { return error.code + ': ' + error.message; } };
  const configure = variables => say(() => PaymentsAPI.configure({ ...CONFIG, appearance: { variables } }));
  PaymentsAPI.configure(CONFIG);
  const createForm = variables => say(() => PaymentsAPI.createForm({ amount: 1, appearance: { variables } }));`;

const WRONG = /** @type {[string, string, unknown, string][]} */ ([
  ['a word that is no colour', 'accent', 'notacolor', 'must be a CSS colour.'],
  ['a length for a colour', 'text', '12px', 'must be a CSS colour.'],
  ['two colours', 'border', 'red blue', 'must be a CSS colour.'],
  ['a number without a unit', 'height', '60', 'must be a CSS length.'],
  ['a word for a length', 'fontSize', 'large', 'must be a CSS length.'],
  ['a negative length', 'gap', '-4px', 'must be a CSS length.'],
  ['two lengths', 'radius', '4px 8px', 'must be a CSS length.'],
  ['what is no font', 'font', '12px', 'must be a CSS list of font families.'],
  ['a length for the colour of the focus', 'focus', '2px', 'must be a CSS colour.'],
  ['a gradient for the ground of fields', 'fill', 'linear-gradient(red, blue)', 'must be a CSS colour.'],
  ['a word for the width of a border', 'borderWidth', 'thin', 'must be a CSS length.'],
  ['a share for the width of a border', 'borderWidth', '10%', 'must be a CSS length.'],
  ['a length for a weight', 'labelWeight', '2px', 'must be a CSS font-weight.'],
  ['a weight that no font has', 'buttonWeight', '1200', 'must be a CSS font-weight.'],
  ['a colour for a line height', 'lineHeight', 'red', 'must be a CSS line-height.'],
  ['a negative line height', 'lineHeight', '-1', 'must be a CSS line-height.'],
  ['a colour for a shadow', 'shadow', 'red', 'must be a CSS box-shadow.'],
  ['nothing', 'accent', '', 'must be a CSS colour.'],
  ['a number', 'radius', 4, 'must be one plain CSS value.'],
  ['what loads', 'accent', 'URL (x)', 'must be one plain CSS value.'],
  [
    'what loads where a token of the page is missing',
    'surface',
    'var(--x, image-set("x" 1x))',
    'must be one plain CSS value.',
  ],
  ['what closes its rule', 'accent', 'red}', 'must be one plain CSS value.'],
]);

for (const [what, name, value, sentence] of WRONG) {
  test(`${what} is refused`, async () => {
    const given = JSON.stringify({ [name]: value });
    assert.deepEqual(await page.run(`${SAY} return [configure(${given}), createForm(${given})];`), [
      `invalid_config: configure: appearance.variables.${name} ${sentence}`,
      `invalid_option: createForm: appearance.variables.${name} ${sentence}`,
    ]);
  });
}

for (const [name, value, words] of /** @type {[string, unknown, string][]} */ ([
  ['theme', 'night', 'auto, light, dark'],
  ['style', 'flat', 'outlined, filled, underlined'],
  ['style', 'Filled', 'outlined, filled, underlined'],
  ['labels', 'inside', 'above, floating'],
  ['layout', true, 'spaced, joined'],
  ['motion', '', 'auto, none'],
])) {
  test(`${name} ${JSON.stringify(value)} is refused`, async () => {
    const given = JSON.stringify({ [name]: value });
    assert.deepEqual(
      await page.run(`${SAY} return [say(() => PaymentsAPI.configure({ ...CONFIG, appearance: ${given} })),
        say(() => PaymentsAPI.createForm({ amount: 1, appearance: ${given} }))];`),
      [
        `invalid_config: configure: appearance.${name} must be one of ${words}.`,
        `invalid_option: createForm: appearance.${name} must be one of ${words}.`,
      ],
    );
  });
}

test('every word of every choice is taken', async () => {
  for (const appearance of [
    ...['outlined', 'filled', 'underlined'].map(style => ({ style })),
    ...['above', 'floating'].map(labels => ({ labels })),
    ...['spaced', 'joined'].map(layout => ({ layout })),
    ...['auto', 'none'].map(motion => ({ motion })),
  ])
    assert.equal(
      await page.run(
        `${SAY} return say(() => PaymentsAPI.createForm({ amount: 1, appearance: ${JSON.stringify(appearance)} }));`,
      ),
      'taken',
    );
});

test('every notation of a colour is taken, and tokens of the page, and calculated lengths', async () => {
  const right = [
    ...[
      '#fee500',
      'rgb(254 229 0)',
      'hsl(54 100% 50%)',
      'oklch(90% 0.19 100)',
      'gold',
      'var(--brand)',
      'color(display-p3 1 1 0)',
    ],
    'color-mix(in oklab, gold, white 10%)',
  ].map(accent => ({ accent }));
  right.push(
    /** @type {any} */ ({ radius: '0', gap: '1em', height: 'calc(3em + 1px)', fontSize: '110%', font: '"A B", serif' }),
    /** @type {any} */ ({
      ...{
        accentHover: 'navy',
        accentPressed: '#000',
        fill: 'transparent',
        label: 'gray',
        placeholder: '#777',
        icon: 'teal',
      },
      ...{
        focus: 'oklch(60% .2 30)',
        buttonRadius: '99px',
        rowGap: '0',
        columnGap: '2ch',
        padding: '1rem',
        buttonHeight: '60px',
      },
      ...{ borderWidth: '2px', fontSizeSmall: '.8em', fontSizeLarge: '20px', labelSize: '1em', labelWeight: 'bold' },
      ...{ buttonWeight: '450', lineHeight: '1.8', shadow: '0 1px 2px rgb(0 0 0 / .2), inset 0 0 1px red' },
    }),
    /** @type {any} */ ({ shadow: 'none', borderWidth: 'var(--line)', lineHeight: '24px' }),
  );
  assert.deepEqual(
    await page.run(
      `${SAY} return ${JSON.stringify(right)}.flatMap(variables => [configure(variables), createForm(variables)]);`,
    ),
    right.flatMap(() => ['taken', 'taken']),
  );
});

test('a radius of 0 is one that can be calculated with', async () => {
  assert.equal(
    await page.run(`PaymentsAPI.configure(CONFIG);
    await PaymentsAPI.createForm({ amount: 1, appearance: { variables: { radius: '0' } } }).mount('#here');
    return root().querySelector('.pw-host').style.getPropertyValue('--pw-radius');`),
    '0px',
  );
});

/** What a form's host says of its look, once it is seen. */
const LOOK = `const look = host => ['theme', 'style', 'labels', 'layout', 'motion'].map(name => host.dataset[name]).join();
  const host = () => root().querySelector('.pw-host');
  const seen = () => until(() => host() && host().style.visibility === '');`;

test("a form's own choice is over that of configure, and what is not chosen is the default", async () => {
  assert.deepEqual(
    await page.run(`${LOOK} PaymentsAPI.configure({ ...CONFIG, appearance: { style: 'filled', labels: 'floating', theme: 'dark' } });
      const form = PaymentsAPI.createForm({ amount: 1, appearance: { style: 'underlined', motion: 'none' } });
      await form.mount('#here');
      const first = [host().style.visibility, look(host())].join();
      form.update({ appearance: { layout: 'joined' } });
      await seen();
      return [first, look(host())];`),
    [',dark,underlined,floating,spaced,none', 'dark,filled,floating,joined,auto'],
  );
});

test('the sheet of a look is asked for once, by the first form that needs it, and adopted by every form that does', async () => {
  page.site.asked.length = 0;
  const sheets = await page.run(`${LOOK} PaymentsAPI.configure(CONFIG);
    const plain = PaymentsAPI.createForm({ amount: 1 });
    await plain.mount('#here');
    const counts = [root().adoptedStyleSheets.length];
    plain.unmount();
    for (const style of ['filled', 'underlined']) {
      const form = PaymentsAPI.createForm({ amount: 1, appearance: { style } });
      await form.mount('#here');
      counts.push(root().adoptedStyleSheets.length);
      form.unmount();
    }
    return counts;`);
  assert.deepEqual(sheets, [3, 5, 5]);
  assert.equal(page.site.asked.filter(path => path === '/w/styles.js').length, 1);
});

test('until the sheet is here the form is unseen and has its place; where it does not come, the form has the default look', async () => {
  page.site.missing = '/w/styles.js';
  try {
    const [before, after] = await page.run(`${LOOK} const warnings = [];
      console.warn = text => /styles/.test(text) && warnings.push(text);
      PaymentsAPI.configure(CONFIG);
      const form = PaymentsAPI.createForm({ amount: 1, appearance: { style: 'filled', labels: 'floating', layout: 'joined', theme: 'dark' } });
      form.mount('#here');
      const before = [look(host()), host().style.visibility, host().getBoundingClientRect().height > 100];
      await seen();
      return [before, [look(host()), warnings]];`);
    assert.deepEqual(before, ['dark,filled,floating,joined,auto', 'hidden', true]);
    assert.deepEqual(after, ['dark,outlined,above,spaced,auto', ['payments-widget: styles.js did not load.']]);
  } finally {
    page.site.missing = '';
  }
});
