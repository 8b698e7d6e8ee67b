// Chromium, and pages in it that load as for the first time.
import { setTimeout as pause } from 'node:timers/promises';
import { setUpBrowsers } from '../setup/browsers.mjs';

export async function openChromium(options) {
  const { chrome, chromedriver } = await setUpBrowsers();
  Object.assign(process.env, { CHROME: chrome, CHROMEDRIVER: chromedriver });
  // Loaded only now: it reads where the browser is.
  const browser = await import('../../tests/e2e/support/browser.mjs');
  return browser.openChromium(options);
}

const FAST_NETWORK = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
export const NO_THROTTLE = { cpu: 1, network: FAST_NETWORK };
export const SLOW_CPU = { cpu: 4, network: FAST_NETWORK };
/**
 * A cheap phone on a slow line, in bytes a second, and in milliseconds that each request waits. A real one is slower, as its
 * connections have to be opened, too.
 */
export const SLOW = {
  cpu: 4,
  network: { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 },
};

/** Pages send nothing out of this machine: every other name leads to this port too. */
const flags = port => [
  `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1`,
  // A frame of another site is in the page's own process: elsewhere it would be throttled by nothing.
  '--disable-site-isolation-trials',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-features=BackForwardCache',
];

const READY_MS = 30_000;
/** In which the renderer finishes what it does when it starts. */
const SETTLE_MS = 100;

/** A Chromium for the pages of a server. */
export async function openPages({ port }) {
  // The driver neither logs what the page does nor waits for it: both would be measured.
  const driver = await openChromium({ flags: flags(port), logged: false, pageLoad: 'none' });
  const send = (method, params = {}) => driver.sendAndGetDevToolsCommand(method, params);
  await send('Network.enable');
  await send('Performance.enable');
  let loads = 0;

  /** What an expression gives in the page, or what its promise does. */
  async function evaluate(expression) {
    const given = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = given;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** What an expression gives once the page has it. */
  async function until(expression) {
    const deadline = performance.now() + READY_MS;
    let cause;
    do {
      try {
        const value = await evaluate(expression);
        if (value) return value;
      } catch (error) {
        // So it ends when one page replaces another.
        cause = error;
      }
    } while (performance.now() < deadline);
    throw new Error(`${expression} did not come in ${READY_MS} ms`, { cause });
  }

  async function throttle({ cpu, network }) {
    await send('Network.emulateNetworkConditions', network);
    await send('Emulation.setCPUThrottlingRate', { rate: cpu });
  }

  /**
   * Milliseconds since this page began: `task` is all work of its main thread, `script` the part in JavaScript and WebAssembly,
   * with timers and frames, but without what promises do later.
   */
  async function worked() {
    const { metrics } = await send('Performance.getMetrics');
    const ms = wanted => metrics.find(({ name }) => name === wanted).value * 1000;
    return { task: ms('TaskDuration'), script: ms('ScriptDuration') };
  }

  /**
   * Loads a page and gives what its `bench.moment` does, and how long its main thread worked until then. Each load is on a site
   * of its own, so that it has a renderer process of its own, and finds nothing in any cache: neither files nor compiled code.
   * The process starts with a blank page of that site, as its start is not part of the load.
   */
  async function load(path, conditions) {
    loads += 1;
    const site = `http://load-${loads}.localhost:${port}`;
    await throttle(NO_THROTTLE);
    await send('Page.navigate', { url: `${site}/blank` });
    await until(`location.href === '${site}/blank' && document.readyState === 'complete'`);
    await pause(SETTLE_MS);
    await throttle(conditions);
    await send('Page.navigate', { url: site + path });
    const moment = await until('window.bench?.moment');
    return { ...moment, ...(await worked()) };
  }

  return { send, evaluate, throttle, worked, load, close: () => driver.quit() };
}
