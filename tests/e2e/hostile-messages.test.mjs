// What crosses between a page and the form in its frame is pinned: every message of a whole session in both directions, with every member
// and its type. None has a digit of the card in it, says how long what is typed is, or is sent for a key. Leaks that are planted are found.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { DIST } from '../../scripts/lib/project.mjs';
import { FROM_FRAME, TO_FRAME } from '../../www/frame/messages.js';
import { BROWSERS, cardIn, report, withHostile } from './support/hostile.mjs';

const ERROR = {
  code: 'string',
  message: 'string',
  outcome: 'string',
  retryable: 'boolean',
  'field?': 'string',
  'errors[].field': 'string',
  'errors[].code': 'string',
  'errors[].message': 'string',
  'declineCode?': 'string',
  'paymentId?': 'string',
  'requestId?': 'string',
};
const STATE = {
  complete: 'boolean',
  empty: 'boolean',
  busy: 'boolean',
  'brand?': 'string',
  'brands[]': 'string',
  'fields.*.empty': 'boolean',
  'fields.*.complete': 'boolean',
  'fields.*.error?': 'string',
};
const PAYMENT = {
  id: 'string',
  sessionId: 'string',
  status: 'string',
  amount: 'string',
  amountMinor: 'number',
  currency: 'string',
  livemode: 'boolean',
  createdAt: 'string',
  method: 'string',
  'walletId?': 'string',
};
const AROUND = {
  'around.scheme': 'string',
  'around.behind?': 'string',
  'around.ink': 'string',
  'around.rem': 'number',
};
/** What the page itself gives: nothing that comes from the frame. */
const FORM = {
  form: 'the page’s own',
  locale: 'string',
  appearance: 'the page’s own',
  ...AROUND,
  'session?': 'string',
  asks: 'boolean',
};
const ASKED = { id: 'number', amount: 'string', amountMinor: 'number', currency: 'string' };

/** @param {string} name @param {object} shape */
const within = (name, shape) =>
  Object.fromEntries(Object.entries(shape).map(([key, type]) => [`${name}.${key}`, type]));

/** Every message and every member there is. A new one must be written here by hand. */
const MESSAGES = {
  'to frame': {
    init: { ...FORM, 'currency?': 'string', 'returnUrl?': 'string' },
    update: FORM,
    session: { id: 'number', 'clientSecret?': 'string', 'error?': 'string' },
    wallet_token: { id: 'number', 'token?': 'string', 'error?': 'string' },
    submit: { id: 'number' },
    focus: { 'field?': 'string' },
    clear: {},
    action_closed: { id: 'number' },
    action_report: { id: 'number', what: 'string' },
  },
  'from frame': {
    hello: { payments: 'number' },
    refused: { why: 'string', payments: 'number', 'message?': 'string' },
    ready: {},
    live: { ...within('state', STATE), ...within('error?', ERROR) },
    height: { px: 'number' },
    state: within('state', STATE),
    focus: { field: 'string' },
    blur: { field: 'string' },
    escape: {},
    submit: { trigger: 'string' },
    need_session: { method: 'string', ...ASKED },
    session_dropped: { id: 'number' },
    need_wallet_token: { walletId: 'string', ...ASKED },
    action: {
      id: 'number',
      type: 'string',
      display: 'string',
      url: 'string',
      inClick: 'boolean',
      subtitle: 'string',
      locale: 'string',
      dir: 'string',
      'texts.*': 'string',
    },
    action_done: { id: 'number' },
    action_state: { type: 'string', state: 'string' },
    result: { 'id?': 'number', ...within('payment?', PAYMENT), ...within('error?', ERROR) },
    problem: within('error', ERROR),
  },
};

/** Members whose text says nothing of the card, in which digits come by chance. */
const RANDOM = /\.(id|sessionId|paymentId|requestId|url|clientSecret|createdAt)$|\.session$|\.around\.|\.appearance\b/;

/** The members of a table in messages.js, as they are written here. */
function listed(shape, path = '') {
  const kinds = { text: 'string', number: 'number', flag: 'boolean', data: 'the page’s own' };
  const named = { error: ERROR, payment: PAYMENT };
  if (typeof shape === 'string') {
    const kind = shape.replace('?', '');
    const name = path + (kind === shape ? '' : '?');
    return named[kind] ? within(name, named[kind]) : { [name]: kinds[kind] };
  }
  if (Array.isArray(shape)) return listed(shape[0], `${path}[]`);
  return Object.assign(
    {},
    ...Object.entries(shape).map(([key, inner]) => listed(inner, path ? `${path}.${key}` : key)),
  );
}

/** Every value in a message: `[path, value]`. */
function* membersOf(value, allowed, path = '') {
  if (value === undefined || value === null || (path && allowed[path] === 'the page’s own')) return;
  if (typeof value !== 'object') yield [path, value];
  else if (Array.isArray(value)) for (const one of value) yield* membersOf(one, allowed, `${path}[]`);
  else
    for (const [key, inner] of Object.entries(value)) yield* membersOf(inner, allowed, path ? `${path}.${key}` : key);
}

const plain = path => path.replaceAll('?', '');
const starred = path => path.replace(/^(state\.fields\.)\w+|^(texts\.).+/, '$1$2*');

/**
 * What is wrong with messages that crossed: an unknown one, a member that is not listed or of another type, a piece of the card.
 *
 * @param {[string, any][]} crossed  direction and message
 * @param {{ number: string, cvv: string, name: string }} card
 */
function wrongWith(crossed, card) {
  const wrong = [];
  for (const [way, message] of crossed) {
    const { t, ...members } = message;
    const where = `${way}: ${t}`;
    const known = MESSAGES[way][t];
    if (!known) {
      wrong.push(`${where} is not listed`);
      continue;
    }
    const types = Object.fromEntries(Object.entries(known).map(([path, type]) => [plain(path), type]));
    for (const [path, value] of membersOf(members, types)) {
      const type = types[starred(path)];
      if (type !== typeof value) wrong.push(`${where}.${path} is a ${typeof value} and should be ${type ?? 'nothing'}`);
      if (RANDOM.test(`.${path}`)) continue;
      const text = String(value);
      const digits = text.match(/\d{4,}/g) ?? [];
      const says = digits.some(run => card.number.includes(run)) || text.includes(card.cvv) || text.includes(card.name);
      if (says || cardIn(text, card).length > 0) wrong.push(`${where}.${path} has the card in it`);
    }
  }
  return wrong;
}

/** Keeps every message that crosses, in both directions, with the handshake. */
const TAP = `
  var crossed = [];
  {
    const { MessageChannel } = window;
    window.MessageChannel = function () {
      const channel = new MessageChannel();
      const { port1 } = channel;
      const { postMessage } = port1;
      port1.postMessage = message => { crossed.push(['to frame', structuredClone(message)]); postMessage.call(port1, message); };
      port1.addEventListener('message', event => crossed.push(['from frame', event.data]));
      return channel;
    };
    const { get } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
    var handshakes = [];
    Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get() {
      const inner = get.call(this);
      return inner && { postMessage: (data, origin, ports) => { handshakes.push([data, origin, ports.length]); inner.postMessage(data, origin, ports); } };
    } });
  }`;

const WALLETS = `wallets: [
  { id: 'my_wallet', label: 'My Wallet' },
  { id: 'device_wallet', label: 'Device Pay', authorize: async () => { throw new DOMException('closed', 'AbortError'); } },
]`;
const VISA = { number: '4242424242424242', expiry: '1234', cvv: '917', name: 'KIM MINSEO' };
const DECLINED = '4000000000000002';
const CHALLENGED = '4000000000003220';

test('the tables of messages.js are what is listed here', () => {
  for (const [way, table] of Object.entries({ 'to frame': TO_FRAME, 'from frame': FROM_FRAME })) {
    const tables = Object.fromEntries(Object.entries(table).map(([t, shape]) => [t, listed(shape)]));
    assert.deepEqual(tables, MESSAGES[way]);
  }
});

for (const browser of BROWSERS) {
  describe(`in ${browser}`, () => {
    const hostile = withHostile({ browser });
    const crossed = () => hostile.ask('return crossed');

    async function open(options = '{}', more = {}) {
      await hostile.open('frame', { attack: TAP, options, ...more });
      return hostile.form('frame');
    }
    const press = async (root, css) => (await root.findElement(By.css(css))).click();

    /** Approves in the bank's page, which the page around shows. */
    async function approve() {
      const bank = await hostile.until('the page of the bank', () =>
        hostile.ask(`return document.querySelector('payment-form').shadowRoot.querySelector('dialog iframe')`),
      );
      await hostile.driver.switchTo().frame(bank);
      const buttons = () => hostile.driver.findElements(By.css('button[value="approved"]'));
      await hostile.until('its button', async () => (await buttons()).length > 0);
      await (await buttons())[0].click();
    }

    /** A whole session of a payer; resolves to all that crossed. */
    async function session() {
      hostile.reset();
      const all = [];
      let root = await open(`{ savedCards: true, ${WALLETS} }`);
      await hostile.type(root, { ...VISA, number: '4242424242424241' });
      await hostile.pay(root);
      await hostile.textOf(root, '.pw-field--number .pw-msg');
      const number = await hostile.field(root, 'number');
      await number.clear();
      await number.sendKeys(DECLINED, Key.ESCAPE);
      await hostile.pay(root);
      await hostile.textOf(root, '.pw-notice[data-kind="danger"]');
      await hostile.ask(`document.querySelector('payment-form').locale = 'ko'`);
      root = await hostile.form('frame');
      await hostile.until('Korean', async () => /결제/.test(await hostile.label(root)));
      for (const [name, text] of Object.entries({ number: CHALLENGED, cvv: VISA.cvv })) {
        await (await hostile.field(root, name)).clear();
        await (await hostile.field(root, name)).sendKeys(text);
      }
      await press(root, '.pw-check');
      await hostile.pay(root);
      await approve();
      await hostile.paid(await hostile.inFrame());
      all.push(...(await crossed()));

      root = await open('{ savedCards: true }');
      await hostile.textOf(root, '.pw-saved__row');
      await (await hostile.field(root, 'cvv')).sendKeys(VISA.cvv);
      await hostile.ask(`void document.querySelector('payment-form').submit()`);
      await approve();
      await hostile.paid(await hostile.inFrame());
      all.push(...(await crossed()));

      const afterwards = `var own = PaymentsAPI.createForm({ amount: '19.90', currency: 'USD' }); own.mount('#own');`;
      root = await open(`{ ${WALLETS} }`, { body: '<div id="own"></div>', afterwards });
      await hostile.ask(`own.mount('#own').then(() => own.focus('cvv'))`);
      root = await hostile.form('frame');
      await hostile.type(root, { number: '4242' });
      await hostile.ask(`document.querySelector('payment-form').clear()`);
      root = await hostile.form('frame');
      await press(root, '.pw-method:nth-of-type(3)');
      await hostile.pay(root);
      await hostile.textOf(root, '.pw-notice[data-kind="plain"]');
      await press(root, '.pw-method:nth-of-type(2)');
      await hostile.pay(root);
      await hostile.paid(root);
      all.push(...(await crossed()));
      return all;
    }

    test('a whole session: only listed messages and members, nothing of the card', async () => {
      const before = hostile.payments().length;
      const all = await session();
      const handshakes = await hostile.ask('return handshakes');
      const handshake = [{ payments: 1 }, hostile.api.origin, 1];
      assert.deepEqual(handshakes, [handshake, handshake], 'one for each of the two forms of the last page');
      for (const number of [VISA.number, DECLINED, CHALLENGED])
        assert.deepEqual(wrongWith(all, { ...VISA, number }), []);
      const rare = ['refused', 'session_dropped', 'problem', 'action_closed', 'action_report'];
      const seen = new Set(all.map(([way, { t }]) => `${way}: ${t}`));
      const unseen = Object.entries(MESSAGES).flatMap(([way, table]) =>
        Object.keys(table).filter(t => !seen.has(`${way}: ${t}`)),
      );
      assert.deepEqual(
        unseen.filter(t => !rare.includes(t)),
        [],
      );
      assert.deepEqual(
        hostile
          .payments()
          .slice(before)
          .map(({ status, amount }) => `${status} ${amount}`),
        ['declined 1990', 'succeeded 1990', 'succeeded 1990', 'succeeded 1990'],
      );
      report({ attack: 'reads every message of a whole session', tries: all.length, browser, frame: [] });
    });

    /** What crosses while a card is typed key by key, as text, without what the page itself sends when it is drawn. */
    async function typed(card) {
      const root = await open();
      await hostile.driver.sleep(100);
      const before = (await crossed()).length;
      await hostile.inFrame();
      await hostile.type(root, card);
      await hostile.driver.sleep(100);
      return (await crossed()).slice(before).map(([way, message]) => JSON.stringify([way, message]));
    }

    /** Cards of one brand that differ in every digit that they may differ in, security codes, and names of other lengths. */
    const CARDS = [
      { number: '4242424242424242', cvv: '123', name: 'KIM MINSEO' },
      { number: '4111111111111111', cvv: '999', name: 'A B' },
      { number: '4012888888881881', cvv: '000', name: 'A VERY LONG NAME OF SOMEBODY' },
    ];

    /** What is wrong with what crosses while cards are typed. */
    async function wrongWhileTyping(cards = CARDS) {
      const runs = [];
      for (const card of cards) runs.push(await typed({ ...card, expiry: '1234' }));
      const wrong = [];
      const keys = 16 + 4 + 3 + cards[0].name.length;
      if (runs[0].length > keys / 2) wrong.push(`${runs[0].length} messages for ${keys} keys`);
      for (const run of runs.slice(1))
        if (JSON.stringify(run) !== JSON.stringify(runs[0])) wrong.push('another card is told otherwise');
      for (const [at, run] of runs.entries())
        wrong.push(
          ...wrongWith(
            run.map(text => JSON.parse(text)),
            cards[at],
          ),
        );
      return { wrong: [...new Set(wrong)], count: runs[0].length };
    }

    test('typing: few messages, none for a key, and the same ones for each card of a brand', async () => {
      hostile.reset();
      const { wrong, count } = await wrongWhileTyping();
      assert.deepEqual(wrong, []);
      report({
        attack: 'counts and compares the messages while three cards are typed',
        tries: count * 3,
        browser,
        frame: [],
      });
    });

    /** A frame that leaks: what its script does to each message before it is sent, and how the leak is found. */
    const LEAKS = /** @type {Record<string, [string, RegExp]>} */ ({
      'how many digits there are, in a member of its own': [
        'if (m.t === "state") m.state.typed = number().length;',
        /^from frame: state\.state\.typed is a number and should be nothing$/,
      ],
      'the digits, where a field is told': [
        'if (m.t === "blur") m.field += number();',
        /^from frame: blur\.field has the card in it$/,
      ],
      'what the number begins with, as a height': [
        'if (m.t === "state") real.call(this, { t: "height", px: 300 + Number(number().slice(0, 2)) });',
        /^another card is told otherwise$/,
      ],
      'that a key was pressed': [
        'this.keys ??= (document.addEventListener("keydown", () => real.call(this, { t: "escape" }), true), true);',
        /^\d+ messages for \d+ keys$/,
      ],
    });
    for (const [leak, [script, found]] of Object.entries(LEAKS)) {
      test(
        `a leak is planted and found: ${leak}`,
        { skip: browser === 'Firefox' && 'one browser is enough' },
        async () => {
          hostile.reset();
          hostile.api.when('GET', /frame\.js$/, async () => {
            const body = `{ const real = MessagePort.prototype.postMessage;
            const number = () => document.querySelector('body > div')?.shadowRoot.querySelector('#pw-number')?.value ?? '';
            MessagePort.prototype.postMessage = function (m) { ${script} real.call(this, m); }; }\n${readFileSync(join(DIST, 'frame.js'), 'utf8')}`;
            return { status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body };
          });
          const { wrong } = await wrongWhileTyping(CARDS.slice(0, 2));
          assert.ok(
            wrong.some(one => found.test(one)),
            `found only: ${wrong}`,
          );
        },
      );
    }
  });
}
