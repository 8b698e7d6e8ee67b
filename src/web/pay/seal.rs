//! WebCrypto: hashing, randomness, and the sealing of a plaintext for a recipient's key.
//!
//! The order of the steps and every byte that is not cipher text come from `jwe`.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::jwe::jwk::{EcPoint, RecipientKey};
use crate::jwe::{self, IV_BYTES, header, kdf};
use crate::web::js::options::{own, own_text};

/// WebCrypto did not do what it was asked.
#[derive(Debug)]
pub struct Refused;

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// The global's WebCrypto; absent on an insecure page.
fn crypto() -> Result<Crypto, Refused> {
    Reflect::get(&js_sys::global(), &"crypto".into())?.dyn_into().map_err(Refused::from)
}

fn subtle() -> Result<SubtleCrypto, Refused> {
    let subtle = crypto()?.subtle();
    if subtle.is_undefined() { Err(Refused) } else { Ok(subtle) }
}

/// Random bytes of the browser's generator.
///
/// # Errors
/// [`Refused`] where there is no WebCrypto.
pub fn random<const N: usize>() -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// A UUID v4. <https://www.rfc-editor.org/rfc/rfc9562#section-5.4>
///
/// # Errors
/// [`Refused`] where there is no WebCrypto.
pub fn uuid() -> Result<String, Refused> {
    Ok(crypto()?.random_uuid())
}

/// SHA-256 of the bytes.
///
/// # Errors
/// [`Refused`] where WebCrypto does.
pub async fn sha256(bytes: &[u8]) -> Result<[u8; 32], Refused> {
    let digest = JsFuture::from(subtle()?.digest_with_str_and_u8_array("SHA-256", bytes)?).await?;
    Uint8Array::new(&digest).to_vec().try_into().map_err(|_| Refused)
}

/// The compact JWE of `plaintext` for `recipient`: an ephemeral key, ECDH, one round of the Concat KDF, AES-256-GCM.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6>
///
/// # Errors
/// [`Refused`] where WebCrypto does, or the recipient's point is not on the curve.
pub async fn seal(plaintext: &[u8], recipient: &RecipientKey) -> Result<String, Refused> {
    let subtle = subtle()?;
    let ecdh = object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])?;
    let usages = Array::of1(&"deriveBits".into());
    let pair = JsFuture::from(subtle.generate_key_with_object(&ecdh, false, &usages)?).await?;
    let [private, public] = ["privateKey", "publicKey"].map(|half| key(own(&pair, half)));
    let epk = JsFuture::from(subtle.export_key("jwk", &public?)?).await?;
    let epk = EcPoint { x: own_text(&epk, "x").ok_or(Refused)?, y: own_text(&epk, "y").ok_or(Refused)? };

    let point = object(&[
        ("kty", "EC".into()),
        ("crv", "P-256".into()),
        ("x", recipient.point.x.as_str().into()),
        ("y", recipient.point.y.as_str().into()),
    ])?;
    let theirs = subtle.import_key_with_object("jwk", &point, &ecdh, false, &Array::new())?;
    let theirs = JsFuture::from(theirs).await?;
    let agreement = object(&[("name", "ECDH".into()), ("public", theirs)])?;
    let z = JsFuture::from(subtle.derive_bits_with_object(&agreement, &private?, 256)?).await?;
    let content_key = sha256(&kdf::key_input(&take(&z))).await?;

    let gcm = JsValue::from_str("AES-GCM");
    let usages = Array::of1(&"encrypt".into());
    let raw = Uint8Array::from(content_key.as_slice());
    let content_key = subtle.import_key_with_str("raw", &raw, "AES-GCM", false, &usages)?;
    let content_key = key(Some(JsFuture::from(content_key).await?))?;
    raw.fill(0, 0, raw.length());

    let protected = header::protected(&recipient.kid, &epk);
    let iv = random::<IV_BYTES>()?;
    let algorithm = object(&[
        ("name", gcm),
        ("iv", Uint8Array::from(iv.as_slice()).into()),
        ("additionalData", Uint8Array::from(protected.as_bytes()).into()),
    ])?;
    let sealed = subtle.encrypt_with_object_and_u8_array(&algorithm, &content_key, plaintext)?;
    let sealed = Uint8Array::new(&JsFuture::from(sealed).await?).to_vec();
    jwe::compact(&protected, &iv, &sealed).ok_or(Refused)
}

/// 128 random bits in base64url, for a `jti`.
///
/// # Errors
/// [`Refused`] where there is no WebCrypto.
pub fn token_id() -> Result<String, Refused> {
    Ok(Base64UrlUnpadded::encode_string(&random::<16>()?))
}

fn key(value: Option<JsValue>) -> Result<CryptoKey, Refused> {
    value.ok_or(Refused)?.dyn_into().map_err(Refused::from)
}

/// The bytes of an `ArrayBuffer`, which is wiped.
fn take(buffer: &JsValue) -> zeroize::Zeroizing<Vec<u8>> {
    let view = Uint8Array::new(buffer);
    let bytes = zeroize::Zeroizing::new(view.to_vec());
    view.fill(0, 0, view.length());
    bytes
}

/// Without a prototype: WebCrypto would take inherited members too, the length of the tag say.
fn object(members: &[(&str, JsValue)]) -> Result<Object, Refused> {
    let object = Object::create(JsValue::NULL.unchecked_ref());
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object)
}
