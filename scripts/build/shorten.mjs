// wasm-bindgen gives imports and exports long names (`__wbg_addEventListener_c917b5aeb00000`), which a page loads twice: in
// the WebAssembly and in the glue. Here both get names of one or two letters. The format:
// https://webassembly.github.io/spec/core/binary/modules.html

const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;
const HEADER = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads LEB128 numbers, names and bytes one after the other. */
class Reader {
  at = 0;
  constructor(bytes) {
    this.bytes = bytes;
  }
  byte() {
    if (this.at >= this.bytes.length) throw new Error('the module ends too early');
    return this.bytes[this.at++];
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  take(length) {
    if (this.at + length > this.bytes.length) throw new Error('the module ends too early');
    return this.bytes.subarray(this.at, (this.at += length));
  }
  name() {
    return decoder.decode(this.take(this.number()));
  }
}

function number(value) {
  const bytes = [];
  do {
    const more = value >= 0x80;
    bytes.push((value % 0x80) + (more ? 0x80 : 0));
    value = Math.floor(value / 0x80);
  } while (value > 0);
  return bytes;
}

function name(text) {
  const bytes = encoder.encode(text);
  return [...number(bytes.length), ...bytes];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Maps every long name to the next of a, b, … Z, aa, ab, … */
class Names extends Map {
  of(long) {
    if (!this.has(long)) {
      let short = '';
      for (let rest = this.size + 1; rest > 0; rest = Math.floor((rest - 1) / LETTERS.length)) {
        short = LETTERS[(rest - 1) % LETTERS.length] + short;
      }
      this.set(long, short);
    }
    return this.get(long);
  }
}

/** Rewrites the sections that hold names; all others stay as they are. */
function rewrite(wasm, modules, imports, exports) {
  const reader = new Reader(wasm);
  const out = [reader.take(HEADER)];
  while (reader.at < wasm.length) {
    const id = reader.byte();
    const body = reader.take(reader.number());
    let fresh = body;
    if (id === IMPORTS || id === EXPORTS) {
      const entries = new Reader(body);
      const count = entries.number();
      const bytes = number(count);
      for (let entry = 0; entry < count; entry++) {
        if (id === IMPORTS) bytes.push(...name(modules.of(entries.name())), ...name(imports.of(entries.name())));
        else bytes.push(...name(exports.of(entries.name())));
        const kind = entries.byte();
        if (id === IMPORTS && kind !== FUNCTION) throw new Error('the module imports something that is no function');
        bytes.push(kind, ...number(entries.number()));
      }
      fresh = Uint8Array.from(bytes);
    }
    out.push(Uint8Array.from([id, ...number(fresh.length)]), fresh);
  }
  return Buffer.concat(out);
}

/** Replaces what occurs exactly once: where another version of wasm-bindgen writes something else, the build fails. */
function replaceOnce(text, pattern, replacement) {
  const found = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
  if (found !== 1) throw new Error(`the glue has ${found} places like ${pattern} instead of one`);
  return text.replace(pattern, () => replacement);
}

/** Shortens module and glue together. */
export function shorten(wasm, glue) {
  const modules = new Names();
  const imports = new Names();
  const exports = new Names();
  const bytes = rewrite(wasm, modules, imports, exports);
  if (modules.size > 1)
    throw new Error(`the module imports from ${[...modules.keys()].join(', ')} instead of one place`);

  let text = glue;
  for (const [long, short] of modules)
    text = replaceOnce(text, new RegExp(`"${escape(long)}": import0`), `"${short}": import0`);
  for (const [long, short] of imports)
    text = replaceOnce(text, new RegExp(`(?<=^\\s*)${escape(long)}(?=: function\\()`, 'm'), short);
  text = text.replace(/\bwasm\.([\w$]+)/g, (_, long) => {
    if (!exports.has(long)) throw new Error(`the glue uses ${long}, which the module does not export`);
    return `wasm.${exports.get(long)}`;
  });
  return { wasm: bytes, glue: text };
}

const escape = text => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
