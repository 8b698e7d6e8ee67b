// What the console's pages do where scripts run: copy buttons, times in the reader's time zone, and the
// marks of card brands. Everything else works without it.

const { lang } = document.documentElement;
const date = new Intl.DateTimeFormat(lang, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const clock = new Intl.DateTimeFormat(lang, { timeStyle: 'medium', hourCycle: 'h23' });

for (const time of document.querySelectorAll('time')) {
  const format = 'clock' in time.dataset ? clock : date;
  time.title = time.textContent ?? '';
  time.textContent = format.format(new Date(time.dateTime));
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('[data-copy]'))) {
  // A page of an address that is not secure has no clipboard.
  button.hidden = !navigator.clipboard;
  const name = button.getAttribute('aria-label') ?? '';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy ?? '');
    button.setAttribute('aria-label', button.dataset.copied ?? '');
    button.dataset.done = '';
    setTimeout(() => {
      button.setAttribute('aria-label', name);
      delete button.dataset.done;
    }, 2_000);
  });
}

const marks = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-brand]'));
if (marks.length > 0) {
  // The widget's own, which the same server has. Without them the letters stay.
  const file = '/widget/marks.js';
  const { drawMark } = await import(file).catch(() => ({}));
  for (const mark of drawMark ? marks : []) {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    picture.setAttribute('viewBox', '0 0 36 24');
    drawMark(picture, mark.dataset.brand);
    mark.replaceChildren(picture);
  }
}
