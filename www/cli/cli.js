#!/usr/bin/env node
// `npx payments-widget check <endpoint>`: whether a payments API does what the form needs. For its author, on the command line.
import { parseArgs } from 'node:util';
import { Conformance } from './conformance.js';
import { Endpoint, Unreachable } from './endpoint.js';
import { sessionSource } from './sessions.js';

const GUIDE = 'https://github.com/payments-widget/payments-widget/blob/main/www/docs/backend.md#check-it';

const HELP = `payments-widget check <endpoint> --key pk_test_…

Checks a payments API as a page would call it, and says what it has to do. It pays with test cards: use it with test keys.

  <endpoint>                  as the page has it, for example http://localhost:4243/v1
  --key <pk_…>                the publishable key
  --origin <origin>           the page's origin; http://localhost:4242 if none is given

Two sessions that nobody has tried to pay, in one of four ways:
  SECRET_KEY=sk_test_… in the environment: they are made by POST /payment_sessions
  --session-command <command> a command that prints another client secret each time, alone or as {"client_secret":"…"}
  --session-url <url>         the shop's sessionUrl
  --session-header <header>   one of its headers, for example 'cookie: sid=…'; repeat it for more
  --session <client secret>   a client secret; give it twice

  --amount <minor units>      of these sessions, where they are made for the check; 1000 if none is given
  --currency <code>           USD if none is given
  --return-url <url>          where a redirect comes back to, if the API asks for it with SECRET_KEY
  --card <number>             a test card that is charged, in place of the sandbox's
  --declined-card <number>    a test card that is declined
  --json                      the results as JSON
  --live                      allow a key that begins with pk_live_: the check charges for real
  --help

What each check means: ${GUIDE}
Exit code: 0 if nothing is wrong, 1 if something is or could not be checked, 2 for a wrong command line.
`;

const OPTIONS = /** @satisfies {import('node:util').ParseArgsConfig['options']} */ ({
  key: { type: 'string' },
  origin: { type: 'string', default: 'http://localhost:4242' },
  'session-command': { type: 'string' },
  'session-url': { type: 'string' },
  'session-header': { type: 'string', multiple: true, default: [] },
  session: { type: 'string', multiple: true, default: [] },
  amount: { type: 'string', default: '1000' },
  currency: { type: 'string', default: 'USD' },
  'return-url': { type: 'string' },
  card: { type: 'string', default: '4242424242424242' },
  'declined-card': { type: 'string', default: '4000000000000002' },
  json: { type: 'boolean', default: false },
  live: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
});

/** The command line is wrong. */
class Usage extends Error {}

/** @param {string[]} args */
function read(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Usage(/** @type {Error} */ (error).message);
  }
}

/** @param {boolean} condition @param {string} sentence @returns {asserts condition} */
function must(condition, sentence) {
  if (!condition) throw new Usage(sentence);
}

const isUrl = url => /^https?:/.test(url) && URL.canParse(url);

/** @param {ReturnType<typeof read>} given @param {string | undefined} secretKey */
function plan({ values, positionals: [command, url = '', ...rest] }, secretKey) {
  const { key = '', origin, live, session: secrets, card, 'declined-card': declined } = values;
  must(command === 'check' && rest.length === 0, 'Write: payments-widget check <endpoint> --key pk_test_…');
  must(isUrl(url), 'The endpoint is a URL, for example http://localhost:4243/v1.');
  must(
    isUrl(origin) && new URL(origin).origin === origin,
    '--origin is an origin without a path, for example https://shop.example.',
  );
  must(
    !key.startsWith('sk_') && !secretKey?.startsWith('pk_'),
    '--key is the publishable key (pk_…); the secret one is read from SECRET_KEY.',
  );
  must(/^pk_\S+$/.test(key), '--key is missing: the publishable key, pk_test_….');
  must(
    live || !/^[ps]k_live_/m.test(`${key}\n${secretKey ?? ''}`),
    'This is a live key, and the check pays. Use a test key, or add --live.',
  );
  must(
    [card, declined].every(number => /^\d{12,19}$/.test(number)),
    '--card and --declined-card are 12 to 19 digits.',
  );
  must(/^[1-9]\d{0,14}$/.test(values.amount), '--amount is a whole number of minor units.');
  const [sessionCommand, sessionUrl] = [values['session-command'], values['session-url']];
  must(!sessionUrl || isUrl(sessionUrl), '--session-url is a URL.');
  must(
    Boolean(secrets.length > 0 || sessionCommand || sessionUrl || secretKey),
    'There is no session to pay: set SECRET_KEY, or give --session-command, --session-url or --session.',
  );
  const endpoint = new Endpoint({ url, key, origin });
  const nextSecret = sessionSource({
    secrets,
    command: sessionCommand,
    url: sessionUrl,
    headers: values['session-header'],
    secretKey,
    endpoint: endpoint.url,
    amount: Number(values.amount),
    currency: values.currency,
    returnUrl: values['return-url'],
  });
  return { conformance: new Conformance(endpoint, nextSecret, { good: card, declined }), json: values.json };
}

const MARKS = { passed: '✓', failed: '✗', skipped: '–' };

/** @param {import('./conformance.js').Result} result */
const shown = ({ name, what, state, findings }) =>
  [`${MARKS[state]} ${name.padEnd(12)} ${what}`, ...findings.map(finding => `    ${finding}`)].join('\n');

async function main() {
  const given = read(process.argv.slice(2));
  if (given.values.help) {
    console.log(HELP);
    return 0;
  }
  const { conformance, json } = plan(given, process.env.SECRET_KEY);
  /** @type {import('./conformance.js').Result[]} */
  const results = [];
  await conformance.run(result => {
    results.push(result);
    if (!json) console.log(shown(result));
  });
  const passed = results.every(({ state }) => state === 'passed');
  const count = state => results.filter(result => result.state === state).length;
  console.log(
    json
      ? JSON.stringify({ passed, guide: GUIDE, checks: results }, null, 2)
      : `\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.${passed ? '' : ` What each means: ${GUIDE}`}`,
  );
  return passed ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Usage || error instanceof Unreachable)) throw error;
  console.error(`${error.message}\npayments-widget --help`);
  process.exitCode = 2;
}
