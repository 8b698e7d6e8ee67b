// A form is in the page itself, or in a frame of another origin (`frame` of `configure`). A test is written once and runs in both
// modes: in the second one the driver goes into the frame for what is in it, and back.
import { AsyncLocalStorage } from 'node:async_hooks';
import { By } from 'selenium-webdriver';
import { violationsOf } from './browser.mjs';
import { Command, Name } from 'selenium-webdriver/lib/command.js';

/** @typedef {'inline' | 'frame'} Mode */

/** @type {readonly Mode[]} */
export const MODES = ['inline', 'frame'];

/**
 * Each browser with each mode.
 *
 * @param {...string} browsers
 * @returns {[string, Mode][]}
 */
export const inModes = (...browsers) =>
  browsers.flatMap(browser => MODES.map(mode => /** @type {[string, Mode]} */ ([browser, mode])));

/** In pixels. */
const WINDOW = { width: 1366, height: 1600 };

/** The element of a form's frame that has the focus; null where the focus is in the page. */
const FOCUSED_FRAME = `
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.localName === 'iframe' && at.slot === 'pw-frame' ? at : null;`;

/**
 * From now on a command that names an element of a form's frame runs in this frame, keys go to the frame that has the focus, and all
 * else runs where the test is. `driver.inFrame(frame, work)` runs the commands of `work` that name no element in a frame too.
 */
export async function followFrames(driver) {
  // Firefox's driver scrolls a frame to what it presses there, but not the page to the frame: so the window has room for all of it.
  await driver.manage().window().setRect(WINDOW);
  const { execute } = driver;
  const ask = (name, parameters = {}) => execute.call(driver, new Command(name).setParameters(parameters));
  /** By the id of an element: the frame that it is in. */
  const frames = new Map();
  const wanted = new AsyncLocalStorage();
  let inside = null;
  let last = Promise.resolve();

  async function go(frame) {
    const [to, from] = await Promise.all([frame, inside].map(one => one?.getId()));
    if (to === from) return;
    // Where its page was left, there is no way up from a frame.
    if (inside) await ask('switchToFrameParent').catch(() => ask(Name.SWITCH_TO_FRAME, { id: null }));
    inside = null;
    if (frame) await ask(Name.SWITCH_TO_FRAME, { id: frame });
    inside = frame;
  }

  async function frameFor(command) {
    const ids = await idsIn(command.getParameters());
    if (ids.length > 0) return frames.get(ids[0]) ?? null;
    const forced = wanted.getStore();
    if (forced || command.getName() !== Name.ACTIONS) return forced ?? null;
    if (inside && (await ask(Name.EXECUTE_SCRIPT, { script: 'return document.hasFocus()', args: [] }))) return inside;
    await go(null);
    return ask(Name.EXECUTE_SCRIPT, { script: FOCUSED_FRAME, args: [] });
  }

  async function executeThere(command) {
    await go(await frameFor(command));
    const result = await execute.call(driver, command);
    if (inside) for (const id of await idsIn(result)) frames.set(id, inside);
    return result;
  }

  driver.execute = command => {
    const done = last.then(() => executeThere(command));
    last = done.then(
      () => {},
      () => {},
    );
    return done;
  };
  driver.inFrame = (frame, work) => wanted.run(frame, work);
}

/** The ids of the elements and shadow roots in a value. */
async function idsIn(value) {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.getId === 'function') return [await value.getId()];
  return (await Promise.all(Object.values(value).map(idsIn))).flat();
}

/** Whether the forms of this driver are in frames. */
const isFramed = driver => driver.inFrame !== undefined;

/** The element of a form's frame, which is in the page. */
const frameIn = host => host.findElement(By.css('iframe[slot="pw-frame"]'));

/**
 * The shadow root with the form's nodes.
 *
 * @param {any} driver
 * @param {import('selenium-webdriver').WebElement} host  the form's element in the page
 */
export async function rootOf(driver, host) {
  if (!isFramed(driver)) return host.getShadowRoot();
  const inner = async () => (await driver.findElement(By.css('body > div'))).getShadowRoot();
  return driver.inFrame(await frameIn(host), inner);
}

/**
 * Runs commands that name no element where the form's nodes are: in the page or in its frame.
 *
 * @param {any} driver
 * @param {(host: string) => Promise<any>} work  with the selector of the element whose shadow root has them
 * @param {string} [host]  the form's element in the page
 */
export async function whereFormIs(driver, work, host = 'payment-form') {
  if (!isFramed(driver)) return work(host);
  return driver.inFrame(await frameIn(await driver.findElement(By.css(host))), () => work('body > div'));
}

/** The colour behind the form, as the page paints it. */
const BEHIND = `
  let at = document.querySelector('payment-form');
  while (at && /^rgba.*, 0\\)$/.test(getComputedStyle(at).backgroundColor)) at = at.parentElement;
  return at ? getComputedStyle(at).backgroundColor : 'rgb(255, 255, 255)';`;

/** axe-core's violations of a form in a frame. A frame is transparent: axe-core is told what is behind it. */
export async function violationsInFrame(driver) {
  const behind = await driver.executeScript(BEHIND);
  const paint = colour => driver.executeScript('document.documentElement.style.backgroundColor = arguments[0]', colour);
  return whereFormIs(driver, async host => {
    await paint(behind);
    const found = await violationsOf(driver, host);
    await paint('');
    return found;
  });
}

/**
 * Runs a script where the form's nodes are. In it `root` is their shadow root.
 *
 * @param {any} driver
 * @param {string} script
 * @param {any[]} given  its `arguments`
 * @param {string} [host]
 */
export const inForm = (driver, script, given = [], host) =>
  whereFormIs(
    driver,
    inner => driver.executeScript(`const root = document.querySelector('${inner}').shadowRoot; ${script}`, ...given),
    host,
  );
