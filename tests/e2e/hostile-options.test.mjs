// A page that gives the form in its frame hostile options: what only the frame's own server may say is refused, no CSS text gets in, and
// whatever texts, sizes and colours it names, the payer reads the amount.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONFIGURE } from '../../www/api/option-names.js';
import { BROWSERS, report, withHostile } from './support/hostile.mjs';

const MONEY = { amount: '19.90', currency: 'USD' };
const variables = given => ({ appearance: { variables: given } });
const form = given => ({ form: { ...MONEY, ...given } });
const OVERRIDE = '\u202e';

/** Members of `init` and `update` that are refused. */
const REFUSED = {
  // What the frame reads of its own server, or asks the page.
  ...Object.fromEntries(
    [...CONFIGURE, 'parents', 'walletToken', 'cardNumber', '__proto__', 'constructor']
      .filter(name => !['currency', 'locale', 'appearance'].includes(name))
      .map(name => [
        `form.${name}`,
        { form: JSON.parse(`{"amount":"19.90","currency":"USD","${name}":"https://evil.example"}`) },
      ]),
  ),
  'keyThumbprints as a list': form({ keyThumbprints: ['A'.repeat(43)] }),
  'no amount': { form: { currency: 'USD' } },
  'an amount that is an object': form({ amount: { valueOf: '1' } }),
  'labels that are null': form({ labels: null }),
  'labels that are a list': form({ labels: ['x'] }),
  'wallets that are no list': form({ wallets: { id: 'my_wallet' } }),
  'a wallet that is null': form({ wallets: [null] }),
  'words that are no text': form({ words: { 'number.label': { other: 'x' } } }),
  'words that are a list': form({ words: { 'pay.button': ['{amount}'] } }),
  'words that are unknown': form({ words: { __proto: 'x' } }),
  'a button without the amount': form({ words: { 'pay.button': 'Pay' } }),
  'a button with another sum': form({ words: { 'pay.button': 'Pay $1.00 instead of {amount}' } }),
  'a button with another sum in Arabic digits': form({ words: { 'pay.button': 'Pay ١٢ {amount}' } }),
  'a button with a sign before the amount': form({ words: { 'pay.button': 'Pay -5{amount}' } }),
  'a button with the amount twice': form({ words: { 'pay.button': '{amount}{amount}' } }),
  'a button with the amount written the other way round': form({ words: { 'pay.button': `${OVERRIDE}{amount}` } }),
  'a button in which the amount is far away': form({ words: { 'pay.button': `${'Pay '.repeat(100)}{amount}` } }),
  'a button with lines': form({ words: { 'pay.button': '{amount}\n\n\n\nPay' } }),
  'the button after a failure, without the amount': form({ words: { 'pay.again': 'Once more' } }),
  'the button of a wallet, without the amount': form({ words: { 'pay.wallet': '{wallet}' } }),
  'a label with a sum': form({ labels: { submit: 'Pay $1' } }),
  'a label with a number': form({ labels: { submit: 'Pay 100' } }),
  'a label that turns the amount round': form({ labels: { submit: `Pay ${OVERRIDE}` } }),
  'a label that is no text': form({ labels: { submit: { toString: 'x' } } }),
  'a label with the amount of its own': form({ labels: { submit: '{amount}' } }),
  'a wallet whose name is a sum': form({ wallets: [{ id: 'my_wallet', label: 'Wallet: $1.00' }] }),
  'a wallet whose name turns the amount round': form({ wallets: [{ id: 'my_wallet', label: `Wallet${OVERRIDE}` }] }),
  'a theme that is none': { appearance: { theme: 'evil' } },
  'CSS text': { appearance: { css: 'body { display: none }' } },
  'font files': { appearance: { fonts: [{ src: 'https://evil.example/f.woff2' }] } },
  'a font of pictures': variables({ font: '"Zapf Dingbats", Wingdings' }),
  'a token that is none': variables({ background: 'red' }),
  'a token named __proto__': { appearance: { variables: JSON.parse('{"__proto__":"red"}') } },
  'tokens that are a list': { appearance: { variables: ['red'] } },
  'a token that is no text': variables({ accent: { toString: 'red' } }),
};
const VALUES = [
  'url(https://evil.example/?)',
  'URL( "https://evil.example")',
  'image-set("https://evil.example" 1x)',
  '-webkit-image-set(url(x) 1x)',
  'src("https://evil.example")',
  'var(--x, url(https://evil.example))',
  '\\75rl(https://evil.example)',
  'red; background: url(x)',
  'red} body { display: none',
  '{}',
  '@import "https://evil.example"',
  'red/**/',
  'expression(alert(1))',
  'javascript:alert(1)',
  '</style><script>alert(1)</script>',
];
for (const value of VALUES)
  for (const name of ['accent', 'shadow', 'font', 'fontSize'])
    REFUSED[`${name}: ${value}`] = variables({ [name]: value });
// Any text is a list of names of fonts: what is one is one.
for (const value of ['expression(alert(1))', 'javascript:alert(1)', '</style><script>alert(1)</script>'])
  delete REFUSED[`font: ${value}`];

/** Options that are taken, and must not keep the payer from reading the amount. */
const TAKEN = {
  'texts of nothing': variables({ fontSize: '0px', fontSizeSmall: '0px', fontSizeLarge: '0px', labelSize: '0px' }),
  'texts of one pixel': variables({ fontSize: '1px', buttonHeight: '1px', height: '1px' }),
  'texts of ten thousand pixels': variables({ fontSize: '10000px' }),
  'texts of infinite size': variables({ fontSize: 'calc(infinity * 1px)' }),
  'no line height': variables({ lineHeight: '0' }),
  'a button of no height': variables({ buttonHeight: '0px', padding: '0px', gap: '0px', rowGap: '0px' }),
  'a button that is transparent': variables({ accent: 'transparent', onAccent: 'transparent' }),
  'a button of white on white': variables({ accent: '#fff', onAccent: '#fff', surface: '#fff', text: '#fff' }),
  'a button of almost the same colours': variables({ accent: '#777', onAccent: '#787878' }),
  'everything transparent': variables({
    accent: '#0000',
    onAccent: '#0000',
    text: '#0000',
    surface: '#0000',
    border: '#0000',
  }),
  'colours that are variables': variables({ accent: 'var(--none)', onAccent: 'var(--none, currentColor)' }),
  'a shadow over everything': variables({ shadow: 'inset 0 0 0 1000px #1f54e0, 0 0 0 1000px #1f54e0' }),
  'borders of a thousand pixels': variables({ borderWidth: '1000px' }),
  'corners of a thousand pixels': variables({ radius: '1000px', buttonRadius: '1000px' }),
  'letters as thin as can be': variables({ buttonWeight: '1' }),
  'a lie about what is behind': { around: { scheme: 'dark', behind: '#000', ink: '#000', rem: 16 } },
  'colours around that are none': { around: { scheme: 'evil', behind: 'url(x)', ink: '}; display: none', rem: 16 } },
  'a page without a size of text': { around: { scheme: 'light', ink: '#000', rem: 0 } },
  'a page with a negative one': { around: { scheme: 'light', ink: '#000', rem: -100 } },
  'a page with a huge one': { around: { scheme: 'light', ink: '#000', rem: 1e9 } },
  'a page with none that is a number': { around: { scheme: 'light', ink: '#000', rem: Number.NaN } },
  'a language that is none': { locale: 'x'.repeat(1000) },
  'a language with other digits': { locale: 'ar-EG-u-nu-arab' },
  'a language with another calendar and numbers': { locale: 'en-u-nu-hanidec-cu-krw' },
  'HTML in words': form({ words: { 'secure.note': '<img src="https://evil.example">' }, labels: { legend: '<b>x' } }),
  'HTML in the label': form({ labels: { submit: '<i hidden>' } }),
  'the tags of a hidden text': form({ words: { 'pay.button': '<span hidden>{amount}</span>' } }),
  'a label of its own': form({ labels: { submit: 'Donate' } }),
  'a label in Korean': form({ words: { 'pay.button': '{amount} 결제하기' } }),
  'a wallet with a number in its name': form({ wallets: [{ id: 'my_wallet', label: '11번가 Pay' }] }),
};

/** What the payer sees of the amount: run in the frame. */
const SEEN = `
  const root = document.querySelector('body > div').shadowRoot;
  const button = root.querySelector('button[type=submit]');
  if (!button) return { why: 'no button' };
  const text = [...button.querySelectorAll('span')].at(-1);
  const pixel = css => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d');
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const style = getComputedStyle(text);
  const [ink, ground] = [pixel(style.color), pixel(getComputedStyle(button).backgroundColor)];
  const [a, b] = [light(ink), light(ground)].sort((a, b) => b - a);
  const [inner, outer] = [text.getBoundingClientRect(), button.getBoundingClientRect()];
  let opacity = 1;
  for (let at = button; at instanceof Element; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
  return {
    label: button.innerText.replace(/\\s+/g, ' ').trim(),
    size: parseFloat(style.fontSize),
    contrast: Math.round(((a + 0.05) / (b + 0.05)) * 10) / 10,
    opaque: ink[3] === 255 && ground[3] === 255 && opacity === 1 && style.visibility === 'visible',
    inside: inner.width > 20 && inner.height > 8 && inner.left >= outer.left && inner.right <= outer.right + 1 && outer.right <= innerWidth + 1,
    shadow: getComputedStyle(button).boxShadow,
    pictures: root.querySelectorAll('img, script, style, b.evil').length,
  };`;

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });

    /** Gives hostile members to new frames, as `init`, and to a live one, as `update`; what the frames answer. */
    const give = (names, table) =>
      hostile.act(
        `
        const entries = JSON.parse(given[0]);
        const outcome = {};
        for (const [name, members] of entries) {
          const frame = await frameOf(frameUrl);
          const line = speak(frame.contentWindow);
          line.port.postMessage({ ...INIT, ...members });
          line.port.postMessage({ ...INIT, ...members });
          if (!(await until(() => line.said.some(({ t }) => t === 'live')))) throw new Error(name + ': ' + JSON.stringify(line.said));
          outcome[name] = [line.said.find(({ t }) => t === 'live').error?.code ?? 'live', line.said.filter(({ t }) => t === 'live').length].join(' ');
        }
        return outcome;`,
        // As text: a driver makes no member named __proto__.
        JSON.stringify(names.map(name => [name, table[name]])),
      );

    test(`${Object.keys(REFUSED).length} hostile options are refused, in the first message and later`, async () => {
      hostile.reset();
      await hostile.attack('');
      const names = Object.keys(REFUSED);
      // Some of each kind as the first message, all of them later.
      const first = names.filter(name =>
        /null|no list|\.(session|sessionUrl|apiKey|frame)$|another sum$|CSS text|^font: red/.test(name),
      );
      const outcome = await give(first, REFUSED);
      for (const [name, said] of Object.entries(outcome))
        assert.match(said, /^(invalid_option|invalid_config|internal_error|amount_invalid|amount_required) 1$/, name);

      const problems = await hostile.act(
        `
        const entries = JSON.parse(given[0]);
        window.line = await live(frameUrl);
        const outcome = {};
        for (const [name, members] of entries) {
          line.said.length = 0;
          line.port.postMessage({ ...INIT, ...members, t: 'update' });
          line.port.postMessage({ ...INIT, t: 'update' });
          for (let at = 0; at < 100 && !line.said.length; at += 1) await sleep(10);
          outcome[name] = line.said.map(({ t, error }) => (error ? t + ' ' + error.code : t)).join();
        }
        return outcome;`,
        JSON.stringify(Object.entries(REFUSED)),
      );
      for (const [name, said] of Object.entries(problems)) assert.match(said, /^problem \w+/, `${name}: ${said}`);
      assert.equal(await hostile.label(await hostile.enterNth(first.length)), 'Pay $19.90');
      assert.deepEqual(await hostile.sentElsewhere(), []);
      report({
        attack: 'options that only the frame’s server may give; CSS text; faked amounts',
        tries: names.length + first.length,
        browser,
        frame: [],
      });
    });

    test(`${Object.keys(TAKEN).length} hostile looks and texts: the amount can be read`, async () => {
      hostile.reset();
      await hostile.attack('window.line = await live(frameUrl); return true');
      await hostile.enterNth();
      for (const [name, members] of Object.entries(TAKEN)) {
        const given = JSON.stringify(members);
        await hostile.act(
          `
          line.port.postMessage({ ...INIT, t: 'update' });
          const members = JSON.parse(given[0]);
          if (members.around && members.around.rem === null) members.around.rem = NaN;
          line.said.length = 0;
          line.port.postMessage({ ...INIT, ...members, t: 'update' });
          // Its refusal says that the one before has been taken.
          line.port.postMessage({ ...INIT, t: 'update', form: { apiKey: 'x' } });
          await until(() => line.said.some(({ t }) => t === 'problem'));
          await sleep(50);`,
          given,
        );
        await hostile.enterNth();
        let seen = /** @type {any} */ ({});
        // A change of colours is a transition.
        const isRight = async () => {
          seen = await hostile.driver.executeScript(SEEN);
          const { label, size, contrast, opaque, inside, shadow, pictures } = seen;
          const isRead = /19[.,]90/.test(label) && size >= 14 && size <= 120 && contrast >= 4.5 && opaque && inside;
          return isRead && shadow === 'none' && pictures === 0;
        };
        await hostile.until(name, isRight, 3000).catch(() => assert.fail(`${name}: ${JSON.stringify(seen)}`));
      }
      assert.deepEqual(await hostile.sentElsewhere(), []);
      report({ attack: 'looks and texts that hide the amount', tries: Object.keys(TAKEN).length, browser, frame: [] });
    });

    test('without a button, over a ground that the page lies about: the amount can be read', async () => {
      hostile.reset();
      await hostile.attack(`
        window.line = await live(frameUrl, {}, {
          ...INIT,
          form: { amount: '19.90', currency: 'USD', submitButton: false },
          around: { scheme: 'dark', behind: '#000', ink: '#fff', rem: 16 },
          appearance: { variables: { text: '#fff', surface: 'transparent' } },
        });`);
      await hostile.enterNth();
      const line = await hostile.driver.executeScript(`
        const line = document.querySelector('body > div').shadowRoot.querySelector('p.pw');
        const { color, backgroundColor, backgroundImage } = getComputedStyle(line);
        return [line.textContent, color, backgroundColor, backgroundImage];`);
      const [label, ink, canvas, ground] = line;
      assert.equal(label, 'Pay $19.90');
      assert.equal(ink, 'rgb(255, 255, 255)');
      assert.match(ground, /^linear-gradient\(rgb\(0, 0, 0\)/, 'it is written on what the page says is behind it');
      assert.doesNotMatch(canvas, /, 0\)$/);
      report({ attack: 'a form without a button, on a ground that is another one', tries: 1, browser, frame: [] });
    });

    test('a session of another amount than the one that is shown: nothing is charged', async () => {
      hostile.reset();
      const before = hostile.payments().length;
      hostile.price = { amount: 199_000, currency: 'USD' };
      for (const change of [
        '',
        `line.port.postMessage({ ...INIT, form: { amount: '1990.00', currency: 'USD' }, t: 'update' });`,
      ]) {
        await hostile.attack('window.line = await live(frameUrl); return true');
        await hostile.type(await hostile.enterNth());
        // The second time the amount becomes that of the session when the payer has pressed the button.
        const codes = await hostile.act(`
          line.port.postMessage({ t: 'submit', id: 1 });
          await until(() => line.said.some(({ t }) => t === 'need_session'));
          ${change}
          await until(() => line.said.some(({ t, id }) => t === 'result' && id === 1));
          return line.said.filter(({ t, id }) => t === 'result' && id === 1).map(({ error }) => error?.code);`);
        assert.equal(codes.length, 1);
        assert.match(String(codes[0]), /mismatch|amount|session/, String(codes));
      }
      hostile.price = { amount: 1990, currency: 'USD' };
      assert.equal(hostile.payments().length, before);
      report({ attack: 'a session of another amount than is shown', tries: 2, browser, frame: [] });
    });
  });
}
