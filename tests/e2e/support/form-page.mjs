// A page of our own making with one form in it, for tests of how the form looks.
import { after } from 'node:test';
import { inForm } from './modes.mjs';
import { servePage } from './page.mjs';
import { withShop } from './with-shop.mjs';

export const WALLETS = {
  wallets: [
    { id: 'a', label: 'A Pay' },
    { id: 'b', label: 'B Pay' },
  ],
};

/**
 * Starts what the tests of a file, or of the `describe` around the call, need, and gives what they open and ask such pages with.
 * `width` and `media` are for Chromium.
 */
export function withFormPage(browser = 'Chromium', mode = /** @type {import('./modes.mjs').Mode} */ ('inline')) {
  let html = '';
  let server;
  const shop = withShop({
    browser,
    mode,
    loggedIn: false,
    ready: async ({ sandbox }) => {
      server = await servePage(sandbox, () => html, { policy: false });
    },
  });
  after(() => server?.close());

  const driver = () => /** @type {import('selenium-webdriver/chrome.js').Driver} */ (shop.driver);
  /** What a function of the form's shadow root gives in the page. */
  const ask = (work, ...given) => inForm(driver(), `return (${work})(root, ...arguments);`, given);
  const devTools = (command, parameters) => driver().sendDevToolsCommand(command, parameters);

  return {
    shop,
    driver,
    width: (pixels, height = 900) =>
      devTools('Emulation.setDeviceMetricsOverride', { width: pixels, height, deviceScaleFactor: 1, mobile: false }),
    /** A medium such as `print`, or a feature of it; neither takes both back. */
    media: (name, value) =>
      devTools('Emulation.setEmulatedMedia', {
        media: name && !value ? name : '',
        features: value ? [{ name, value }] : [],
      }),

    /** Opens a page with a form in it. Its session never comes, so that a payment stays busy. */
    async open(style, { attributes = '', configure = true, body = form => form, options = {}, lang = 'en' } = {}) {
      const { payments } = shop.sandbox;
      const form = `<payment-form amount="19.90" currency="USD" locale="${lang}" ${attributes}></payment-form>`;
      html = `<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width"><title>A shop</title>
        <link rel="icon" href="data:,"><style>body { margin: 0 } ${style}</style>
        <script src="${payments}/widget/payments-widget.global.js"></script><body>${body(form)}
        <script>
          var start = (apiKey = 'pk_test_any') => PaymentsAPI.configure({
            apiKey, endpoint: '${payments}/v1', currency: 'USD', session: () => new Promise(() => {}),
            ${mode === 'frame' ? `frame: '${payments}/widget/frame.html',` : ''}
          });
          Object.assign(document.querySelector('payment-form'), ${JSON.stringify(options)});
          ${configure ? 'start();' : ''}
        </script>`;
      await driver().get(server.origin);
      return configure ? shop.form() : undefined;
    },

    ask,
    /** Until the form is seen, in the look that it is given, with the words that come first. */
    seen: () =>
      driver().wait(() =>
        ask(
          root =>
            root.querySelector('.pw-host')?.style.visibility === '' && root.querySelector('.pw-secure svg') !== null,
        ),
      ),
    /** Until the WebAssembly has taken the form over. */
    live: () => driver().wait(() => ask(root => root.querySelector('.pw-slot') !== null)),
    /** Where everything is that the form has from the first. */
    boxes: () =>
      ask(root => {
        const field = '.pw-field:not([hidden])';
        const nodes = root.querySelectorAll(
          `form, .pw-methods, ${field}, ${field} .pw-control, ${field} .pw-label, .pw-pay`,
        );
        return [...nodes].map(node => {
          const { x, y, width, height } = node.getBoundingClientRect();
          return [node.getAttribute('class'), x, y, width, height];
        });
      }),
  };
}
