// Angular: `ng build` of an app that uses the package and its element.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const BUILD = {
  builder: '@angular/build:application',
  options: { browser: 'src/main.ts', index: 'src/index.html', tsConfig: 'tsconfig.json', outputPath: 'out' },
};

/** @type {import('./project.mjs').Framework} */
export const angular = {
  name: 'angular',
  needs: '`CUSTOM_ELEMENTS_SCHEMA` in the component; for the WebAssembly a line of `assets` in angular.json',
  packages: ['@angular/core', '@angular/cli', '@angular/build', 'rxjs', 'tslib'],
  alike: ['@angular/common', '@angular/compiler', '@angular/compiler-cli', '@angular/platform-browser'],
  files: {
    'angular.json': JSON.stringify({
      version: 1,
      projects: { shop: { projectType: 'application', root: '', sourceRoot: 'src', architect: { build: BUILD } } },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2022',
        module: 'preserve',
        moduleResolution: 'bundler',
        lib: ['es2022', 'dom'],
      },
      angularCompilerOptions: { strictTemplates: true },
      files: ['src/main.ts'],
    }),
    'src/index.html': '<!doctype html><title>Shop</title><shop-root></shop-root>\n',
    'src/main.ts': `import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { PaymentsAPI, SucceededPayment } from 'payments-widget';
import 'payments-widget/element';

@Component({
  selector: 'shop-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: '<payment-form [amount]="amount" currency="USD" [wallets]="[]" (payment-success)="paid($event.detail)"></payment-form>',
})
class Shop {
  amount = '19.99';
  paid = ({ id }: SucceededPayment) => console.log(id);
}

PaymentsAPI.configure({ apiKey: 'pk_test_abc', endpoint: 'https://pay.example.com/v1', session: async () => '' });
bootstrapApplication(Shop);
`,
  },
  async check(project, check) {
    await check('angular: ng build, without a warning', async () => {
      const output = await project.run('ng', 'build');
      assert.doesNotMatch(output, /warning/i);
      assert.match(output, /wasm-inline/);
    });
    await check('angular: the script imports a chunk that has the WebAssembly', async () => {
      const folder = join(project.folder, 'out/browser');
      const script = readFileSync(join(folder, 'main.js'), 'utf8');
      const wasm = readFileSync(join(project.folder, 'node_modules/payments-widget/dist/payments-widget_bg.wasm'));
      // Angular leaves the file itself behind, so the copy is what a page gets. It is by far the largest chunk.
      const [chunk] = readdirSync(folder)
        .filter(name => name.startsWith('chunk-'))
        .sort((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size);
      assert.ok(script.includes(chunk), `main.js does not name ${chunk}`);
      const inline = await import(pathToFileURL(join(folder, chunk)).href);
      assert.ok(wasm.equals(inline.default), `${chunk} has other bytes`);
    });
  },
};
