// The calls of a page: what each asks of the WebAssembly.

/** @typedef {'chargeWallet' | 'retrievePayment' | 'resumePayment' | 'cancelPayment'} Plain */

/**
 * @param {import('../load/instance.js').Instance} instance
 * @param {Pick<import('./engine.js').Tools, 'failure'>} tools
 * @param {import('./payments.js').Connection} connection
 * @param {import('../text/words.js').Words} words
 * @param {'chargeCard' | 'createToken' | Plain} method
 * @param {any} given  a copy of the options, or a client secret
 * @returns {Promise<any>}
 */
export async function call(instance, { failure }, { config, open }, words, method, given) {
  if (method === 'chargeCard' || method === 'createToken') {
    const order = instance.exports.readCard(given, config.currency, words, method === 'createToken');
    // What pays is given no card that is not encrypted.
    const { session, signal } = given;
    const { client } = await open().catch(error => {
      order.wipe();
      throw error;
    });
    return instance.promise(deferred => client.charge(order, { session, signal }, deferred));
  }
  if (method !== 'chargeWallet' && given !== undefined && typeof given !== 'string') {
    throw failure('invalid_option', `${method}: the client secret must be a string.`);
  }
  const { client } = await open();
  return instance.promise(deferred => /** @type {any} */ (client)[method](given, deferred));
}
