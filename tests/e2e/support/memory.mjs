// The linear memory of every WebAssembly instance of a page, as bytes that can be searched.

/** Runs before any script of the page, and keeps every memory that an instance exports or imports. */
const KEEP = `
  const memories = window.memories = [];
  const keep = (holder) => {
    for (const value of Object.values(holder ?? {})) {
      if (value instanceof WebAssembly.Memory && !memories.includes(value)) memories.push(value);
    }
  };
  const started = (made, imports) => {
    Object.values(imports ?? {}).forEach(keep);
    keep((made.instance ?? made).exports);
    return made;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (source, imports) => started(await original.call(WebAssembly, source, imports), imports);
  }
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (Instance, [module, imports]) => started(new Instance(module, imports), imports),
  });`;

/** Keeps the memories of every page that is opened after this call. Chromium only. */
export const keepMemories = driver =>
  driver.sendAndGetDevToolsCommand('Page.addScriptToEvaluateOnNewDocument', { source: `{${KEEP}}` });

/** Every memory of the page, one after the other. */
export async function memoryOf(driver) {
  const parts = await driver.executeScript(`
    return memories.map(({ buffer }) => {
      const bytes = new Uint8Array(buffer);
      let text = '';
      for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return btoa(text);
    });`);
  return Buffer.concat(parts.map(part => Buffer.from(part, 'base64')));
}

/** Writes bytes to the end of the first memory, like a program that does not wipe them. */
export const plantInMemory = (driver, bytes) =>
  driver.executeScript(
    `
  const memory = new Uint8Array(memories[0].buffer);
  memory.fill(0, memory.length - 256);
  memory.set(arguments[0], memory.length - 200);`,
    [...bytes],
  );
