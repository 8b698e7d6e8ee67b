//! Hashes, keyed hashes (HMAC), and random names.
//!
//! A secret that is derived from the server key can be derived again, so it is never stored. A secret that must be
//! recognised is stored as its hash.

use std::fs;
use std::io;
use std::path::Path;

use aws_lc_rs::{constant_time, digest, hmac, rand};
use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::private_file;
use crate::webhooks::signature::Secret;

/// Bytes of the server key.
const SERVER_KEY_BYTES: usize = 32;
/// Letters of a derived password: 22 of 64 make 132 bits.
const CONSOLE_PASSWORD_LETTERS: usize = 22;
/// Letters of a random name: 23 of 52 make 131 bits.
const NAME_LETTERS: usize = 23;

/// The key of all keyed hashes, made at the first start.
pub struct ServerKey(hmac::Key);

impl ServerKey {
    /// Reads the key from the file `path`, or makes the file with a new key.
    ///
    /// # Errors
    /// An [`io::Error`] if the file can be neither read nor made, or does not hold a key of 32 bytes in base64url.
    pub fn load_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            let mut fresh = Zeroizing::new([0; SERVER_KEY_BYTES]);
            rand::fill(fresh.as_mut()).map_err(io::Error::other)?;
            private_file::write(path, Base64UrlUnpadded::encode_string(fresh.as_ref()).as_bytes())?;
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(text.trim()).map_err(io::Error::other)?);
        if bytes.len() != SERVER_KEY_BYTES {
            return Err(io::Error::other("the server key is not 32 bytes long"));
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The client secret with which a payer's browser reads and pays a session: `<id>_secret_<256 bits, base64url>`.
    pub fn derive_client_secret(&self, session_id: &str) -> String {
        format!("{session_id}_secret_{}", self.derive("payment_session", session_id.as_bytes()))
    }

    /// The secret in the URL of an action, 256 bits in base64url.
    pub fn derive_action_key(&self, action_id: &str) -> String {
        self.derive("action", action_id.as_bytes())
    }

    /// Recognises a card number without storing it: a keyed hash of its digits, base64url.
    pub fn derive_card_fingerprint(&self, digits: &str) -> String {
        self.derive("card_number", digits.as_bytes())
    }

    /// One version of the secret with which the webhooks of an endpoint are signed.
    pub fn derive_webhook_secret(&self, endpoint_id: &str, version: i64) -> Secret {
        Secret::new(self.derive_bytes("webhook", format!("{endpoint_id}.{version}").as_bytes()))
    }

    /// The password of the shop's account in the console, which is thus the same for every instance.
    pub fn derive_console_password(&self) -> String {
        self.derive("console_password", b"").chars().take(CONSOLE_PASSWORD_LETTERS).collect()
    }

    /// The API key that was asked for under `name`: the same again for the same name, so that it can be shown once after it was made
    /// without being stored. Whoever does not know the server key cannot guess it.
    pub fn derive_api_key(&self, prefix: &str, name: &str) -> String {
        format!("{prefix}{}", self.derive(&format!("api_key {prefix}"), name.as_bytes()))
    }

    /// Tells this key from another one, base64url. It says nothing about the key.
    pub fn derive_name(&self) -> String {
        self.derive("server_key", b"")
    }

    fn derive(&self, purpose: &str, value: &[u8]) -> String {
        Base64UrlUnpadded::encode_string(&self.derive_bytes(purpose, value))
    }

    fn derive_bytes(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(value);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.sign().as_ref());
        bytes
    }
}

/// SHA-256 of the parts in base64url. The length of each part is hashed before the part, so that two different lists of
/// parts never give the same input.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    Base64UrlUnpadded::encode_string(context.finish().as_ref())
}

/// Whether two secrets are equal, compared in constant time.
pub fn same(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

/// A name that nobody can guess: `prefix` and 131 random bits, written as letters. It has no digits, so it never looks
/// like part of a card number.
///
/// # Panics
/// If the operating system gives no random bytes.
pub fn random_name(prefix: &str) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::from(prefix);
    let wanted = prefix.len() + NAME_LETTERS;
    while name.len() < wanted {
        let mut bytes = [0_u8; 2 * NAME_LETTERS];
        assert!(rand::fill(&mut bytes).is_ok(), "the operating system gives no randomness");
        // 208 is the largest multiple of 52 below 256. With larger bytes some letters would be more likely than others.
        let letters = bytes.iter().filter(|byte| **byte < 208).map(|byte| char::from(LETTERS[usize::from(byte % 52)]));
        name.extend(letters.take(wanted - name.len()));
    }
    name
}
