// Real browsers, headless, driven by selenium-webdriver. `npm test` names browsers and drivers; a test file that is run
// directly takes those on the PATH.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Builder, error as failures, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import firefox from 'selenium-webdriver/firefox.js';
import { DriverService } from 'selenium-webdriver/remote/index.js';
import { which } from '../../../scripts/lib/run.mjs';

const {
  CHROME = which('chromium'),
  CHROMEDRIVER = which('chromedriver'),
  FIREFOX = which('firefox-esr'),
  GECKODRIVER = which('geckodriver'),
  WEBKITDRIVER = which('WebKitWebDriver'),
  XVFB = which('Xvfb'),
} = /** @type {any} */ (process.env);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * @param {object} [options]
 * @param {string[]} [options.flags]  More of them for the browser.
 * @param {boolean} [options.logged]  The driver collects console messages and requests.
 * @param {'normal' | 'none'} [options.pageLoad]  What the driver waits for before each command: `none` is nothing.
 */
export async function openChromium({ flags = [], logged = true, pageLoad = 'normal' } = {}) {
  const options = new chrome.Options();
  options.setChromeBinaryPath(CHROME);
  options.addArguments(
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--hide-scrollbars',
    ...flags,
  );
  options.setPageLoadStrategy(pageLoad);
  if (logged) {
    const wanted = new logging.Preferences();
    wanted.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    wanted.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);
    options.setLoggingPrefs(wanted);
  }
  const service = new chrome.ServiceBuilder(CHROMEDRIVER);
  return ready(await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(service).build());
}

/** `system`: a test may run privileged code of the browser. */
async function openFirefox({ system = false } = {}) {
  const options = new firefox.Options().setBinary(FIREFOX).addArguments('-headless');
  const service = new firefox.ServiceBuilder(GECKODRIVER).addArguments(...(system ? ['--allow-system-access'] : []));
  return ready(await new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(service).build());
}

/** Why the tests in a browser are skipped on this machine; false where they can run. */
export function whySkipped(name) {
  if (name !== 'WebKit' || (WEBKITDRIVER && XVFB)) return false;
  return 'needs WebKitWebDriver and Xvfb on the PATH, which are for Linux (Debian: webkit2gtk-driver, xvfb)';
}

/** WebKitGTK, the engine of Safari, in its own small browser. It cannot run without a screen, so it gets one in memory. */
async function openWebKit() {
  const screen = await openScreen();
  const env = { ...process.env, DISPLAY: screen.display, GDK_BACKEND: 'x11' };
  const service = new DriverService.Builder(WEBKITDRIVER).setLoopback(true).setEnvironment(env).build();
  const close = async () => {
    await service.kill();
    screen.close();
  };
  try {
    const driver = await new Builder()
      .usingServer(await service.start())
      .forBrowser('MiniBrowser')
      .build();
    const { quit } = driver;
    driver.quit = () => quit.call(driver).finally(close);
    return await ready(driver);
  } catch (error) {
    await close();
    throw error;
  }
}

/** A screen in memory, as `{ display, close() }`. Xvfb takes a free number, and prints it when it can be used. */
async function openScreen() {
  const server = spawn(XVFB, ['-displayfd', '1', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const close = () => server.kill();
  process.once('exit', close);
  const ended = once(server, 'close').then(([code]) => {
    throw new Error(`Xvfb ended with ${code}`);
  });
  const [number] = await Promise.race([once(server.stdout, 'data'), ended]);
  ended.catch(() => {});
  return { display: `:${String(number).trim()}`, close };
}

/** A browser by its name: `Chromium`, `Firefox` or `WebKit`. */
export function openBrowser(name, options) {
  if (name === 'WebKit') return openWebKit();
  return name === 'Firefox' ? openFirefox(options) : openChromium();
}

const LOAD_MS = 30_000;

async function ready(driver) {
  await driver.manage().setTimeouts({ script: LOAD_MS, pageLoad: LOAD_MS });
  const { get, wait } = driver;
  // An element that the page replaces between two commands: the condition is asked again.
  driver.wait = (condition, ...more) => {
    const ask = async () => {
      try {
        return await condition(driver);
      } catch (error) {
        if (error instanceof failures.StaleElementReferenceError) return false;
        throw error;
      }
    };
    return wait.call(driver, typeof condition === 'function' ? ask : condition, ...more);
  };
  // On a busy machine Chromium's driver sometimes resolves `get` before the page has loaded.
  driver.get = async address => {
    await get.call(driver, address);
    const loaded = () => driver.executeScript("return document.readyState === 'complete'");
    await driver.wait(loaded, LOAD_MS, `${address} did not finish to load`);
  };
  return driver;
}

/** Chromium's requests since the last call: `[{ method, url, headers, body, sent }]`. */
export async function requestsOf(driver) {
  const requests = new Map();
  const note = (id, facts) => requests.set(id, { ...requests.get(id), ...facts });
  for (const entry of await driver.manage().logs().get(logging.Type.PERFORMANCE)) {
    const { method, params } = JSON.parse(entry.message).message;
    if (method === 'Network.requestWillBeSent') {
      const { method: verb, url, headers, hasPostData, postData } = params.request;
      // The body of a Request object is not part of the event.
      const ask = hasPostData && postData === undefined;
      note(params.requestId, {
        method: verb,
        url,
        headers,
        body: ask ? await bodyOf(driver, params.requestId) : (postData ?? ''),
      });
    }
    // The headers that were sent, with cookies.
    if (method === 'Network.requestWillBeSentExtraInfo') note(params.requestId, { sent: params.headers });
  }
  return [...requests.values()].filter(request => request.url);
}

/** The body of a request; undefined for one of a page that was left meanwhile. */
async function bodyOf(driver, requestId) {
  try {
    const { postData, base64Encoded } = await driver.sendAndGetDevToolsCommand('Network.getRequestPostData', {
      requestId,
    });
    return Buffer.from(postData, base64Encoded ? 'base64' : 'utf8').toString();
  } catch (error) {
    if (/No resource with given id/.test(String(error))) return undefined;
    throw error;
  }
}

/** The console messages since the last call. */
export async function consoleOf(driver) {
  const entries = await driver.manage().logs().get(logging.Type.BROWSER);
  return entries.map(({ level, message }) => ({ level: level.name, message }));
}

/** The console messages about content security policy violations since the last call. */
export async function policyBreaches(driver) {
  const breach = /Content Security Policy|TrustedHTML|Refused to/i;
  return (await consoleOf(driver)).filter(({ message }) => breach.test(message));
}

/** axe-core's violations of the current page, with shadow roots, or of what is in `within`: `["rule: selector", …]`. */
export async function violationsOf(driver, within) {
  if (!(await driver.executeScript('return "axe" in window'))) await driver.executeScript(AXE);
  return driver.executeAsyncScript(
    `
    const [within, done] = arguments;
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // The card issuer's page in its frame is not ours.
    axe.run(within ?? document, { runOnly, iframes: false, resultTypes: ['violations'] }).then(result =>
      done(result.violations.flatMap(({ id, nodes }) => nodes.map(node => id + ': ' + node.target.join(' ')))));`,
    within ?? null,
  );
}

/** The result of a promise in the page: `{ value }`, or `{ error }` with the properties of a PaymentError. */
export function outcomeOf(driver, expression) {
  return driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    (async () => (${expression}))().then((value) => done({ value }), (error) => {
      const { name, code, message, outcome, retryable, field, errors, declineCode, paymentId, requestId } = error;
      done({ error: { name, code, message, outcome, retryable, field, errors, declineCode, paymentId, requestId } });
    });`);
}
