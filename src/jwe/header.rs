//! The protected header: exactly the members that the contract allows, in its order.
//!
//! It names keys and algorithms and never anything of the card: whoever sees the JWE reads it.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::ENC;
use super::json::Json;
use super::jwk::EcPoint;

/// The `typ` by which a server tells this JWE from any other.
pub const TYP: &str = "payment-card+jwe";

/// More bytes than the header ever has: thumbprint and coordinates are of fixed length.
const ROOM: usize = 512;

/// The base64url protected header for the recipient's `kid` and the ephemeral public key. It is also the additional
/// authenticated data of the encryption. <https://www.rfc-editor.org/rfc/rfc7516#section-5.1>
pub fn protected(kid: &str, epk: &EcPoint) -> String {
    let mut json = Json::new(ROOM);
    json.text("alg", "ECDH-ES");
    json.text("enc", ENC);
    json.text("kid", kid);
    json.text("typ", TYP);
    json.open("epk");
    json.text("kty", "EC");
    json.text("crv", "P-256");
    json.text("x", &epk.x);
    json.text("y", &epk.y);
    json.close();
    Base64UrlUnpadded::encode_string(&json.finish().unwrap_or_default())
}
