// A shop in React with the packed package, built by Vite as its user does it: in React's development mode, in which StrictMode runs
// every effect twice.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { installedProject, run } from '../../packaging/support/project.mjs';
import { listen } from './page.mjs';

const FILES = {
  'shop.jsx': `import { useEffect, useState } from 'react';
    import { PaymentForm, usePaymentForm } from 'payments-widget/react';

    const tell = name => detail => window.told.push([name, detail.id ?? detail.code]);

    function Whole() {
      const [amount, setAmount] = useState('19.90');
      const [paid, setPaid] = useState('');
      const [isShown, setShown] = useState(true);
      useEffect(() => void (window.effects = (window.effects ?? 0) + 1), []);
      return <main>
        {isShown && <PaymentForm id="pay" amount={amount} currency="USD" locale="en" acceptedBrands={['visa']} onError={tell('error')}
          onSuccess={payment => { tell('success')(payment); setPaid(payment.id); }} />}
        <output>{paid}</output>
        <button id="more" onClick={() => setAmount('29.90')}>More</button>
        <button id="leave" onClick={() => setShown(false)}>Leave</button>
      </main>;
    }

    function Own() {
      const { ref, form, state } = usePaymentForm({
        amount: '5.00', currency: 'USD', locale: 'en', submitButton: false, onSuccess: tell('success'), onError: tell('error'),
      });
      const [paid, setPaid] = useState('');
      return <main>
        <div id="pay" ref={ref} />
        <button id="own" disabled={!state?.complete || state.busy} onClick={() => form.submit().then(({ id }) => setPaid(id))}>Pay</button>
        <output>{paid}</output>
      </main>;
    }

    export const Shop = ({ own }) => (own ? <Own /> : <Whole />);`,
  'page.jsx': `import { StrictMode } from 'react';
    import { createRoot, hydrateRoot } from 'react-dom/client';
    import { PaymentsAPI } from 'payments-widget';
    import { Shop } from './shop.jsx';

    window.told = [];
    PaymentsAPI.configure({ ...window.settings, sessionUrl: '/session' });
    const root = document.querySelector('#root');
    const shop = <StrictMode><Shop own={location.pathname === '/own'} /></StrictMode>;
    if (root.hasChildNodes()) hydrateRoot(root, shop, { onRecoverableError: error => window.told.push(['mismatch', String(error)]) });
    else createRoot(root).render(shop);`,
  'server.jsx': `import { renderToString } from 'react-dom/server';
    import { Shop } from './shop.jsx';
    process.stdout.write(renderToString(<Shop />));`,
  'index.html': '<!doctype html><script type="module" src="/page.jsx"></script>',
};

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** `{ rendered, serve(page), remove() }`: what the server renders, and a server of the built pages. */
export async function makeReactSite() {
  const project = installedProject();
  project.link('react', 'react-dom');
  for (const [name, text] of Object.entries(FILES)) project.write(name, text);
  process.env.NODE_ENV = 'development'; // Vite's own default for a build is React without its checks
  const common = /** @satisfies {import('vite').InlineConfig} */ ({
    root: project.folder,
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    esbuild: { jsx: 'automatic' },
  });
  await build({ ...common, build: { outDir: 'site', minify: false } });
  await build({ ...common, build: { outDir: 'server', ssr: 'server.jsx' } });
  const rendered = run(process.execPath, ['server/server.js'], project.folder);
  const [, script] = readFileSync(join(project.folder, 'site/index.html'), 'utf8').match(/src="(.+?)"/);
  return {
    rendered,
    /**
     * `/` is drawn in the browser, as is `/own` with a button of its own; `/rendered` comes from the server.
     *
     * @param {{ settings: object, session: () => Promise<string> }} page  for `configure`, and what gives a client secret
     */
    serve({ settings, session }) {
      const html = inside => `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">
        <div id="root">${inside}</div><script>window.settings = ${JSON.stringify(settings)}</script>
        <script type="module" src="${script}"></script></html>`;
      return listen(
        createServer(async ({ url }, response) => {
          const send = (type, body) => response.writeHead(200, { 'content-type': type }).end(body);
          if (url === '/session') return send('application/json', JSON.stringify({ client_secret: await session() }));
          if (url.startsWith('/assets/'))
            return send(TYPES[extname(url)], readFileSync(join(project.folder, 'site', url)));
          return send('text/html; charset=utf-8', html(url === '/rendered' ? rendered : ''));
        }),
      );
    },
    remove: project.remove,
  };
}
