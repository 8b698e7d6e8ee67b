//! The Concat KDF of direct key agreement: from the shared secret to the bytes whose SHA-256 is the content key.
//!
//! Never hashes, and never keeps a copy of the secret that is not wiped.

use zeroize::Zeroizing;

use super::ENC;

const KEY_BITS: u32 = 256;

/// What to hash with SHA-256, once, to get the A256GCM key from the shared secret `z` (32 bytes, the x coordinate).
/// One round suffices for 256 bits; `apu` and `apv` are empty.
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
