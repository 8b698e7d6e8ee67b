//! Thumbprint and choice of the key: what passes, and that each rule alone can refuse.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::jwk::{Jwk, JwkSet};

use super::sha256;

/// The key of RFC 9449, section 4.2, and its thumbprint from section 6.1.
/// <https://www.rfc-editor.org/rfc/rfc9449#section-6.1>
const X: &str = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
const Y: &str = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";
const THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

fn good() -> Jwk {
    let [kty, crv, usage, alg, kid, x, y] = ["EC", "P-256", "enc", "ECDH-ES", THUMBPRINT, X, Y].map(str::to_owned);
    Jwk { kty, crv, usage, alg, kid, x, y }
}

fn digest(key: &Jwk) -> [u8; 32] {
    sha256(key.thumbprint_input().as_bytes())
}

/// A key whose `kid` is right, whatever else is wrong with it.
fn with_its_own_kid(key: Jwk) -> Jwk {
    let kid = Base64UrlUnpadded::encode_string(&digest(&key));
    Jwk { kid, ..key }
}

fn is_accepted(key: Jwk, pins: Option<&[&str]>) -> bool {
    let pins: Option<Vec<_>> = pins.map(|pins| pins.iter().map(|pin| (*pin).to_owned()).collect());
    let digest = digest(&key);
    key.accept(&digest, pins.as_deref()).is_some()
}

#[test]
fn what_is_hashed_are_the_required_members_in_their_order() {
    // https://www.rfc-editor.org/rfc/rfc7638#section-3.2
    let expected = [r#"{"crv":"P-256","kty":"EC","x":""#, X, r#"","y":""#, Y, r#""}"#].concat();
    assert_eq!(good().thumbprint_input(), expected);
}

#[test]
fn the_thumbprint_is_that_of_the_rfc() {
    let Some(key) = good().accept(&digest(&good()), None) else { panic!("the RFC's own key is refused") };
    assert_eq!((key.kid.as_str(), key.point.x.as_str(), key.point.y.as_str()), (THUMBPRINT, X, Y));
}

#[test]
fn a_key_of_another_kind_is_refused() {
    assert!(is_accepted(with_its_own_kid(good()), None));
    let text = str::to_owned;
    for key in [
        Jwk { kty: text("RSA"), ..good() },
        Jwk { kty: text("ec"), ..good() },
        Jwk { kty: text(""), ..good() },
        Jwk { crv: text("P-384"), ..good() },
        Jwk { crv: text(""), ..good() },
        Jwk { usage: text("sig"), ..good() },
        Jwk { usage: text(""), ..good() },
        Jwk { alg: text("ECDH-ES+A256KW"), ..good() },
        Jwk { alg: text("RSA-OAEP-256"), ..good() },
        Jwk { alg: text(""), ..good() },
        Jwk { x: text(""), ..good() },
        Jwk { y: text(""), ..good() },
        // A byte less, a byte more, padding, the other alphabet, and JSON.
        Jwk { x: Base64UrlUnpadded::encode_string(&[1; 31]), ..good() },
        Jwk { x: Base64UrlUnpadded::encode_string(&[1; 33]), ..good() },
        Jwk { x: [X, "="].concat(), ..good() },
        Jwk { y: Y.replace('_', "/"), ..good() },
        Jwk { y: text(r#"","y":""#), ..good() },
    ] {
        assert!(!is_accepted(with_its_own_kid(key.clone()), None), "{key:?}");
    }
}

#[test]
fn a_kid_that_is_not_the_thumbprint_is_refused() {
    for kid in ["", "key-1", THUMBPRINT.to_lowercase().as_str(), [THUMBPRINT, "="].concat().as_str()] {
        assert!(!is_accepted(Jwk { kid: kid.to_owned(), ..good() }, None), "{kid}");
    }
    // The thumbprint of another key: the coordinates were changed on the way.
    assert!(!is_accepted(Jwk { x: Y.to_owned(), y: X.to_owned(), ..good() }, None));
}

#[test]
fn pins_narrow_the_choice() {
    let other = "SPVaQn8Ei5kPYp0x4VNxRtVVW1JgqMCe1kkLBrbTmEE";
    for (pins, accepted) in [
        (None, true),
        (Some(&[THUMBPRINT][..]), true),
        (Some(&[other, THUMBPRINT]), true),
        (Some(&[other]), false),
        (Some(&[]), false),
        (Some(&[""]), false),
        (Some(&[X]), false),
    ] {
        assert_eq!(is_accepted(good(), pins), accepted, "{pins:?}");
    }
}

#[test]
fn a_pin_does_not_make_a_bad_key_good() {
    let signing = with_its_own_kid(Jwk { usage: "sig".to_owned(), ..good() });
    let kid = signing.kid.clone();
    assert!(!is_accepted(signing, Some(&[&kid])));
    assert!(!is_accepted(Jwk { kid: "key-1".to_owned(), ..good() }, Some(&["key-1", THUMBPRINT])));
}

#[test]
fn a_set_of_keys_may_have_other_members() {
    let text = include_str!("../wire/jwks.json");
    let Ok(JwkSet { keys }) = serde_json::from_str(text) else { panic!("{text}") };
    let accepted: Vec<_> = keys.into_iter().map(|key| is_accepted(key, None)).collect();
    assert_eq!(accepted, [true]);

    let rsa = r#"{"keys":[{"kty":"RSA","use":"enc","alg":"RSA-OAEP-256","kid":"k","n":"AQAB","e":"AQAB","x5t":"…"}]}"#;
    let Ok(JwkSet { keys }) = serde_json::from_str(rsa) else { panic!("{rsa}") };
    assert_eq!((keys[0].kty.as_str(), keys[0].x.as_str(), keys[0].is_usable()), ("RSA", "", false));
}
