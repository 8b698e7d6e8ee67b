//! Thumbprint and choice of the key: what passes, and that each rule alone can refuse.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::algorithm::Enc;
use payments_widget::jwe::jwk::{EcPoint, Jwk, JwkSet, PublicKey};

use super::sha256;

/// The key of RFC 9449, section 4.2, and its thumbprint from section 6.1.
/// <https://www.rfc-editor.org/rfc/rfc9449#section-6.1>
const X: &str = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
const Y: &str = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";
const THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

fn good() -> Jwk {
    let [kty, crv, usage, alg, kid, x, y] = ["EC", "P-256", "enc", "ECDH-ES", THUMBPRINT, X, Y].map(str::to_owned);
    Jwk { kty, crv, usage, alg, kid, x, y, ..Jwk::default() }
}

/// The RSA key of the wire's example, for A128GCM.
fn rsa() -> Jwk {
    let text = include_str!("../wire/jwks_rsa.json");
    let Ok(JwkSet { keys }) = serde_json::from_str(text) else { panic!("{text}") };
    let [key] = &keys[..] else { panic!("{text}") };
    key.clone()
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
    assert_eq!((key.kid.as_str(), key.enc), (THUMBPRINT, Enc::A256Gcm));
    assert_eq!(key.public, PublicKey::Ec(EcPoint { x: X.to_owned(), y: Y.to_owned() }));
}

/// The key of RFC 7638, section 3.1, and its thumbprint.
/// <https://www.rfc-editor.org/rfc/rfc7638#section-3.1>
#[test]
fn the_thumbprint_of_an_rsa_key_is_that_of_the_rfc() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM\
             stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n\
             91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let kid = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    let [kty, usage, alg, kid, n, e] = ["RSA", "enc", "RSA-OAEP-256", kid, n, "AQAB"].map(str::to_owned);
    let key = Jwk { kty, usage, alg, kid, n: n.clone(), e: e.clone(), ..Jwk::default() };
    assert_eq!(key.thumbprint_input(), [r#"{"e":"AQAB","kty":"RSA","n":""#, &n, r#""}"#].concat());
    let Some(key) = key.clone().accept(&digest(&key), None) else { panic!("the RFC's own key is refused") };
    assert_eq!((key.enc, key.public), (Enc::A256Gcm, PublicKey::Rsa { n, e }));
}

#[test]
fn a_key_says_how_the_content_is_encrypted() {
    for (enc, expected) in [
        (None, Some(Enc::A256Gcm)),
        (Some("A256GCM"), Some(Enc::A256Gcm)),
        (Some("A128GCM"), Some(Enc::A128Gcm)),
        (Some(""), None),
        (Some("A192GCM"), None),
        (Some("a128gcm"), None),
        (Some("A128CBC-HS256"), None),
    ] {
        for key in [good(), rsa()] {
            let key = Jwk { enc: enc.map(str::to_owned), ..key };
            let accepted = key.clone().accept(&digest(&key), None).map(|key| key.enc);
            assert_eq!(accepted, expected, "{enc:?}");
        }
    }
}

#[test]
fn an_rsa_key_of_another_kind_is_refused() {
    let text = str::to_owned;
    let n_of = |bytes: usize| Base64UrlUnpadded::encode_string(&vec![0xC1; bytes]);
    for n in [n_of(256), n_of(384), n_of(512)] {
        assert!(is_accepted(with_its_own_kid(Jwk { n, ..rsa() }), None));
    }
    for key in [
        Jwk { kty: text("EC"), ..rsa() },
        Jwk { kty: text("rsa"), ..rsa() },
        Jwk { usage: text("sig"), ..rsa() },
        Jwk { alg: text("RSA-OAEP"), ..rsa() },
        Jwk { alg: text("RSA1_5"), ..rsa() },
        Jwk { alg: text("ECDH-ES"), ..rsa() },
        Jwk { alg: text(""), ..rsa() },
        Jwk { e: text("Aw"), ..rsa() },
        Jwk { e: text(""), ..rsa() },
        Jwk { n: text(""), ..rsa() },
        // 1024 bits, 2040, more than 4096, a modulus with zeros before it, one whose highest bit is not set, the other alphabet.
        Jwk { n: n_of(128), ..rsa() },
        Jwk { n: n_of(255), ..rsa() },
        Jwk { n: n_of(513), ..rsa() },
        Jwk { n: ["AA", &n_of(256)].concat(), ..rsa() },
        Jwk { n: Base64UrlUnpadded::encode_string(&[0x7f; 256]), ..rsa() },
        Jwk { n: [&n_of(255), "++"].concat(), ..rsa() },
    ] {
        assert!(!is_accepted(with_its_own_kid(key.clone()), None), "{key:?}");
    }
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

    let oct = r#"{"keys":[{"kty":"oct","use":"enc","alg":"dir","kid":"k","k":"AQAB","x5t":"…"}]}"#;
    let Ok(JwkSet { keys }) = serde_json::from_str(oct) else { panic!("{oct}") };
    assert_eq!((keys[0].kty.as_str(), keys[0].x.as_str(), keys[0].is_usable()), ("oct", "", false));
}
