// Accessibility: axe-core finds no violation in any state of the form, in any look.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { By } from 'selenium-webdriver';
import { violationsOf } from './support/browser.mjs';
import { withMerchant } from './support/merchant.mjs';
import { STATES, keepCards, reach } from './support/states.mjs';

const LOOKS = ['ko', 'en', 'ar'].flatMap(locale => ['light', 'dark'].map(theme => ({ locale, theme })));

/** Shows the form, as it is, in another language and on a page of another colour, once its animations are over. */
const DRESS = `
  const [{ locale, theme }, done] = arguments;
  const form = document.querySelector('payment-form');
  const root = form.shadowRoot;
  Object.assign(document.documentElement.style, { colorScheme: theme, background: theme === 'dark' ? '#14181f' : '#fff' });
  form.setAttribute('locale', locale);
  form.setAttribute('theme', theme);
  // The form takes both over before this.
  setTimeout(function look() {
    const shown = root.querySelector('form');
    if (shown?.lang !== locale || shown.querySelector('[data-early]')) return setTimeout(look, 10);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (const animation of root.getAnimations({ subtree: true })) {
        if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
      }
      done();
    }));
  });`;

for (const [browser, looks] of /** @type {[string, typeof LOOKS][]} */ ([
  ['Chromium', LOOKS],
  ['Firefox', [{ locale: 'en', theme: 'light' }]],
])) {
  describe(`axe-core finds nothing, in ${browser}`, () => {
    const merchant = withMerchant({
      browser,
      ready: cards => keepCards(cards, '4242424242424242', '5555555555554444'),
    });

    for (const [name, { shows, act, anew }] of Object.entries(STATES)) {
      test(name, async () => {
        const root = await reach(merchant, name);
        const isShown = async () => {
          const [found] = await root.findElements(By.css(shows));
          return found?.isDisplayed();
        };
        for (const look of looks) {
          await merchant.driver.executeAsyncScript(DRESS, look);
          if (anew && !(await isShown())) {
            await act?.(merchant, root);
            await merchant.driver.executeAsyncScript(DRESS, look);
          }
          assert.ok(await isShown(), 'it is still in this state');
          assert.deepEqual(await violationsOf(merchant.driver, 'payment-form'), [], JSON.stringify(look));
        }
      });
    }
  });
}
