//! WebCrypto's hashes and random numbers.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, SubtleCrypto};

use crate::jwe::base64url;

/// WebCrypto is not there, or failed.
#[derive(Debug)]
pub struct Refused;

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Self
    }
}

#[wasm_bindgen]
extern "C" {
    /// The global object's WebCrypto. An insecure page has no `subtle`.
    /// <https://w3c.github.io/webappsec-secure-contexts/>
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Option<Crypto>;
}

fn crypto() -> Result<Crypto, Refused> {
    CRYPTO.with(Clone::clone).ok_or(Refused)
}

pub(in crate::web) fn subtle() -> Result<SubtleCrypto, Refused> {
    let subtle = crypto()?.subtle();
    if subtle.is_undefined() { Err(Refused) } else { Ok(subtle) }
}

/// Random bytes from the browser's generator.
///
/// # Errors
/// [`Refused`] if there is no WebCrypto.
pub fn random<const N: usize>() -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// A UUID v4. <https://www.rfc-editor.org/rfc/rfc9562#section-5.4>
///
/// # Errors
/// [`Refused`] if there is no WebCrypto.
pub fn uuid() -> Result<String, Refused> {
    Ok(crypto()?.random_uuid())
}

/// SHA-256 of `bytes`, which are public: the digest is not wiped.
///
/// # Errors
/// [`Refused`] if WebCrypto fails.
pub async fn sha256(bytes: &[u8]) -> Result<[u8; 32], Refused> {
    let digest = view(JsFuture::from(digest(bytes)?).await?);
    let mut bytes = [0; 32];
    if digest.length() != 32 {
        return Err(Refused);
    }
    digest.copy_to(&mut bytes);
    Ok(bytes)
}

/// Begins to hash. WebCrypto copies `bytes` before this returns, so that the caller may wipe them.
/// <https://www.w3.org/TR/WebCryptoAPI/#SubtleCrypto-method-digest>
pub(in crate::web) fn digest(bytes: &[u8]) -> Result<Promise, Refused> {
    Ok(subtle()?.digest_with_str_and_u8_array("SHA-256", bytes)?)
}

/// 128 random bits in base64url, for a `jti`.
///
/// # Errors
/// [`Refused`] if there is no WebCrypto.
pub fn token_id() -> Result<String, Refused> {
    Ok(base64url::encode(&random::<16>()?))
}

/// An object without a prototype: WebCrypto reads inherited members too, such as `tagLength`.
///
/// # Errors
/// [`Refused`] if a member cannot be set.
pub(in crate::web) fn object(members: &[(&str, JsValue)]) -> Result<Object, Refused> {
    let object = Object::create(JsValue::NULL.unchecked_ref());
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object)
}

/// A view of the bytes of an `ArrayBuffer`.
pub(in crate::web) fn view(buffer: JsValue) -> Uint8Array {
    Uint8Array::new(&buffer)
}
