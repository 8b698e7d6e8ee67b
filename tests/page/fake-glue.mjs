// A fake of the glue that the build makes of each module. Its instance is a real, tiny WebAssembly module, so that its trap is a real
// one; what the instances export is made by `globalThis.fakeExports` and `fakePayExports`, of the test or of the page.

/** (module (func (export "ok") (result i32) i32.const 1) (func (export "trap") unreachable)) */
export const BYTES = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 2, 0x60, 0, 1, 0x7f, 0x60, 0, 0, 3, 3, 2, 0, 1, 7, 13, 2, 2, 0x6f, 0x6b, 0, 0,
  4, 0x74, 0x72, 0x61, 0x70, 0, 1, 10, 10, 2, 4, 0, 0x41, 1, 11, 3, 0, 0, 11,
]);

const glueOf = made => `
export async function instantiate(module, guard) {
  const instance = await WebAssembly.instantiate(module);
  return globalThis.${made}(guard(instance.exports));
}`;
/** The text of the module in the place of glue.js. */
export const GLUE = glueOf('fakeExports');
/** The same for pay-glue.js. */
export const PAY_GLUE = glueOf('fakePayExports');

/** The text of a `fakePayExports` for a page: a client, which a test sees in window.fake. */
export const PAY_EXPORTS = `wasm => {
  const fake = (globalThis.fake ??= { views: [] });
  class Client {
    constructor(config, words, dialogs) { Object.assign(fake, { config, words, dialogs, trap: wasm.trap }); }
    charge(order, options) { fake.charge = { method: order.token ? 'createToken' : 'chargeCard', options: { ...order.options, ...options } }; }
    chargeWallet(options) { fake.charge = { method: 'chargeWallet', options }; }
    retrievePayment() {}
  }
  return { Client };
}`;

/** The text of a `fakeExports` for a page: a form, which a test sees in window.fake. */
export const FORM_EXPORTS = `wasm => {
  const fake = (globalThis.fake ??= { views: [] });
  const readCard = (options, currency, words, token) => ({ options, token, wipe() {} });
  class PaymentFormView {
    constructor(options, host) {
      Object.assign(this, { options, host, wasm, updates: [] });
      if (options.amount === 'wrong') throw { code: 'amount_invalid', message: 'no', outcome: 'not_charged', retryable: false, errors: [] };
      fake.views.push(this);
    }
    mount(root, composing, pressed) {
      Object.assign(this, { root, composing, pressed });
      const host = document.createElement('div');
      host.className = 'pw-host';
      const form = document.createElement('form');
      form.className = 'pw';
      form.lang = this.host.words.locale;
      this.input = document.createElement('input');
      form.append(this.input, this.host.mark('visa'), this.host.icon('lock'));
      host.append(form);
      root.replaceChildren(host);
    }
    update(options) { this.updates.push(options); this.root.querySelector('form').lang = this.host.words.locale; }
    submit(deferred) { this.deferred = deferred; wasm.ok(); }
    focus() { this.input.focus(); }
    clear() { return wasm.ok() === 1; }
    unmount() { this.gone = true; this.root.replaceChildren(); }
    free() { this.freed = true; }
    state() { return { busy: false, from: 'view' }; }
  }
  return { PaymentFormView, readCard, cardFacts: () => ({ brands: [], errors: [] }), validateCvv: () => wasm.ok() };
}`;
