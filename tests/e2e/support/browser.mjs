// Real browsers, headless, driven by selenium-webdriver. `npm test` says where they and their drivers are; a single test file
// run by hand takes those on the PATH.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Builder, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import firefox from 'selenium-webdriver/firefox.js';
import { which } from '../../../scripts/lib/run.mjs';

const {
  CHROME = which('chromium'),
  CHROMEDRIVER = which('chromedriver'),
  FIREFOX = which('firefox-esr'),
  GECKODRIVER = which('geckodriver'),
} = process.env;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function openChromium() {
  const options = new chrome.Options()
    .setChromeBinaryPath(CHROME)
    .addArguments('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars');
  const wanted = new logging.Preferences();
  wanted.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  wanted.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);
  options.setLoggingPrefs(wanted);
  const service = new chrome.ServiceBuilder(CHROMEDRIVER);
  return ready(await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(service).build());
}

/** `system`: a test may act as the browser itself, beside the page. */
export async function openFirefox({ system = false } = {}) {
  const options = new firefox.Options().setBinary(FIREFOX).addArguments('-headless');
  const service = new firefox.ServiceBuilder(GECKODRIVER).addArguments(...(system ? ['--allow-system-access'] : []));
  return ready(await new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(service).build());
}

async function ready(driver) {
  await driver.manage().setTimeouts({ script: 30_000, pageLoad: 30_000 });
  return driver;
}

/** The requests since the last call, as Chromium sent them: `[{ method, url, headers, body, sent }]`. */
export async function requestsOf(driver) {
  const requests = new Map();
  const note = (id, facts) => requests.set(id, { ...requests.get(id), ...facts });
  for (const entry of await driver.manage().logs().get(logging.Type.PERFORMANCE)) {
    const { method, params } = JSON.parse(entry.message).message;
    if (method === 'Network.requestWillBeSent') {
      const { method: verb, url, headers, hasPostData, postData } = params.request;
      // What a Request object carries is not told with it, only when asked for.
      const ask = hasPostData && postData === undefined;
      note(params.requestId, { method: verb, url, headers, body: ask ? await bodyOf(driver, params.requestId) : postData ?? '' });
    }
    // The headers as they left, with the cookies.
    if (method === 'Network.requestWillBeSentExtraInfo') note(params.requestId, { sent: params.headers });
  }
  return [...requests.values()].filter((request) => request.url);
}

async function bodyOf(driver, requestId) {
  const { postData, base64Encoded } = await driver.sendAndGetDevToolsCommand('Network.getRequestPostData', { requestId });
  return Buffer.from(postData, base64Encoded ? 'base64' : 'utf8').toString();
}

/** The console since the last call. */
export async function consoleOf(driver) {
  const entries = await driver.manage().logs().get(logging.Type.BROWSER);
  return entries.map(({ level, message }) => ({ level: level.name, message }));
}

/** What the console says of the page's content security policy since the last call: nothing, when all is well. */
export async function policyBreaches(driver) {
  const breach = /Content Security Policy|TrustedHTML|Refused to/i;
  return (await consoleOf(driver)).filter(({ message }) => breach.test(message));
}

/** axe-core's violations of the page as it stands, shadow roots included: `["rule: selector", …]`. */
export function violationsOf(driver) {
  return driver.executeAsyncScript(`${AXE}
    const done = arguments[arguments.length - 1];
    axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) =>
      done(result.violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.target.join(' ')))));`);
}

/** The outcome of a promise made in the page: `{ value }` or `{ error }` with a PaymentError's properties. */
export function outcomeOf(driver, expression) {
  return driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    (async () => (${expression}))().then((value) => done({ value }), (error) => {
      const { name, code, message, outcome, retryable, field, errors, declineCode, paymentId, requestId } = error;
      done({ error: { name, code, message, outcome, retryable, field, errors, declineCode, paymentId, requestId } });
    });`);
}
