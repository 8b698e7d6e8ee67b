// Next.js with its app router: a server component, an edge route, client components, and the shop of tests/packaging/projects/react,
// which is paid under a strict content security policy with a nonce.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { documented } from './documented.mjs';
import { payOnServer } from './payer.mjs';
import { sourcesIn } from './sources.mjs';

const CHECK = "(await PaymentsAPI.ready()).validateCardNumber('4242 4242 4242 4242').isValid";

/** The shop in React, which comes into a page of Next as it is. */
const SHOP = sourcesIn('react/src', ['checkout.tsx', 'shop.tsx'], 'app/shop');

/** The documented one, with Trusted Types where they are asked for. */
const PROXY = documented('// proxy.js').replace(
  '  ].join(',
  '    ...(process.env.TRUSTED_TYPES ? ["require-trusted-types-for \'script\'"] : []),\n$&',
);

/** @type {import('./project.mjs').Framework} */
export const next = {
  name: 'next',
  needs: 'nothing; `next build --webpack` under `require-trusted-types-for`',
  packages: ['next', 'react', 'react-dom', 'typescript@6', '@types/react', '@types/node'],
  files: {
    ...SHOP,
    'app/session/route.js': "export const POST = () => fetch(process.env.MERCHANT + '/session', { method: 'POST' });\n",
    'proxy.js': PROXY,
    'app/layout.jsx': `export const metadata = { icons: 'data:,' };
export default ({ children }) => <html lang="en"><body>{children}</body></html>;
`,
    'app/page.jsx': `import { PaymentsAPI } from 'payments-widget';
export const dynamic = 'force-dynamic';
export default async function Page() {
  return <p>{'valid: ' + ${CHECK}}</p>;
}
`,
    'app/edge/route.js': `import { PaymentsAPI } from 'payments-widget';
export const runtime = 'edge';
export const GET = async () => Response.json({ valid: ${CHECK} });
`,
    'app/form/page.jsx': "import { Form } from './form.jsx';\nexport default () => <Form />;\n",
    'app/form/form.jsx': `'use client';
import { useState } from 'react';
import { PaymentsAPI } from 'payments-widget';
import { PaymentForm, usePaymentForm } from 'payments-widget/react';
PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', session: async () => '' });
export function Form() {
  const [paid, setPaid] = useState('');
  const { ref, state } = usePaymentForm({ amount: '5.00', currency: 'USD', submitButton: false });
  return <main>
    <PaymentForm id="whole" amount="19.99" currency="USD" onSuccess={({ id }) => setPaid(id)} />
    <section id="own" ref={ref} data-state={String(state)}>{paid}</section>
  </main>;
}
`,
    'app/direct/page.jsx': `import { PaymentForm } from 'payments-widget/react';
export default () => <PaymentForm id="direct" amount="19.99" currency="USD" />;
`,
    'app/shop/page.jsx': `import { Payable } from './payable.jsx';
export const dynamic = 'force-dynamic';
export default async function Page() {
  const settings = await (await fetch(process.env.MERCHANT + '/settings.json')).json();
  return <Payable settings={settings} />;
}
`,
    'app/shop/payable.jsx': `'use client';
import { useState } from 'react';
import { PaymentsAPI } from 'payments-widget';
import { Shop } from './shop';
export function Payable({ settings }) {
  useState(() => PaymentsAPI.configure({ ...settings, sessionUrl: '/session' }));
  return <Shop />;
}
`,
  },
  async check(project, check) {
    const start = port => ['next', 'start', '-H', '127.0.0.1', '-p', String(port)];
    await check('next build', () => project.run('next', 'build'));
    await check('next start', () =>
      project.serve(start, async address => {
        const text = async path => (await fetch(address + path)).text();
        await check('next: a server component', async () => assert.match(await text('/'), /<p>valid: true<\/p>/));
        await check('next: an edge route', async () => assert.equal(await text('/edge'), '{"valid":true}'));
        await check('next: the HTML of a client component with PaymentForm and usePaymentForm', async () =>
          assert.match(
            await text('/form'),
            /<main><div id="whole"><\/div><section id="own" data-state="null"><\/section><\/main>/,
          ),
        );
        await check('next: PaymentForm in a server component', async () =>
          assert.match(await text('/direct'), /<div id="direct"><\/div>/),
        );
      }),
    );
    const shop = { command: start, path: '/shop' };
    await payOnServer('next, policy nonce', check, project, shop);
    // What Turbopack writes into the page sets the address of a script as text, so Trusted Types need the other bundler of Next.
    await check('next build --webpack', async () => {
      // With webpack Next 16.4 does not find its own manifest of an edge route.
      rmSync(join(project.folder, 'app/edge'), { recursive: true });
      await project.run('next', 'build', '--webpack');
      const env = { TRUSTED_TYPES: '1' };
      await payOnServer('next --webpack, policy nonce, Trusted Types', check, project, { ...shop, env });
    });
  },
};
