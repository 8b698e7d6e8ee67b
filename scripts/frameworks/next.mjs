// Next.js with its app router: a server component, an edge route, a client component.
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
import { PaymentsAPI } from 'payments-widget';
import 'payments-widget/element';
export function Form() {
  return <payment-form amount="19.99" currency="USD" title={typeof PaymentsAPI.createForm} />;
}
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
          await check('next: the HTML of a client component', async () =>
            assert.match(await text('/form'), /<payment-form [^>]*title="function"/),
          );
        },
      ),
    );
  },
};
