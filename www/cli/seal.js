// Encrypts a card as the widget does: a compact JWE (RFC 7516) with WebCrypto alone.
// https://www.rfc-editor.org/rfc/rfc7516#section-5.1

const BITS = { A256GCM: 256, A128GCM: 128 };
/** Bytes of a padded plaintext. */
const LENGTH = 1024;
const TAG_BYTES = 16;

const utf8 = text => new TextEncoder().encode(text);
/** @param {ArrayBuffer | Uint8Array} bytes */
export const base64url = bytes => Buffer.from(/** @type {Uint8Array} */ (bytes)).toString('base64url');
const random = length => crypto.getRandomValues(new Uint8Array(length));
/** 128 random bits: what makes a JWE one that is charged once. */
export const newJti = () => base64url(random(16));

/**
 * The thumbprint of a public key, which is also its `kid`. https://www.rfc-editor.org/rfc/rfc7638
 *
 * @param {Record<string, unknown>} jwk
 */
export async function thumbprint({ kty, crv, x, y, n, e }) {
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return base64url(await crypto.subtle.digest('SHA-256', utf8(JSON.stringify(members))));
}

/**
 * Encrypts `claims` for the key.
 *
 * @param {any} jwk
 * @param {object} claims  The members of the plaintext.
 * @param {object} [changes]  Members of the header in place of the right ones.
 */
export async function seal(jwk, claims, changes) {
  const enc = /** @type {keyof typeof BITS} */ (jwk.enc ?? 'A256GCM');
  const bits = BITS[enc];
  const rest = { alg: jwk.alg, enc, kid: jwk.kid, typ: 'payment-card+jwe', ...changes };
  const { key, encrypted, epk } = await (jwk.kty === 'RSA' ? wrapped(jwk, bits) : agreed(jwk, enc, bits));
  const header = base64url(utf8(JSON.stringify(epk ? { ...rest, epk } : rest)));
  const iv = random(12);
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(header), tagLength: 8 * TAG_BYTES };
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const plaintext = utf8(JSON.stringify(claims).padEnd(LENGTH));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, aes, plaintext));
  const [ciphertext, tag] = [sealed.subarray(0, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
  return [header, base64url(encrypted), base64url(iv), base64url(ciphertext), base64url(tag)].join('.');
}

/** RSA-OAEP-256. https://www.rfc-editor.org/rfc/rfc7518#section-4.3 */
async function wrapped({ kty, n, e }, bits) {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const recipient = await crypto.subtle.importKey('jwk', { kty, n, e }, algorithm, false, ['encrypt']);
  const key = random(bits / 8);
  return { key, encrypted: new Uint8Array(await crypto.subtle.encrypt(algorithm, recipient, key)), epk: undefined };
}

/** ECDH-ES, direct key agreement; the KDF needs one round. https://www.rfc-editor.org/rfc/rfc7518#section-4.6 */
async function agreed({ kty, crv, x, y }, enc, bits) {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const recipient = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, []);
  const ephemeral = await crypto.subtle.generateKey(algorithm, true, ['deriveBits']);
  const z = await crypto.subtle.deriveBits({ name: 'ECDH', public: recipient }, ephemeral.privateKey, 256);
  const number = value => Buffer.from(Uint32Array.of(value).buffer).swap32();
  const input = [number(1), Buffer.from(z), number(enc.length), utf8(enc), number(0), number(0), number(bits)];
  const digest = await crypto.subtle.digest('SHA-256', Buffer.concat(input));
  const epk = await crypto.subtle.exportKey('jwk', ephemeral.publicKey);
  return {
    key: new Uint8Array(digest).subarray(0, bits / 8),
    encrypted: new Uint8Array(),
    epk: { kty: epk.kty, crv: epk.crv, x: epk.x, y: epk.y },
  };
}
