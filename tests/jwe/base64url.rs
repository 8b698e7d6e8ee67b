//! Base64url against the examples of the RFCs, and against another implementation.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::base64url::encode;
use proptest::prelude::*;

/// <https://www.rfc-editor.org/rfc/rfc4648#section-10>, without the padding.
#[test]
fn the_examples_of_rfc_4648() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(encode(bytes.as_bytes()), text);
    }
}

/// <https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1.1> and appendix C.
#[test]
fn the_examples_of_rfc_7515() {
    assert_eq!(encode(b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}"), "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9");
    assert_eq!(encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
}

#[test]
fn every_character_of_the_alphabet() {
    let all: Vec<u8> = (0..64_u8).flat_map(|value| [value << 2, 0, 0]).collect();
    let first: String = encode(&all).chars().step_by(4).collect();
    assert_eq!(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

proptest! {
    #[test]
    fn as_another_implementation_writes_it(bytes: Vec<u8>) {
        prop_assert_eq!(encode(&bytes), Base64UrlUnpadded::encode_string(&bytes));
    }
}
