// The guide's calls: runs one on request, and writes its answer below it.
import { say } from './page.js';

/** An error's own properties are not enumerable, so it is written out by name. */
function written(value) {
  if (!(value instanceof Error)) return JSON.stringify(value, null, 2);
  const names = ['code', 'message', 'outcome', 'retryable', 'field', 'errors', 'declineCode', 'paymentId', 'requestId'];
  return `${value.name} ${JSON.stringify(Object.fromEntries(names.map(name => [name, value[name]])), null, 2)}`;
}

for (const article of document.querySelectorAll('[data-snippet]')) {
  const snippet = window.snippets[article.dataset.snippet];
  const button = article.querySelector('button');
  const label = button.querySelector('span');
  const result = article.querySelector('output');
  let running = false;

  const name = () => say(label, running ? 'guide.running' : 'guide.run');
  const settle = (kind, value) => {
    running = false;
    name();
    result.dataset.kind = kind;
    result.textContent = written(value);
    result.hidden = false;
  };
  // The snippet's `console`: the browser's own, where a developer looks, and the page.
  const shown = {
    log(value) {
      console.log(value);
      settle('resolved', value);
    },
    error(value) {
      console.error(value);
      settle('rejected', value);
    },
  };
  button.addEventListener('click', () => {
    if (running) return;
    running = true;
    name();
    result.hidden = true;
    snippet(shown);
  });
}
