// The documentation as a reader has it: served by the sandbox under its policy, in real browsers, with and without scripts.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { docs } from '../../scripts/docs.mjs';
import { LANGUAGES, pagesIn } from '../../scripts/docs/contents.mjs';
import { policyBreaches, violationsOf } from './support/browser.mjs';
import { withShop } from './support/with-shop.mjs';

const WAIT_MS = 15_000;

for (const browser of ['Chromium', 'Firefox']) {
  describe(browser, () => {
    before(docs);
    const shop = withShop({
      browser,
      loggedIn: false,
      ready: ({ driver }) => driver.manage().window().setRect({ width: 1280, height: 900 }),
    });
    const open = path => shop.driver.get(`${shop.sandbox.shop}${path}`);
    const run = script => shop.driver.executeScript(script);
    const find = css => shop.driver.findElement(By.css(css));
    const until = (script, why) => shop.driver.wait(() => run(`return ${script}`), WAIT_MS, why ?? script);

    /** Opens the search, and asks; resolves when something is said about what was found. */
    async function search(text) {
      await find('#search-open').click();
      await find('#query').sendKeys(text);
      await until("document.querySelector('#found-count').textContent !== ''");
    }
    const found = () => run("return [...document.querySelectorAll('#found a')].map(link => link.getAttribute('href'))");

    for (const theme of ['light', 'dark']) {
      test(`axe-core finds nothing on a page, in the list of pages and in the search (${theme})`, async () => {
        await open('/docs/en/');
        await run(`localStorage.setItem('docs.theme', '${theme}')`);
        for (const path of [
          '/docs/en/',
          '/docs/en/backend',
          '/docs/ko/frame',
          '/docs/ko/accessibility',
          '/docs/en/reference/errors',
          '/docs/ko/reference/http',
          '/docs/en/reference/javascript',
          '/docs/ko/reference/words',
          '/docs/en/reference/element',
          '/docs/en/none',
        ]) {
          await open(path);
          assert.equal(await run('return getComputedStyle(document.documentElement).colorScheme'), theme);
          assert.deepEqual(await violationsOf(shop.driver), [], path);
        }
        await open('/docs/en/backend');
        await search('webhook');
        assert.ok((await found()).length > 2);
        assert.deepEqual(await violationsOf(shop.driver), [], 'the search');
        await run("localStorage.removeItem('docs.theme')");
      });
    }

    test('the switch of colours is kept on the next page', async () => {
      await open('/docs/en/frame');
      const background = () => run('return getComputedStyle(document.documentElement).backgroundColor');
      const before = await background();
      await find('#theme').click();
      const after = await background();
      assert.notEqual(after, before);
      await open('/docs/en/wallets');
      assert.equal(await background(), after);
      await find('#theme').click();
      assert.equal(await background(), before);
      await run("localStorage.removeItem('docs.theme')");
    });

    test('the language switch leads to the same page, and the page before to the one after', async () => {
      await open('/docs/en/backend');
      await find('#language').click();
      await until("location.pathname === '/docs/ko/backend'");
      assert.equal(await find('h1').getText(), '서버에서 할 일');
      await find('.neighbours [rel=next]').click();
      await until("location.pathname !== '/docs/ko/backend'");
      await find('.neighbours [rel=prev]').click();
      await until("location.pathname === '/docs/ko/backend'");
    });

    test('the search finds English and Korean words, also with a particle, and the keyboard leads to a heading', async () => {
      await open('/docs/en/console');
      await shop.driver.actions().keyDown(Key.CONTROL).sendKeys('k').keyUp(Key.CONTROL).perform();
      await until("document.querySelector('#search').open");
      await find('#query').sendKeys('idempotency');
      await until("document.querySelectorAll('#found a').length > 0");
      const [, second] = await found();
      await shop.driver.actions().sendKeys(Key.ARROW_DOWN, Key.ARROW_DOWN, Key.ENTER).perform();
      await until(`location.pathname + location.hash === ${JSON.stringify(second)}`);

      await open('/docs/ko/console');
      await search('웹훅을');
      assert.ok(
        (await found()).some(href => href.startsWith('/docs/ko/backend')),
        String(await found()),
      );
      await find('#query').sendKeys(Key.ESCAPE);
      await until("!document.querySelector('#search').open");
      assert.equal(await run('return document.activeElement.id'), 'search-open');

      await open('/docs/en/console');
      await search('zzqqxx');
      assert.deepEqual(await found(), []);
      assert.equal(await find('#found-count').getText(), 'Nothing found');
    });

    test('every block of code has a button that copies it', async () => {
      await open('/docs/en/frame');
      await until("document.querySelectorAll('.code').length === document.querySelectorAll('.code__copy').length");
      await run(`navigator.clipboard.writeText = async text => { window.copied = text; };`);
      await run("document.querySelector('.code__copy').click()");
      await until("document.querySelector('.code__copy').textContent === 'Copied'");
      assert.equal(await run("return window.copied === document.querySelector('.code code').textContent"), true);
    });

    test('no page is wider than a window of 280 px; wide code and tables scroll in their own boxes', async () => {
      // A window cannot be as narrow as a frame, which the pages forbid: so the page itself is made narrow.
      const narrow = browser === 'Chromium';
      if (narrow) {
        const metrics = { width: 280, height: 800, deviceScaleFactor: 1, mobile: false };
        await shop.driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', metrics);
      } else {
        await shop.driver.manage().window().setRect({ width: 450, height: 800 });
      }
      for (const lang of LANGUAGES) {
        for (const { id } of pagesIn(lang)) {
          await open(`/docs/${lang}/${id}`);
          assert.equal(
            await run('return document.documentElement.scrollWidth - innerWidth <= 0'),
            true,
            `${lang}/${id}`,
          );
        }
      }
      assert.ok((await run('return innerWidth')) <= (narrow ? 280 : 450));
      await open('/docs/en/backend');
      assert.equal(
        await run("return [...document.querySelectorAll('pre')].some(box => box.scrollWidth > box.clientWidth)"),
        true,
      );
      await find('.bar__menu').click();
      await until("document.querySelector('#pages').matches(':popover-open')");
      await find('#pages a[href="/docs/en/frame"]').click();
      await until("location.pathname === '/docs/en/frame'");
      if (narrow) await shop.driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
      else await shop.driver.manage().window().setRect({ width: 1280, height: 900 });
    });

    if (browser !== 'Chromium') return;

    test('no page breaks the policy', async () => {
      await policyBreaches(shop.driver);
      for (const lang of LANGUAGES) {
        for (const { id } of pagesIn(lang)) await open(`/docs/${lang}/${id}`);
      }
      await search('key');
      assert.deepEqual(await policyBreaches(shop.driver), []);
      // The policy is there: a script of the page itself does not run.
      await run(
        "const own = document.createElement('script'); own.innerText = 'window.ran = 1'; document.body.append(own)",
      ).catch(() => {});
      assert.equal(await run('return window.ran ?? null'), null);
    });

    test('without scripts the text, the navigation and the list of headings are there, and what needs scripts is not', async () => {
      await shop.driver.sendDevToolsCommand('Emulation.setScriptExecutionDisabled', { value: true });
      try {
        await open('/docs/en/backend');
        assert.equal(await find('h1').isDisplayed(), true);
        assert.equal(await find('#pages [aria-current]').getText(), "The server's side");
        for (const css of ['#search-open', '#theme']) assert.equal(await find(css).isDisplayed(), false, css);
        assert.deepEqual(await shop.driver.findElements(By.css('.code__copy')), []);
        await find('#pages a[href="/docs/en/frame"]').click();
        assert.equal(await find('h1').getText(), 'The form in a frame');
      } finally {
        await shop.driver.sendDevToolsCommand('Emulation.setScriptExecutionDisabled', { value: false });
      }
    });
  });
}
