//! The Concat KDF of direct key agreement: from the shared secret to the bytes whose SHA-256 is the content key.
//!
//! Does no hashing, and leaves no unwiped copy of the secret.

use zeroize::Zeroizing;

use super::ENC;

const KEY_BITS: u32 = 256;

/// The bytes whose SHA-256 is the A256GCM key. `z`: the shared secret (32 bytes, the x coordinate of the agreed point).
/// 256 bits need one round of hashing only; `apu` and `apv` are empty. Wiped when dropped; the digest is a key, which
/// the caller must wipe.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6.2>
pub fn key_input(z: &[u8]) -> Zeroizing<Vec<u8>> {
    let round = 1_u32.to_be_bytes();
    let algorithm_length = (ENC.len() as u32).to_be_bytes();
    let empty = 0_u32.to_be_bytes();
    let key_bits = KEY_BITS.to_be_bytes();
    let parts: [&[u8]; 7] = [&round, z, &algorithm_length, ENC.as_bytes(), &empty, &empty, &key_bits];
    let mut input = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        input.extend_from_slice(part);
    }
    input
}
