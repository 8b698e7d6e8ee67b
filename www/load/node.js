// The entry under Node's condition: the same as index.js, with the WebAssembly read from disk instead of fetched.
import { readFile } from 'node:fs/promises';
import { PaymentsAPI } from '../api/index.js';
import { internals } from './internals.js';

internals(PaymentsAPI).readWith(readFile);

export * from '../api/index.js';
