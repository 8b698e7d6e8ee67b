// The colours of a form on other people's pages, in Chromium: whatever tokens the page sets, in whatever notation, and whatever
// is behind the form, what is written can be read, and focus and choice can be seen. The tests measure what is painted, with a
// canvas, so that they share nothing with the code that settles it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../differential/support/random.mjs';
import { withPage } from './served.mjs';

const page = withPage();

/** Puts the parts of a form into the fake view, and measures them. */
const MEASURE = `
  const node = (tag, className, ...children) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...children);
    return made;
  };
  const css = (text, into = document) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    into.adoptedStyleSheets = [...into.adoptedStyleSheets, sheet];
    return sheet;
  };
  /** Every part whose colours are measured. */
  function draw(root) {
    const form = root.querySelector('form');
    const radio = Object.assign(node('input', 'pw-method__input'), { type: 'radio', checked: true });
    const segment = Object.assign(node('input', 'pw-vh'), { type: 'radio', checked: true });
    const input = Object.assign(node('input', 'pw-input'), { placeholder: '1234' });
    const wrong = node('div', 'pw-field', node('div', 'pw-control', node('input', 'pw-input')), node('p', 'pw-msg', 'wrong'));
    wrong.dataset.state = 'error';
    const notice = node('div', 'pw-notice', node('p', 'pw-notice__title', 'declined'));
    notice.dataset.kind = 'danger';
    form.append(
      node('p', 'pw-test', node('span', 'pw-test__tag', 'test'), 'no money'),
      node('label', 'pw-method', radio, node('span', '', 'Card')),
      node('div', 'pw-field', node('label', 'pw-label', 'Number'), node('div', 'pw-control', input, node('div', 'pw-hint', 'where'))),
      wrong,
      node('div', 'pw-seg', node('label', 'pw-seg__item', segment, 'Visa')),
      notice,
      node('button', 'pw-button', 'Pay'),
      node('button', 'pw-button pw-button--plain', 'Again'),
      node('p', 'pw-secure', 'encrypted'),
    );
    css('.pw * { transition: none !important; }', root); // the colours that they end in
  }

  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  function painted(layers) {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }
  const luminance = rgb => {
    const [r, g, b] = rgb.map(value => value / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(painted(a)), luminance(painted(b))].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  /** The colour of the page where it sets none. */
  function blank() {
    const at = document.createElement('i');
    at.style.color = 'Canvas';
    document.documentElement.append(at);
    const { color } = getComputedStyle(at);
    at.remove();
    return color;
  }
  /** All backgrounds from the page's canvas to this element. */
  function behind(element) {
    const layers = [];
    for (let at = element; at; at = at.parentNode?.host ?? at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
    return [blank(), ...layers];
  }
  /** What falls short, as [what, ratio]. */
  function failures(root) {
    const found = [];
    const check = (what, color, under, least) => {
      const reached = ratio([...under, color], under);
      if (!(reached >= least)) found.push([what, Number(reached.toFixed(2))]);
    };
    for (const selector of ['.pw-test', '.pw-test__tag', '.pw-method > span', '.pw-label', '.pw-hint', '.pw-msg', '.pw-seg__item',
      '.pw-notice__title', '.pw-button', '.pw-button--plain', '.pw-secure', '.pw-input']) {
      const element = root.querySelector(selector);
      check(selector, getComputedStyle(element).color, behind(element), 4.5);
    }
    const style = selector => getComputedStyle(root.querySelector(selector));
    const input = root.querySelector('.pw-input');
    check('placeholder', getComputedStyle(input, '::placeholder').color, behind(input), 4.5);
    const around = behind(root.querySelector('form'));
    check('chosen way', style('.pw-method').borderTopColor, around, 3);
    check('chosen network', style('.pw-seg__item').borderTopColor, behind(root.querySelector('.pw-seg__item')), 3);
    const [right, wrong] = root.querySelectorAll('.pw-control');
    for (const control of [right, wrong]) {
      const what = control === wrong ? ' of a wrong field' : '';
      control.querySelector('input').focus();
      const focused = getComputedStyle(control);
      check('ring' + what, focused.outlineColor, around, 3);
      check('edge' + what, focused.borderTopColor, behind(control), 3);
    }
    const probe = root.querySelector('.pw-secure');
    const resolve = value => {
      probe.style.color = value;
      const color = getComputedStyle(probe).color;
      probe.style.color = '';
      return color;
    };
    check('focus of a button', resolve('var(--_focus)'), around, 3);
    for (const press of ['hover', 'pressed']) {
      check('button, ' + press, getComputedStyle(root.querySelector('.pw-button')).color, [...around, resolve('var(--_accent-' + press + ')')], 4.5);
    }
    return found;
  }
  const frame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  /** What is read once it is as wanted, or after a hundred frames: a browser that is busy tells of a changed colour later. */
  async function eventually(wanted, read) {
    for (let left = 100; left && JSON.stringify(read()) !== JSON.stringify(wanted); left--) await frame();
    return read();
  }
  /** A form in a page of this style, with this appearance. */
  async function formOn(style, appearance) {
    const sheet = css(style);
    PaymentsAPI.configure(CONFIG);
    const form = PaymentsAPI.createForm({ amount: 1, appearance });
    await form.mount('#here');
    await until(() => root().querySelector('.pw-watch')); // colours.js comes after the form
    await frame();
    draw(root());
    return { form, sheet };
  }
  const warnings = [];
  console.warn = text => warnings.push(text);
`;

const on = script => page.run(`${MEASURE} ${script}`);

const HOST = "root().querySelector('.pw-host')";

for (const theme of ['light', 'dark']) {
  test(`the form's own colours are left as they are, and are enough (${theme})`, async () => {
    assert.deepEqual(
      await on(`await formOn(':root { color-scheme: ${theme} }');
      return [failures(root()), ${HOST}.getAttribute('style'), 'own' in ${HOST}.dataset, warnings];`),
      [[], null, false, []],
    );
  });
}

for (const [what, accent] of Object.entries({
  hex: '#fee500',
  'a name': 'yellow',
  rgb: 'rgb(255 230 0)',
  hsl: 'hsl(54 100% 50%)',
  oklch: 'oklch(90% 0.19 100)',
  'color-mix': 'color-mix(in oklab, yellow, white 10%)',
  'a wider gamut': 'color(display-p3 1 0.9 0)',
  white: '#fff',
})) {
  test(`a light accent in ${what}, from the option and from the page's CSS`, async () => {
    assert.deepEqual(
      await on(`const { form } = await formOn('', { variables: { accent: '${accent}' } });
      const seen = [failures(root()), painted([getComputedStyle(root().querySelector('.pw-button')).color])];
      form.update({ appearance: {} });
      css('#here { --pw-accent: ${accent} }');
      const measured = () => [failures(root()), painted([getComputedStyle(root().querySelector('.pw-button')).color])];
      return [seen, await eventually([[], [20, 24, 31]], measured)];`),
      Array(2).fill([[], [20, 24, 31]]),
    );
  });
}

test('a light accent still gives the focus its hue', async () => {
  const [r, , b] = await on(`await formOn('', { variables: { accent: '#fee500' } });
    root().querySelector('.pw-input').focus();
    return painted([getComputedStyle(root().querySelector('.pw-control')).outlineColor]);`);
  assert.ok(r > 2 * b, `${r} ${b}`);
});

test('random tokens, pages and themes', { timeout: 120_000 }, async () => {
  const rng = random(20261126);
  const part = (most = 256) => rng.below(most);
  const colour = () =>
    rng.pick([
      () => `#${rng.pick(['fff', '000', 'fee500', '32cd32', '808080', '777', 'ff00ff', '0ff'])}`,
      () => `rgb(${part()} ${part()} ${part()})`,
      () => `hsl(${part(360)} ${part(101)}% ${part(101)}%)`,
      () => `oklch(${part(101)}% ${part(38) / 100} ${part(360)})`,
      () => `lab(${part(101)}% ${part(200) - 100} ${part(200) - 100})`,
      () =>
        `color-mix(in oklab, rgb(${part()} ${part()} ${part()}) ${part(101)}%, ${rng.pick(['white', 'black', 'tomato'])})`,
      () => rng.pick(['gold', 'rebeccapurple', 'lime', 'navy', 'gray', 'currentcolor']),
      () => `rgb(${part()} ${part()} ${part()} / ${(20 + part(80)) / 100})`,
    ])();
  const TOKENS = ['accent', 'accent', 'accent', 'surface', 'surface', 'text', 'muted', 'danger', 'warn', 'onAccent'];
  const cases = Array.from({ length: 160 }, () => {
    const tokens = Object.fromEntries(
      Array.from({ length: 1 + rng.below(3) }, () => [rng.pick(TOKENS), colour()]).filter(
        ([name, value]) => name !== 'surface' || value !== 'currentcolor',
      ),
    );
    const css = rng.chance(0.5);
    const ground = rng.chance(0.6) ? rng.pick(['#fff', '#111', '#eee', '#222a35', '#999', colour()]) : '';
    return {
      tokens,
      css,
      page: `:root { color-scheme: ${rng.pick(['light', 'dark', 'light dark', 'normal'])} }
        body { background-color: ${ground || 'transparent'}; color: ${rng.pick(['#111', '#eee'])} }`,
      theme: rng.pick(['auto', 'auto', 'light', 'dark']),
    };
  });
  // A script of the browser must end in 30 seconds, on a slow machine too.
  const AT_ONCE = 20;
  for (let at = 0; at < cases.length; at += AT_ONCE) {
    const wrong = await on(`
      const { form, sheet } = await formOn('', {});
      const kebab = name => name.replace(/[A-Z]/g, letter => '-' + letter.toLowerCase());
      const wrong = [];
      for (const given of ${JSON.stringify(cases.slice(at, at + AT_ONCE))}) {
        const own = Object.entries(given.tokens).map(([name, value]) => '--pw-' + kebab(name) + ': ' + value).join('; ');
        sheet.replaceSync(given.page + (given.css ? '#here {' + own + '}' : ''));
        form.update({ appearance: { theme: given.theme, variables: given.css ? {} : given.tokens } });
        await frame();
        const found = await eventually([], () => failures(root()));
        if (found.length) wrong.push([given, found, ${HOST}.getAttribute('style'), behind(root().querySelector('form'))]);
      }
      return wrong;`);
    assert.deepEqual(wrong, []);
  }
});

for (const [what, style, theme] of [
  ['a dark theme on a light page', 'body { background: #fff }', 'dark'],
  ['a light theme on a dark page', ':root { color-scheme: dark }', 'light'],
  ['a dark page that does not say so', 'body { background: #101418; color: #eee }', 'auto'],
  ['a dark picture', 'body { background: linear-gradient(#000, #234); color: #fff }', 'auto'],
  ['a dark box in a light page', '#here { background: #111 }', 'auto'],
]) {
  test(`${what}: the form paints its own surface, and says so once`, async () => {
    assert.deepEqual(
      await on(`const { form } = await formOn('${style}', { theme: '${theme}' });
      const { padding, backgroundColor } = getComputedStyle(${HOST});
      form.update({ amount: 2 });
      await frame();
      return [failures(root()), padding, backgroundColor !== 'rgba(0, 0, 0, 0)', warnings.map(text => text.slice(0, 36))];`),
      [[], '16px', true, ['payments-widget: text of the form re']],
    );
  });
}

for (const [what, style, theme] of [
  ['a dark theme on a dark page', 'body { background: #101418; color: #eee }', 'dark'],
  ['a light theme on a grey page', 'body { background: #e4e4e4 }', 'light'],
  ['a page that is dark by its scheme', ':root { color-scheme: dark }', 'auto'],
  ['a light picture', 'body { background: linear-gradient(#fff, #eee); color: #222 }', 'auto'],
]) {
  test(`${what}: the form paints none`, async () => {
    assert.deepEqual(
      await on(`await formOn('${style}', { theme: '${theme}' });
      return [failures(root()), getComputedStyle(${HOST}).padding, getComputedStyle(${HOST}).backgroundColor, warnings];`),
      [[], '0px', 'rgba(0, 0, 0, 0)', []],
    );
  });
}

test('a page that turns dark takes the form with it', async () => {
  assert.deepEqual(
    await on(`await formOn('#here { --pw-accent: #fee500 } .dark { background: #101418; color: #eee } .dark #here { --pw-accent: #004 }');
    const before = [failures(root()), 'own' in ${HOST}.dataset];
    document.body.className = 'dark';
    await until(() => 'own' in ${HOST}.dataset);
    await frame();
    const dark = [failures(root()), 'own' in ${HOST}.dataset];
    document.body.className = '';
    await until(() => !('own' in ${HOST}.dataset));
    await frame();
    return [before, dark, [failures(root()), 'own' in ${HOST}.dataset, getComputedStyle(root().querySelector('.pw-button')).backgroundColor]];`),
    [
      [[], false],
      [[], true],
      [[], false, 'rgb(254, 229, 0)'],
    ],
  );
});

test('a form that was hidden while the page turned dark is right when it is shown', async () => {
  assert.deepEqual(
    await on(`await formOn('.dark { background: #101418; color: #eee }');
    const here = document.querySelector('#here');
    here.hidden = true;
    await frame();
    document.body.className = 'dark';
    await frame();
    here.hidden = false;
    return eventually([[], true], () => [failures(root()), 'own' in ${HOST}.dataset]);`),
    [[], true],
  );
});

test('tokens that cannot be read are shown in another shade, and the developer is told their names once', async () => {
  assert.deepEqual(
    await on(`const { form } = await formOn('#here { --pw-surface: #101418; --pw-text: #222 }', { variables: { onAccent: '#1f54e0' } });
    form.update({ amount: 2 });
    await frame();
    return [failures(root()), warnings.filter(text => text.includes('--pw-text')).length, warnings.some(text => text.includes('--pw-on-accent'))];`),
    [[], 1, true],
  );
});

test("CSS of the page that gives no colour is passed over for the form's own", async () => {
  assert.deepEqual(
    await on(`await formOn('#here { --pw-accent: notacolor; --pw-text: 12px }');
    return [failures(root()), getComputedStyle(root().querySelector('.pw-button')).backgroundColor, warnings];`),
    [
      [],
      'rgb(31, 84, 224)',
      ['payments-widget: --pw-text is not a colour.', 'payments-widget: --pw-accent is not a colour.'],
    ],
  );
});

test("with a surface of the page come the form's own colours for it", async () => {
  assert.deepEqual(
    await on(`await formOn('#here { --pw-surface: #101418 } .scheme { color-scheme: dark } .scheme #here { --pw-surface: light-dark(#fff, #101418) } .light { color-scheme: light }');
    const text = () => painted([getComputedStyle(root().querySelector('.pw-label')).color]);
    const [dark, light] = [[241, 244, 248], [20, 24, 31]];
    const seen = [text()];
    for (const [name, wanted] of [['scheme', dark], ['scheme light', light], ['', dark]]) {
      document.documentElement.className = name;
      await frame();
      seen.push(await eventually(wanted, text));
    }
    return [...seen, failures(root())];`),
    [[241, 244, 248], [241, 244, 248], [20, 24, 31], [241, 244, 248], []],
  );
});

test('what is settled stays so: no change of its own is heard as one of the page', async () => {
  assert.equal(
    await on(`const { form } = await formOn('#here { --pw-surface: #101418; --pw-accent: gold }');
    form.update({ appearance: { variables: { text: '#222' } } });
    // Whenever a transition of its colours ends, it looks again.
    await Promise.all(root().querySelector('.pw-watch').getAnimations().map(({ finished }) => finished));
    await frame();
    let changes = 0;
    new MutationObserver(() => changes++).observe(${HOST}, { attributes: true });
    await new Promise(resolve => setTimeout(resolve, 300));
    return changes;`),
    0,
  );
});

test('a translucent surface: what lies over other things is opaque', async () => {
  assert.deepEqual(
    await on(`await formOn('body { background: #fff }', { variables: { surface: 'transparent' } });
    return [failures(root()), painted(['black', getComputedStyle(root().querySelector('.pw-hint')).backgroundColor])];`),
    [[], [255, 255, 255]],
  );
});

test('with more contrast asked for, a placeholder has 7:1, and is still not as dark as what is typed', async () => {
  const driver = /** @type {import('selenium-webdriver/chrome.js').Driver} */ (page.driver);
  for (const scheme of ['light', 'dark']) {
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-contrast', value: 'more' }],
    });
    try {
      const [wrong, placeholder, typed] = await on(`await formOn(':root { color-scheme: ${scheme} }');
        const input = root().querySelector('.pw-input');
        const under = behind(input);
        return [failures(root()), ...['::placeholder', undefined].map(part => ratio([...under, getComputedStyle(input, part).color], under))];`);
      assert.deepEqual(wrong, []);
      assert.ok(placeholder >= 7 && placeholder < 0.7 * typed, `${scheme}: ${placeholder} against ${typed}`);
    } finally {
      await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
    }
  }
});
