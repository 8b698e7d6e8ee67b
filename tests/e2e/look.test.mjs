// The form on other people's pages, as it is shown: what a page's CSS reaches and what it does not, and the metrics of the form.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { WALLETS, withFormPage } from './support/form-page.mjs';
import { field, payButton, typeCard } from './support/shop.mjs';

const { shop, driver, width, media, open, ask } = withFormPage();
const heightOf = css => ask((root, css) => root.querySelector(css).getBoundingClientRect().height, css);
const partsOf = css => ask((root, css) => root.querySelector(css).part.value, css);

const CARTES_BANCAIRES = '4973019750239993';

describe('parts', () => {
  test('carry the states that the form is in, for the page to style', async () => {
    const root = await open(
      `payment-form::part(control) { border: 1px solid rgb(1 1 1) }
       payment-form::part(control invalid) { border-color: rgb(2 2 2) }
       payment-form::part(method selected) { background: rgb(3 3 3) }
       payment-form::part(button busy) { background: rgb(4 4 4) }`,
      { options: WALLETS },
    );
    const colours = () =>
      ask(root => [...root.querySelectorAll('.pw-control')].map(control => getComputedStyle(control).borderTopColor));
    await driver().executeScript('document.querySelector("payment-form").shadowRoot.activeElement?.blur()');
    assert.deepEqual(await colours(), Array(4).fill('rgb(1, 1, 1)'));
    assert.deepEqual(
      await ask(root =>
        [...root.querySelectorAll('.pw-method')].map(tile => [tile.part.value, getComputedStyle(tile).backgroundColor]),
      ),
      [['method selected', 'rgb(3, 3, 3)'], ...Array(2).fill(['method', 'rgb(255, 255, 255)'])],
    );
    await typeCard(root, { number: '4242424242424242' });
    await (await payButton(root)).click();
    assert.equal(await partsOf('.pw-field--number'), 'field number valid');
    for (const [selector, part] of Object.entries({
      '': 'field expiry',
      '.pw-label': 'label',
      '.pw-control': 'control',
      input: 'input',
    }))
      assert.equal(await partsOf(`.pw-field--expiry ${selector}`.trim()), `${part} invalid`);
    await ask(() => new Promise(done => setTimeout(done, 300)));
    assert.equal((await colours())[1], 'rgb(2, 2, 2)');

    await typeCard(root, { expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
    await (await payButton(root)).click();
    assert.equal(await partsOf('.pw-button'), 'button busy');
    assert.equal(await partsOf('form'), 'form busy');
  });

  test('of a co-badged card: the field, its control and the networks', async () => {
    const root = await open('');
    await typeCard(root, { number: CARTES_BANCAIRES });
    assert.deepEqual(
      await ask(root =>
        [...root.querySelectorAll('.pw-field--choice, .pw-field--choice [part]')].map(node => node.part.value),
      ),
      ['field choice', 'head', 'label', 'control', 'option selected', 'mark', 'option', 'mark'],
    );
  });
});

describe('what a page sets for its own text', () => {
  /** Where everything is, and how its text looks. */
  const picture = () =>
    ask(root => {
      const host = root.host.getBoundingClientRect();
      return [...root.querySelectorAll('.pw-host, .pw-host *:not(svg *)')].map(node => {
        const { x, y, width, height } = node.getBoundingClientRect();
        const style = getComputedStyle(node);
        const looks = [
          'color',
          'fontFamily',
          'fontSize',
          'fontWeight',
          'fontStyle',
          'fontVariant',
          'lineHeight',
          'letterSpacing',
          'wordSpacing',
          'textTransform',
          'textShadow',
          'textIndent',
          'whiteSpace',
          'textAlign',
          'hyphens',
          'cursor',
          'listStyle',
          'tabSize',
          'quotes',
          'textWrap',
          'wordBreak',
          'lineBreak',
          'webkitTextFillColor',
          'webkitTextStrokeWidth',
          'caretColor',
          'borderCollapse',
        ];
        return [
          node.localName + '.' + node.getAttribute('class'),
          x - host.x,
          y - host.y,
          width,
          height,
          ...looks.map(name => style[name]),
        ];
      });
    });
  const HOSTILE = `body > div { white-space: nowrap; text-transform: uppercase; text-indent: 40px; word-spacing: 9px; letter-spacing: 4px;
    text-shadow: red 1px 1px; text-align: right; text-align-last: center; font: italic small-caps 900 30px/3 serif; hyphens: auto;
    cursor: wait; word-break: break-all; line-break: anywhere; overflow-wrap: normal; text-wrap: nowrap; tab-size: 40;
    -webkit-text-fill-color: red; -webkit-text-stroke: 2px red; list-style: square; quotes: none; caret-color: red;
    font-feature-settings: 'smcp'; text-emphasis: filled; border-collapse: collapse; direction: ltr; user-select: none }`;

  test('stays out, in every state', async () => {
    const seen = [];
    for (const style of ['', HOSTILE]) {
      await width(320);
      const root = await open(style, { body: form => `<div>${form}</div>`, options: WALLETS });
      await typeCard(root, { number: '4242424242424241' });
      await (await payButton(root)).click();
      await ask(() => new Promise(done => setTimeout(done, 400)));
      seen.push(await picture());
    }
    const [clean, dressed] = seen;
    assert.deepEqual(dressed, clean);
  });

  test('no line of the page goes through the text, and what is typed can be selected', async () => {
    const root = await open(
      'body > div { text-decoration: underline red; user-select: none; -webkit-user-select: none }',
      {
        body: form => `<div>${form}</div>`,
      },
    );
    // A line is not in a computed style: a picture has its red.
    const shot = await (await root.findElement(By.css('.pw-field--number'))).takeScreenshot();
    const red = await driver().executeAsyncScript(
      `const [data, done] = arguments;
      const picture = new Image();
      picture.onload = () => {
        const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        canvas.drawImage(picture, 0, 0);
        const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
        let red = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] > 200 && data[at + 1] < 40 && data[at + 2] < 40) red++;
        done(red);
      };
      picture.src = 'data:image/png;base64,' + data;`,
      shot,
    );
    assert.equal(red, 0);
    assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-input')).userSelect), 'text');
  });

  test('a page may still hide the form, and keep it from being pressed', async () => {
    await open('body > div { visibility: hidden; pointer-events: none }', { body: form => `<div>${form}</div>` });
    assert.deepEqual(
      await ask(root =>
        ['visibility', 'pointerEvents'].map(name => getComputedStyle(root.querySelector('.pw-input'))[name]),
      ),
      ['hidden', 'none'],
    );
  });

  test('a flex parent does not make it narrow, and margin and padding of the page have their place', async () => {
    await width(800);
    for (const [style, wide] of /** @type {[string, number][]} */ ([
      ['body > div { display: flex }', 800],
      ['body > div { display: flex; flex-direction: column; align-items: center }', 800],
      ['body > div { display: grid; justify-items: start }', 800],
      ['body > div { display: flex } payment-form { margin: 0 20px; padding: 10px; border: 1px solid }', 760],
    ])) {
      await open(style, { body: form => `<div>${form}</div>` });
      assert.equal(await ask(root => root.host.getBoundingClientRect().width), wide, style);
    }
  });
});

describe('metrics', () => {
  for (const wide of [248, 280, 375, 720]) {
    test(`tiles and fields are 48 px, the button 52, and nothing moves when the form takes the skeleton's place (${wide} px)`, async () => {
      await width(wide);
      await open('', { configure: false, options: WALLETS });
      const boxes = () =>
        ask(root =>
          [...root.querySelectorAll('.pw-methods, .pw-field:not([hidden]), .pw-pay')].map(node => {
            const { x, y, width, height } = node.getBoundingClientRect();
            return [node.classList[1] ?? node.className, x, y, width, height];
          }),
        );
      await driver().wait(() =>
        ask(root => root.querySelector('.pw-sk') && root.querySelector('.pw-secure svg') !== null),
      );
      const before = await boxes();
      await driver().executeScript('start("pk_live_any")'); // with a test key a line comes before the form
      await shop.form();
      assert.deepEqual(await boxes(), before);
      assert.equal(await heightOf('.pw-method'), 48);
      assert.equal(await heightOf('.pw-control'), 48);
      assert.equal(await heightOf('.pw-button'), 52);
      assert.equal(await ask(root => root.host.getBoundingClientRect().width <= innerWidth), true);
    });
  }

  test('no font is so small that a phone zooms in or a target shrinks', async () => {
    await open('', { options: { appearance: { variables: { fontSize: '8px', height: '10px' } } } });
    assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-input')).fontSize), '16px');
    assert.equal(await heightOf('.pw-control'), 44);
    await open('payment-form { --pw-font-size: 20px }');
    assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-input')).fontSize), '20px');
  });

  for (const wide of [280, 375, 720]) {
    test(`a co-badged card: expiry and security code stay where they are, and no name of a network breaks (${wide} px)`, async () => {
      await width(wide);
      const root = await open('');
      const places = () =>
        ask(root =>
          ['number', 'expiry', 'cvv'].map(name => {
            const { x, y } = root.querySelector('.pw-field--' + name).getBoundingClientRect();
            return [x, y];
          }),
        );
      const before = await places();
      await typeCard(root, { number: CARTES_BANCAIRES });
      assert.equal(await ask(root => root.querySelectorAll('.pw-seg__item').length), 2);
      assert.deepEqual(await places(), before);
      const rows = await ask(root =>
        [...root.querySelectorAll('.pw-seg__item span')].map(
          node =>
            node.getClientRects().length &&
            Math.round(node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight)),
        ),
      );
      if (wide > 280) assert.deepEqual(rows, [1, 1]);
      if (wide > 280) assert.equal(await heightOf('.pw-seg'), 48);
      for (const state of [0, 1]) {
        await ask((root, at) => root.querySelectorAll('.pw-seg input')[at].click(), state);
        if (wide > 280) assert.equal(await heightOf('.pw-seg'), 48);
      }
    });
  }
});

describe('the note at the security code', () => {
  for (const [what, style, attributes] of [
    [
      'in a box that cuts what is outside',
      'payment-form { overflow: hidden }',
      'submit-button="false" cardholder-name="hidden"',
    ],
    ['at the end of a window', 'payment-form { margin-block-start: 560px }', ''],
  ]) {
    test(`is seen whole ${what}`, async () => {
      await width(375, 800);
      const root = await open(style, { attributes });
      await (await root.findElement(By.css('.pw-hintbtn'))).click();
      const corners = await ask(root => {
        const { left, right, top, bottom } = root.querySelector('.pw-hint').getBoundingClientRect();
        return [
          [left + 8, top + 8],
          [right - 8, top + 8],
          [left + 8, bottom - 8],
          [right - 8, bottom - 8],
        ].map(([x, y]) => Boolean(root.elementFromPoint(x, y)?.closest('.pw-hint')) && x > 0 && x < innerWidth);
      });
      assert.deepEqual(corners, [true, true, true, true]);
    });
  }
});

describe('more contrast', () => {
  for (const [name, value] of [
    ['prefers-contrast', 'more'],
    ['forced-colors', 'active'],
  ]) {
    test(`what is being paid is not faded (${name})`, async () => {
      await media(name, value);
      try {
        const root = await open('');
        await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
        await (await payButton(root)).click();
        assert.equal(await partsOf('form'), 'form busy');
        assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-panel')).opacity), '1');
      } finally {
        await media();
      }
    });
  }

  test('else it is', async () => {
    const root = await open('');
    await typeCard(root, { number: '4242424242424242', expiry: '1234', cvv: '123', name: 'KIM MINSEO' });
    await (await payButton(root)).click();
    assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-panel')).opacity), '0.62');
  });
});

describe('narrow, with large or spaced text', () => {
  test('a placeholder that does not fit ends in an ellipsis', async () => {
    await open('');
    assert.equal(await ask(root => getComputedStyle(root.querySelector('.pw-input')).textOverflow), 'ellipsis');
  });

  for (const wide of [248, 280, 375]) {
    test(`sixteen digits fit with the text spacing that a payer may set (WCAG 1.4.12, ${wide} px)`, async () => {
      await width(wide);
      const root = await open('payment-form::part(input) { letter-spacing: .12em; word-spacing: .16em }');
      await typeCard(root, { number: '4242424242424242' });
      const input = await field(root, 'number');
      const [needed, given] = await driver().executeScript(
        'return [arguments[0].scrollWidth, arguments[0].clientWidth]',
        input,
      );
      assert.ok(needed <= given, `${needed} of ${given} px`);
    });
  }
});
