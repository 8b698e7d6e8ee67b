// A shop's server of the guide to the server's side, started from its own block, behind the pages of the same shop. The payments API
// is asked through a proxy, in which a test can lose or change answers.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../../../scripts/lib/project.mjs';
import { listen } from '../page.mjs';

const START_MS = 20_000;
const HERE = dirname(new URL(import.meta.url).pathname);

/**
 * A folder with files, what a shop has of its own, and packages of this repository by their names.
 *
 * @param {Record<string, string>} files
 */
export function projectOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'payments-backend-'));
  for (const name of ['shop.mjs', 'shop.py']) cpSync(join(HERE, name), join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/payments-widget'), 'junction');
  symlinkSync(join(ROOT, 'node_modules/jose'), join(folder, 'node_modules/jose'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Starts the server; resolves to `{ origin, fulfilled(), log(), close() }`. What is asked at `origin` is answered by the server, but for `/`,
 * which is `html()`.
 *
 * @param {object} options
 * @param {string[]} options.command
 * @param {string} options.folder
 * @param {(origin: string) => Record<string, string> | Promise<Record<string, string>>} options.env
 * @param {() => string} options.html
 */
export async function startBackend({ command, folder, env, html }) {
  let port;
  const front = await listen(
    createServer((request, response) => {
      if (request.url === '/') {
        // The shop's own log-in, which is not the matter here.
        response.setHeader('set-cookie', 'payer=minsu; HttpOnly; SameSite=Strict; Path=/');
        return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html());
      }
      const { method, url: path, headers } = request;
      const passed = ask({ host: '127.0.0.1', port, method, path, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.destroy());
      return request.pipe(passed);
    }),
  );
  const [program = '', ...args] = command;
  const own = await env(front.origin);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...own, SHOP_ORIGIN: front.origin, PORT: '0' },
  });
  const closed = new Promise(resolve => {
    child.once('close', resolve);
  });
  let printed = '';
  let log = '';
  child.stdout.setEncoding('utf8').on('data', text => (printed += text));
  child.stderr.setEncoding('utf8').on('data', text => (log += text));
  const close = async () => {
    child.kill();
    await Promise.all([closed, front.close()]);
  };
  const until = Date.now() + START_MS;
  while (!(port = printed.match(/^Listening on (\d+)$/m)?.[1])) {
    if (child.exitCode !== null || Date.now() > until) {
      await close();
      throw new Error(`the server did not start:\n${printed}${log}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  return {
    origin: front.origin,
    /** The orders that were fulfilled, in order; one that was fulfilled twice is there twice. */
    fulfilled: () => [...printed.matchAll(/^Fulfilled (\d+)$/gm)].map(([, id]) => id),
    log: () => printed + log,
    close,
  };
}
