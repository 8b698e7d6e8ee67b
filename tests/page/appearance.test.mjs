// The values of `appearance`, in Chromium: each is one CSS value of its kind, or refused by its name.
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
