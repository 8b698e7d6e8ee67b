//! Seals as the widget does, but anything: also what the widget never would.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::jwk::Jwk;
use payments_widget::jwe::kdf;
use serde_json::{Value, json};

pub fn base64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).unwrap();
    bytes
}

/// The plaintext for a card and a session, to be changed before it is sealed.
pub fn plaintext(number: &str, session: &str, amount: u64, currency: &str) -> Value {
    json!({
        "v": 1, "number": number, "exp_month": 12, "exp_year": 2034,
        "cvv": if number.starts_with("37") { "1234" } else { "123" }, "name": "KIM MINSU",
        "session": session, "amount": amount, "currency": currency, "jti": base64(&random::<16>()), "iat": 1_795_509_060,
    })
}

/// The plaintext for the CVV of a saved card, to be changed before it is sealed.
pub fn cvv_plaintext(saved_card: &str, session: &str, amount: u64, currency: &str) -> Value {
    json!({
        "v": 1, "cvv": "123", "saved_card": saved_card, "session": session, "amount": amount, "currency": currency,
        "jti": base64(&random::<16>()), "iat": 1_795_509_060,
    })
}

/// The header that the contract wants, without `epk`.
pub fn header(key: &Jwk) -> Value {
    json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": key.kid, "typ": "payment-card+jwe" })
}

/// The five parts of a compact JWE.
pub struct Parts {
    pub protected: String,
    pub encrypted_key: String,
    pub iv: String,
    pub ciphertext: String,
    pub tag: String,
}

impl Parts {
    pub fn compact(&self) -> String {
        [&self.protected, &self.encrypted_key, &self.iv, &self.ciphertext, &self.tag].map(String::as_str).join(".")
    }
}

/// Seals `plaintext`, padded to `length`, under `header` with `epk` added.
pub fn seal_with(key: &Jwk, mut header: Value, plaintext: &str, length: usize) -> Parts {
    let ephemeral = PrivateKey::generate(&ECDH_P256).unwrap();
    let public = ephemeral.compute_public_key().unwrap();
    let (x, y) = public.as_ref()[1..].split_at(32);
    let epk = json!({ "kty": "EC", "crv": "P-256", "x": base64(x), "y": base64(y) });
    header.as_object_mut().unwrap().entry("epk").or_insert(epk);
    let protected = base64(header.to_string().as_bytes());

    let mut point = vec![4];
    point.extend(Base64UrlUnpadded::decode_vec(&key.x).unwrap());
    point.extend(Base64UrlUnpadded::decode_vec(&key.y).unwrap());
    let content_key = agreement::agree(&ephemeral, UnparsedPublicKey::new(&ECDH_P256, point), Unspecified, |z| {
        UnboundKey::new(&AES_256_GCM, digest(&SHA256, &kdf::key_input(z)).as_ref())
    });
    let iv = random::<12>();
    let mut sealed = plaintext.as_bytes().to_vec();
    sealed.resize(length.max(sealed.len()), b' ');
    LessSafeKey::new(content_key.unwrap())
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(iv), Aad::from(protected.as_bytes()), &mut sealed)
        .unwrap();
    let (ciphertext, tag) = sealed.split_at(sealed.len() - 16);
    Parts { protected, encrypted_key: String::new(), iv: base64(&iv), ciphertext: base64(ciphertext), tag: base64(tag) }
}

/// Seals the CVV of a saved card as the widget does.
pub fn seal_cvv(key: &Jwk, plaintext: &Value) -> String {
    let mut header = header(key);
    header["typ"] = json!("payment-cvv+jwe");
    seal_with(key, header, &plaintext.to_string(), 1024).compact()
}

/// Seals as the widget does.
pub fn seal(key: &Jwk, plaintext: &Value) -> String {
    seal_with(key, header(key), &plaintext.to_string(), 1024).compact()
}
