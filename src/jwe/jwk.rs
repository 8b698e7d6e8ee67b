//! Choosing the key to seal for: a P-256 encryption key that is what its `kid` says, and one of the pinned ones.
//!
//! Hashing is left to the caller; a key without its thumbprint checked never becomes a [`RecipientKey`].

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use super::json::Json;

/// A P-256 coordinate is 32 bytes: so many characters of base64url.
const COORDINATE_LENGTH: usize = 43;

/// More bytes than the thumbprint's input has; a key that needs more is none of ours, and has no thumbprint.
const ROOM: usize = 256;

/// `GET /jwks.json`. <https://www.rfc-editor.org/rfc/rfc7517#section-5>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The server's public keys, the preferred one first.
    pub keys: Vec<Jwk>,
}

/// One public key. Members that a key of another type has stay empty.
/// <https://www.rfc-editor.org/rfc/rfc7517#section-4>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Jwk {
    /// `EC`
    pub kty: String,
    /// `P-256`
    pub crv: String,
    /// `enc`
    #[serde(rename = "use")]
    pub usage: String,
    /// `ECDH-ES`
    pub alg: String,
    /// The RFC 7638 SHA-256 thumbprint of the key.
    pub kid: String,
    /// base64url, 32 bytes.
    pub x: String,
    /// base64url, 32 bytes.
    pub y: String,
}

/// A point on P-256 as JWK writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcPoint {
    /// base64url, 32 bytes.
    pub x: String,
    /// base64url, 32 bytes.
    pub y: String,
}

/// A key that passed every check: what to seal for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientKey {
    /// The thumbprint, which is the `kid` too.
    pub kid: String,
    /// The public point.
    pub point: EcPoint,
}

impl Jwk {
    /// Whether the key is of the one kind that cards are sealed for.
    pub fn is_usable(&self) -> bool {
        // Whether it is a point of the curve, WebCrypto tells when it takes the key.
        let url_safe = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let coordinate = |text: &str| text.len() == COORDINATE_LENGTH && text.bytes().all(url_safe);
        self.kty == "EC"
            && self.crv == "P-256"
            && self.usage == "enc"
            && self.alg == "ECDH-ES"
            && coordinate(&self.x)
            && coordinate(&self.y)
    }

    /// What to hash with SHA-256 for the thumbprint: the required members in lexicographic order.
    /// <https://www.rfc-editor.org/rfc/rfc7638#section-3.2>
    pub fn thumbprint_input(&self) -> String {
        let mut json = Json::new(ROOM);
        json.text("crv", &self.crv);
        json.text("kty", &self.kty);
        json.text("x", &self.x);
        json.text("y", &self.y);
        String::from_utf8(json.finish().unwrap_or_default().to_vec()).unwrap_or_default()
    }

    /// The key itself, if `digest`, the SHA-256 of [`Self::thumbprint_input`], is what `kid` claims and, where the
    /// page pins keys, among `pins`.
    pub fn accept(self, digest: &[u8; 32], pins: Option<&[String]>) -> Option<RecipientKey> {
        let thumbprint = Base64UrlUnpadded::encode_string(digest);
        let pinned = pins.is_none_or(|pins| pins.contains(&thumbprint));
        (self.is_usable() && self.kid == thumbprint && pinned)
            .then_some(RecipientKey { kid: thumbprint, point: EcPoint { x: self.x, y: self.y } })
    }
}
