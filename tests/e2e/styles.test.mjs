// The looks of `appearance`: each token reaches what it is for, and each style, kind of label and layout can be used, in every width,
// direction and mode, from the first inputs on and without moving anything.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { violationsOf } from './support/browser.mjs';
import { WALLETS, withFormPage } from './support/form-page.mjs';
import { payButton, typeCard } from './support/shop.mjs';

const { driver, width, media, open: openPage, ask, seen, live, boxes } = withFormPage();

const CARD = { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' };
const CARTES_BANCAIRES = '4973019750239993';
const LOOKS = [
  { style: 'filled' },
  { style: 'underlined' },
  { labels: 'floating' },
  { layout: 'joined' },
  { style: 'filled', labels: 'floating', layout: 'joined' },
  { style: 'underlined', labels: 'floating', layout: 'joined' },
];
const nameOf = look => Object.values(look).join(', ');

const appearance = look => ({
  options: { ...WALLETS, appearance: look },
  body: form => `<main><h1>Checkout</h1>${form}<p>What is below</p></main>`,
});
/** The page, once its form is seen. */
async function open(style, given) {
  const root = await openPage(style, given);
  await seen();
  return root;
}
const styleOf = (css, property, pseudo) =>
  ask(
    (root, css, property, pseudo) => getComputedStyle(root.querySelector(css), pseudo)[property],
    css,
    property,
    pseudo,
  );
const pause = ms => ask((root, ms) => new Promise(done => setTimeout(done, ms)), ms);
const blur = () => ask(root => root.activeElement?.blur());

/** Token, its value, where it is seen, the CSS property there, what that is then. */
const EARLY = /** @type {[string, string, string, string, string][]} */ ([
  ['fill', 'rgb(250 250 240)', '.pw-control', 'backgroundColor', 'rgb(250, 250, 240)'],
  ['label', 'rgb(60 0 0)', '.pw-label', 'color', 'rgb(60, 0, 0)'],
  ['labelSize', '18px', '.pw-label', 'fontSize', '18px'],
  ['labelWeight', '700', '.pw-label', 'fontWeight', '700'],
  ['borderWidth', '3px', '.pw-control', 'borderTopWidth', '3px'],
  ['shadow', '0 1px 2px rgb(0 0 0)', '.pw-control', 'boxShadow', 'rgb(0, 0, 0) 0px 1px 2px 0px'],
  ['padding', '20px', '.pw-input', 'paddingLeft', '20px'],
  ['rowGap', '30px', '.pw-grid', 'rowGap', '30px'],
  ['columnGap', '5px', '.pw-grid', 'columnGap', '5px'],
  ['fontSizeSmall', '15px', '.pw-secure', 'fontSize', '15px'],
  ['lineHeight', '2', '.pw', 'lineHeight', '32px'],
  ['buttonRadius', '26px', '.pw-button', 'borderTopLeftRadius', '26px'],
  ['buttonHeight', '70px', '.pw-button', 'minHeight', '70px'],
  ['buttonWeight', '400', '.pw-button', 'fontWeight', '400'],
  ['icon', 'rgb(0 90 90)', '.pw-secure .pw-icon', 'color', 'rgb(0, 90, 90)'],
]);
const LATER = /** @type {typeof EARLY} */ ([
  ['icon', 'rgb(0 90 90)', '.pw-hintbtn', 'color', 'rgb(0, 90, 90)'],
  ['borderWidth', '3px', '.pw-method', 'borderTopWidth', '3px'],
  ['fontSizeSmall', '15px', '.pw-msg', 'fontSize', '15px'],
]);
const variables = Object.fromEntries([...EARLY, ...LATER].map(([name, value]) => [name, value]));

/** Where a page sets them. */
const SET = /** @type {[string, [string, object]][]} */ ([
  ['the option', ['', { options: { ...WALLETS, appearance: { variables } } }]],
  [
    "the page's CSS",
    [
      `payment-form { ${Object.entries(variables)
        .map(([name, value]) => `--pw-${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}: ${value}`)
        .join('; ')} }`,
      { options: WALLETS },
    ],
  ],
]);

describe('tokens', () => {
  for (const [where, given] of SET) {
    test(`reach the first inputs, and the form that takes them over (from ${where})`, async () => {
      const [style, options] = given;
      await width(720);
      await open(style, { ...options, configure: false });
      const check = async list => {
        for (const [name, , css, property, expected] of list)
          assert.equal(await styleOf(css, property), expected, name);
      };
      await check(EARLY);
      await driver().executeScript('start()');
      await live();
      await check([...EARLY, ...LATER]);
    });
  }

  test('the colour of the focus is its edge and its ring; that of a placeholder and of a pressed button are theirs', async () => {
    const given = { focus: 'rgb(150 0 150)', placeholder: 'rgb(90 60 90)', accentHover: 'rgb(0 0 140)' };
    await open('', { options: { appearance: { variables: given } } });
    await ask(root => root.querySelector('.pw-input').focus());
    await pause(300);
    assert.equal(await styleOf('.pw-control', 'borderTopColor'), given.focus.replaceAll(' ', ', '));
    assert.equal(await styleOf('.pw-control', 'outlineColor'), given.focus.replaceAll(' ', ', '));
    assert.equal(await styleOf('.pw-input', 'color', '::placeholder'), given.placeholder.replaceAll(' ', ', '));
    const button = await ask(root => root.querySelector('.pw-button'));
    await driver().actions().move({ origin: button }).perform();
    await pause(300);
    assert.equal(await styleOf('.pw-button', 'backgroundColor'), given.accentHover.replaceAll(' ', ', '));
  });

  test('what could not be read is shown in another shade: on a fill of its own, and a button under the pointer', async () => {
    await open('', appearance({ variables: { fill: '#222', accentHover: '#eef', placeholder: '#ddd' } }));
    await pause(300);
    assert.equal(await styleOf('.pw-control', 'backgroundColor'), 'color(srgb 1 1 1)');
    assert.deepEqual(await violationsOf(driver()), []);
    const button = await ask(root => root.querySelector('.pw-button'));
    await driver().actions().move({ origin: button }).perform();
    await pause(300);
    assert.deepEqual(await violationsOf(driver()), []);
  });
});

describe('tokens, in a frame', () => {
  const page = withFormPage('Chromium', 'frame');

  for (const [where, [style, options]] of SET) {
    test(`reach the form in it (from ${where})`, async () => {
      await page.width(720);
      await page.open(style, options);
      await page.live();
      for (const [name, , css, property, expected] of [...EARLY, ...LATER]) {
        const work = (root, css, property) => getComputedStyle(root.querySelector(css))[property];
        assert.equal(await page.ask(work, css, property), expected, name);
      }
    });
  }

  test('follow the page when it changes its own', async () => {
    await page.open('payment-form { --pw-label: rgb(60 0 0) } .other payment-form { --pw-label: rgb(0 60 0) }');
    await page.live();
    const label = () => page.ask(root => getComputedStyle(root.querySelector('.pw-label')).color);
    assert.equal(await label(), 'rgb(60, 0, 0)');
    await page.driver().executeScript("document.body.className = 'other'");
    await page.driver().wait(async () => (await label()) === 'rgb(0, 60, 0)', 5_000, 'the label kept its colour');
  });
});

describe('looks', () => {
  const shifts = () =>
    driver().executeAsyncScript(`const done = arguments[0];
      new PerformanceObserver(list => done(list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => done([]), 100);`);

  for (const look of LOOKS) {
    for (const [at, wide] of [200, 280, 375, 720, 1200].entries()) {
      const lang = ['en', 'ar', 'de', 'ko', 'ar'][at];
      test(`${nameOf(look)}: nothing moves when the form takes the first inputs over (${wide} px, ${lang})`, async () => {
        await width(wide);
        await open('', { ...appearance(look), configure: false, lang });
        const before = await boxes();
        await driver().executeScript('start("pk_live_any")');
        await live();
        assert.deepEqual(await boxes(), before);
        assert.deepEqual(await shifts(), []);
        assert.ok(await driver().executeScript('return document.documentElement.scrollWidth <= innerWidth'));
      });
    }

    test(`${nameOf(look)}: axe-core finds nothing, in light and dark`, async () => {
      await width(375);
      for (const scheme of ['light', 'dark']) {
        const dark = scheme === 'dark' ? 'body { background: #15181d; color: #fff }' : '';
        const root = await open(`:root { color-scheme: ${scheme} } ${dark}`, appearance(look));
        await pause(300);
        assert.deepEqual(await violationsOf(driver()), [], `${scheme}, empty`);
        await typeCard(root, { number: CARTES_BANCAIRES });
        await (await payButton(root)).click();
        await pause(300);
        assert.deepEqual(await violationsOf(driver()), [], `${scheme}, wrong`);
      }
    });

    for (const [wide, lang] of /** @type {[number, string][]} */ ([
      [248, 'en'],
      [280, 'de'],
      [320, 'ko'],
      [375, 'de'],
      [720, 'en'],
    ])) {
      test(`${nameOf(look)}: with the text spacing that a payer may set nothing is cut or covered (WCAG 1.4.12, ${wide} px, ${lang})`, async () => {
        await width(wide);
        const root = await open('', { ...appearance(look), lang });
        await ask(root => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(
            '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }',
          );
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        });
        await typeCard(root, CARD);
        await blur();
        await pause(300);
        const wrong = await ask(root => {
          const found = [];
          const box = node => node.getBoundingClientRect();
          const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          for (const field of root.querySelectorAll('.pw-field:not([hidden])')) {
            const label = field.querySelector('.pw-label');
            const range = document.createRange();
            range.selectNodeContents(label);
            const words = [...range.getClientRects()];
            const input = field.querySelector('.pw-input');
            if (!input) continue;
            const name = field.className;
            // The typed text is vertically centred in the content box of its input.
            const { paddingTop, paddingBottom, fontSize } = getComputedStyle(input);
            const text = box(input);
            const middle = (text.top + parseFloat(paddingTop) + text.bottom - parseFloat(paddingBottom)) / 2;
            const line = {
              left: text.left,
              right: text.right,
              top: middle - parseFloat(fontSize) / 2,
              bottom: middle + parseFloat(fontSize) / 2,
            };
            if (words.some(word => covers(word, line))) found.push(`${name}: the label covers the text`);
            for (const other of field.querySelectorAll('.pw-slot > *, .pw-hintbtn'))
              if (getComputedStyle(other).visibility === 'visible' && words.some(word => covers(word, box(other))))
                found.push(`${name}: the label covers ${other.getAttribute('class')}`);
            const frame = box(field.querySelector('.pw-control'));
            if (words.some(word => word.right > frame.right + 1 || word.left < frame.left - 1))
              found.push(`${name}: the label is cut`);
            if (!input.parentNode.closest('.pw-field--name') && input.scrollWidth > input.clientWidth)
              found.push(`${name}: the text is cut`);
          }
          return found;
        });
        assert.deepEqual(wrong, []);
        assert.ok(await driver().executeScript('return document.documentElement.scrollWidth <= innerWidth'));
      });
    }
  }

  for (const look of [{ labels: 'floating' }, { style: 'filled', labels: 'floating', layout: 'joined' }]) {
    test(`${nameOf(look)}: nothing moves when fields come that are not there from the first`, async () => {
      await width(375);
      const more = { installments: [2, 3], amount: '60000', currency: 'KRW' };
      const { options, ...given } = appearance(look);
      await open('', { ...given, options: { ...options, ...more }, configure: false, lang: 'ko' });
      const fields = () =>
        ask(root =>
          [...root.querySelectorAll('.pw-field:not([hidden]), .pw-pay')].map(node => {
            const { x, y, width } = node.getBoundingClientRect();
            return [node.classList[1] ?? node.className, x, y, width];
          }),
        );
      const before = await fields();
      await driver().executeScript('start("pk_live_any")');
      await live();
      assert.deepEqual(await fields(), before);
    });
  }

  test('a floating label is in the place of the placeholder, and above what is typed as soon as the field has the focus', async () => {
    await width(375);
    const root = await open('', appearance({ labels: 'floating' }));
    const middle = css =>
      ask((root, css) => {
        const { top, bottom } = root.querySelector(css).getBoundingClientRect();
        return (top + bottom) / 2;
      }, css);
    await blur();
    await pause(300);
    const label = '.pw-field--expiry .pw-label';
    const control = '.pw-field--expiry .pw-control';
    const placeholder = () => styleOf('.pw-field--expiry .pw-input', 'opacity', '::placeholder');
    assert.ok(Math.abs((await middle(label)) - (await middle(control))) < 1.5);
    assert.equal(await placeholder(), '0');
    await ask(root => root.querySelector('#pw-expiry').focus());
    await pause(300);
    assert.ok((await middle(label)) < (await middle(control)) - 8);
    assert.equal(await placeholder(), '1');
    await typeCard(root, { expiry: '1234' });
    await blur();
    await pause(300);
    assert.ok((await middle(label)) < (await middle(control)) - 8);
  });

  test('the cells of a joined box share their edges, and only its corners are round', async () => {
    const corners = css =>
      ask(
        (root, css) =>
          getComputedStyle(root.querySelector(css + ' .pw-control'))
            .borderRadius.split(' ')
            .concat(Array(3).fill(''))
            .slice(0, 4)
            .join(' ')
            .trim(),
        css,
      );
    for (const [wide, name, expected] of /** @type {[number, string, string[]][]} */ ([
      [280, 'required', ['10px 10px 0px 0px', '0px', '0px', '0px 0px 10px 10px']],
      [375, 'required', ['10px 10px 0px 0px', '0px', '0px', '0px 0px 10px 10px']],
      [375, 'hidden', ['10px 10px 0px 0px', '0px 0px 0px 10px', '0px 0px 10px']],
      [720, 'required', ['10px 0px 0px', '0px', '0px 10px 0px 0px', '0px 0px 10px 10px']],
      [720, 'hidden', ['10px 0px 0px 10px', '0px', '0px 10px 10px 0px']],
    ])) {
      await width(wide);
      await open('', { attributes: `cardholder-name="${name}"`, ...appearance({ layout: 'joined' }) });
      const fields = ['number', 'expiry', 'cvv', 'name'].slice(0, expected.length).map(field => `.pw-field--${field}`);
      assert.deepEqual(await Promise.all(fields.map(corners)), expected, `${wide} px, name ${name}`);
      const edges = await ask(root => {
        const [number, expiry, cvv] = [...root.querySelectorAll('.pw-control')].map(node =>
          node.getBoundingClientRect(),
        );
        return [
          expiry.top === number.top ? expiry.left - number.right : expiry.top - number.bottom,
          cvv.top === expiry.top ? cvv.left - expiry.right : cvv.top - expiry.bottom,
        ];
      });
      assert.deepEqual(edges, [-1, -1], `${wide} px`);
    }
  });

  for (const style of ['filled', 'underlined']) {
    test(`${style}: a field has all its edges, and the focus a ring, in forced colours`, async () => {
      await media('forced-colors', 'active');
      try {
        await open('', appearance({ style, labels: 'floating' }));
        await ask(root => root.querySelector('.pw-input').focus());
        const [edges, ring] = await ask(root => {
          const control = getComputedStyle(root.querySelector('.pw-control'));
          return [
            ['Top', 'Right', 'Bottom', 'Left'].map(side => control[`border${side}Color`]),
            [control.outlineStyle, control.outlineWidth],
          ];
        });
        assert.ok(
          edges.every(colour => !/^rgba.*, 0\)$/.test(colour)),
          String(edges),
        );
        assert.deepEqual(ring, ['solid', '2px']);
      } finally {
        await media();
      }
    });
  }
});

describe('motion', () => {
  const moving = () =>
    ask(
      root =>
        [...root.querySelectorAll('.pw, .pw *')]
          .flatMap(node => ['', '::after'].map(pseudo => getComputedStyle(node, pseudo)))
          .filter(
            ({ animationName, transitionDuration }) =>
              animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration),
          ).length,
    );

  test('none: nothing moves, from the first inputs to a payment that waits', async () => {
    const given = { options: { ...WALLETS, appearance: { motion: 'none', labels: 'floating' } } };
    await open('', { ...given, configure: false });
    assert.equal(await moving(), 0);
    const root = await open('', given);
    await typeCard(root, CARD);
    await (await payButton(root)).click();
    assert.equal(await ask(root => root.querySelector('.pw-spin') !== null), true);
    assert.equal(await moving(), 0);
  });

  test('else the spinner does', async () => {
    const root = await open('');
    await typeCard(root, CARD);
    await (await payButton(root)).click();
    assert.notEqual(await moving(), 0);
  });
});

describe('print', () => {
  test('dark on white, whatever the theme, without what was typed and without a button', async () => {
    const root = await open(':root { color-scheme: dark }', { options: { appearance: { theme: 'dark' } } });
    await typeCard(root, CARD);
    await media('print');
    try {
      assert.equal(await styleOf('.pw', 'color'), 'rgb(0, 0, 0)');
      assert.equal(await styleOf('.pw-label', 'color'), 'rgb(0, 0, 0)');
      assert.equal(await styleOf('.pw-input', 'webkitTextFillColor'), 'rgba(0, 0, 0, 0)');
      assert.equal(await styleOf('.pw-pay', 'display'), 'none');
    } finally {
      await media();
    }
    assert.notEqual(await styleOf('.pw', 'color'), 'rgb(0, 0, 0)');
  });
});
