// A merchant's page of our own making: another origin than the shop's, HTML as the test gives it, a strict policy.
import { createServer } from 'node:http';

/** Serves `html(nonce)` at every path; resolves to `{ origin, close() }`. */
export async function servePage(sandbox, html) {
  const nonce = 'n0nce';
  const policy = [
    "default-src 'none'",
    `script-src ${sandbox.payments} 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `connect-src ${sandbox.payments}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
    response.end(html(nonce));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
