// The module that pays: its glue, and what shows the payer the issuer's page and a payment that waits for them. A file of its own, asked
// for once the form is there. Like engine.js it imports nothing of the other files, and is given what it needs of them.
import { makeDialogHost, makeOpenPanel } from '../dialog/dialog-host.js';
import { instantiate } from '../load/pay-glue.js';

/**
 * @param {{ instance: import('../load/instance.js').Instance, stage: import('../dialog/dialog-host.js').Stage }} engine
 * @param {WebAssembly.Module} module
 */
export async function startPay({ instance, stage }, module) {
  return {
    exports: await instance.join(guard => instantiate(module, guard)),
    dialogHost: (/** @type {import('./index.js').Appearance} */ appearance) => makeDialogHost(appearance, stage),
    openPanel: () => makeOpenPanel(stage),
  };
}

/** @typedef {Awaited<ReturnType<typeof startPay>>} Pay */
