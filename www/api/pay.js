// The module that pays: its glue, its sentences, the styles of a form that is paid, and what shows the payer the issuer's page and a payment that waits. A file of its own, asked
// for once the form is there. Like engine.js it imports nothing of the other files, and is given what it needs of them.
import { makeDialogHost, makeOpenPanel } from '../dialog/dialog-host.js';
import { instantiate } from '../load/pay-glue.js';
import css from '../look/paid.css';
import english from '../text/english-pay.js';
import { readTokenFormat } from './token-format.js';

/**
 * @param {{ instance: import('../load/instance.js').Instance, stage: import('../dialog/dialog-host.js').Stage }} engine
 * @param {WebAssembly.Module} module
 */
export async function startPay({ instance, stage }, module) {
  return {
    css,
    english,
    readTokenFormat,
    exports: await instance.join(guard => instantiate(module, guard)),
    dialogHost: (/** @type {import('./index.js').Appearance} */ appearance) => makeDialogHost(appearance, stage),
    openPanel: () => makeOpenPanel(stage),
  };
}

/** @typedef {Awaited<ReturnType<typeof startPay>>} Pay */
