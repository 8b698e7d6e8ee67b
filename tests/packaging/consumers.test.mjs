// The installed package in the hands of other people's tools: TypeScript, bundlers, and linters of packages.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { publint } from 'publint';
import { build as vite } from 'vite';
import { STRICT, TYPED } from '../../scripts/frameworks/typescript.mjs';
import { ROOT } from '../../scripts/lib/project.mjs';
import { installedProject, run } from './support/project.mjs';

let project;
before(() => {
  project = installedProject();
  project.link('react', '@types/react', 'csstype', 'solid-js');
});
after(() => project.remove());

const bin = name => join(ROOT, 'node_modules', name);

/** Compiles one file in the project. */
function compile(name, text, options) {
  project.write(name, text);
  const compilerOptions = { ...STRICT, module: 'esnext', moduleResolution: 'bundler', types: [], ...options };
  const config = project.write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: [name] }));
  run(process.execPath, [bin('typescript/bin/tsc'), '-p', config], project.folder);
}

test("the types compile on a server, without a page's", () => {
  const text = `import { PaymentsAPI } from 'payments-widget';
    PaymentsAPI.ready().then(({ validateCvv }) => validateCvv('123').isValid);`;
  compile('server.ts', text, { lib: ['es2023'], types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] });
});

/** What the payments API sends, by the examples that its own tests are held to. */
const example = name => readFileSync(join(ROOT, `sandbox/tests/wire/${name}.json`), 'utf8');

test('payments-widget/webhooks has types, on servers that are Node and on those that are not', () => {
  const text = `import { verifyWebhook, WebhookError, type WebhookErrorCode, type WebhookEvent } from 'payments-widget/webhooks';
    declare const request: Request;
    export const event: Promise<WebhookEvent> = verifyWebhook({ body: '', headers: request.headers, secrets: ['whsec_'] });
    verifyWebhook({ body: new Uint8Array(), headers: { 'Webhook-Id': 'evt_1', other: undefined, many: ['a'] }, secrets: [], tolerance: 60, now: new Date() })
      .then(event => event.type === 'payment.succeeded' ? event.data.session : event.type === 'refund.failed' ? event.data.payment : event.id);
    export const events: WebhookEvent[] = [${['payment', 'refund'].map(name => example(`event_${name}`)).join()}];
    export const code = (error: unknown): WebhookErrorCode | false => error instanceof WebhookError && error.code;
    // @ts-expect-error a body that was parsed
    verifyWebhook({ body: { id: 'evt_1' }, headers: {}, secrets: [] });
    // @ts-expect-error one secret is a list with one
    verifyWebhook({ body: '', headers: {}, secrets: 'whsec_' });`;
  compile('webhooks.ts', text, { lib: ['es2023', 'webworker'] });
  const ofNode = `import type { IncomingMessage } from 'node:http';
    import { verifyWebhook } from 'payments-widget/webhooks';
    export const read = (request: IncomingMessage, body: Buffer) => verifyWebhook({ body, headers: request.headers, secrets: [] });`;
  compile('webhooks_in_node.ts', ofNode, {
    lib: ['es2023'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  });
});

/** A file with JSX; React's own types are there. */
const JSX = { lib: ['es2023', 'dom'], jsx: 'preserve' };

test('<PaymentForm> and usePaymentForm have types', () => {
  const text = `import { useRef } from 'react';
    import { PaymentForm, usePaymentForm } from 'payments-widget/react';
    import { PaymentsAPI, type Brand, type SucceededPayment } from 'payments-widget';
    declare const maybe: string | undefined;
    export function Shop() {
      const ref = useRef<PaymentForm>(null);
      const own = usePaymentForm({ amount: 1, submitButton: false, onChange: ({ brands }) => { const all: readonly Brand[] = brands; return all; } });
      const paid = (payment: SucceededPayment) => { payment.id; };
      return <main>
        <PaymentForm ref={ref} amount="19.99" currency={maybe} session={async ({ amount }) => amount} locale="ko" acceptedBrands={['visa']}
          onSuccess={paid} onError={({ outcome }) => outcome === 'unknown'} onReady={() => ref.current?.focus('cvv')}
          payments={PaymentsAPI} className="pay" style={{ minBlockSize: '24em' }} data-test="pay" />
        <section ref={own.ref} />
        <button disabled={own.state?.busy !== false} onClick={() => own.form?.submit().then(paid)}>Pay</button>
      </main>;
    }
    // @ts-expect-error there is no such option
    export const wrong = <PaymentForm amout="19.99" />;
    // @ts-expect-error there is no such event
    export const event = <PaymentForm amount={1} onSucess={() => {}} />;`;
  compile('component.tsx', text, { ...JSX, jsxImportSource: 'react' });
});

test('payments-widget/testing has types', () => {
  const text = `import { fakePayments, fill, makePayment, makePaymentError, makePaymentSession } from 'payments-widget/testing';
    import type { PaymentsApi, SucceededPayment } from 'payments-widget';
    const payments = fakePayments({
      chargeCard: makePaymentError({ code: 'card_declined', declineCode: 'generic' }),
      chargeWallet: ({ walletId }) => makePayment({ walletId }),
      submit: async () => makePayment(),
      retrievePayment: makePaymentSession({ payment: makePayment({ status: 'processing' }) }),
    });
    export const api: PaymentsApi = payments;
    export const paid: SucceededPayment = makePayment({ amount: '1.00', id: undefined });
    payments.createForm({ amount: 1 }).emit('success', paid);
    fill(document.body, { cardNumber: '4242424242424242', cvv: undefined });
    fill(api.createForm({ amount: 1 }), { expirationDate: '12/34' });
    // @ts-expect-error there is no such code
    makePaymentError({ code: 'card_decline' });
    // @ts-expect-error a declined payment is no answer of a charge
    fakePayments({ chargeCard: makePayment({ status: 'declined' }) });`;
  compile('testing.ts', text, { lib: ['es2023', 'dom'] });
});

test('<payment-form> has types in the JSX of react', () => {
  const text = `import type {} from 'payments-widget/jsx/react';
    export const form = <payment-form amount="19.99" auto-submit={false} wallets={[]} onpayment-success={event => event.detail.id} />;
    // @ts-expect-error there is no such option
    export const wrong = <payment-form amout="19.99" />;`;
  compile('react.tsx', text, { ...JSX, jsxImportSource: 'react' });
});

test('<payment-form> has types in the JSX of solid', () => {
  const text = `import type {} from 'payments-widget/jsx/solid';
    export const form = <payment-form amount="19.99" auto-submit={false} accepted-brands={['visa']} prop:options={{ wallets: [] }}
      prop:savedCards={true} korean-auth installments="0,2" on:payment-success={event => event.detail.id} />;
    // @ts-expect-error there is no such option
    export const wrong = <payment-form amout="19.99" />;
    // @ts-expect-error Solid would make an attribute of it, and there is none
    export const flag = <payment-form amount="19.99" saved-cards />;`;
  compile('solid.tsx', text, { ...JSX, jsxImportSource: 'solid-js' });
});

// What the other frameworks' own types say, as far as ours add to it. `npm run frameworks` has them all.
test("<payment-form> has types in Svelte's templates", () => {
  project.write(
    'node_modules/svelte/elements.d.ts',
    `export interface HTMLAttributes<T> { id?: string | undefined }
     export interface SvelteHTMLElements { div: HTMLAttributes<HTMLElement>; [name: string]: { [name: string]: any } }`,
  );
  const text = `import type {} from 'payments-widget/jsx/svelte';
    import type { SvelteHTMLElements } from 'svelte/elements';
    export const props: SvelteHTMLElements['payment-form'] = {
      id: 'pay', amount: 1, autoSubmit: false, wallets: [], 'onpayment-success': event => event.detail.id,
    };
    // @ts-expect-error there is no such option
    export const wrong: SvelteHTMLElements['payment-form'] = { amout: 1 };`;
  compile('svelte.ts', text, { lib: ['es2023', 'dom'] });
});

test("<payment-form> has types in Vue's templates", () => {
  project.write(
    'node_modules/vue/index.d.ts',
    `export interface GlobalComponents {}
     export interface HTMLAttributes { id?: string }
     export interface VNodeProps { key?: PropertyKey; ref?: string }
     export interface AllowedComponentProps { class?: unknown; style?: unknown }`,
  );
  const text = `import type {} from 'payments-widget/jsx/vue';
    import type { GlobalComponents } from 'vue';
    type Form = InstanceType<GlobalComponents['payment-form']>;
    export const props: Form['$props'] = {
      ref: 'form', class: 'pay', amount: 1, autoSubmit: false, 'saved-cards': true, onPaymentSuccess: event => event.detail.id,
    };
    export const clear = (form: Form) => form.clear();
    // @ts-expect-error there is no such option
    export const wrong: Form['$props'] = { amout: 1 };`;
  compile('vue.ts', text, { lib: ['es2023', 'dom'] });
});

for (const [resolution, module] of [
  ['bundler', 'esnext'],
  ['node16', 'node16'],
  ['node16', 'node18'],
  ['node16', 'node20'],
  ['nodenext', 'nodenext'],
]) {
  test(`the types compile with moduleResolution ${resolution} and module ${module}`, () => {
    project.write('typed.ts', TYPED);
    const options = {
      ...STRICT,
      lib: ['es2023', 'dom'],
      types: [],
      module,
      moduleResolution: resolution,
    };
    const config = project.write(
      `tsconfig.${module}.json`,
      JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }),
    );
    run(process.execPath, [bin('typescript/bin/tsc'), '-p', config], project.folder);
  });
}

test('CommonJS takes every entry by import(), with its types', () => {
  const text = `export async function brandOf(number: string): Promise<string | null> {
      const [{ PaymentsAPI }, { verifyWebhook }] = await Promise.all([import('payments-widget'), import('payments-widget/webhooks')]);
      verifyWebhook satisfies Function;
      return (await PaymentsAPI.ready()).validateCardNumber(number).brand;
    }`;
  const types = { types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')], lib: ['es2023', 'dom'] };
  compile('server.cts', text, { module: 'nodenext', moduleResolution: 'nodenext', ...types });
  const entries = [
    'payments-widget',
    ...['element', 'react', 'testing', 'webhooks', 'locales/ko'].map(name => `payments-widget/${name}`),
  ];
  const code = `Promise.all(${JSON.stringify(entries)}.map(name => import(name))).then(async ([{ PaymentsAPI }, ...others]) => {
      const { brand } = (await PaymentsAPI.ready()).validateCardNumber('4242 4242 4242 4242');
      console.log(brand, others.every(other => Object.keys(other).length > 0));
    });`;
  project.write('server.cjs', code);
  assert.equal(run(process.execPath, ['server.cjs'], project.folder).trim(), 'visa true');
});

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: project.package, strict: true });
  assert.deepEqual(messages, []);
});

test('@arethetypeswrong finds nothing', () => {
  // The WebAssembly is a file, JSX types have no file, and CommonJS is no promise of ours.
  run(
    process.execPath,
    [
      bin('@arethetypeswrong/cli/dist/index.js'),
      project.tarball,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'wasm',
      'jsx/react',
      'jsx/solid',
      'jsx/svelte',
      'jsx/vue',
    ],
    project.folder,
  );
});

const PAGE = `
import { PaymentsAPI } from 'payments-widget';
import 'payments-widget/element';
window.api = PaymentsAPI;
`;

test('esbuild bundles it, and leaves out the element where nobody imports it', async () => {
  const page = project.write('page.js', PAGE);
  const common = /** @satisfies {import('esbuild').BuildOptions} */ ({
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: join(project.folder, 'out'),
    logLevel: 'silent',
    write: false,
  });
  const whole = await esbuild({ ...common, entryPoints: [page] });
  assert.deepEqual(whole.warnings, []);
  assert.match(whole.outputFiles.map(({ text }) => text).join(''), /payment-form/);
  const api = project.write(
    'api.js',
    "import { isPaymentError } from 'payments-widget'; console.log(isPaymentError(1));",
  );
  const small = await esbuild({ ...common, entryPoints: [api], minify: true });
  assert.doesNotMatch(small.outputFiles.map(({ text }) => text).join(''), /customElements/);
});

/** Prints whether a card is valid. Wherever a bundler puts the code, the WebAssembly is found, or its copy in wasm-inline.js. */
const CHECK = `
import { PaymentsAPI } from 'payments-widget';
PaymentsAPI.ready().then(
  ({ validateCardNumber }) => console.log(validateCardNumber('4242 4242 4242 4242').isValid),
  error => console.log(error.message, error.cause),
);
`;
for (const [what, options, name] of /** @type {[string, import('esbuild').BuildOptions, string][]} */ ([
  ['a script of a page (iife)', { format: 'iife', platform: 'browser' }, 'bundle.cjs'],
  ['a module of Node', { format: 'esm', platform: 'node' }, 'bundle.mjs'],
  ['CommonJS of Node', { format: 'cjs', platform: 'node' }, 'bundle.cjs'],
  ['one small file for a function in a cloud', { format: 'cjs', platform: 'node', minify: true }, 'index.cjs'],
])) {
  test(`the validators work in a bundle that is ${what}, alone in a folder`, async () => {
    const entryPoints = [project.write('check.js', CHECK)];
    const bundled = await esbuild({ entryPoints, bundle: true, write: false, logLevel: 'silent', ...options });
    const folder = mkdtempSync(join(tmpdir(), 'payments-bundle-'));
    try {
      writeFileSync(join(folder, name), bundled.outputFiles[0].text);
      // Beside the answer a line says that the inline copy was taken.
      assert.match(run(process.execPath, [name], folder), /^true$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('a bundle that is split for older browsers has no file that the page waits for besides its own', async () => {
  const { metafile } = await esbuild({
    entryPoints: [project.write('split.js', PAGE)],
    bundle: true,
    format: 'esm',
    splitting: true,
    target: 'es2020',
    outdir: join(project.folder, 'split'),
    logLevel: 'silent',
    metafile: true,
  });
  const waits = Object.values(metafile.outputs)
    .find(({ entryPoint }) => entryPoint?.endsWith('split.js'))
    ?.imports.filter(({ kind }) => kind === 'import-statement');
  assert.deepEqual(waits, []);
});

test('an import of ./global in a bundle sets the global, and require.resolve finds the file for a script tag', async () => {
  const entry = project.write('global.js', "import 'payments-widget/global'; import 'payments-widget/element';");
  const { outputFiles } = await esbuild({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const [{ text }] = outputFiles;
  assert.equal(text.match(/customElements\.define/g)?.length, 1, 'one copy of the element');
  const printed = run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `globalThis.window = globalThis;
       await import('payments-widget/global');
       const { PaymentsAPI } = await import('payments-widget');
       const { createRequire } = await import('node:module');
       console.log(window.PaymentsAPI === PaymentsAPI, createRequire(import.meta.url).resolve('payments-widget/global'));`,
    ],
    project.folder,
  );
  assert.match(printed, /^true .*dist.payments-widget\.global\.js\s*$/);
});

test('vite builds a page of it, with the WebAssembly and the languages as files of their own', async () => {
  project.write('page.js', PAGE);
  project.write('index.html', '<!doctype html><script type="module" src="/page.js"></script>');
  const outDir = join(project.folder, 'site');
  await vite({ root: project.folder, configFile: false, logLevel: 'silent', build: { outDir } });
  const assets = readdirSync(join(outDir, 'assets'));
  const wasm = assets.find(name => /^payments-widget_bg-.+\.wasm$/.test(name));
  assert.ok(wasm, assets.join(' '));
  assert.ok(
    assets.some(name => /^ko-.+\.js$/.test(name)),
    assets.join(' '),
  );
  assert.ok(
    readFileSync(join(outDir, 'assets', wasm)).equals(
      readFileSync(join(project.package, 'dist/payments-widget_bg.wasm')),
    ),
  );
});
