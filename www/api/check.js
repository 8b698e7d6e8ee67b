// In test mode, when a form is mounted: is there a server that this page may pay through? What is wrong is one sentence in the
// console, before a card is typed. It decides nothing: a payment checks everything itself. Loaded in test mode, and for a form that
// cannot begin.
import { nearest } from './nearest.js';
import { TAG } from './option-names.js';
import { readTokenFormat } from './token-format.js';

/** What a key for cards says of itself, by its kty; the order is that of the sentence. */
const KINDS = Object.freeze({
  EC: Object.freeze({ crv: 'P-256', use: 'enc', alg: 'ECDH-ES' }),
  RSA: Object.freeze({ use: 'enc', alg: 'RSA-OAEP-256', e: 'AQAB' }),
});

/** How a key may say that the content is encrypted. */
const ENC = Object.freeze(['A256GCM', 'A128GCM']);

/**
 * What a developer should put right, or nothing.
 * @param {import('./configure.js').Config} config
 * @returns {Promise<string | undefined>}
 */
export async function findFault({ endpoint, apiKey, keyThumbprints, timeoutMs }) {
  const url = `${endpoint}/jwks.json`;
  let answer;
  try {
    answer = await fetch(`${url}?key=${apiKey}`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    return (
      `${url} cannot be read. Check that endpoint is right and its server up, that its CORS allows ${location.origin}, and that ` +
      `connect-src of this page's Content-Security-Policy has it`
    );
  }
  const json = await answer.json().catch(() => null);
  if (!answer.ok) {
    const said = typeof json?.detail === 'string' ? `: ${json.detail}` : '';
    const wrong = { api_key_invalid: 'apiKey is wrong', origin_not_allowed: `pages of ${location.origin} may not pay` };
    return `${wrong[/** @type {keyof typeof wrong} */ (json?.code)] ?? `${url} answered ${answer.status}`}${said}`;
  }
  if (!Array.isArray(json?.keys)) return `${url} has no list named keys. endpoint is the address before /jwks.json`;
  const faults = await Promise.all(json.keys.map((/** @type {any} */ key) => faultOf(key, keyThumbprints)));
  if (faults.includes(undefined)) return undefined;
  return `${url} has no key that a card can be encrypted for: ${faults[0] ?? 'its list is empty'}`;
}

/**
 * What is wrong with a key.
 * @param {any} key
 * @param {readonly string[]} [pins]
 */
async function faultOf(key, pins) {
  const kind = Object.hasOwn(KINDS, key?.kty) && KINDS[/** @type {keyof typeof KINDS} */ (key.kty)];
  if (!kind) return `its kty must be ${Object.keys(KINDS).join(' or ')}`;
  for (const [name, value] of Object.entries(kind)) if (key[name] !== value) return `its ${name} must be ${value}`;
  if ((key.enc ?? null) !== null && !ENC.includes(key.enc)) return `its enc must be ${ENC.join(' or ')}`;
  if (key.d !== undefined) return 'it holds its private half, d';
  const { crv, kty, x, y, n, e } = key;
  if (kty === 'RSA' && !/^[g-z\d_-][\w-]{341,682}$/.test(n)) return 'its n must be 2048 to 4096 bits in base64url';
  const text = JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const thumbprint = btoa(String.fromCharCode(...digest)).replace(
    /[+/=]/g,
    sign => ({ '+': '-', '/': '_' })[sign] ?? '',
  );
  if (key.kid !== thumbprint) return `its kid must be its thumbprint (RFC 7638), ${thumbprint}`;
  return pins && !pins.includes(thumbprint) ? 'it is none of keyThumbprints' : undefined;
}

/**
 * What is wrong with `tokenFormat`, which is read at the first payment.
 * @param {import('./configure.js').Config} config
 */
export function findFormatFault({ tokenFormat }) {
  try {
    if (tokenFormat !== undefined) readTokenFormat(tokenFormat, (_, message) => new Error(message));
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * Attributes of the page that nobody reads and that are spelt almost as one that is read.
 * @param {Element} [host]  the custom element, if the form is in one
 * @returns {string[]}
 */
export function findMisspelt(host) {
  const tags = [...document.querySelectorAll('script[src]')].filter(tag =>
    /payments-widget/.test(tag.getAttribute('src') ?? ''),
  );
  const ofTag = TAG.map(name => `data-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`);
  /** @type {readonly string[]} */
  const ofHost = /** @type {any} */ (host?.constructor)?.observedAttributes ?? [];
  return [
    ...tags.flatMap(tag => misspelt(tag, ofTag, 'the script tag')),
    ...(host && ofHost.length ? misspelt(host, ofHost, `<${host.localName}>`) : []),
  ];
}

/** The most letters that are wrong in a word that is meant to be another. */
const SLIPS = 2;

/**
 * @param {Element} element
 * @param {readonly string[]} known
 * @param {string} where
 */
function misspelt(element, known, where) {
  const plain = (/** @type {string} */ name) => name.replaceAll('-', '');
  return element.getAttributeNames().flatMap(name => {
    // HTML writes autoSubmit as autosubmit, which is read too.
    if (known.some(one => plain(one) === plain(name))) return [];
    const meant = nearest(name, known);
    return distance(name, meant) <= SLIPS ? [`${where} has no attribute ${name}; did you mean ${meant}?`] : [];
  });
}

/**
 * How many letters have to be added, left out or changed.
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
  let row = [...b, ''].map((_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * Says in the console what is wrong, each thing once.
 * @param {import('./configure.js').Config} config
 * @param {Element} [host]
 */
export async function check(config, host) {
  for (const wrong of findMisspelt(host)) console.warn(`payments-widget: ${wrong}`);
  const fault = findFormatFault(config) ?? (await findFault(config));
  if (fault) console.error(`payments-widget: no card can be paid here yet. ${fault.replace(/\.?$/, '.')}`);
}

/**
 * Says in the console what a form waits for, which the developer would otherwise have to guess.
 * @param {boolean} isConfigured
 */
export function explain(isConfigured) {
  const waits = isConfigured
    ? 'its amount attribute'
    : 'PaymentsAPI.configure({ apiKey, endpoint }), or for data-api-key on the script tag';
  console.warn(`payments-widget: <payment-form> cannot pay yet and waits for ${waits}.`);
}
