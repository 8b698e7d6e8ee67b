//! The Concat KDF of direct key agreement: from the shared secret to the bytes whose SHA-256 begins with the content key.
//!
//! Does no hashing, and leaves no unwiped copy of the secret.

use zeroize::Zeroizing;

use super::algorithm::Enc;

/// The bytes whose SHA-256 begins with the key of `enc`: its first [`Enc::key_bytes`]. `z`: the shared secret (32 bytes, the x
/// coordinate of the agreed point). No key is longer than one round of hashing; `apu` and `apv` are empty. Wiped when dropped;
/// the digest is a key, which the caller must wipe.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6.2>
pub fn key_input(z: &[u8], enc: Enc) -> Zeroizing<Vec<u8>> {
    let algorithm = enc.as_str().as_bytes();
    let round = 1_u32.to_be_bytes();
    let algorithm_length = (algorithm.len() as u32).to_be_bytes();
    let empty = 0_u32.to_be_bytes();
    let key_bits = (8 * enc.key_bytes()).to_be_bytes();
    let parts: [&[u8]; 7] = [&round, z, &algorithm_length, algorithm, &empty, &empty, &key_bits];
    let mut input = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        input.extend_from_slice(part);
    }
    input
}
