//! Sealing a card: compact JWE (RFC 7516) with ECDH-ES on P-256 and A256GCM (RFC 7518 §4.6, §5.3).
//!
//! Bytes in, bytes out. The cryptography itself is the browser's WebCrypto, or the server's library; nothing here
//! hashes, encrypts or draws randomness.

pub mod header;
mod json;
pub mod jwk;
pub mod kdf;
pub mod plaintext;

use base64ct::{Base64UrlUnpadded, Encoding};

/// The content encryption of every JWE here.
pub const ENC: &str = "A256GCM";
/// Bytes of the AES-GCM initialisation vector, <https://www.rfc-editor.org/rfc/rfc7518#section-5.3>.
pub const IV_BYTES: usize = 12;
/// Bytes of the AES-GCM tag, which WebCrypto leaves at the end of the ciphertext.
pub const TAG_BYTES: usize = 16;

/// The compact serialization of what `header::protected` began: with direct key agreement the encrypted key is empty.
/// `sealed` is the ciphertext with its tag behind it; `None` when it is shorter than a tag.
/// <https://www.rfc-editor.org/rfc/rfc7516#section-7.1>
pub fn compact(protected: &str, iv: &[u8; IV_BYTES], sealed: &[u8]) -> Option<String> {
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_BYTES)?)?;
    let [iv, ciphertext, tag] = [iv.as_slice(), ciphertext, tag].map(Base64UrlUnpadded::encode_string);
    Some([protected, "", &iv, &ciphertext, &tag].join("."))
}
