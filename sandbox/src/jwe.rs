//! The key pair that cards and CVVs are encrypted for, and decrypting them (JWE, RFC 7516, ECDH-ES with A256GCM).
//!
//! Strict on purpose: one algorithm, exactly the header members of the contract, one encoding. A failure never says what
//! was wrong, and a plaintext lives in memory that is wiped.

use std::fs;
use std::io;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::error::Unspecified;
use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::jwk::{Jwk, JwkSet};
use payments_widget::jwe::plaintext::LENGTHS;
use payments_widget::jwe::{ENC, IV_BYTES, TAG_BYTES, kdf};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::private_file;

const ALG: &str = "ECDH-ES";
const COORDINATE_BYTES: usize = 32;
/// Marks an uncompressed point, SEC 1 §2.3.3.
const UNCOMPRESSED: u8 = 4;

/// Why a JWE was not decrypted. There is no third reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Encrypted for a key that is not held here.
    #[error("sealed for another key")]
    UnknownKey,
    /// Anything else.
    #[error("not what was asked for, or not sealed as it should be")]
    Invalid,
}

impl From<Unspecified> for OpenError {
    fn from(_: Unspecified) -> Self {
        Self::Invalid
    }
}

impl From<base64ct::Error> for OpenError {
    fn from(_: base64ct::Error) -> Self {
        Self::Invalid
    }
}

/// The key pair that cards are encrypted for.
pub struct SealingKey {
    private: PrivateKey,
    public: Jwk,
}

/// The key pair as it is stored. <https://www.rfc-editor.org/rfc/rfc7518#section-6.2>
#[derive(Serialize, Deserialize)]
struct StoredKey {
    #[serde(flatten)]
    public: Jwk,
    d: String,
}

impl Drop for StoredKey {
    fn drop(&mut self) {
        self.d.zeroize();
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    enc: String,
    kid: String,
    typ: String,
    epk: EphemeralKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EphemeralKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl SealingKey {
    /// Reads the key pair from the file `path`, or makes the file with a new one.
    ///
    /// # Errors
    /// An [`io::Error`] if the file can be neither read nor made, or holds something else.
    pub fn load_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            let fresh = PrivateKey::generate(&ECDH_P256).map_err(io::Error::other)?;
            let scalar: EcPrivateKeyBin<'_> = fresh.as_be_bytes().map_err(io::Error::other)?;
            let stored = StoredKey {
                public: public_jwk(&fresh).map_err(io::Error::other)?,
                d: Base64UrlUnpadded::encode_string(scalar.as_ref()),
            };
            let text = Zeroizing::new(serde_json::to_string(&stored)?);
            private_file::write(path, text.as_bytes())?;
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let stored: StoredKey = serde_json::from_str(&text)?;
        let scalar = Zeroizing::new(Base64UrlUnpadded::decode_vec(&stored.d).map_err(io::Error::other)?);
        let private = PrivateKey::from_private_key(&ECDH_P256, &scalar).map_err(io::Error::other)?;
        let public = public_jwk(&private).map_err(io::Error::other)?;
        Ok(Self { private, public })
    }

    /// The public key as a JWK set, RFC 7517: what `GET /jwks.json` answers.
    pub fn public_set(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }

    /// The plaintext of a compact JWE whose header names `typ`, padding included. <https://www.rfc-editor.org/rfc/rfc7516#section-5.2>
    ///
    /// # Errors
    /// [`OpenError::UnknownKey`] for another `kid`, [`OpenError::Invalid`] for everything else.
    pub fn open(&self, typ: &str, compact: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let mut parts = compact.split('.');
        let mut part = || parts.next().ok_or(OpenError::Invalid);
        let (protected, encrypted_key, iv, ciphertext, tag) = (part()?, part()?, part()?, part()?, part()?);
        if parts.next().is_some() || !encrypted_key.is_empty() {
            return Err(OpenError::Invalid);
        }
        let peer = self.check_header(typ, protected)?;
        let iv: [u8; IV_BYTES] = decode(iv)?;
        let tag: [u8; TAG_BYTES] = decode(tag)?;
        let mut sealed = Zeroizing::new(Base64UrlUnpadded::decode_vec(ciphertext)?);
        if !LENGTHS.contains(&sealed.len()) {
            return Err(OpenError::Invalid);
        }
        let key = self.agree(&peer)?;
        let length = sealed.len();
        sealed.extend_from_slice(&tag);
        key.open_in_place(Nonce::assume_unique_for_key(iv), Aad::from(protected.as_bytes()), &mut sealed)?;
        sealed.truncate(length);
        Ok(sealed)
    }

    /// The sender's uncompressed point, from a header that is exactly as the contract says.
    fn check_header(&self, typ: &str, protected: &str) -> Result<[u8; 1 + 2 * COORDINATE_BYTES], OpenError> {
        let json = Base64UrlUnpadded::decode_vec(protected)?;
        // Serde's structs would also take an array of their members; no member of the header holds a bracket.
        if json.contains(&b'[') {
            return Err(OpenError::Invalid);
        }
        let header: Header = serde_json::from_slice(&json).map_err(|_| OpenError::Invalid)?;
        let expected = header.alg == ALG
            && header.enc == ENC
            && header.typ == typ
            && header.epk.kty == self.public.kty
            && header.epk.crv == self.public.crv;
        if !expected {
            return Err(OpenError::Invalid);
        }
        if header.kid != self.public.kid {
            return Err(OpenError::UnknownKey);
        }
        let mut point = [UNCOMPRESSED; 1 + 2 * COORDINATE_BYTES];
        point[1..=COORDINATE_BYTES].copy_from_slice(&decode::<COORDINATE_BYTES>(&header.epk.x)?);
        point[1 + COORDINATE_BYTES..].copy_from_slice(&decode::<COORDINATE_BYTES>(&header.epk.y)?);
        Ok(point)
    }

    /// Direct key agreement; the library refuses a point that is not on the curve.
    fn agree(&self, peer: &[u8]) -> Result<LessSafeKey, OpenError> {
        let peer = UnparsedPublicKey::new(&ECDH_P256, peer);
        let key = agreement::agree(&self.private, peer, Unspecified, |z| {
            let content_key = digest(&SHA256, &kdf::key_input(z));
            UnboundKey::new(&AES_256_GCM, content_key.as_ref())
        })?;
        Ok(LessSafeKey::new(key))
    }
}

/// Exactly `N` bytes of base64url.
fn decode<const N: usize>(text: &str) -> Result<[u8; N], OpenError> {
    let mut bytes = [0; N];
    let decoded = Base64UrlUnpadded::decode(text, &mut bytes)?;
    if decoded.len() == N { Ok(bytes) } else { Err(OpenError::Invalid) }
}

fn public_jwk(private: &PrivateKey) -> Result<Jwk, Unspecified> {
    let public = private.compute_public_key()?;
    let (x, y) = public.as_ref().get(1..).ok_or(Unspecified)?.split_at_checked(COORDINATE_BYTES).ok_or(Unspecified)?;
    let mut jwk = Jwk {
        kty: "EC".into(),
        crv: "P-256".into(),
        usage: "enc".into(),
        alg: ALG.into(),
        kid: String::new(),
        x: Base64UrlUnpadded::encode_string(x),
        y: Base64UrlUnpadded::encode_string(y),
    };
    jwk.kid = Base64UrlUnpadded::encode_string(digest(&SHA256, jwk.thumbprint_input().as_bytes()).as_ref());
    Ok(jwk)
}
