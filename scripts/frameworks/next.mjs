// Next.js with its app router: a server component, an edge route, a client component, and the form in React.
import assert from 'node:assert/strict';

const CHECK = "(await PaymentsAPI.ready()).validateCardNumber('4242 4242 4242 4242').isValid";

/** @type {import('./project.mjs').Framework} */
export const next = {
  name: 'next',
  packages: ['next', 'react', 'react-dom'],
  files: {
    'app/layout.jsx': 'export default ({ children }) => <html><body>{children}</body></html>;',
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
  },
  async check(project, check) {
    await check('next build', () => project.run('next', 'build'));
    await check('next start', () =>
      project.serve(
        port => ['next', 'start', '-H', '127.0.0.1', '-p', String(port)],
        async address => {
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
        },
      ),
    );
  },
};
