// "What left this page": the requests that first.js records, and whether one carries what was typed in the clear.
import { element, inEachLanguage, say, text } from './page.js';

const requests = window.shopRequests;
const digitsOf = value => String(value).replace(/[\s-]/g, '');

/** Made for this page and not extractable: whoever finds the fingerprints cannot try out which number gives which. */
const key = crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);

/** What a text can be recognised by, without keeping the text. */
async function fingerprint(text) {
  const hash = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(hash));
}

/** Of the numbers and codes that were typed: fingerprints, and the lengths of the numbers. Never the digits themselves. */
const typed = { numbers: new Set(), lengths: new Set(), codes: new Set() };

/** Reads the fields at once, as they may be empty in a moment, and keeps only fingerprints. */
async function remember(form) {
  const value = token => digitsOf(form.shadowRoot?.querySelector(`input[autocomplete="${token}"]`)?.value ?? '');
  const remembered = [];
  const keep = (kind, text) => remembered.push(fingerprint(text).then(print => typed[kind].add(print)));
  const number = value('cc-number');
  const code = value('cc-csc');
  if (number.length >= 12) {
    typed.lengths.add(number.length);
    keep('numbers', number);
  }
  if (code.length >= 3) keep('codes', code);
  await Promise.all(remembered);
}

/** Every piece of a run of digits that is as long as a number which was typed. */
function* pieces(sent) {
  for (const [run] of sent.matchAll(/\d{12,}/g)) {
    for (const length of typed.lengths) {
      for (let at = 0; at + length <= run.length; at += 1) yield run.slice(at, at + length);
    }
  }
}

async function anyOf(prints, texts) {
  for (const text of texts) if (prints.has(await fingerprint(text))) return true;
  return false;
}

/** Three digits are found in many places by chance, so a code counts only where it is a whole value of the body. */
async function carriesCard({ url, body }) {
  const values = [...leaves(parsed(body))].map(String).filter(value => /^\d{3,4}$/.test(value));
  const sent = [decoded(url), body ?? ''].map(digitsOf).join(' ');
  return (await anyOf(typed.numbers, pieces(sent))) || anyOf(typed.codes, values);
}

function decoded(url) {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function* leaves(value) {
  if (value === null || typeof value !== 'object') return yield value;
  for (const [key, inner] of Object.entries(value)) if (key !== 'browser_info') yield* leaves(inner);
}

/** JSON with one line for each member, but a single line for all of `browser_info`. */
function spread(value) {
  const oneLine = block => block.replace(/\s*\n\s*/g, ' ');
  return JSON.stringify(value, null, 2).replace(/"browser_info": \{[^}]*\}/, oneLine);
}

/** The body of a request. The encrypted card is long: it is cut, and shown in the accent colour. */
function bodyBlock(body) {
  const block = element('pre', { className: 'code' });
  const value = parsed(body);
  const sealed = value?.payment_method?.encrypted_card;
  const [before, after] = (value === body ? body : spread(value)).split(JSON.stringify(sealed));
  block.append(before);
  if (after !== undefined) block.append(element('b', { textContent: `"${sealed.slice(0, 44)}…"` }), after);
  return block;
}

function row(entry) {
  const answer = entry.status === 0 ? text('log.failed') : (entry.status ?? '…');
  const status = element('span', { className: 'log__status' }, answer);
  status.toggleAttribute('data-failed', entry.status === 0 || entry.status >= 400);
  const { pathname, search } = new URL(entry.url);
  const time = element('span', { className: 'log__time' }, entry.ms === null ? '' : `${entry.ms} ms`);
  const line = element('code', {}, `${entry.method} ${pathname}${search}`);
  return element('li', {}, status, line, time, ...(entry.body ? [bodyBlock(entry.body)] : []));
}

export function showRequests(form) {
  const list = document.querySelector('#log');
  const proof = document.querySelector('#proof');
  const show = () => {
    const empty = element('li', {}, element('span', { className: 'log__time' }, text('log.empty')));
    list.replaceChildren(...(requests.list.length ? requests.list.map(row) : [empty]));
  };
  let newest = 0;
  const count = async () => {
    newest += 1;
    const mine = newest;
    const carry = await Promise.all(requests.list.map(carriesCard));
    if (mine !== newest) return; // a later count knows more
    const leaks = carry.filter(Boolean).length;
    proof.toggleAttribute('data-leaks', leaks > 0);
    say(proof.lastElementChild, 'log.proof', { n: leaks });
  };
  const update = () => {
    show();
    count();
  };
  requests.addEventListener('start', () => {
    show();
    remember(form).then(count);
  });
  requests.addEventListener('end', update);
  inEachLanguage(update);
}
