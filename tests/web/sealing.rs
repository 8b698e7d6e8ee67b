//! A sealed plaintext opens again with nothing but the recipient's private key and the RFCs.

use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use payments_widget::jwe::algorithm::{Alg, Enc};
use payments_widget::jwe::header::{self, TYP};
use payments_widget::jwe::jwk::{EcPoint, Jwk, PublicKey, RecipientKey};
use payments_widget::jwe::kdf;
use payments_widget::web::card::seal::{self, Recipient};
use payments_widget::web::crypto;
use payments_widget::web::pay::recipient;
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

fn rsa() -> Object {
    let exponent = Uint8Array::from([1, 0, 1].as_slice());
    object(&[
        ("name", "RSA-OAEP".into()),
        ("hash", "SHA-256".into()),
        ("modulusLength", 2048.into()),
        ("publicExponent", exponent.into()),
    ])
}

/// A private key and its public one, as a set of keys would give it.
async fn recipient(alg: Alg, enc: Enc) -> (CryptoKey, RecipientKey) {
    let (algorithm, usages) = match alg {
        Alg::EcdhEs => (ecdh(), Array::of1(&"deriveBits".into())),
        Alg::RsaOaep256 => (rsa(), Array::of2(&"encrypt".into(), &"decrypt".into())),
    };
    let pair = JsFuture::from(subtle().generate_key_with_object(&algorithm, true, &usages).unwrap()).await.unwrap();
    let half = |name: &str| Reflect::get(&pair, &name.into()).unwrap().unchecked_into::<CryptoKey>();
    let public = JsFuture::from(subtle().export_key("jwk", &half("publicKey")).unwrap()).await.unwrap();
    let member = |name| text(&public, name);
    let mut jwk = Jwk {
        kty: member("kty"),
        crv: member("crv"),
        usage: "enc".to_owned(),
        alg: alg.as_str().to_owned(),
        enc: Some(enc.as_str().to_owned()),
        kid: String::new(),
        x: member("x"),
        y: member("y"),
        n: member("n"),
        e: member("e"),
    };
    let digest = crypto::sha256(jwk.thumbprint_input().as_bytes()).await.unwrap();
    jwk.kid = Base64UrlUnpadded::encode_string(&digest);
    (half("privateKey"), jwk.accept(&digest, None).unwrap())
}

/// Every way that a card is sealed.
const WAYS: [(Alg, Enc); 4] = [
    (Alg::EcdhEs, Enc::A256Gcm),
    (Alg::EcdhEs, Enc::A128Gcm),
    (Alg::RsaOaep256, Enc::A256Gcm),
    (Alg::RsaOaep256, Enc::A128Gcm),
];

/// A card that is sealed for a key.
async fn sealed(key: &RecipientKey) -> Result<String, JsValue> {
    let (alg, imported) = recipient::import(&key.public).await.map_err(|_| JsValue::UNDEFINED)?;
    let header = header::begin(alg, key.enc, &key.kid, TYP);
    let mut given = Some((header, Recipient { alg, enc: key.enc, key: imported }));
    let promise = Promise::new(&mut |sealed, refused| {
        let done = move |jwe: Result<String, crypto::Refused>| {
            let _ = match jwe {
                Ok(jwe) => sealed.call1(&JsValue::UNDEFINED, &jwe.into()),
                Err(_) => refused.call0(&JsValue::UNDEFINED),
            };
        };
        let (header, recipient) = given.take().unwrap();
        seal::seal(header, Zeroizing::new(b"a card".to_vec()), recipient, Box::new(done));
    });
    JsFuture::from(promise).await.map(|jwe| jwe.as_string().unwrap())
}

async fn open(jwe: &str, private: &CryptoKey) -> Result<Vec<u8>, JsValue> {
    let parts: Vec<&str> = jwe.split('.').collect();
    let [protected, encrypted_key, iv, ciphertext, tag] = parts.as_slice() else { panic!("not five parts") };
    let decode = |part: &str| Base64UrlUnpadded::decode_vec(part).unwrap();
    let header = js_sys::JSON::parse(&String::from_utf8(decode(protected)).unwrap()).unwrap();
    let enc = Enc::from_word(&text(&header, "enc")).unwrap();
    let content_key = match Alg::from_word(&text(&header, "alg")).unwrap() {
        Alg::EcdhEs => {
            assert_eq!(*encrypted_key, "", "direct key agreement has no encrypted key");
            let epk = Reflect::get(&header, &"epk".into()).unwrap();
            let epk = subtle().import_key_with_object("jwk", epk.unchecked_ref(), &ecdh(), false, &Array::new())?;
            let agreement = object(&[("name", "ECDH".into()), ("public", JsFuture::from(epk).await?)]);
            let z = JsFuture::from(subtle().derive_bits_with_object(&agreement, private, 256)?).await?;
            let digest = crypto::sha256(&kdf::key_input(&Uint8Array::new(&z).to_vec(), enc)).await.unwrap();
            digest[..enc.key_bytes() as usize].to_vec()
        }
        Alg::RsaOaep256 => {
            assert!(Reflect::get(&header, &"epk".into()).unwrap().is_undefined());
            let opened = subtle().decrypt_with_str_and_u8_array("RSA-OAEP", private, &decode(encrypted_key))?;
            Uint8Array::new(&JsFuture::from(opened).await?).to_vec()
        }
    };
    assert_eq!(content_key.len(), enc.key_bytes() as usize);
    let usages = Array::of1(&"decrypt".into());
    let raw = Uint8Array::from(content_key.as_slice());
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
    for (alg, enc) in WAYS {
        let (private, key) = recipient(alg, enc).await;
        let jwe = sealed(&key).await.unwrap();
        assert_eq!(open(&jwe, &private).await.unwrap(), b"a card");
        let (stranger, _) = recipient(alg, enc).await;
        assert!(open(&jwe, &stranger).await.is_err());
    }
}

#[wasm_bindgen_test]
async fn a_changed_header_does_not_open() {
    for (alg, enc) in WAYS {
        let (private, key) = recipient(alg, enc).await;
        let jwe = sealed(&key).await.unwrap();
        let (protected, rest) = jwe.split_once('.').unwrap();
        let header = String::from_utf8(Base64UrlUnpadded::decode_vec(protected).unwrap()).unwrap();
        let other = header.replace("payment-card+jwe", "payment-card+JWE");
        let other = Base64UrlUnpadded::encode_string(other.as_bytes());
        assert!(open(&[&other, rest].join("."), &private).await.is_err());
    }
}

#[wasm_bindgen_test]
async fn every_sealing_has_its_own_key_and_iv() {
    for (alg, enc) in WAYS {
        let (_, key) = recipient(alg, enc).await;
        let [first, second] = [sealed(&key).await.unwrap(), sealed(&key).await.unwrap()];
        for (place, (one, other)) in first.split('.').zip(second.split('.')).enumerate() {
            // The header for an RSA key has nothing random.
            let is_fixed = one.is_empty() || (place == 0 && alg == Alg::RsaOaep256);
            assert_eq!(one == other, is_fixed, "part {place}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_point_off_the_curve_is_refused() {
    let (_, mut key) = recipient(Alg::EcdhEs, Enc::A256Gcm).await;
    let PublicKey::Ec(EcPoint { x, .. }) = key.public else { panic!("another kind of key") };
    key.public = PublicKey::Ec(EcPoint { y: x.clone(), x });
    assert!(sealed(&key).await.is_err());
}

#[wasm_bindgen_test]
fn ids_are_random_and_long_enough() {
    let [first, second] = [crypto::token_id().unwrap(), crypto::token_id().unwrap()];
    assert_ne!(first, second);
    assert_eq!(Base64UrlUnpadded::decode_vec(&first).unwrap().len(), 16);
    assert_ne!(crypto::uuid().unwrap(), crypto::uuid().unwrap());
}
