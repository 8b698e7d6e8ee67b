// A payer in a browser, beside a sandbox: what they do in a shop is in tests/e2e/support/built-shop.mjs.
import { setUpBrowsers } from '../setup/browsers.mjs';

/** Imported only when it is needed: it reads the browser's path from the environment. */
async function support() {
  const { chrome, chromedriver } = await setUpBrowsers();
  Object.assign(process.env, { CHROME: chrome, CHROMEDRIVER: chromedriver });
  const [browser, sandbox, shop] = await Promise.all(
    ['browser', 'sandbox', 'built-shop'].map(name => import(`../../tests/e2e/support/${name}.mjs`)),
  );
  return { ...browser, ...sandbox, ...shop };
}

/** @typedef {Awaited<ReturnType<typeof support>>} Tools */

/**
 * Pays in a shop, with a check for each step.
 *
 * @param {string} name
 * @param {import('./project.mjs').Check} check
 * @param {(sandbox: any, use: (address: string) => Promise<void>, tools: Tools) => Promise<void>} serve  serves the shop's page while
 *   it is used
 * @param {RegExp[]} [lines]  what the console has at the end
 */
export const pay = (name, check, serve, lines) =>
  check(`${name}: in a browser`, async () => {
    const tools = await support();
    const { openChromium, startSandbox, stepsOf } = tools;
    const [driver, sandbox] = await Promise.all([openChromium(), startSandbox()]);
    try {
      await serve(
        sandbox,
        async address => {
          const steps = stepsOf(() => ({ driver, sandbox, address }), lines);
          for (const [step, work] of Object.entries(steps)) await check(`${name}: ${step}`, work);
        },
        tools,
      );
    } finally {
      await Promise.all([driver.quit(), sandbox.forget()]);
    }
  });

/**
 * Pays in a shop that was built into a folder.
 *
 * @param {string} name
 * @param {import('./project.mjs').Check} check
 * @param {string} folder
 * @param {object} [options]  of `serveBuilt`
 * @param {RegExp[]} [lines]
 */
export const payInFolder = (name, check, folder, options, lines) =>
  pay(
    name,
    check,
    async (sandbox, use, { serveBuilt }) => {
      const { address, close } = await serveBuilt(sandbox, folder, options);
      try {
        await use(address);
      } finally {
        await close();
      }
    },
    lines,
  );

/**
 * Pays in a shop whose own server is a project's. In its environment `MERCHANT` is the server that makes the sessions and knows the
 * settings, `PAYMENTS` is the API, and `POLICY` is a strict content security policy.
 *
 * @param {string} name
 * @param {import('./project.mjs').Check} check
 * @param {import('./project.mjs').Project} project
 * @param {object} server
 * @param {(port: number) => string[]} server.command
 * @param {string} [server.path]  of the page
 * @param {Record<string, string>} [server.env]  more of its environment
 * @param {RegExp[]} [lines]
 */
export const payOnServer = (name, check, project, { command, path = '/', env }, lines) =>
  pay(
    name,
    check,
    async (sandbox, use, { policyOf, serveBuilt }) => {
      const merchant = await serveBuilt(sandbox, project.folder);
      try {
        await project.serve(command, address => use(address + path), {
          MERCHANT: merchant.origin,
          PAYMENTS: sandbox.payments,
          POLICY: policyOf(sandbox, "'self'"),
          ...env,
        });
      } finally {
        await merchant.close();
      }
    },
    lines,
  );
