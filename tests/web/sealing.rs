//! A sealed plaintext opens again with nothing but the recipient's private key and the RFCs.

use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use payments_widget::jwe::header::TYP;
use payments_widget::jwe::jwk::{Jwk, RecipientKey};
use payments_widget::jwe::kdf;
use payments_widget::web::card::seal;
use payments_widget::web::crypto;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CryptoKey, SubtleCrypto};
use zeroize::Zeroizing;

fn subtle() -> SubtleCrypto {
    web_sys::window().unwrap().crypto().unwrap().subtle()
}

fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object
}

fn text(object: &JsValue, name: &str) -> String {
    Reflect::get(object, &name.into()).unwrap().as_string().unwrap_or_default()
}

fn ecdh() -> Object {
    object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])
}

async fn recipient() -> (CryptoKey, RecipientKey) {
    let usages = Array::of1(&"deriveBits".into());
    let pair = JsFuture::from(subtle().generate_key_with_object(&ecdh(), true, &usages).unwrap()).await.unwrap();
    let half = |name: &str| Reflect::get(&pair, &name.into()).unwrap().unchecked_into::<CryptoKey>();
    let public = JsFuture::from(subtle().export_key("jwk", &half("publicKey")).unwrap()).await.unwrap();
    let mut jwk = Jwk {
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        usage: "enc".to_owned(),
        alg: "ECDH-ES".to_owned(),
        kid: String::new(),
        x: text(&public, "x"),
        y: text(&public, "y"),
    };
    let digest = crypto::sha256(jwk.thumbprint_input().as_bytes()).await.unwrap();
    jwk.kid = Base64UrlUnpadded::encode_string(&digest);
    (half("privateKey"), jwk.accept(&digest, None).unwrap())
}

/// A card that is sealed for a key.
async fn sealed(key: &RecipientKey) -> Result<String, JsValue> {
    let promise = Promise::new(&mut |sealed, refused| {
        let done = move |jwe: Result<String, crypto::Refused>| {
            let _ = match jwe {
                Ok(jwe) => sealed.call1(&JsValue::UNDEFINED, &jwe.into()),
                Err(_) => refused.call0(&JsValue::UNDEFINED),
            };
        };
        seal::seal(TYP, Zeroizing::new(b"a card".to_vec()), key.clone(), Box::new(done));
    });
    JsFuture::from(promise).await.map(|jwe| jwe.as_string().unwrap())
}

async fn open(jwe: &str, private: &CryptoKey) -> Result<Vec<u8>, JsValue> {
    let parts: Vec<&str> = jwe.split('.').collect();
    let [protected, encrypted_key, iv, ciphertext, tag] = parts.as_slice() else { panic!("not five parts") };
    assert_eq!(*encrypted_key, "", "direct key agreement has no encrypted key");
    let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).unwrap();
    let header = String::from_utf8(decode(protected)).unwrap();
    let epk = Reflect::get(&js_sys::JSON::parse(&header).unwrap(), &"epk".into()).unwrap();
    let epk = subtle().import_key_with_object("jwk", epk.unchecked_ref(), &ecdh(), false, &Array::new())?;
    let agreement = object(&[("name", "ECDH".into()), ("public", JsFuture::from(epk).await?)]);
    let z = JsFuture::from(subtle().derive_bits_with_object(&agreement, private, 256)?).await?;
    let key = crypto::sha256(&kdf::key_input(&Uint8Array::new(&z).to_vec())).await.unwrap();
    let usages = Array::of1(&"decrypt".into());
    let raw = Uint8Array::from(key.as_slice());
    let key = JsFuture::from(subtle().import_key_with_str("raw", &raw, "AES-GCM", false, &usages)?).await?;
    let gcm = object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(decode(iv).as_slice()).into()),
        ("additionalData", Uint8Array::from(protected.as_bytes()).into()),
    ]);
    let sealed = [decode(ciphertext), decode(tag)].concat();
    let opened = subtle().decrypt_with_object_and_u8_array(&gcm, key.unchecked_ref(), &sealed)?;
    Ok(Uint8Array::new(&JsFuture::from(opened).await?).to_vec())
}

#[wasm_bindgen_test]
async fn what_is_sealed_opens_for_its_recipient_only() {
    let (private, key) = recipient().await;
    let jwe = sealed(&key).await.unwrap();
    assert_eq!(open(&jwe, &private).await.unwrap(), b"a card");
    let (stranger, _) = recipient().await;
    assert!(open(&jwe, &stranger).await.is_err());
}

#[wasm_bindgen_test]
async fn a_changed_header_does_not_open() {
    let (private, key) = recipient().await;
    let jwe = sealed(&key).await.unwrap();
    let (protected, rest) = jwe.split_once('.').unwrap();
    let header = String::from_utf8(Base64UrlUnpadded::decode_vec(protected).unwrap()).unwrap();
    let other = Base64UrlUnpadded::encode_string(header.replace("payment-card+jwe", "payment-card+JWE").as_bytes());
    assert!(open(&[&other, rest].join("."), &private).await.is_err());
}

#[wasm_bindgen_test]
async fn every_sealing_has_its_own_key_and_iv() {
    let (_, key) = recipient().await;
    let [first, second] = [sealed(&key).await.unwrap(), sealed(&key).await.unwrap()];
    for (one, other) in first.split('.').zip(second.split('.')) {
        assert!(one.is_empty() || one != other);
    }
}

#[wasm_bindgen_test]
async fn a_point_off_the_curve_is_refused() {
    let (_, mut key) = recipient().await;
    key.point.y = key.point.x.clone();
    assert!(sealed(&key).await.is_err());
}

#[wasm_bindgen_test]
fn ids_are_random_and_long_enough() {
    let [first, second] = [crypto::token_id().unwrap(), crypto::token_id().unwrap()];
    assert_ne!(first, second);
    assert_eq!(Base64UrlUnpadded::decode_vec(&first).unwrap().len(), 16);
    assert_ne!(crypto::uuid().unwrap(), crypto::uuid().unwrap());
}
