// The installed package in the hands of other people's tools: TypeScript, bundlers, and linters of packages.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build as esbuild } from 'esbuild';
import { publint } from 'publint';
import { build as vite } from 'vite';
import { ROOT } from '../../scripts/lib/project.mjs';
import { installedProject, run } from './support/project.mjs';

let project;
before(() => (project = installedProject()));
after(() => project.remove());

const bin = name => join(ROOT, 'node_modules', name);

const TYPED = `
import { PaymentsAPI, PaymentError, isPaymentError, type Payment, type SucceededPayment } from 'payments-widget';
import { PaymentFormElement } from 'payments-widget/element';
import korean from 'payments-widget/locales/ko';

PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', session: async ({ amount }) => amount });
const charged: Promise<SucceededPayment> = PaymentsAPI.chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: '123', amount: 100.00 });
charged.then((payment: Payment) => payment.status === 'declined', (error: unknown) => isPaymentError(error) && error.code === 'card_declined');
const form = PaymentsAPI.createForm({ amount: '19900', currency: 'KRW', installments: [0, { months: 3, interestFree: true }] });
const stop: () => void = form.on('change', ({ brand, fields }) => [brand, fields.cvv?.complete]);
const element: PaymentFormElement = document.createElement('payment-form');
element.addEventListener('payment-error', (event) => event.detail.outcome === 'unknown');
PaymentsAPI.ready().then(({ validateCvv }) => validateCvv('123', { brand: 'visa' }).isValid);
export { korean, stop, PaymentError };

// @ts-expect-error a number would lose its leading zeros
PaymentsAPI.chargeCard({ cardNumber: '4242424242424242', expirationDate: '12/34', cvv: 123, amount: 1 });
// @ts-expect-error there is no such option
PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', publicKey: '' });
`;

for (const [resolution, module] of [
  ['bundler', 'esnext'],
  ['node16', 'node16'],
]) {
  test(`the types compile with moduleResolution ${resolution}`, () => {
    project.write('typed.ts', TYPED);
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      module,
      moduleResolution: resolution,
    };
    const config = project.write(
      `tsconfig.${resolution}.json`,
      JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }),
    );
    run(process.execPath, [bin('typescript/bin/tsc'), '-p', config], project.folder);
  });
}

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: project.package, strict: true });
  assert.deepEqual(messages, []);
});

test('@arethetypeswrong finds nothing', () => {
  // The file of the WebAssembly has no types, and CommonJS is no promise of ours.
  run(
    process.execPath,
    [
      bin('@arethetypeswrong/cli/dist/index.js'),
      project.tarball,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'wasm',
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
