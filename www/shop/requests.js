// "What left this page": the requests that first.js writes down, and whether one carries what was typed in the clear.
import { element, inEachLanguage, text } from './page.js';

const requests = window.shopRequests;
const digitsOf = value => String(value).replace(/[\s-]/g, '');

/** What was typed so far, digits only: kept in this module to compare with, and shown to nobody. */
const typed = { numbers: new Set(), codes: new Set() };

function remember(form) {
  const value = token => digitsOf(form.shadowRoot?.querySelector(`input[autocomplete="${token}"]`)?.value ?? '');
  if (value('cc-number').length >= 12) typed.numbers.add(value('cc-number'));
  if (value('cc-csc').length >= 3) typed.codes.add(value('cc-csc'));
}

/** Three digits are found in many places by chance, so a code counts only where it is a whole value of the body. */
function carriesCard({ url, body }) {
  const sent = digitsOf(decoded(url)) + digitsOf(body ?? '');
  if ([...typed.numbers].some(number => sent.includes(number))) return true;
  return [...leaves(parsed(body))].some(value => typed.codes.has(String(value)));
}

function decoded(url) {
  try { return decodeURIComponent(url); } catch { return url; }
}

function parsed(body) {
  try { return JSON.parse(body); } catch { return body; }
}

function* leaves(value) {
  if (value === null || typeof value !== 'object') return yield value;
  for (const [key, inner] of Object.entries(value)) if (key !== 'browser_info') yield* leaves(inner);
}

/** JSON as a person reads it: a line a member, but one for all that the browser tells of itself. */
function spread(value) {
  const oneLine = (block) => block.replace(/\s*\n\s*/g, ' ');
  return JSON.stringify(value, null, 2).replace(/"browser_info": \{[^}]*\}/, oneLine);
}

/** The sealed card, long and opaque, is cut and stands in the accent colour. */
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
  const answer = entry.status === 0 ? text('log.failed') : entry.status ?? '…';
  const status = element('span', { className: 'log__status' }, answer);
  status.toggleAttribute('data-failed', entry.status === 0 || entry.status >= 400);
  const { pathname, search } = new URL(entry.url);
  const time = element('span', { className: 'log__time' }, entry.ms === null ? '' : `${entry.ms} ms`);
  const line = element('code', {}, `${entry.method} ${pathname}${search}`);
  return element('li', {}, status, line, time, ...entry.body ? [bodyBlock(entry.body)] : []);
}

export function showRequests(form) {
  const list = document.querySelector('#log');
  const proof = document.querySelector('#proof');
  const show = () => {
    const empty = element('li', {}, element('span', { className: 'log__time' }, text('log.empty')));
    list.replaceChildren(...requests.list.length ? requests.list.map(row) : [empty]);
    const leaks = requests.list.filter(carriesCard).length;
    proof.toggleAttribute('data-leaks', leaks > 0);
    proof.lastElementChild.textContent = text('log.proof', { n: leaks });
  };
  requests.addEventListener('start', () => { remember(form); show(); });
  requests.addEventListener('end', show);
  inEachLanguage(show);
}
