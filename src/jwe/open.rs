//! For a payments API in Rust, behind the feature `open`: a key pair that cards and CVVs are encrypted for, and decrypting them
//! (JWE, RFC 7516): ECDH-ES or RSA-OAEP-256, with AES-GCM. The cryptography is that of aws-lc-rs.
//!
//! Strict on purpose: a key has one algorithm and one content encryption, a header exactly the members of the contract, a text one
//! encoding. A failure never says what was wrong, and a plaintext is kept in memory that is wiped.
//!
//! ```
//! use payments_widget::jwe::header;
//! use payments_widget::jwe::open::{KeyKind, KeyPair, OpenError, Sealed};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Once. Keep what it gives as you keep a password; `read` takes it at each start.
//! let stored = serde_json::to_string(&KeyPair::generate(KeyKind::USUAL)?)?;
//! let pair = KeyPair::read(&serde_json::from_str(&stored)?)?;
//! // The page gets this from `/jwks.json`.
//! let published = serde_json::json!({ "keys": [pair.public()] });
//! assert_eq!(published["keys"][0]["alg"], "ECDH-ES");
//!
//! /// The JSON of a card, with spaces at its end. `encrypted`: `payment_method.encrypted_card` of a payment.
//! fn card(pair: &KeyPair, encrypted: &str) -> Result<impl AsRef<[u8]>, OpenError> {
//!     let sealed = Sealed::read(header::TYP, encrypted)?;
//!     if sealed.kid() != pair.public().kid {
//!         return Err(OpenError::UnknownKey);
//!     }
//!     pair.open(&sealed)
//! }
//! assert_eq!(card(&pair, "not one").err(), Some(OpenError::Invalid));
//! # Ok(())
//! # }
//! ```

use std::io;
use std::str::FromStr;

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey, PublicKey};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use super::algorithm::{Alg, Enc};
use super::jwk::Jwk;
use super::template::LENGTHS;
use super::{IV_BYTES, TAG_BYTES, kdf};

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

/// What kind of key pair is made: the algorithm, and how content is encrypted for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyKind {
    /// EC on P-256 for ECDH-ES, RSA of 2048 bits for RSA-OAEP-256.
    pub alg: Alg,
    /// What the key asks for.
    pub enc: Enc,
}

impl KeyKind {
    /// What is made where nothing else is asked for.
    pub const USUAL: Self = Self { alg: Alg::EcdhEs, enc: Enc::A256Gcm };
    /// Every kind, by its name on the command line.
    const NAMES: [(&str, Self); 4] = [
        ("ec", Self::USUAL),
        ("ec-a128gcm", Self { alg: Alg::EcdhEs, enc: Enc::A128Gcm }),
        ("rsa", Self { alg: Alg::RsaOaep256, enc: Enc::A256Gcm }),
        ("rsa-a128gcm", Self { alg: Alg::RsaOaep256, enc: Enc::A128Gcm }),
    ];
}

impl FromStr for KeyKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.into_iter().find(|(name, _)| *name == text);
        found
            .map(|(_, kind)| kind)
            .ok_or_else(|| format!("it is one of {}", Self::NAMES.map(|(name, _)| name).join(", ")))
    }
}

/// A key pair as it is stored: the public JWK, and one of the two private members.
#[derive(Serialize, Deserialize)]
pub struct StoredPair {
    /// The public half.
    #[serde(flatten)]
    pub public: Jwk,
    /// The private number of an EC key. <https://www.rfc-editor.org/rfc/rfc7518#section-6.2.2>
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    /// An RSA key as PKCS #8 (RFC 5958) in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pkcs8: Option<String>,
}

impl Drop for StoredPair {
    fn drop(&mut self) {
        self.d.zeroize();
        self.pkcs8.zeroize();
    }
}

enum Private {
    Ec(PrivateKey),
    Rsa(OaepPrivateDecryptingKey),
}

/// A key pair that cards are encrypted for.
pub struct KeyPair {
    private: Private,
    kind: KeyKind,
    public: Jwk,
}

impl KeyPair {
    /// A new key pair, to be stored.
    ///
    /// # Errors
    /// An [`io::Error`] if the system gives no random numbers.
    pub fn generate(kind: KeyKind) -> io::Result<StoredPair> {
        Ok(match kind.alg {
            Alg::EcdhEs => {
                let private = PrivateKey::generate(&ECDH_P256).map_err(io::Error::other)?;
                let scalar: EcPrivateKeyBin<'_> = private.as_be_bytes().map_err(io::Error::other)?;
                StoredPair {
                    public: ec_jwk(&private, kind.enc).map_err(io::Error::other)?,
                    d: Some(Base64UrlUnpadded::encode_string(scalar.as_ref())),
                    pkcs8: None,
                }
            }
            Alg::RsaOaep256 => {
                let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).map_err(io::Error::other)?;
                let document = private.as_der().map_err(io::Error::other)?;
                StoredPair {
                    public: rsa_jwk(&private, kind.enc)?,
                    d: None,
                    pkcs8: Some(Base64UrlUnpadded::encode_string(document.as_ref())),
                }
            }
        })
    }

    /// The key pair that is stored so. Its public half is derived from the private one.
    ///
    /// # Errors
    /// An [`io::Error`] if it is none.
    pub fn read(stored: &StoredPair) -> io::Result<Self> {
        let enc = stored.public.enc().ok_or_else(|| io::Error::other("a key names an unknown enc"))?;
        let bytes = |text: &str| Base64UrlUnpadded::decode_vec(text).map(Zeroizing::new).map_err(io::Error::other);
        match (&stored.d, &stored.pkcs8) {
            (Some(scalar), None) => {
                let private = PrivateKey::from_private_key(&ECDH_P256, &bytes(scalar)?).map_err(io::Error::other)?;
                let public = ec_jwk(&private, enc).map_err(io::Error::other)?;
                Ok(Self { private: Private::Ec(private), kind: KeyKind { alg: Alg::EcdhEs, enc }, public })
            }
            (None, Some(document)) => {
                let private = PrivateDecryptingKey::from_pkcs8(&bytes(document)?).map_err(io::Error::other)?;
                let public = rsa_jwk(&private, enc)?;
                let private = OaepPrivateDecryptingKey::new(private).map_err(io::Error::other)?;
                Ok(Self { private: Private::Rsa(private), kind: KeyKind { alg: Alg::RsaOaep256, enc }, public })
            }
            _ => Err(io::Error::other("a key has neither d nor pkcs8, or both")),
        }
    }

    /// The public half.
    pub fn public(&self) -> &Jwk {
        &self.public
    }

    /// The plaintext of a JWE for this key, padding included. <https://www.rfc-editor.org/rfc/rfc7516#section-5.2>
    ///
    /// # Errors
    /// [`OpenError::Invalid`].
    pub fn open(&self, sealed: &Sealed<'_>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let header = &sealed.header;
        if (KeyKind { alg: header.alg, enc: header.enc }) != self.kind {
            return Err(OpenError::Invalid);
        }
        let iv: [u8; IV_BYTES] = decode(sealed.iv)?;
        let tag: [u8; TAG_BYTES] = decode(sealed.tag)?;
        let mut bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(sealed.ciphertext)?);
        if !LENGTHS.contains(&bytes.len()) {
            return Err(OpenError::Invalid);
        }
        let key = match (&self.private, &header.epk) {
            (Private::Ec(private), Some(epk)) if sealed.encrypted_key.is_empty() => self.agree(private, epk)?,
            (Private::Rsa(private), None) => self.unwrap_key(private, sealed.encrypted_key)?,
            _ => return Err(OpenError::Invalid),
        };
        let length = bytes.len();
        bytes.extend_from_slice(&tag);
        key.open_in_place(Nonce::assume_unique_for_key(iv), Aad::from(sealed.protected.as_bytes()), &mut bytes)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Direct key agreement; the library refuses a point that is not on the curve.
    fn agree(&self, private: &PrivateKey, epk: &EphemeralKey) -> Result<LessSafeKey, OpenError> {
        if epk.kty != self.public.kty || epk.crv != self.public.crv {
            return Err(OpenError::Invalid);
        }
        let mut point = [UNCOMPRESSED; 1 + 2 * COORDINATE_BYTES];
        point[1..=COORDINATE_BYTES].copy_from_slice(&decode::<COORDINATE_BYTES>(&epk.x)?);
        point[1 + COORDINATE_BYTES..].copy_from_slice(&decode::<COORDINATE_BYTES>(&epk.y)?);
        let peer = UnparsedPublicKey::new(&ECDH_P256, point);
        agreement::agree(private, peer, OpenError::Invalid, |z| {
            let digest = digest(&SHA256, &kdf::key_input(z, self.kind.enc));
            let length = self.kind.enc.key_bytes() as usize;
            self.content_key(digest.as_ref().get(..length).unwrap_or_default())
        })
    }

    /// The content key that RSA-OAEP-256 has encrypted.
    fn unwrap_key(&self, private: &OaepPrivateDecryptingKey, encrypted: &str) -> Result<LessSafeKey, OpenError> {
        let encrypted = Base64UrlUnpadded::decode_vec(encrypted)?;
        let mut bytes = Zeroizing::new(vec![0; private.min_output_size()]);
        let key = private.decrypt(&OAEP_SHA256_MGF1SHA256, &encrypted, &mut bytes, None)?;
        self.content_key(key)
    }

    /// The library refuses bytes of another length.
    fn content_key(&self, bytes: &[u8]) -> Result<LessSafeKey, OpenError> {
        let algorithm = match self.kind.enc {
            Enc::A256Gcm => &AES_256_GCM,
            Enc::A128Gcm => &AES_128_GCM,
        };
        Ok(LessSafeKey::new(UnboundKey::new(algorithm, bytes)?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: Alg,
    enc: Enc,
    kid: String,
    typ: String,
    #[serde(default, deserialize_with = "present")]
    epk: Option<EphemeralKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EphemeralKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

/// A member that is there is no `null`.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<EphemeralKey>, D::Error> {
    EphemeralKey::deserialize(value).map(Some)
}

/// A compact JWE that was taken apart, with a header that is exactly as the contract says.
pub struct Sealed<'a> {
    header: Header,
    protected: &'a str,
    encrypted_key: &'a str,
    iv: &'a str,
    ciphertext: &'a str,
    tag: &'a str,
}

impl<'a> Sealed<'a> {
    /// Takes a JWE apart whose header names `typ`.
    ///
    /// # Errors
    /// [`OpenError::Invalid`].
    pub fn read(typ: &str, compact: &'a str) -> Result<Self, OpenError> {
        let mut parts = compact.split('.');
        let mut part = || parts.next().ok_or(OpenError::Invalid);
        let (protected, encrypted_key, iv, ciphertext, tag) = (part()?, part()?, part()?, part()?, part()?);
        if parts.next().is_some() {
            return Err(OpenError::Invalid);
        }
        let json = Base64UrlUnpadded::decode_vec(protected)?;
        // Serde's structs would also take an array of their members; no member of the header holds a bracket.
        if json.contains(&b'[') {
            return Err(OpenError::Invalid);
        }
        let header: Header = serde_json::from_slice(&json).map_err(|_| OpenError::Invalid)?;
        if header.typ != typ {
            return Err(OpenError::Invalid);
        }
        Ok(Self { header, protected, encrypted_key, iv, ciphertext, tag })
    }

    /// The thumbprint of the key that it is encrypted for.
    pub fn kid(&self) -> &str {
        &self.header.kid
    }
}

/// Exactly `N` bytes of base64url.
fn decode<const N: usize>(text: &str) -> Result<[u8; N], OpenError> {
    let mut bytes = [0; N];
    let decoded = Base64UrlUnpadded::decode(text, &mut bytes)?;
    if decoded.len() == N { Ok(bytes) } else { Err(OpenError::Invalid) }
}

fn ec_jwk(private: &PrivateKey, enc: Enc) -> Result<Jwk, Unspecified> {
    let public = private.compute_public_key()?;
    let (x, y) = public.as_ref().get(1..).ok_or(Unspecified)?.split_at_checked(COORDINATE_BYTES).ok_or(Unspecified)?;
    let [x, y] = [x, y].map(Base64UrlUnpadded::encode_string);
    Ok(with_kid(Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, ..for_cards(Alg::EcdhEs, enc) }))
}

fn rsa_jwk(private: &PrivateDecryptingKey, enc: Enc) -> io::Result<Jwk> {
    let document = private.public_key().as_der().map_err(io::Error::other)?;
    let public = PublicKey::from_der(document.as_ref()).map_err(io::Error::other)?;
    let [n, e] = [public.modulus(), public.exponent()]
        .map(|number| Base64UrlUnpadded::encode_string(number.big_endian_without_leading_zero()));
    Ok(with_kid(Jwk { kty: "RSA".into(), n, e, ..for_cards(Alg::RsaOaep256, enc) }))
}

/// What a key for cards says of itself. A256GCM is what a key without `enc` means, and what every widget understands.
fn for_cards(alg: Alg, enc: Enc) -> Jwk {
    let enc = (enc != Enc::A256Gcm).then(|| enc.as_str().to_owned());
    Jwk { usage: "enc".into(), alg: alg.as_str().into(), enc, ..Jwk::default() }
}

fn with_kid(mut jwk: Jwk) -> Jwk {
    jwk.kid = Base64UrlUnpadded::encode_string(digest(&SHA256, jwk.thumbprint_input().as_bytes()).as_ref());
    jwk
}
