// The playground: every option of the form as a control, the form, its code, and the whole in the address of the page.
import { element, inEachLanguage, say } from '../shop/page.js';
import { inHtml, inJs, inReact } from './code.js';
import { CONTROLS } from './controls.js';
import { buildPanel } from './panel.js';
import { makePreview } from './preview.js';
import { fromAddress, toAddress, toOptions, valueOf } from './state.js';

/** How long typing in a control may pause before the form follows, in milliseconds. */
const PAUSE_MS = 200;
const MOST_EVENTS = 100;

const find = css => document.querySelector(css);
const { src, dataset } = find('script[data-api-key]');
const setup = { widget: src.replace(/\/[^/]*$/, ''), apiKey: dataset.apiKey, endpoint: dataset.endpoint };

let values = fromAddress(location.hash);

/** At `/` the shop reads that the cart is paid, so that it sells the next one. */
let fulfilled;

/** This shop sells two things: a top-up in dollars, and the cart. */
async function session({ amountMinor, currency, method, signal }) {
  await fulfilled;
  const answer = await fetch(currency === 'USD' ? '/checkout/session?top_up=1' : '/checkout/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: amountMinor, currency, method }),
    signal,
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body.client_secret;
}

/** What of an event is shown: names and states. Nothing of it is what was typed. */
const SHOWN = {
  change({ brand, complete, busy, fields }) {
    const said = ({ empty, complete, error }) => error ?? (complete ? 'complete' : empty ? 'empty' : 'incomplete');
    const states = Object.entries(fields).map(([name, field]) => [name, said(field)]);
    return { brand, complete, busy, ...Object.fromEntries(states) };
  },
  success: ({ id, status, amount, currency }) => ({ id, status, amount, currency }),
  error: ({ code, outcome, message }) => ({ code, outcome, message }),
};

function heard(event, payload) {
  const state = SHOWN[event]?.(payload) ?? payload;
  const list = find('#events');
  list.append(element('li', {}, element('b', {}, event), element('code', {}, JSON.stringify(state))));
  if (list.childElementCount > MOST_EVENTS) list.firstElementChild.remove();
  const room = list.parentElement;
  room.scrollTop = room.scrollHeight;
  if (event === 'ready') find('#again').hidden = true;
  if (event === 'success') {
    find('#again').hidden = false;
    fulfilled = fetch('/');
  }
  if (late && (event === 'success' || event === 'error')) showSoon();
}

const preview = makePreview(find('#preview'), { session, heard });
const panel = buildPanel(find('#options'), (path, value) => {
  values = { ...values, [path]: value };
  history.replaceState(null, '', `#${toAddress(values)}`);
  showSoon();
});

let timer;
let late = false; // a change waits for a payment in flight
function showSoon() {
  clearTimeout(timer);
  timer = setTimeout(showNext, PAUSE_MS);
}

let showing = Promise.resolve();
/** One at a time: a form that is being made must be there before the next change. */
function showNext() {
  showing = showing.then(show).catch(error => {
    find('#preview-wrong').textContent = error.message;
  });
}

async function show() {
  late = preview.isBusy();
  if (late) return;
  const wanted = values;
  const { accepted, refused } = await preview.show(wanted);
  if (wanted !== values) return; // a later change is on its way
  panel.refuse(refused);
  find('#preview-wrong').textContent = '';
  const width = valueOf(values, 'width');
  find('#preview').style.inlineSize = width ? `${width}px` : '';
  const options = toOptions(accepted);
  for (const [id, write] of Object.entries({ html: inHtml, js: inJs, react: inReact }))
    find(`#${id}`).textContent = write(options, setup);
}

function showValues() {
  for (const { path } of CONTROLS) panel.show(path, valueOf(values, path));
  showNext();
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const said = find('#copied');
    said.textContent = '';
    const text = find(`#${button.dataset.copy}`).textContent;
    const key = await navigator.clipboard.writeText(text).then(
      () => 'playground.copied',
      () => 'playground.notCopied',
    );
    say(said, key);
    say(button, key);
  });
  button.addEventListener('blur', () => say(button, 'playground.copy'));
}

find('#reset').addEventListener('click', () => {
  values = {};
  history.replaceState(null, '', location.pathname + location.search);
  showValues();
});

find('#again').addEventListener('click', () => {
  showing = showing.then(preview.again).catch(error => {
    find('#preview-wrong').textContent = error.message;
  });
});

addEventListener('hashchange', () => {
  values = fromAddress(location.hash);
  showValues();
});

showValues();
inEachLanguage(showNext);
