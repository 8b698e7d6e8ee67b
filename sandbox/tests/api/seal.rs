//! Seals as the widget does, but anything: also what the widget never would.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents};
use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::algorithm::Enc;
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
    json!({ "alg": key.alg, "enc": key.enc().unwrap().as_str(), "kid": key.kid, "typ": "payment-card+jwe" })
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

/// AES-GCM with the first bytes of `key`, as many as `enc` takes.
fn content_key(enc: Enc, key: &[u8]) -> LessSafeKey {
    let algorithm = if enc == Enc::A128Gcm { &AES_128_GCM } else { &AES_256_GCM };
    LessSafeKey::new(UnboundKey::new(algorithm, &key[..enc.key_bytes() as usize]).unwrap())
}

/// The content key, encrypted for an RSA key.
pub fn wrap(key: &Jwk, content_key: &[u8]) -> Vec<u8> {
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text).unwrap();
    let public: PublicEncryptingKey = PublicKeyComponents { n: decode(&key.n), e: decode(&key.e) }.try_into().unwrap();
    let public = OaepPublicEncryptingKey::new(public).unwrap();
    let mut encrypted = vec![0; public.ciphertext_size()];
    public.encrypt(&OAEP_SHA256_MGF1SHA256, content_key, &mut encrypted, None).unwrap().to_vec()
}

/// Seals `plaintext`, padded to `length`, by the algorithms of the key under `header`; for an EC key, with `epk` added.
pub fn seal_with(key: &Jwk, header: Value, plaintext: &str, length: usize) -> Parts {
    let enc = key.enc().unwrap();
    let (protected, encrypted_key, content_key) = if key.kty == "RSA" {
        let random = random::<32>();
        let encrypted_key = base64(&wrap(key, &random[..enc.key_bytes() as usize]));
        (base64(header.to_string().as_bytes()), encrypted_key, content_key(enc, &random))
    } else {
        let (protected, content_key) = agreed(key, header, enc);
        (protected, String::new(), content_key)
    };
    let iv = random::<12>();
    let mut sealed = plaintext.as_bytes().to_vec();
    sealed.resize(length.max(sealed.len()), b' ');
    content_key
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(iv), Aad::from(protected.as_bytes()), &mut sealed)
        .unwrap();
    let (ciphertext, tag) = sealed.split_at(sealed.len() - 16);
    Parts { protected, encrypted_key, iv: base64(&iv), ciphertext: base64(ciphertext), tag: base64(tag) }
}

/// The header with an ephemeral key, and the content key that is agreed with it.
fn agreed(key: &Jwk, mut header: Value, enc: Enc) -> (String, LessSafeKey) {
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
        Ok(content_key(enc, digest(&SHA256, &kdf::key_input(z, enc)).as_ref()))
    });
    (protected, content_key.unwrap())
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
