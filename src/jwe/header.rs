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

/// The header as the contract has it, up to the ephemeral key, for [`protected`]. `typ`: [`TYP`] or [`CVV_TYP`]; `kid`: the thumbprint of
/// the recipient's key.
pub fn begin(alg: Alg, enc: Enc, kid: &str, typ: &str) -> String {
    let mut json = algorithms(alg, enc);
    json.text("kid", kid);
    json.text("typ", typ);
    json.unfinished()
}

/// The header as another processor documents it, up to the ephemeral key, for [`protected`]. `members`: those besides the algorithms, as
/// JSON without the brackets around them.
pub fn begin_with(alg: Alg, enc: Enc, members: &str) -> String {
    let mut json = algorithms(alg, enc);
    json.members(members);
    json.unfinished()
}

fn algorithms(alg: Alg, enc: Enc) -> Json {
    let mut json = Json::new();
    json.text("alg", alg.as_str());
    json.text("enc", enc.as_str());
    json
}

/// The protected header in base64url, of what was begun. `epk`: the ephemeral public key of ECDH-ES
/// (<https://www.rfc-editor.org/rfc/rfc7518#section-4.6.1.1>); none with RSA-OAEP-256. It is also the additional authenticated data of
/// the encryption (<https://www.rfc-editor.org/rfc/rfc7516#section-5.1>).
pub fn protected(begun: &str, epk: Option<&EcPoint>) -> String {
    let json = match epk {
        Some(EcPoint { x, y }) => {
            [begun, r#","epk":{"kty":"EC","crv":"P-256","x":""#, x, r#"","y":""#, y, r#""}}"#].concat()
        }
        None => [begun, "}"].concat(),
    };
    base64url::encode(json.as_bytes())
}
