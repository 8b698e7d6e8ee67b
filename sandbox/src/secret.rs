//! Hashes, keyed hashes, random names, and files that only their owner may read.
//!
//! What is derived from the server key can be derived again and so is stored nowhere; what must be recognised is
//! stored as its hash.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use aws_lc_rs::{constant_time, digest, hmac, rand};
use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

/// Bytes of the server key.
const SERVER_KEY_BYTES: usize = 32;
/// Letters of a random name: 23 of 52 make 131 bits.
const NAME_LETTERS: usize = 23;

/// The key of all keyed hashes, made at the first start.
pub struct ServerKey(hmac::Key);

impl ServerKey {
    /// Reads the key from `path`, or makes one there.
    ///
    /// # Errors
    /// When the file can be neither read nor made, or holds something else.
    pub fn load_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            let mut fresh = Zeroizing::new([0; SERVER_KEY_BYTES]);
            rand::fill(fresh.as_mut()).map_err(io::Error::other)?;
            write_private(path, Base64UrlUnpadded::encode_string(fresh.as_ref()).as_bytes())?;
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(text.trim()).map_err(io::Error::other)?);
        if bytes.len() != SERVER_KEY_BYTES {
            return Err(io::Error::other("the server key has another length than 32 bytes"));
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The secret that opens a session to its payer's browser: `<id>_secret_<256 bits>`.
    pub fn derive_client_secret(&self, session_id: &str) -> String {
        format!("{session_id}_secret_{}", self.derive("payment_session", session_id.as_bytes()))
    }

    /// The secret in the URL of an action.
    pub fn derive_action_key(&self, action_id: &str) -> String {
        self.derive("action", action_id.as_bytes())
    }

    /// Recognises a card number without keeping it.
    pub fn derive_card_fingerprint(&self, digits: &str) -> String {
        self.derive("card_number", digits.as_bytes())
    }

    fn derive(&self, purpose: &str, value: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(value);
        Base64UrlUnpadded::encode_string(context.sign().as_ref())
    }
}

/// SHA-256 over the parts, each with its length before it, so that no two lists of parts hash alike; base64url.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    Base64UrlUnpadded::encode_string(context.finish().as_ref())
}

/// Whether two secrets are equal, in a time that tells nothing of where they differ.
pub fn same(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

/// A name that nobody can guess: `prefix` and 131 random bits in letters. Without digits, no name can ever look like a
/// part of a card number.
///
/// # Panics
/// When the operating system gives no randomness, without which nothing here can go on.
pub fn random_name(prefix: &str) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::from(prefix);
    let wanted = prefix.len() + NAME_LETTERS;
    while name.len() < wanted {
        let mut bytes = [0_u8; 2 * NAME_LETTERS];
        assert!(rand::fill(&mut bytes).is_ok(), "the operating system gives no randomness");
        // 208 is the greatest multiple of 52 in a byte: above it the letters would not be equally likely.
        let letters = bytes.iter().filter(|byte| **byte < 208).map(|byte| char::from(LETTERS[usize::from(byte % 52)]));
        name.extend(letters.take(wanted - name.len()));
    }
    name
}

/// Writes a new file that only its owner may read.
///
/// # Errors
/// When it exists already or cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder that only its owner may enter, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}
