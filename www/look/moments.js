// When something is done that the payer must not wait for.

/**
 * Calls back once, in the frame that first shows the element, before anything of it is painted: by then the browser has worked
 * out the styles, and asked before, it would do that twice.
 * @param {Element} element
 * @param {() => void} work
 */
export function beforePaint(element, work) {
  // jsdom and happy-dom paint nothing.
  if (!globalThis.ResizeObserver) return work();
  const observer = new ResizeObserver(() => {
    observer.disconnect();
    work();
  });
  observer.observe(element);
}

/**
 * Calls back once the browser has painted a frame and has nothing else to do.
 * @param {number} timeoutMs  after the frame, in which it is called all the same
 * @param {() => void} work
 */
export function afterPaint(timeoutMs, work) {
  // Safari cannot say when it has nothing to do.
  const { requestIdleCallback: ask } = /** @type {{ requestIdleCallback?: Function }} */ (globalThis);
  const wait = () => (ask ? ask(work, { timeout: timeoutMs }) : setTimeout(work, timeoutMs));
  const { requestAnimationFrame: frame } = /** @type {{ requestAnimationFrame?: Function }} */ (globalThis);
  if (frame) frame(wait);
  else wait();
}

/** How long a frame is waited for, in milliseconds: in a page that nobody sees none is drawn. */
const FRAME_MS = 100;

/** Resolves once what the page shows by now is painted. On a server nothing is. */
export async function painted() {
  const { requestAnimationFrame: ask } = globalThis;
  if (!ask) return;
  await new Promise(resolve => {
    ask(() => setTimeout(resolve));
    setTimeout(resolve, FRAME_MS);
  });
}
