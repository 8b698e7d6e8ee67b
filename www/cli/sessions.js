// Where the sessions come from that are paid in the check.
import { exec } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { send, Unreachable } from './endpoint.js';

const COMMAND_MS = 60_000;

/** `<id>_secret_<what nobody can guess>` */
const CLIENT_SECRET = /^(.+)_secret_[A-Za-z0-9_-]+$/;

/** The id of a client secret's session. */
export const idOf = secret => secret.match(CLIENT_SECRET)?.[1] ?? '';

/**
 * A function that gives the client secret of another session with each call; undefined when there is none left.
 *
 * @param {{ secrets: string[], command?: string, url?: string, headers: string[], secretKey?: string, endpoint: string,
 *   amount: number, currency: string, returnUrl?: string }} options
 * @returns {() => Promise<string | undefined>}
 */
export function sessionSource({ secrets, command, url, headers, secretKey, endpoint, amount, currency, returnUrl }) {
  if (secrets.length > 0) {
    const left = secrets.values();
    return async () => {
      const { value } = left.next();
      return value && checked(value, '--session');
    };
  }
  if (command) return async () => checked(await printed(command), '--session-command');
  if (url)
    return async () => checked(await ofShop(url, headers, { amount, currency, method: 'card' }), '--session-url');
  return async () =>
    checked(await made(endpoint, secretKey, { amount, currency, returnUrl }), 'POST /payment_sessions');
}

function checked(secret, from) {
  if (typeof secret === 'string' && CLIENT_SECRET.test(secret)) return secret;
  throw new Unreachable(`${from} gives no client secret: it is <the session's id>_secret_<random letters and digits>.`);
}

/** The last line that a command prints, or `client_secret` of the JSON that it prints. */
async function printed(command) {
  const { stdout } = await promisify(exec)(command, { timeout: COMMAND_MS }).catch(error => {
    throw new Unreachable(
      `--session-command fails: ${error.killed ? 'it takes too long' : `it ends with ${error.code}`}.`,
    );
  });
  const text = stdout.trim();
  try {
    return JSON.parse(text).client_secret;
  } catch {
    return text.split('\n').at(-1)?.trim();
  }
}

/** As the widget asks a shop. */
async function ofShop(url, headers, body) {
  const more = Object.fromEntries(
    headers.map(header => header.split(/:\s*(.*)/s)).map(([name, value]) => [name, value]),
  );
  const answer = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, ...more },
    body: JSON.stringify(body),
  });
  if (answer.status === 200) return answer.json?.client_secret;
  throw new Unreachable(`--session-url answers ${answer.status}. Is --session-header with a log-in missing?`);
}

/** As a merchant's server makes one. */
async function made(endpoint, secretKey, { amount, currency, returnUrl }) {
  const body = {
    amount,
    currency,
    order_id: `check-${randomUUID()}`,
    payer: { id: 'payments-widget-check' },
    payment_method_types: ['card'],
    ...(returnUrl && { return_url: returnUrl }),
  };
  const answer = await send(`${endpoint}/payment_sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (answer.status === 201 || answer.status === 200) return answer.json?.client_secret;
  const code = /^[a-z_]{1,40}$/.test(answer.json?.code) ? `, ${answer.json.code}` : '';
  throw new Unreachable(`POST /payment_sessions answers ${answer.status}${code}.`);
}
