// What a page and the form in its frame say to each other: every message with every member, and nothing else is sent or read. No
// message has a digit of the card, how long something typed is, or a JWE in it. Both sides are built with this file.

/**
 * The version of the protocol. The page names its own in the handshake, `{ payments: 1 }`, and the frame answers `hello` with its
 * own. A newer side adds messages and members, which an older one ignores, and raises the number only where that is not enough.
 */
export const PROTOCOL = 1;
/** The oldest version of the other side that this one still speaks with. */
export const OLDEST = 1;

/**
 * The kind of a member: one of the names below, with a `?` if it may be absent or null; `[shape]` is a list, `{ '*': shape }` an
 * object with any names, and any other object one with these members.
 * @typedef {'text' | 'number' | 'flag' | 'data' | 'text?' | 'number?' | 'flag?'} Kind
 * @typedef {Kind | readonly [Shape] | { readonly [member: string]: Shape }} Shape
 */

const ERROR = /** @type {const} */ ({
  code: 'text',
  message: 'text',
  outcome: 'text',
  retryable: 'flag',
  field: 'text?',
  errors: [{ field: 'text', code: 'text', message: 'text' }],
  declineCode: 'text?',
  paymentId: 'text?',
  requestId: 'text?',
});

/** Without `card`: its last four digits are digits of the card. */
const PAYMENT = /** @type {const} */ ({
  id: 'text',
  sessionId: 'text',
  status: 'text',
  amount: 'text',
  amountMinor: 'number',
  currency: 'text',
  livemode: 'flag',
  createdAt: 'text',
  method: 'text',
  walletId: 'text?',
});

const STATE = /** @type {const} */ ({
  complete: 'flag',
  empty: 'flag',
  busy: 'flag',
  brand: 'text?',
  brands: ['text'],
  fields: { '*': { empty: 'flag', complete: 'flag', error: 'text?' } },
});

/** What is around the frame, which the form's look depends on. */
const AROUND = /** @type {const} */ ({ scheme: 'text', behind: 'text?', ink: 'text', rem: 'number' });

/**
 * `form`: the options of the form that are data. A wallet that has an `authorize` has `true` there. `session`: a client secret that is
 * known already. `asks`: the page can be asked for one.
 */
const FORM = /** @type {const} */ ({
  form: 'data',
  locale: 'text',
  appearance: 'data',
  around: AROUND,
  session: 'text?',
  asks: 'flag',
});

/** From the page to the frame. */
export const TO_FRAME = /** @type {const} */ ({
  init: { ...FORM, currency: 'text?', returnUrl: 'text?' },
  update: FORM,
  session: { id: 'number', clientSecret: 'text?', error: 'text?' },
  wallet_token: { id: 'number', token: 'text?', error: 'text?' },
  submit: { id: 'number' },
  focus: { field: 'text?' },
  clear: {},
  /** The page's dialog was closed, by the payer or because it cannot be shown. */
  action_closed: { id: 'number' },
  /** `updated`: the issuer's page says that something happened. `blocked`: the page may not be left for the redirect. */
  action_report: { id: 'number', what: 'text' },
});

/** From the frame to the page. */
export const FROM_FRAME = /** @type {const} */ ({
  hello: { payments: 'number' },
  /** `why`: `parent`, `version`, or `config` with what is wrong in `message`. */
  refused: { why: 'text', payments: 'number', message: 'text?' },
  /** Fields take text. */
  ready: {},
  /** The form is live, or cannot be. */
  live: { state: STATE, error: 'error?' },
  height: { px: 'number' },
  state: { state: STATE },
  focus: { field: 'text' },
  blur: { field: 'text' },
  escape: {},
  submit: { trigger: 'text' },
  need_session: { id: 'number', method: 'text', amount: 'text', amountMinor: 'number', currency: 'text' },
  session_dropped: { id: 'number' },
  need_wallet_token: { id: 'number', walletId: 'text', amount: 'text', amountMinor: 'number', currency: 'text' },
  action: {
    id: 'number',
    type: 'text',
    display: 'text',
    url: 'text',
    inClick: 'flag',
    subtitle: 'text',
    locale: 'text',
    dir: 'text',
    texts: { '*': 'text' },
  },
  action_done: { id: 'number' },
  action_state: { type: 'text', state: 'text' },
  /** With `id` the answer to `submit`, without it what the form's listeners hear. */
  result: { id: 'number?', payment: 'payment?', error: 'error?' },
  /** What the developer should see in the console: options that cannot be taken. */
  problem: { error: 'error' },
});

const NAMED = /** @type {Record<string, any>} */ ({ __proto__: null, error: ERROR, payment: PAYMENT });
const TYPES = /** @type {Record<string, string>} */ ({
  text: 'string',
  number: 'number',
  flag: 'boolean',
  data: 'object',
});

/**
 * A copy of what the shape names.
 * @param {any} shape
 * @param {any} value
 * @returns {any}
 */
function copy(shape, value) {
  if (typeof shape === 'string') {
    const kind = shape.replace('?', '');
    if (value == null && kind !== shape) return value;
    if (NAMED[kind]) return copy(NAMED[kind], value);
    if (typeof value !== TYPES[kind] || value === null) throw new TypeError();
    return value;
  }
  if (typeof value !== 'object' || value === null) throw new TypeError();
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) throw new TypeError();
    return value.map(one => copy(shape[0], one));
  }
  const copied = Object.create(null);
  const names = shape['*'] ? Object.keys(value) : Object.keys(shape);
  for (const name of names) {
    const given = copy(shape['*'] ?? shape[name], Object.hasOwn(value, name) ? value[name] : undefined);
    if (given !== undefined) copied[name] = given;
  }
  return copied;
}

/**
 * A message with the members that it has, as its type says; nothing for one that is unknown or wrong.
 * @param {Readonly<Record<string, any>>} table
 * @param {any} message
 * @returns {any}
 */
export function readMessage(table, message) {
  const t = message?.t;
  if (typeof t !== 'string' || !Object.hasOwn(table, t)) return undefined;
  try {
    return Object.assign(copy(table[t], message), { t });
  } catch {
    return undefined;
  }
}

/**
 * Sends a message with its members and no others.
 * @param {Readonly<Record<string, any>>} table
 * @param {MessagePort} port
 * @param {string} t
 * @param {object} members
 */
export function sendMessage(table, port, t, members) {
  port.postMessage({ ...copy(table[t], members), t });
}
