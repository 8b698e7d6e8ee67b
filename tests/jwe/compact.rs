//! The protected header and the compact serialization, byte for byte.

use payments_widget::jwe::algorithm::{Alg, Enc};
use payments_widget::jwe::jwk::EcPoint;
use payments_widget::jwe::{IV_BYTES, compact, header};

use super::{decode, json};

const KID: &str = "Vy57XrArUrW0NbpI12tEzDHABxMwrTh6HHXRenSpnCo";

fn point() -> EcPoint {
    // The ephemeral key of RFC 7518, appendix C.
    let [x, y] = ["gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"];
    EcPoint { x: x.to_owned(), y: y.to_owned() }
}

#[test]
fn the_header_has_exactly_the_members_of_the_contract_in_its_order() {
    let examples = [
        (header::TYP, include_bytes!("../wire/jwe_header.json").as_slice()),
        (header::CVV_TYP, include_bytes!("../wire/jwe_header_cvv.json").as_slice()),
    ];
    for (typ, example) in examples {
        let expected = r#"{"alg":"ECDH-ES","enc":"A256GCM","kid":"Vy57XrArUrW0NbpI12tEzDHABxMwrTh6HHXRenSpnCo","#
            .to_owned()
            + &format!(r#""typ":"{typ}","epk":{{"kty":"EC","crv":"P-256","#)
            + r#""x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","#
            + r#""y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}"#;
        let begun = header::begin(Alg::EcdhEs, Enc::A256Gcm, KID, typ);
        let header = decode(&header::protected(&begun, Some(&point())));
        assert_eq!(String::from_utf8_lossy(&header), expected);
        assert_eq!(json(&header), json(example));
    }
}

#[test]
fn the_header_for_an_rsa_key_has_no_ephemeral_key() {
    let begun = header::begin(Alg::RsaOaep256, Enc::A128Gcm, KID, header::TYP);
    let header = decode(&header::protected(&begun, None));
    let expected = r#"{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"Vy57XrArUrW0NbpI12tEzDHABxMwrTh6HHXRenSpnCo","#;
    assert_eq!(String::from_utf8_lossy(&header), [expected, r#""typ":"payment-card+jwe"}"#].concat());
    assert_eq!(json(&header), json(include_bytes!("../wire/jwe_header_rsa.json")));
}

#[test]
fn five_parts_of_which_the_second_is_the_encrypted_key() {
    let iv: [u8; IV_BYTES] = *b"\xff\xfe\xfdiv-iv-iv-";
    let sealed = *b"\xfb\xffcipher text, then sixteen b. of tag";
    // With direct key agreement there is none.
    for encrypted_key in [b"".as_slice(), b"\xffan encrypted key"] {
        let Some(jwe) = compact("header", encrypted_key, &iv, &sealed) else { panic!("refused") };
        let parts: Vec<_> = jwe.split('.').collect();
        let [protected, key, iv_part, ciphertext, tag] = parts[..] else { panic!("{jwe}") };
        assert_eq!((protected, decode(key).as_slice()), ("header", encrypted_key));
        assert_eq!(decode(iv_part), iv);
        assert_eq!([decode(ciphertext), decode(tag)].concat(), sealed);
        assert_eq!(decode(tag).len(), 16);
        assert!(jwe.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{jwe}");
    }
}

#[test]
fn what_is_shorter_than_a_tag_is_no_cipher_text() {
    for length in [0, 1, 15] {
        assert_eq!(compact("header", b"", &[0; IV_BYTES], &vec![1; length]), None, "{length}");
    }
    let jwe = compact("h", b"", &[0; IV_BYTES], &[0; 16]);
    assert_eq!(jwe.as_deref(), Some("h..AAAAAAAAAAAAAAAA..AAAAAAAAAAAAAAAAAAAAAA"));
}
