// The demo shop as a payer uses it: log in, type a card, pay, read what the form shows.
import { setTimeout } from 'node:timers/promises';
import { By, Key, until } from 'selenium-webdriver';
import { rootOf } from './modes.mjs';

const WAIT_MS = 15_000;
export const FIELDS = { number: 'cc-number', expiry: 'cc-exp', cvv: 'cc-csc', name: 'cc-name' };
/** What a Korean issuer wants to know: the ids of the controls, as autocomplete has no word for them. */
const KOREAN = { identity: 'pw-birth', password: 'pw-pin', months: 'pw-instalments' };

export async function logIn(driver, sandbox, user = 'minsu') {
  await driver.get(`${sandbox.shop}/login?lang=en`);
  await driver.findElement(By.id('username')).sendKeys(user);
  await driver.findElement(By.id('password')).sendKeys('demo', Key.ENTER);
  const left = async () => !(await driver.getCurrentUrl()).includes('/login');
  await driver.wait(left, WAIT_MS, 'the log-in did not leave its page');
}

/** Opens a page of the shop in a language and theme, with its form in the page or in a frame; the shop does not remember them. */
export async function open(driver, sandbox, path, { lang = 'en', theme = 'light', mode = 'inline' } = {}) {
  await driver.get(`${sandbox.shop}${path}?lang=${lang}&theme=${theme}${mode === 'frame' ? '&mode=frame' : ''}`);
}

/** The shadow root of the form's element, which is in the page. */
export async function pageRootOf(driver) {
  return (await driver.findElement(By.css('payment-form'))).getShadowRoot();
}

/** The payment form's shadow root, once its fields are there. */
export async function formOf(driver) {
  const host = await driver.wait(until.elementLocated(By.css('payment-form')), WAIT_MS);
  return driver.wait(
    async () => {
      try {
        const root = await rootOf(driver, host);
        return (await root.findElements(By.css(`input[autocomplete="${FIELDS.number}"]`))).length > 0 && root;
      } catch {
        return false;
      }
    },
    WAIT_MS,
    'the payment form did not appear',
  );
}

/** A control of the form. Those of a Korean card are there once the form is live. */
export async function field(root, name) {
  if (!KOREAN[name]) return root.findElement(By.css(`input[autocomplete="${FIELDS[name]}"]`));
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const [control] = await root.findElements(By.css(`#${KOREAN[name]}`));
    if (control) return control;
    if (Date.now() > end) throw new Error(`The form has no ${name}.`);
    await setTimeout(50);
  }
}

export const payButton = root => root.findElement(By.css('button[type="submit"]'));

/** Chooses the way to pay whose tile says this. The tiles come with the live form. */
export async function chooseMethod(driver, root, label) {
  const tile = async () => {
    for (const one of await root.findElements(By.css('.pw-method'))) {
      if ((await one.getText()).includes(label)) return one;
    }
    return false;
  };
  await (await driver.wait(tile, WAIT_MS, `the form has no ${label}`)).click();
}

/** Types key by key. */
export async function typeCard(root, card) {
  for (const [name, text] of Object.entries(card)) await (await field(root, name)).sendKeys(text);
}

/** Waits for an element of the form, and resolves to its text. */
export async function textOf(driver, root, css) {
  let text = '';
  const read = async () => {
    const [element] = await root.findElements(By.css(css));
    if (!element || !(await element.isDisplayed())) return false;
    text = await element.getText();
    return true;
  };
  await driver.wait(read, WAIT_MS, `nothing in the form matches ${css}`);
  return text;
}

/** Runs a snippet of the guide page; resolves to `{ kind: 'resolved' | 'rejected', text }`. */
export async function runSnippet(driver, name) {
  const article = await driver.findElement(By.css(`[data-snippet="${name}"]`));
  await article.findElement(By.css('button')).click();
  const output = await article.findElement(By.css('output'));
  await driver.wait(until.elementIsVisible(output), WAIT_MS, `the snippet ${name} did not settle`);
  return { kind: await output.getAttribute('data-kind'), text: await output.getText() };
}
