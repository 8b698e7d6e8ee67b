//! Choosing the key to encrypt for: a P-256 encryption key whose `kid` is its thumbprint, and which the page may pin.
//!
//! The caller does the hashing. A key becomes a [`RecipientKey`] only after its thumbprint was checked. Public keys only:
//! [`Jwk`] has no member for a private key, so that none can be printed.

use serde::{Deserialize, Serialize};

use super::base64url;
use super::json::Json;

/// A P-256 coordinate is 32 bytes, which are 43 characters of base64url.
const COORDINATE_LENGTH: usize = 43;

/// More bytes than the thumbprint input of a usable key has; a longer key has no thumbprint.
const ROOM: usize = 256;

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
    /// The key type, `EC`.
    pub kty: String,
    /// The curve, `P-256`.
    pub crv: String,
    /// The use, `enc`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The algorithm, `ECDH-ES`.
    pub alg: String,
    /// The RFC 7638 SHA-256 thumbprint of the key.
    pub kid: String,
    /// The x coordinate: base64url, 32 bytes.
    pub x: String,
    /// The y coordinate: base64url, 32 bytes.
    pub y: String,
}

/// A point on P-256, as a JWK writes it. <https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcPoint {
    /// The x coordinate: base64url, 32 bytes.
    pub x: String,
    /// The y coordinate: base64url, 32 bytes.
    pub y: String,
}

/// A key that passed every check and may be encrypted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientKey {
    /// The thumbprint, which is also the `kid`.
    pub kid: String,
    /// The public point.
    pub point: EcPoint,
}

impl Jwk {
    /// Whether the key is of the only kind that cards are encrypted for.
    pub fn is_usable(&self) -> bool {
        // WebCrypto checks on import that it is a point on the curve.
        let url_safe = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let coordinate = |text: &str| text.len() == COORDINATE_LENGTH && text.bytes().all(url_safe);
        self.kty == "EC"
            && self.crv == "P-256"
            && self.usage == "enc"
            && self.alg == "ECDH-ES"
            && coordinate(&self.x)
            && coordinate(&self.y)
    }

    /// The text whose SHA-256 is the thumbprint: the required members in lexicographic order.
    /// <https://www.rfc-editor.org/rfc/rfc7638#section-3.2>
    pub fn thumbprint_input(&self) -> String {
        let mut json = Json::new(ROOM);
        json.text("crv", &self.crv);
        json.text("kty", &self.kty);
        json.text("x", &self.x);
        json.text("y", &self.y);
        String::from_utf8(json.finish().unwrap_or_default().to_vec()).unwrap_or_default()
    }

    /// The key, if it may be used; else `None`. `digest`: the SHA-256 of [`Self::thumbprint_input`], which must be the
    /// `kid`. `pins`: the thumbprints that the page allows; `None` allows every one.
    pub fn accept(self, digest: &[u8; 32], pins: Option<&[String]>) -> Option<RecipientKey> {
        let thumbprint = base64url::encode(digest);
        let pinned = pins.is_none_or(|pins| pins.contains(&thumbprint));
        (self.is_usable() && self.kid == thumbprint && pinned)
            .then_some(RecipientKey { kid: thumbprint, point: EcPoint { x: self.x, y: self.y } })
    }
}
