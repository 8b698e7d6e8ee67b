// What runs first on a hostile page: listeners on every node and every function that the widget may use, all of them recording. The
// page goes on as before, so that the payer types a whole card and pays. `got` has what was heard, by the attack that heard it;
// `tries` how many places each attack listens at.
(() => {
  'use strict';
  const MOST = 100_000; // recorded texts of one attack
  const LONG = 2_000; // characters of one text
  const { apply, construct, ownKeys } = Reflect;
  const { getOwnPropertyDescriptor, defineProperty } = Object;
  const { String, ArrayBuffer, Uint8Array, WeakSet, MutationObserver } = window;
  const listen = EventTarget.prototype.addEventListener;
  const start = MessagePort.prototype.start;
  const decoder = new TextDecoder('latin1');
  const isView = ArrayBuffer.isView;
  const seen = new WeakSet();

  /** @type {Record<string, string[]>} */
  const got = { __proto__: null };
  const tries = { __proto__: null };
  const memories = [];
  const inputs = [];
  window.got = got;
  window.tries = tries;

  let isBusy = false;
  /** Records without recording what recording itself calls. */
  function note(attack, ...values) {
    if (isBusy) return;
    isBusy = true;
    try {
      const texts = (got[attack] ??= []);
      if (texts.length >= MOST) return;
      let text = '';
      for (let at = 0; at < values.length; at += 1) text += ` ${told(values[at], 0)}`;
      texts[texts.length] = text;
    } catch {
      // An object that nobody may look into.
    } finally {
      isBusy = false;
    }
  }
  function tried(attack, count = 1) {
    tries[attack] = (tries[attack] ?? 0) + count;
    got[attack] ??= [];
  }

  /** A value as text, with what is in it. */
  function told(value, depth) {
    if (typeof value === 'string') return value.length > LONG ? value.slice(0, LONG) : value;
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : String(value);
    if (value instanceof Event) return eventText(value);
    if (value instanceof ArrayBuffer || isView(value)) {
      const bytes = isView(value)
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : new Uint8Array(value);
      return decoder.decode(bytes.slice(0, LONG));
    }
    if (value instanceof Element) return value.tagName + ('value' in value ? `=${value.value}` : '');
    if (depth > 2) return '';
    let text = '';
    const keys = ownKeys(value);
    for (let at = 0; at < keys.length && at < 60; at += 1) {
      const property = getOwnPropertyDescriptor(value, keys[at]);
      if (property && 'value' in property) text += `${String(keys[at])}:${told(property.value, depth + 1)} `;
    }
    return text;
  }

  function eventText(event) {
    let text = event.type;
    for (const name of ['key', 'code', 'data', 'inputType'])
      if (event[name] != null) text += ` ${name}=${told(event[name], 1)}`;
    const [target] = event.composedPath();
    if (target?.value !== undefined) text += ` value=${target.value}`;
    if (event.clipboardData) text += ` pasted=${event.clipboardData.getData('text')}`;
    return text;
  }

  /** Puts a recording function in the place of another. */
  function patch(holder, name, attack = name) {
    const own = holder && getOwnPropertyDescriptor(holder, name);
    if (!own || !own.configurable) return;
    const record = real =>
      function recorded(...given) {
        note(attack, this === window ? '' : this, given);
        const isNew = new.target !== undefined;
        const result = isNew
          ? construct(real, given, new.target === recorded ? real : new.target)
          : apply(real, this, given);
        note(attack, result);
        if (typeof result?.then === 'function' && result instanceof Promise)
          apply(then, result, [value => note(attack, value), () => {}]);
        return result;
      };
    const wrapped = { ...own };
    for (const part of ['value', 'get', 'set']) {
      if (typeof own[part] !== 'function') continue;
      wrapped[part] = record(own[part]);
      if (own[part].prototype) wrapped[part].prototype = own[part].prototype;
      // Static members.
      if (part === 'value')
        for (const key of ownKeys(own.value))
          if (!['length', 'name', 'prototype', 'arguments', 'caller'].includes(key))
            defineProperty(wrapped.value, key, getOwnPropertyDescriptor(own.value, key));
    }
    defineProperty(holder, name, wrapped);
    tried(attack);
  }
  const patchAll = (holder, attack, names = ownKeys(holder)) => {
    for (const name of names) if (name !== 'constructor' && typeof name === 'string') patch(holder, name, attack);
  };
  const then = Promise.prototype.then;

  const EVENTS = [
    ...['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'textInput', 'change'],
    ...['compositionstart', 'compositionupdate', 'compositionend', 'paste', 'copy', 'cut'],
    ...['focus', 'focusin', 'focusout', 'blur', 'select', 'selectionchange'],
  ];
  const LISTENERS = 'listeners';
  function listenAt(target) {
    if (seen.has(target)) return;
    seen.add(target);
    for (const type of EVENTS) apply(listen, target, [type, event => note(LISTENERS, event), { capture: true }]);
    tried(LISTENERS, EVENTS.length);
    if (target instanceof HTMLInputElement) inputs[inputs.length] = target;
  }
  function watch(root) {
    listenAt(root);
    const all = () => {
      isBusy = true;
      for (const node of root.querySelectorAll('*')) listenAt(node);
      isBusy = false;
    };
    apply(observe, new MutationObserver(all), [root, { childList: true, subtree: true }]);
    all();
  }
  const { observe } = MutationObserver.prototype;
  listenAt(window);
  watch(document);

  // Closed or not, whoever makes the shadow root can look into it.
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (...given) {
    const root = apply(attachShadow, this, given);
    watch(root);
    note('attachShadow', 'a root');
    return root;
  };
  tried('attachShadow');

  // Fields that the page finds are read all the time.
  tried('values of inputs');
  setInterval(() => {
    for (const input of inputs) if (input.value) note('values of inputs', input.value);
    for (const frame of document.querySelectorAll('iframe')) {
      try {
        note(
          'the document in the frame',
          frame.contentDocument?.body.innerHTML ?? 'none',
          frame.contentWindow.document,
        );
      } catch {
        // Of another origin.
      }
    }
  }, 50);
  tried('the document in the frame', 2);

  patch(window, 'fetch');
  patchAll(XMLHttpRequest.prototype, 'XMLHttpRequest', ['open', 'send', 'setRequestHeader', 'responseText']);
  patch(Navigator.prototype, 'sendBeacon');
  patch(Crypto.prototype, 'getRandomValues');
  patchAll(SubtleCrypto.prototype, 'crypto.subtle');
  patchAll(TextEncoder.prototype, 'TextEncoder', ['encode', 'encodeInto']);
  patchAll(TextDecoder.prototype, 'TextDecoder', ['decode']);
  patch(window, 'postMessage', 'postMessage');
  patch(MessagePort.prototype, 'postMessage', 'MessagePort');
  patch(MessagePort.prototype, 'onmessage', 'MessagePort');
  patchAll(MessageEvent.prototype, 'MessageEvent', ['data', 'source', 'ports']);
  patch(JSON, 'stringify', 'JSON');
  patch(JSON, 'parse', 'JSON');
  patch(window, 'structuredClone');
  patch(CustomElementRegistry.prototype, 'define', 'customElements.define');
  patchAll(HTMLInputElement.prototype, 'HTMLInputElement', ['value', 'setRangeText']);
  patchAll(UIEvent.prototype, 'getters of events', ['view', 'detail']);
  patchAll(KeyboardEvent.prototype, 'getters of events', ['key', 'code']);
  patchAll(InputEvent.prototype, 'getters of events', ['data', 'inputType']);
  patchAll(Event.prototype, 'getters of events', ['target', 'composedPath']);
  patchAll(Array.prototype, 'Array.prototype');
  patchAll(String.prototype, 'String.prototype');
  patchAll(RegExp.prototype, 'RegExp.prototype', ['exec', 'test']);
  patchAll(Object, 'Object', ['assign', 'entries', 'fromEntries', 'keys', 'values', 'create', 'freeze']);
  patchAll(Reflect, 'Reflect');

  Promise.prototype.then = function (resolved, rejected) {
    const heard = inner =>
      typeof inner === 'function'
        ? value => {
            note('Promise.prototype.then', value);
            return inner(value);
          }
        : inner;
    return apply(then, this, [heard(resolved), heard(rejected)]);
  };
  tried('Promise.prototype.then');

  // Each channel is kept, with both its ends, and used beside the page's part.
  const { MessageChannel } = window;
  window.channels = [];
  window.MessageChannel = function () {
    const channel = new MessageChannel();
    for (const port of [channel.port1, channel.port2]) {
      apply(listen, port, ['message', event => note('MessageChannel', event.data)]);
      apply(start, port, []);
    }
    window.channels.push(channel);
    return channel;
  };
  tried('MessageChannel');
  apply(listen, window, ['message', event => note('postMessage', event.data), true]);

  // The memory of a WebAssembly that runs in the page.
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async function (...given) {
      const result = await apply(real, this, given);
      const { exports } = result.instance ?? result;
      for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.push(value);
      return result;
    };
    tried('WebAssembly memory');
  }
  setInterval(() => {
    for (const memory of memories) {
      isBusy = true;
      const text = decoder.decode(memory.buffer);
      isBusy = false;
      const found = text.match(/\d[\d ]{10,}\d/g) ?? [];
      if (found.length) note('WebAssembly memory', found.join(' '));
    }
  }, 100);

  // What is written to a property of an ordinary object goes through its prototype.
  for (const name of window.POLLUTED ?? []) {
    if (name in Object.prototype) continue;
    defineProperty(Object.prototype, name, {
      configurable: true,
      get: () => undefined,
      set(value) {
        note('Object.prototype setters', name, value);
        defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      },
    });
    tried('Object.prototype setters');
  }
})();
