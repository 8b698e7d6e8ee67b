// The card issuer's page in its dialog, in Chromium: what is shown, what is reported, and what is never opened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { withPage } from './served.mjs';

const page = withPage();

/** `show(changes, form)` shows an action as the WebAssembly does, and waits until it is there; `told` is what was reported of it. */
const SETUP = `
  PaymentsAPI.configure({ ...CONFIG, appearance: { variables: { surface: '#eeeeff' } } });
  PaymentsAPI.retrievePayment('x').catch(() => {});
  await until(() => window.fake?.dialogs);
  window.told = [];
  const ACTION = { type: 'three_d_secure', url: location.origin + '/issuer', hidden: false, subtitle: '$10.00 · Visa •••• 3220' };
  window.show = async (changes, form) => {
    const shown = fake.dialogs.show(form, fake.words, { ...ACTION, ...changes }, what => told.push(what));
    await Promise.all([import('/w/dialog.js'), import('/w/colours.js')]);
    await new Promise(resolve => setTimeout(resolve));
    return shown;
  };
  const place = () => [...document.body.children].find(element => element.shadowRoot);
  const dialogOf = () => place()?.shadowRoot.querySelector('dialog');
  // Counted from the beginning: a page may have loaded before a test asks for it.
  const loads = new WeakMap();
  const loadsOf = frame => loads.get(frame) ?? 0;
  const { createElement } = document;
  document.createElement = (...given) => {
    const node = createElement.apply(document, given);
    if (node.localName === 'iframe') node.addEventListener('load', () => loads.set(node, loadsOf(node) + 1));
    return node;
  };
  // A page of the bank that is still on its way, until the test asks for /release.
  const HELD = { url: location.origin + '/held' };
  const loaded = frame => until(() => loadsOf(frame) > 0);
`;
const run = (script, body) => page.run(SETUP + script, body);
const told = () => page.driver.executeScript('return window.told');

test("a call has a dialog of its own on the page, with the issuer's page in it, until it is closed", async () => {
  assert.deepEqual(
    await run(`
    const shown = await show(HELD);
    const element = place();
    const nodes = [...element.shadowRoot.querySelectorAll(':not(svg *)')].map(node =>
      [node.tagName.toLowerCase(), node.getAttribute('class') ?? '', node.id].join(' ').trim());
    const dialog = dialogOf();
    const [title, sub, foot] = ['title', 'sub', 'foot'].map(name => dialog.querySelector('.pw-dialog__' + name).textContent);
    const look = element.shadowRoot.querySelector('.pw-host').style.getPropertyValue('--pw-surface');
    const state = [dialog.open, dialog.matches(':modal'), dialog.part.value, dialog.getAttribute('aria-labelledby'),
      dialog.querySelector('iframe').title, dialog.querySelector('button').getAttribute('aria-label'), dialog.querySelector('button').type,
      element.shadowRoot.activeElement.className, dialog.parentElement.lang, dialog.parentElement.dir];
    shown.close();
    shown.close();
    return { nodes, texts: [title, sub, foot], look, state, left: place() === undefined, told };
  `),
    {
      nodes: [
        'div pw-host',
        'div pw',
        'dialog pw-dialog',
        'div pw-dialog__head',
        'svg pw-icon',
        'div',
        'p pw-dialog__title pw-dialog-title',
        'p pw-dialog__sub pw-dialog-sub',
        'button pw-dialog__close',
        'svg pw-icon',
        'iframe pw-dialog__frame',
        'p pw-dialog__wait',
        'svg pw-icon pw-spin',
        'p pw-dialog__foot pw-dialog-note',
        'i pw-watch',
      ],
      texts: ['Confirm with your bank', '$10.00 · Visa •••• 3220', 'This screen comes from your bank.'],
      look: '#eeeeff',
      state: [
        true,
        true,
        'dialog',
        'pw-dialog-title',
        'Confirm with your bank',
        'Cancel',
        'button',
        'pw-dialog__title',
        'en',
        'ltr',
      ],
      left: true,
      told: ['opened'],
    },
  );
});

test('it can be pressed on a page whose mask takes the pointer away, and no held key cancels', async () => {
  assert.deepEqual(
    await run(`
    document.body.style.pointerEvents = 'none';
    await show();
    const dialog = dialogOf();
    const button = dialog.querySelector('button');
    const { x, y } = button.getBoundingClientRect();
    const top = place().shadowRoot.elementFromPoint(x + 10, y + 10);
    button.focus();
    const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
    const pressed = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    return [button.contains(top), button.dispatchEvent(held), button.dispatchEvent(pressed), dialog.querySelector('iframe').allow, told];
  `),
    [true, false, true, 'payment *; publickey-credentials-get *', ['opened']],
  );
});

for (const [width, height] of [
  [667, 375],
  [320, 256],
  [1200, 900],
]) {
  test(`the whole dialog is in a window of ${width} by ${height}, and the bank's page has a place in it`, async () => {
    const driver = /** @type {import('selenium-webdriver/chrome.js').Driver} */ (page.driver);
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', metrics);
    const [dialog, frame, seen] = await run(`
      await show();
      const rect = node => node.getBoundingClientRect().toJSON();
      return [rect(dialogOf()), rect(dialogOf().querySelector('iframe')), [innerWidth, innerHeight]];
    `);
    await driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
    assert.deepEqual(seen, [width, height]);
    assert.ok(dialog.top >= 0 && dialog.bottom <= seen[1] + 0.5, JSON.stringify({ dialog, seen }));
    assert.ok(frame.top >= dialog.top && frame.bottom <= dialog.bottom && frame.height >= 100, JSON.stringify(frame));
    if (width === 1200) assert.deepEqual([frame.width, frame.height], [500, 600]);
  });
}

test('a dialog that cannot be loaded is reported as closed: what nobody sees nobody can confirm', async () => {
  page.site.missing = '/w/dialog.js';
  assert.deepEqual(
    await run(`
    addEventListener('error', event => event.preventDefault());
    show().catch(() => {});
    await until(() => told.length === 2);
    return told;
  `),
    ['opened', 'closed'],
  );
  page.site.missing = '';
});

test('a form has its dialog inside itself, and gets the focus back', async () => {
  assert.deepEqual(
    await run(`
    const form = document.querySelector('#here');
    const button = form.appendChild(document.createElement('button'));
    button.focus();
    const shown = await show({}, form);
    const inside = [form.lastChild.tagName, place() === undefined, document.activeElement.className];
    shown.close();
    return [...inside, form.querySelector('dialog'), document.activeElement === button];
  `),
    ['DIALOG', true, 'pw-dialog__title', null, true],
  );
});

for (const [how, close] of Object.entries({
  'by its button': () => page.driver.findElement(By.css('.pw-dialog__close')).click(),
  'by Escape': () => page.driver.actions().sendKeys(Key.ESCAPE).perform(),
  'unasked, as a browser may': () => page.driver.executeScript("document.querySelector('dialog').close()"),
})) {
  test(`closed ${how}: reported once, and the caller takes it away`, async () => {
    await run("window.shown = await show({}, document.querySelector('#here'));");
    await close();
    await page.driver.wait(async () => (await told()).length > 1, 5000);
    await page.driver.executeScript(`
      const dialog = document.querySelector('dialog');
      dialog.querySelector('button').click();
      dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
      dialog.dispatchEvent(new Event('close'));`);
    assert.deepEqual(await told(), ['opened', 'closed']);
    assert.equal(
      await page.driver.executeScript("window.shown.close(); return document.querySelector('dialog')"),
      null,
    );
    assert.deepEqual(await told(), ['opened', 'closed']);
  });
}

test('a hidden step is a frame that nobody sees or reaches', async () => {
  assert.deepEqual(
    await run(`
    const form = document.querySelector('#here');
    const shown = await show({ hidden: true }, form);
    const [frame] = form.children;
    const seen = [form.children.length, frame.tagName, frame.className, frame.getAttribute('aria-hidden'), frame.tabIndex, frame.src === ACTION.url];
    await loaded(frame);
    frame.contentWindow.postMessage({ type: 'payment.updated' }, '*');
    await until(() => told.length > 1);
    shown.close();
    return [seen, form.children.length, told];
  `),
    [[1, 'IFRAME', 'pw-vh', 'true', -1, true], 0, ['opened', 'updated']],
  );
});

test("every message of the frame's own page is a hint; another window's, and any other text, is not", async () => {
  assert.deepEqual(
    await run(`
    const form = document.querySelector('#here');
    const other = document.createElement('iframe');
    other.src = '/issuer';
    document.body.append(other);
    await loaded(other);
    const shown = await show({}, form);
    const frame = form.querySelector('iframe');
    await loaded(frame);
    const say = async (window, data) => { window.postMessage(data, '*'); await tick(); await tick(); };
    const update = { type: 'payment.updated' };
    const after = [];
    await say(other.contentWindow, update);
    window.postMessage(update, '*');
    dispatchEvent(new MessageEvent('message', { data: update }));
    await tick();
    after.push(told.length);
    for (const data of [null, 'payment.updated', { type: 'other' }, [], { type: { toString: 'payment.updated' } }]) await say(frame.contentWindow, data);
    after.push(told.length);
    await say(frame.contentWindow, update);
    await say(frame.contentWindow, update);
    after.push(told.length);
    shown.close();
    dispatchEvent(new MessageEvent('message', { data: update, source: frame.contentWindow }));
    await tick();
    return [after, told];
  `),
    [
      [1, 1, 3],
      ['opened', 'updated', 'updated'],
    ],
  );
});

for (const type of ['three_d_secure', 'redirect']) {
  test(`a ${type} to what is no page over a safe connection is reported as closed, and nothing is opened`, async () => {
    assert.deepEqual(
      await run(`
      const urls = ['javascript:document.title="run"', 'data:text/html,x', 'blob:' + location.origin + '/x', 'file:///etc/passwd', 'about:blank',
        'http://issuer.example/', 'http://127.0.0.1.example/', 'ftp://issuer.example/', '/issuer', '//issuer.example', '', 'no url'];
      const shown = await Promise.all(urls.map(url => show({ type: '${type}', url })));
      await tick();
      return [shown.every(one => one === undefined), told.length === urls.length, new Set(told).size, told[0],
        document.querySelectorAll('iframe, dialog').length, place() === undefined, document.title, location.pathname];
    `),
      [true, true, 1, 'closed', 0, true, 'x', '/'],
    );
  });
}

test('a redirect leaves the page, with nothing to close', async () => {
  await run('');
  // From here on nothing of the old page is asked: it may be gone at any moment.
  await page.driver.executeScript("setTimeout(() => show({ type: 'redirect' }), 50)");
  await page.driver.wait(async () => (await page.driver.getCurrentUrl()).endsWith('/issuer'), 5000);
});

test('what is removed with its form can still be closed, and that of a form that is not on the page has a place of its own', async () => {
  assert.deepEqual(
    await run(`
    const form = document.querySelector('#here');
    const shown = await show({}, form);
    form.replaceChildren();
    await tick();
    shown.close();
    const nowhere = document.createElement('div');
    const failures = [];
    addEventListener('error', event => { event.preventDefault(); failures.push(event.error.name); });
    const unseen = await show({}, nowhere);
    const open = dialogOf().open;
    unseen.close();
    return [open, nowhere.children.length, failures, told];
  `),
    [true, 0, [], ['opened', 'opened']],
  );
});

test('handlers of the page that throw disturb neither the dialog nor its end', async () => {
  assert.deepEqual(
    await run(`
    addEventListener('error', event => event.preventDefault());
    const fail = () => { throw new Error('of the page'); };
    for (const type of ['message', 'click', 'close', 'cancel', 'focusin', 'focusout']) addEventListener(type, fail, true);
    const form = document.querySelector('#here');
    const shown = await show({}, form);
    await loaded(form.querySelector('iframe'));
    form.querySelector('iframe').contentWindow.postMessage({ type: 'payment.updated' }, '*');
    await until(() => told.includes('updated'));
    form.querySelector('dialog button').click();
    HTMLDialogElement.prototype.close = fail;
    shown.close();
    return told;
  `),
    ['opened', 'updated', 'closed'],
  );
});

test('two calls have two dialogs, and each closes its own', async () => {
  assert.deepEqual(
    await run(`
    const count = () => [...document.body.children].filter(element => element.shadowRoot?.querySelector('dialog[open]')).length;
    const [first, second] = [await show(), await show()];
    const both = count();
    first.close();
    const one = count();
    second.close();
    return [both, one, count()];
  `),
    [2, 1, 0],
  );
});

test('a trap takes the dialogs off the page: nobody would answer the payer', async () => {
  assert.deepEqual(
    await run(`
    await show();
    await show({}, document.querySelector('#here'));
    try { fake.trap(); } catch {}
    return [place() === undefined, document.querySelectorAll('dialog').length];
  `),
    [true, 0],
  );
});

test("until the issuer's page is there it is said to open, and the page behind does not scroll", async () => {
  assert.deepEqual(
    await run(
      `
    document.documentElement.style.overflow = 'clip';
    const shown = await show(HELD);
    const dialog = dialogOf();
    const wait = dialog.querySelector('.pw-dialog__wait');
    const before = [wait?.textContent, wait?.getAttribute('role'), document.documentElement.style.overflow];
    await fetch('/release');
    await until(() => !dialog.querySelector('.pw-dialog__wait'));
    shown.close();
    return [before, document.documentElement.style.overflow];
  `,
    ),
    [['Opening your bank’s page…', 'status', 'hidden'], 'clip'],
  );
});

test('it is seen where the page has hidden the form', async () => {
  assert.deepEqual(
    await run(
      `
    const host = document.createElement('div');
    document.body.append(host);
    const form = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
    host.style.display = 'none';
    await show({}, form);
    const dialog = [...document.body.children].map(element => element.shadowRoot?.querySelector('dialog')).find(Boolean);
    return [form.childElementCount, dialog.matches(':modal'), dialog.getBoundingClientRect().width > 200];
  `,
    ),
    [0, true, true],
  );
});

for (const [what, change, loads] of /** @type {const} */ ([
  ["and the bank's page stays as it is", '', 1],
  ["in a browser that cannot move it the bank's page loads anew", 'delete Element.prototype.moveBefore;', 2],
])) {
  test(`it is seen where the page hides the form while it is open, ${what}`, async () => {
    assert.deepEqual(
      await run(`
      ${change}
      const form = document.querySelector('#here');
      const shown = await show({}, form);
      const dialog = form.querySelector('dialog');
      const frame = dialog.querySelector('iframe');
      await loaded(frame);
      form.style.display = 'none';
      await until(() => dialogOf() === dialog && loadsOf(frame) === ${loads} && dialog.matches(':modal'));
      const { width } = dialog.getBoundingClientRect();
      const { backgroundColor } = getComputedStyle(dialog.querySelector('.pw-dialog__frame'));
      const focused = place().shadowRoot.activeElement?.className;
      // Once it is seen it stays where it is.
      form.style.display = '';
      await tick();
      const stays = dialogOf() === dialog && form.childElementCount === 0;
      shown.close();
      return [width > 200, backgroundColor, focused, stays, loadsOf(frame), place() === undefined, told];
    `),
      [true, 'rgb(255, 255, 255)', 'pw-dialog__title', true, loads, true, ['opened']],
    );
  });
}

test("a policy of the page that blocks the bank's page ends the action, and the console says what to allow", async () => {
  const [reported, said] = await run(`
    const said = [];
    console.error = text => said.push(text);
    const shown = await show();
    const blocks = effectiveDirective => document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', {
      effectiveDirective, violatedDirective: effectiveDirective, blockedURI: 'https://acs.example', documentURI: location.href,
      originalPolicy: '', disposition: 'enforce', statusCode: 200,
    }));
    blocks('img-src');
    const before = told.length;
    blocks('frame-src');
    shown.close();
    return [[before, ...told], said];
  `);
  assert.deepEqual(reported, [1, 'opened', 'closed']);
  assert.match(said[0], /frame-src must allow https:..acs.example/);
});
