//! Sealing, byte for byte: the choice of a key, the header, the plaintext, the key derivation, the compact form.
#![cfg(not(target_arch = "wasm32"))]

mod base64url;
mod compact;
mod jwk;
mod kdf;
mod plaintext;
mod template;
mod token_format;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn decode(text: &str) -> Vec<u8> {
    match Base64UrlUnpadded::decode_vec(text) {
        Ok(bytes) => bytes,
        Err(error) => panic!("{error}: {text}"),
    }
}

fn json(bytes: &[u8]) -> serde_json::Value {
    match serde_json::from_slice(bytes) {
        Ok(json) => json,
        Err(error) => panic!("{error}"),
    }
}
