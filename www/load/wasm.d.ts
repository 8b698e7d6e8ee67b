// What a bundler makes of the file: its URL, its bytes, or its module. `configure` and `ready` take each.
import type { ConfigureOptions } from '../api/index.js';

/** Where the WebAssembly is, for the option `wasm`. */
declare const wasm: NonNullable<ConfigureOptions['wasm']>;
export default wasm;
