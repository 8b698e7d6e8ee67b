// The frame's first lines: it listens before anything else of it runs, and accepts one handshake, from the page that it is in.

/**
 * @typedef {object} Handshake
 * @property {MessagePort} port
 * @property {string} origin  of the page
 * @property {number} version  of the page's protocol
 */

/** Whether there is a page around, and this document is of an origin of its own: in a sandbox it has none. */
export const isFramed = window.parent !== window && window.origin !== 'null';

/** @type {Promise<Handshake>} */
export const handshake = new Promise(resolve => {
  /** @param {MessageEvent} event */
  function hear({ source, origin, ports, data }) {
    const version = data?.payments;
    if (source !== window.parent || ports.length !== 1 || !Number.isInteger(version)) return;
    window.removeEventListener('message', hear);
    resolve({ port: ports[0], origin, version });
  }
  if (isFramed) window.addEventListener('message', hear);
});
