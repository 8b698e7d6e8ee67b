//! The recipient's key as WebCrypto holds it.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use crate::jwe::algorithm::Alg;
use crate::jwe::jwk::{EcPoint, PublicKey};
use crate::web::crypto::{Refused, object, subtle};

/// A public key to agree with, or to wrap a content key for, and which of both.
///
/// # Errors
/// [`Refused`] if WebCrypto fails, or the numbers are no key: a point that is not on the curve.
pub async fn import(key: &PublicKey) -> Result<(Alg, CryptoKey), Refused> {
    let (alg, jwk, algorithm, usages) = match key {
        PublicKey::Ec(EcPoint { x, y }) => (
            Alg::EcdhEs,
            object(&[("kty", "EC".into()), ("crv", "P-256".into()), ("x", x.into()), ("y", y.into())])?,
            object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])?,
            Array::new(),
        ),
        PublicKey::Rsa { n, e } => (
            Alg::RsaOaep256,
            object(&[("kty", "RSA".into()), ("n", n.into()), ("e", e.into())])?,
            object(&[("name", "RSA-OAEP".into()), ("hash", "SHA-256".into())])?,
            Array::of1(&"wrapKey".into()),
        ),
    };
    let importing = subtle()?.import_key_with_object("jwk", &jwk, &algorithm, false, &usages)?;
    let key = JsFuture::from(importing).await?.dyn_into::<CryptoKey>()?;
    Ok((alg, key))
}
