// The entry under Node's condition: the same as index.js, with the WebAssembly read from disk instead of fetched.
import { readFile } from 'node:fs/promises';
import { PaymentsAPI } from '../api/index.js';
import { internals } from './internals.js';

internals(PaymentsAPI).readWith(async (url, signal) => {
  if (url.protocol === 'file:') return readFile(url, { signal });
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
});

export * from '../api/index.js';
