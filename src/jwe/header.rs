//! The protected header: exactly the members that the contract allows, in its order.
//!
//! Takes only base64url text, so that nothing here needs escaping.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::ENC;
use super::jwk::EcPoint;

/// The `typ` by which a server tells this JWE from any other.
pub const TYP: &str = "payment-card+jwe";

/// The base64url protected header for the recipient's `kid` and the ephemeral public key. It is also the additional
/// authenticated data of the encryption. <https://www.rfc-editor.org/rfc/rfc7516#section-5.1>
pub fn protected(kid: &str, epk: &EcPoint) -> String {
    let EcPoint { x, y } = epk;
    let json = format!(
        r#"{{"alg":"ECDH-ES","enc":"{ENC}","kid":"{kid}","typ":"{TYP}","epk":{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}}}"#
    );
    Base64UrlUnpadded::encode_string(json.as_bytes())
}
