// The server of the forms: everything was compressed beforehand, and nothing is kept by the browser.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const BLANK = '<!doctype html><title>blank</title><link rel="icon" href="data:,">';

/**
 * @param {Map<string, Buffer>} files  By path; compressed with brotli.
 * @param {object} [options]
 * @param {(path: string, page: string) => boolean} [options.isHeld]  A request for this by this page is never answered.
 */
export async function serve(files, { isHeld = () => false } = {}) {
  const server = createServer(({ url = '/', headers: { referer = '' } }, response) => {
    if (isHeld(url, referer)) return;
    response.setHeader('cache-control', 'no-store');
    if (url === '/blank') return response.setHeader('content-type', 'text/html').end(BLANK);
    const [path] = url.split('?');
    const bytes = files.get(path);
    if (!bytes) return response.writeHead(404).end();
    const type = TYPES[extname(path) || '.html'];
    response
      .writeHead(200, { 'content-type': type, 'content-encoding': 'br', 'content-length': bytes.length })
      .end(bytes);
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, close };
}
