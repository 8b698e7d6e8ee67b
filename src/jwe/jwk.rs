//! Choosing the key to encrypt for: an encryption key whose `kid` is its thumbprint, and which the page may pin.
//!
//! The caller does the hashing. A key becomes a [`RecipientKey`] only after its thumbprint was checked. Public keys only:
//! [`Jwk`] has no member for a private key, so that none can be printed.

use serde::{Deserialize, Serialize};

use super::algorithm::{Alg, Enc};
use super::base64url;
use super::json::Json;

/// A P-256 coordinate is 32 bytes, which are 43 characters of base64url.
const COORDINATE_LENGTH: usize = 43;
/// A modulus of 2048 bits is 342 characters of base64url. RFC 7518 forbids a shorter one.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.3>
const SHORTEST_MODULUS: usize = 342;
/// A modulus of 4096 bits is 683 characters. A longer one would only make the request longer.
const LONGEST_MODULUS: usize = 683;
/// 65537 in base64url: the exponent that every usual library makes.
const EXPONENT: &str = "AQAB";

/// A set of keys, the answer to `GET /jwks.json`. <https://www.rfc-editor.org/rfc/rfc7517#section-5>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The server's public keys, the preferred one first.
    pub keys: Vec<Jwk>,
}

/// One public key. Members that the JSON does not have are empty; other members are ignored.
/// <https://www.rfc-editor.org/rfc/rfc7517#section-4>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Jwk {
    /// The key type, `EC` or `RSA`.
    pub kty: String,
    /// The curve of an EC key, `P-256`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub crv: String,
    /// The use, `enc`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The algorithm, `ECDH-ES` for an EC key and `RSA-OAEP-256` for an RSA key.
    pub alg: String,
    /// How the content is encrypted, an [`Enc`]; A256GCM where the key does not say it. JOSE has no such member for keys: this one
    /// has the name and the values of the header's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enc: Option<String>,
    /// The RFC 7638 SHA-256 thumbprint of the key.
    pub kid: String,
    /// The x coordinate of an EC key: base64url, 32 bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub x: String,
    /// The y coordinate of an EC key: base64url, 32 bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub y: String,
    /// The modulus of an RSA key: base64url, 2048 to 4096 bits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub n: String,
    /// The exponent of an RSA key: `AQAB`, which is 65537.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub e: String,
}

/// A point on P-256, as a JWK writes it. <https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcPoint {
    /// The x coordinate: base64url, 32 bytes.
    pub x: String,
    /// The y coordinate: base64url, 32 bytes.
    pub y: String,
}

/// The public numbers of a key, as a JWK writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// A point on P-256, for ECDH-ES.
    Ec(EcPoint),
    /// RSA, for RSA-OAEP-256. <https://www.rfc-editor.org/rfc/rfc7518#section-6.3.1>
    Rsa {
        /// The modulus, base64url.
        n: String,
        /// The exponent, base64url.
        e: String,
    },
}

/// A key that passed every check and may be encrypted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientKey {
    /// The thumbprint, which is also the `kid`.
    pub kid: String,
    /// How the content is encrypted.
    pub enc: Enc,
    /// The key itself.
    pub public: PublicKey,
}

impl Jwk {
    /// How the content is encrypted for this key; `None` where it names another way than those of [`Enc`].
    pub fn enc(&self) -> Option<Enc> {
        self.enc.as_deref().map_or(Some(Enc::A256Gcm), Enc::from_word)
    }

    /// Whether the key is of a kind that cards are encrypted for.
    pub fn is_usable(&self) -> bool {
        // WebCrypto checks on import that it is a point on the curve, or a modulus.
        let url_safe = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let coordinate = |text: &str| text.len() == COORDINATE_LENGTH && url_safe(text);
        let is_ec = || self.crv == "P-256" && coordinate(&self.x) && coordinate(&self.y);
        // A character below `g` is one whose highest bit is not set: then the modulus is shorter than its text.
        let begins_with_a_bit = |text: &str| !matches!(text.bytes().next(), Some(b'A'..=b'Z' | b'a'..=b'f') | None);
        let is_rsa = || {
            (SHORTEST_MODULUS..=LONGEST_MODULUS).contains(&self.n.len())
                && url_safe(&self.n)
                && begins_with_a_bit(&self.n)
                && self.e == EXPONENT
        };
        let is_of_its_kind = match (self.kty.as_str(), Alg::from_word(&self.alg)) {
            ("EC", Some(Alg::EcdhEs)) => is_ec(),
            ("RSA", Some(Alg::RsaOaep256)) => is_rsa(),
            _ => false,
        };
        is_of_its_kind && self.usage == "enc" && self.enc().is_some()
    }

    /// The text whose SHA-256 is the thumbprint: the required members of its kind in lexicographic order.
    /// <https://www.rfc-editor.org/rfc/rfc7638#section-3.2>
    pub fn thumbprint_input(&self) -> String {
        let mut json = Json::new();
        if self.kty == "RSA" {
            json.text("e", &self.e);
            json.text("kty", &self.kty);
            json.text("n", &self.n);
        } else {
            json.text("crv", &self.crv);
            json.text("kty", &self.kty);
            json.text("x", &self.x);
            json.text("y", &self.y);
        }
        json.finish()
    }

    /// The key, if it may be used; else `None`. `digest`: the SHA-256 of [`Self::thumbprint_input`], which must be the
    /// `kid`. `pins`: the thumbprints that the page allows; `None` allows every one.
    pub fn accept(self, digest: &[u8; 32], pins: Option<&[String]>) -> Option<RecipientKey> {
        let thumbprint = base64url::encode(digest);
        let pinned = pins.is_none_or(|pins| pins.contains(&thumbprint));
        if !(self.is_usable() && self.kid == thumbprint && pinned) {
            return None;
        }
        let enc = self.enc()?;
        let public = if self.kty == "RSA" {
            PublicKey::Rsa { n: self.n, e: self.e }
        } else {
            PublicKey::Ec(EcPoint { x: self.x, y: self.y })
        };
        Some(RecipientKey { kid: thumbprint, enc, public })
    }
}
