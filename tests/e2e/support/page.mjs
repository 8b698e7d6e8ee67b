// A merchant's page of our own making: another origin than the shop's, HTML as the test gives it.
import { createServer } from 'node:http';

/**
 * Serves `html(nonce)` at every path; resolves to `{ origin, close() }`.
 *
 * `policy`: false for a page without a content security policy, on which everything may run that the widget lets run.
 * `routes`: what other paths answer, `{ path: () => JSON }`.
 */
export async function servePage(sandbox, html, { policy = true, routes = {} } = {}) {
  const nonce = 'n0nce';
  const rules = () => [
    "default-src 'none'",
    `script-src ${sandbox.payments} 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `connect-src ${sandbox.payments}`,
    `frame-src ${sandbox.payments}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ];
  const headers = policy ? { 'content-security-policy': rules().join('; ') } : {};
  const server = createServer(async (request, response) => {
    const route = routes[request.url];
    if (route) {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(await route()));
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
      response.end(html(nonce));
    }
  });
  return listen(server);
}

/**
 * Starts a server on a free port of the loopback interface; resolves to `{ origin, close() }`.
 *
 * @param {import('node:http').Server} server
 */
export async function listen(server) {
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
