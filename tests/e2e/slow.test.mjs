// The demo shop on a slow line and a slow phone, in Chromium: the pages come whole, and what loads later moves nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MODES } from './support/modes.mjs';
import { withShop } from './support/with-shop.mjs';

/** The sum of layout shifts that Web Vitals calls good is 0.1. */
const MOST = 0.03;

for (const mode of MODES)
  describe(`the shop, ${mode}`, () => {
    const shop = withShop({
      mode,
      async ready({ driver }) {
        const send = (name, params) => driver.sendDevToolsCommand(name, params);
        await send('Network.enable', {});
        await send('Network.setCacheDisabled', { cacheDisabled: true });
        await send('Network.emulateNetworkConditions', {
          offline: false,
          latency: 400,
          downloadThroughput: 50_000, // bytes a second: 400 kbit/s
          uploadThroughput: 50_000,
        });
        await send('Emulation.setCPUThrottlingRate', { rate: 4 });
      },
    });

    /** The layout shifts since the page was asked for: `[{ value, nodes }]`. */
    const shifts = () =>
      shop.driver.executeAsyncScript(`
    const done = arguments[0];
    const name = ({ node }) => (node?.nodeName ?? '') + '.' + (node?.className ?? '');
    new PerformanceObserver(list => {
      done(list.getEntries().map(({ value, sources }) => ({ value, nodes: sources.map(name) })));
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done([]), 500);`);

    const PAGES = /** @type {const} */ ([
      ['/', 'ko', 375, 667],
      ['/', 'ar', 375, 667],
      ['/', 'en', 1200, 900],
      ['/guide', 'en', 375, 667],
      ['/login', 'ko', 375, 667],
      ['/return', 'ko', 375, 667],
    ]);
    for (const [path, lang, width, height] of PAGES) {
      // Only the checkout has a form.
      if (mode === 'frame' && path !== '/') continue;
      test(`nothing moves in ${path} in ${lang}, ${width} wide`, async () => {
        await shop.driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', {
          width,
          height,
          deviceScaleFactor: 1,
          mobile: width < 600,
        });
        await shop.open(path, { lang });
        if (path === '/') await shop.form();
        const moved = await shifts();
        const sum = moved.reduce((total, { value }) => total + value, 0);
        assert.ok(sum <= MOST, `${sum}: ${JSON.stringify(moved)}`);
      });
    }
  });
