//! The protected header: exactly the members that the contract allows, in its order.
//!
//! It has keys and algorithms, and never anything of the card: it is not encrypted.

use super::algorithm::{Alg, Enc};
use super::base64url;
use super::json::Json;
use super::jwk::EcPoint;

/// The `typ` by which a server recognizes an encrypted card.
/// <https://www.rfc-editor.org/rfc/rfc7516#section-4.1.11>
pub const TYP: &str = "payment-card+jwe";
/// The `typ` of the encrypted CVV of a saved card, so that neither is taken for the other.
pub const CVV_TYP: &str = "payment-cvv+jwe";

/// More bytes than a header has: thumbprint and coordinates have a fixed length.
const ROOM: usize = 512;

/// The protected header in base64url. `typ`: [`TYP`] or [`CVV_TYP`]; `kid`: the thumbprint of the recipient's key; `epk`: the
/// ephemeral public key of ECDH-ES (<https://www.rfc-editor.org/rfc/rfc7518#section-4.6.1.1>); without one it is RSA-OAEP-256. The
/// header is also the additional authenticated data of the encryption (<https://www.rfc-editor.org/rfc/rfc7516#section-5.1>).
pub fn protected(typ: &str, enc: Enc, kid: &str, epk: Option<&EcPoint>) -> String {
    let alg = if epk.is_some() { Alg::EcdhEs } else { Alg::RsaOaep256 };
    let mut json = Json::new(ROOM);
    json.text("alg", alg.as_str());
    json.text("enc", enc.as_str());
    json.text("kid", kid);
    json.text("typ", typ);
    if let Some(epk) = epk {
        json.open("epk");
        json.text("kty", "EC");
        json.text("crv", "P-256");
        json.text("x", &epk.x);
        json.text("y", &epk.y);
        json.close();
    }
    base64url::encode(&json.finish().unwrap_or_default())
}
