// Accessibility: axe-core finds no violation in any state of the form, in any look.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { withMerchant } from './support/merchant.mjs';
import { MODES } from './support/modes.mjs';
import { STATES, keepCards, reach } from './support/states.mjs';

const WAIT_MS = 15_000;
const LOOKS = ['ko', 'en', 'ar'].flatMap(locale => ['light', 'dark'].map(theme => ({ locale, theme })));

/** Shows the form, as it is, in another language and on a page of another colour. */
const DRESS = `
  const [{ locale, theme }] = arguments;
  const form = document.querySelector('payment-form');
  Object.assign(document.documentElement.style, { colorScheme: theme, background: theme === 'dark' ? '#14181f' : '#fff' });
  form.setAttribute('locale', locale);
  form.setAttribute('theme', theme);`;

/** Whether it is dressed; its animations are over then. */
const IS_DRESSED = `
  const [{ locale, theme }] = arguments;
  const shown = root.querySelector('form');
  if (shown?.lang !== locale || shown.querySelector('[data-early]')) return false;
  if (root.querySelector('.pw-host').dataset.theme !== theme) return false;
  const animations = root.getAnimations({ subtree: true });
  for (const animation of animations) {
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  }
  return true;`;

const ONE = [{ locale: 'en', theme: 'light' }];

for (const [browser, mode, looks] of /** @type {const} */ ([
  ['Chromium', 'inline', LOOKS],
  ['Chromium', 'frame', [...ONE, { locale: 'ar', theme: 'dark' }]],
  ['Firefox', 'inline', ONE],
])) {
  describe(`axe-core finds nothing, in ${browser}, ${mode}`, () => {
    const merchant = withMerchant({
      browser,
      mode,
      ready: cards => keepCards(cards, '4242424242424242', '5555555555554444'),
    });

    async function dress(look) {
      const { driver } = merchant;
      await driver.executeScript(DRESS, look);
      await driver.wait(() => merchant.inForm(IS_DRESSED, look), WAIT_MS, 'the form did not take the look over');
      // What moves then is begun in the next picture.
      await driver.sleep(50);
      await merchant.inForm(IS_DRESSED, look);
    }

    for (const [name, { shows, act, anew, inPage }] of Object.entries(STATES)) {
      test(name, async () => {
        const root = await reach(merchant, name);
        const isShown = async () => {
          const [found] = await (inPage ? await merchant.pageRoot() : root).findElements(By.css(shows));
          return found?.isDisplayed();
        };
        for (const look of looks) {
          await dress(look);
          if (anew && !(await isShown())) {
            await act?.(merchant, root);
            await dress(look);
          }
          assert.ok(await isShown(), 'it is still in this state');
          assert.deepEqual(await merchant.violations('payment-form'), [], JSON.stringify(look));
        }
      });
    }
  });
}
