// The looks of `appearance` in the other engines: their grids, anchors and selectors are their own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { whySkipped } from './support/browser.mjs';
import { WALLETS, withFormPage } from './support/form-page.mjs';

const LOOKS = [
  { style: 'filled' },
  { style: 'underlined' },
  { labels: 'floating' },
  { layout: 'joined' },
  { style: 'filled', labels: 'floating', layout: 'joined' },
];

for (const browser of ['Firefox', 'WebKit']) {
  describe(browser, { skip: whySkipped(browser) }, () => {
    const { driver, open, ask, seen, live, boxes } = withFormPage(browser);

    for (const look of LOOKS) {
      for (const wide of [240, 400]) {
        test(`${Object.values(look).join(', ')}: nothing moves when the form takes the first inputs over (${wide} px)`, async () => {
          const given = { options: { ...WALLETS, appearance: look }, configure: false };
          await open(`main { inline-size: ${wide}px }`, { ...given, body: form => `<main>${form}</main>` });
          await seen();
          const before = await boxes();
          await driver().executeScript('start("pk_live_any")');
          await live();
          assert.deepEqual(await boxes(), before);

          const fields = await ask(root =>
            [...root.querySelectorAll('.pw-field:not([hidden])')].map(field => {
              const box = node => node.getBoundingClientRect();
              const [label, control] = ['.pw-label', '.pw-control'].map(css => box(field.querySelector(css)));
              const middle = ({ top, bottom }) => (top + bottom) / 2;
              return {
                height: control.height,
                right: control.right,
                inside: label.top >= control.top && label.bottom <= control.bottom,
                resting: Math.abs(middle(label) - middle(control)) < 2,
              };
            }),
          );
          const isInside = 'labels' in look || 'layout' in look;
          for (const { height, right, inside, resting } of fields) {
            assert.ok(height >= 44, String(height));
            assert.ok(right <= wide + 0.5, String(right));
            assert.equal(inside, isInside);
            assert.equal(resting, 'labels' in look);
          }
        });
      }
    }
  });
}
