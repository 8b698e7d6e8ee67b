//! Encrypting a card: compact JWE (RFC 7516) with ECDH-ES on P-256 or RSA-OAEP-256, and AES-GCM (RFC 7518, sections 4.3, 4.6
//! and 5.3).
//!
//! Bytes in, bytes out. WebCrypto or the server's library does the cryptography; nothing here hashes, encrypts or makes
//! random numbers. Only `open`, behind a feature of this name, has a library for it: it decrypts on a server.
//!
//! From the API's key and a card to the compact JWE. Where the example has fixed bytes, a program has its library's:
//!
//! ```
//! use payments_widget::jwe::algorithm::Alg;
//! use payments_widget::jwe::jwk::{EcPoint, JwkSet};
//! use payments_widget::jwe::plaintext::{self, Binding};
//! use payments_widget::jwe::template::{self, Slot};
//! use payments_widget::jwe::{compact, header};
//! use payments_widget::money::{Currency, Money};
//! # use sha2::{Digest, Sha256};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What `GET /jwks.json` answers. A key counts only if its `kid` is its thumbprint.
//! let set: JwkSet = serde_json::from_str(r#"{ "keys": [{
//!     "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES",
//!     "kid": "Vy57XrArUrW0NbpI12tEzDHABxMwrTh6HHXRenSpnCo",
//!     "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
//!     "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"
//! }] }"#)?;
//! let key = set.keys.into_iter().next().ok_or("no key")?;
//! let digest = Sha256::digest(key.thumbprint_input()).into();
//! let recipient = key.accept(&digest, None).ok_or("not a key for cards")?;
//!
//! // The card, bound to one session, one amount and one use, filled up to a length that tells nothing.
//! let binding = Binding {
//!     session: "ps_7Yb2kQ0m",
//!     money: Money::from_minor(1999, Currency::parse("USD")?)?,
//!     jti: "Zk3q0b8o9l2JtVYb1m5c4w",
//!     iat: 1_795_509_060,
//! };
//! let text = template::fill(&plaintext::card(&binding), &|slot| {
//!     Some(match slot {
//!         Slot::Number => b"4242424242424242",
//!         Slot::Month => b"12",
//!         Slot::ExpYear => b"2034",
//!         Slot::Cvv => b"123",
//!         _ => b"",
//!     })
//! })
//! .ok_or("too long")?;
//! assert_eq!(text.len(), template::LENGTHS[0]);
//! assert!(text.starts_with(br#"{"v":1,"number":"4242424242424242","exp_month":12,"exp_year":2034,"cvv":"123","session":"#));
//!
//! // The header is also what the encryption authenticates.
//! let ephemeral = EcPoint { x: "…".into(), y: "…".into() };
//! let begun = header::begin(Alg::EcdhEs, recipient.enc, &recipient.kid, header::TYP);
//! let protected = header::protected(&begun, Some(&ephemeral));
//! // With the content key from `kdf::key_input`: the ciphertext of `text`, and its tag of 16 bytes at the end.
//! let sealed = [0; 1024 + 16];
//! let jwe = compact(&protected, &[], &[0; 12], &sealed).ok_or("no tag")?;
//! assert!(jwe.starts_with("eyJhbGciOiJFQ0RILUVTIi"));
//! assert_eq!(jwe.split('.').count(), 5);
//! # Ok(())
//! # }
//! ```

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
