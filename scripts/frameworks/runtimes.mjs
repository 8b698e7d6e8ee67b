// Bun and Deno, as the packages of npm bring them: the functions for a server run there.
import assert from 'node:assert/strict';
import { VERIFIED, VERIFIES } from './webhook.mjs';

const files = {
  'webhooks.js': VERIFIES,
  'check.js': `import { webhooks } from './webhooks.js';
import { PaymentsAPI } from 'payments-widget';
const { validateCardNumber } = await PaymentsAPI.ready();
console.log(JSON.stringify([...(await webhooks()), validateCardNumber('4242 4242 4242 4242').isValid]));
`,
};

/**
 * @param {string} name
 * @param {string} needs
 * @param {string[]} command
 * @returns {import('./project.mjs').Framework}
 */
const runtime = (name, needs, ...command) => ({
  name,
  needs,
  packages: [name],
  files,
  async check(project, check) {
    await check(`${name}: verifyWebhook and PaymentsAPI.ready()`, async () => {
      const [program = '', ...args] = command;
      const printed = await project.run(program, ...args, 'check.js');
      assert.ok(printed.split('\n').includes(EXPECTED), printed);
    });
  },
});

const EXPECTED = JSON.stringify([...VERIFIED, true]);

export const runtimes = [
  runtime('bun', 'nothing', 'bun', 'run'),
  runtime('deno', '`--allow-read`', 'deno', 'run', '--allow-read'),
];
