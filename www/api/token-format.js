// `tokenFormat` of `configure`: what another processor documents of an encrypted card, as two texts for the WebAssembly, which puts the
// values in.

/** What a text of the payload may have in braces. */
const OF_PAYLOAD = [
  ...['number', 'exp_month', 'exp_year', 'exp_year_short', 'cvv', 'name', 'identity', 'password', 'network'],
  ...['session', 'amount', 'currency', 'jti', 'time', 'time_digits'],
];

/** What the encryption itself says in a header, or what would make it another one. */
const RESERVED = ['alg', 'enc', 'epk', 'zip', 'crit', 'apu', 'apv'];

/** The types of the API's own format, which binds a card to session and amount. */
const OWN_TYPES = ['payment-card+jwe', 'payment-cvv+jwe'];

/** Bytes that a template may have, so that the card has room in the plaintext beside it. */
const LONGEST = 1024;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its member names and its texts. @param {unknown} json @returns {{ names: string[], texts: string[] }} */
function partsOf(json) {
  if (typeof json === 'string') return { names: [], texts: [json] };
  if (typeof json !== 'object' || json === null) return { names: [], texts: [] };
  const inner = Object.values(json).map(partsOf);
  return {
    names: [...(Array.isArray(json) ? [] : Object.keys(json)), ...inner.flatMap(({ names }) => names)],
    texts: inner.flatMap(({ texts }) => texts),
  };
}

/**
 * @param {unknown} format
 * @param {(code: 'invalid_config', message: string) => Error} failure
 * @param {string} [where]  who says so, for the message
 * @returns {{ payload: string, header: string }}  JSON, of the header without the brackets around its members
 */
export function readTokenFormat(format, failure, where = 'configure') {
  const wrong = (/** @type {string} */ why) => failure('invalid_config', `${where}: tokenFormat${why}.`);
  if (!isObject(format)) throw wrong(' must be an object { payload, header }');
  const other = Object.keys(format).find(name => name !== 'payload' && name !== 'header');
  if (other) throw wrong(` has no ${other}; it has payload and header`);
  // Own members only, whatever a page has put into the prototype of all objects.
  const own = { __proto__: null, payload: undefined, header: undefined, ...format };

  /** @param {'payload' | 'header'} name @param {unknown} template @param {readonly string[]} known */
  function read(name, template, known) {
    let text;
    try {
      text = JSON.stringify(template) ?? 'null';
    } catch {
      throw wrong(`.${name} must be what JSON can say`);
    }
    // What is checked is what is sent, whatever a getter or a toJSON would give the next time.
    const json = JSON.parse(text);
    if (!isObject(json)) throw wrong(`.${name} must be an object`);
    if (new TextEncoder().encode(text).length > LONGEST)
      throw wrong(`.${name} must have at most ${LONGEST} bytes as JSON`);
    const { names, texts } = partsOf(json);
    if (names.some(one => /[{}]/.test(one))) throw wrong(`.${name} must have no braces in the name of a member`);
    const inBraces = texts.flatMap(one => one.match(/\{[^{}]*\}?|\}/g) ?? []);
    const unknown = inBraces.find(one => !known.some(word => one === `{${word}}`));
    if (unknown) throw wrong(`.${name} has ${unknown}; in braces it can have only {${known.join('}, {')}}`);
    return { text, json, inBraces };
  }

  const payload = read('payload', own.payload, OF_PAYLOAD);
  if (!payload.inBraces.includes('{number}')) throw wrong('.payload must have {number} in a text');
  const header = read('header', own.header ?? { kid: '{kid}' }, ['kid']);
  const reserved = RESERVED.find(name => Object.hasOwn(header.json, name));
  if (reserved) throw wrong(`.header must not have ${reserved}, which the key decides`);
  const typ = Object.hasOwn(header.json, 'typ') && header.json.typ;
  if (typeof typ === 'string' && OWN_TYPES.includes(typ))
    throw wrong(`.header must not have the typ ${typ}, which is that of the API's own format`);
  return { payload: payload.text, header: header.text.slice(1, -1) };
}
