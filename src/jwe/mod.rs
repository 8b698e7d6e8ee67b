//! Encrypting a card: compact JWE (RFC 7516) with ECDH-ES on P-256 or RSA-OAEP-256, and AES-GCM (RFC 7518, sections 4.3, 4.6
//! and 5.3).
//!
//! Bytes in, bytes out. WebCrypto or the server's library does the cryptography; nothing here hashes, encrypts or makes
//! random numbers. Only `open`, behind a feature of this name, has a library for it: it decrypts on a server.

#![deny(clippy::indexing_slicing)]

pub mod algorithm;
pub mod base64url;
mod escape;
pub mod header;
mod json;
pub mod jwk;
pub mod kdf;
#[cfg(all(feature = "open", not(target_arch = "wasm32")))]
pub mod open;
pub mod plaintext;
pub mod template;
pub mod token_format;

/// Bytes of the AES-GCM initialization vector. <https://www.rfc-editor.org/rfc/rfc7518#section-5.3>
pub const IV_BYTES: usize = 12;
/// Bytes of the AES-GCM tag, which WebCrypto puts at the end of the ciphertext.
pub const TAG_BYTES: usize = 16;

/// The compact serialization. `protected`: from [`header::protected`]; `encrypted_key`: the content key, encrypted for the
/// recipient, or nothing with direct key agreement; `sealed`: the ciphertext with its tag at the end. `None` if `sealed` is shorter
/// than a tag. <https://www.rfc-editor.org/rfc/rfc7516#section-7.1>
pub fn compact(protected: &str, encrypted_key: &[u8], iv: &[u8; IV_BYTES], sealed: &[u8]) -> Option<String> {
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_BYTES)?)?;
    let [key, iv, ciphertext, tag] = [encrypted_key, iv.as_slice(), ciphertext, tag].map(base64url::encode);
    Some([protected, ".", &key, ".", &iv, ".", &ciphertext, ".", &tag].concat())
}
