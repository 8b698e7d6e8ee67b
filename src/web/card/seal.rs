//! Encrypting a plaintext for a recipient's key, by WebCrypto.
//!
//! Every byte that is not ciphertext comes from `jwe`. No secret stays behind: the shared secret and the content key are
//! filled with zeros before the next step is waited for.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use crate::jwe::jwk::{EcPoint, RecipientKey};
use crate::jwe::{self, IV_BYTES, header, kdf};
use crate::web::crypto::{Refused, digest, random, subtle, view};
use crate::web::js::options::{own, own_text};
use crate::web::js::wait::wait;

/// What sealing waits for, in this order, and what it keeps until then.
enum Step {
    /// The ephemeral pair of keys.
    KeyPair,
    /// Its public half as a JWK.
    PublicKey { private: CryptoKey },
    /// The recipient's key.
    Recipient { private: CryptoKey, protected: String },
    /// The shared secret.
    Secret { protected: String },
    /// The bytes of the content key.
    Digest { protected: String },
    /// The content key.
    ContentKey { protected: String },
    /// The ciphertext.
    Ciphertext { protected: String, iv: [u8; IV_BYTES] },
}

/// What comes of a step.
enum Next {
    /// The next one waits for a promise.
    Wait(Step, Promise),
    /// The compact JWE.
    Sealed(String),
}

/// Called once, with the compact JWE.
pub type Done = Box<dyn FnOnce(Result<String, Refused>)>;

/// What is sealed, and for whom.
struct Sealing {
    typ: &'static str,
    plaintext: Zeroizing<Vec<u8>>,
    recipient: RecipientKey,
}

/// The compact JWE of `plaintext` with this `typ` for `recipient`: an ephemeral key, ECDH, one round of the Concat KDF, AES-256-GCM.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6>
///
/// `done` gets [`Refused`] if WebCrypto fails, or the recipient's point is not on the curve.
pub fn seal(typ: &'static str, plaintext: Zeroizing<Vec<u8>>, recipient: RecipientKey, done: Done) {
    go_on(begin(), Sealing { typ, plaintext, recipient }, done);
}

fn go_on(next: Result<Next, Refused>, sealing: Sealing, done: Done) {
    match next {
        Ok(Next::Wait(step, promise)) => wait(
            &promise,
            Box::new(move |value| {
                let next = value.map_err(Refused::from).and_then(|value| sealing.next(step, value));
                go_on(next, sealing, done);
            }),
        ),
        Ok(Next::Sealed(jwe)) => done(Ok(jwe)),
        Err(refused) => done(Err(refused)),
    }
}

fn begin() -> Result<Next, Refused> {
    let usages = Array::of1(&"deriveBits".into());
    Ok(Next::Wait(Step::KeyPair, subtle()?.generate_key_with_object(&ecdh()?, false, &usages)?))
}

fn ecdh() -> Result<Object, Refused> {
    object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])
}

impl Sealing {
    /// The next step, from what the last one has waited for.
    fn next(&self, step: Step, value: JsValue) -> Result<Next, Refused> {
        let Self { typ, plaintext, recipient } = self;
        let subtle = subtle()?;
        let (step, promise) = match step {
            Step::KeyPair => {
                let [private, public] = ["privateKey", "publicKey"].map(|half| key(own(&value, half)));
                (Step::PublicKey { private: private? }, subtle.export_key("jwk", &public?)?)
            }
            Step::PublicKey { private } => {
                let coordinate = |name| own_text(&value, name).ok_or(Refused);
                let epk = EcPoint { x: coordinate("x")?, y: coordinate("y")? };
                let protected = header::protected(typ, &recipient.kid, &epk);
                let point = object(&[
                    ("kty", "EC".into()),
                    ("crv", "P-256".into()),
                    ("x", recipient.point.x.as_str().into()),
                    ("y", recipient.point.y.as_str().into()),
                ])?;
                let importing = subtle.import_key_with_object("jwk", &point, &ecdh()?, false, &Array::new())?;
                (Step::Recipient { private, protected }, importing)
            }
            Step::Recipient { private, protected } => {
                let agreement = object(&[("name", "ECDH".into()), ("public", value)])?;
                (Step::Secret { protected }, subtle.derive_bits_with_object(&agreement, &private, 256)?)
            }
            Step::Secret { protected } => {
                let z = view(value);
                let hashing = digest(&kdf::key_input(&Zeroizing::new(z.to_vec())));
                wipe(&z);
                (Step::Digest { protected }, hashing?)
            }
            Step::Digest { protected } => {
                // The digest is the content key. It never comes into this module's memory, and WebCrypto copies it before
                // `importKey` returns (https://www.w3.org/TR/WebCryptoAPI/#SubtleCrypto-method-importKey).
                let digest = view(value);
                let usages = Array::of1(&"encrypt".into());
                let importing = subtle.import_key_with_str("raw", &digest, "AES-GCM", false, &usages);
                wipe(&digest);
                (Step::ContentKey { protected }, importing?)
            }
            Step::ContentKey { protected } => {
                let iv = random::<IV_BYTES>()?;
                let algorithm = object(&[
                    ("name", "AES-GCM".into()),
                    ("iv", Uint8Array::from(iv.as_slice()).into()),
                    ("additionalData", Uint8Array::from(protected.as_bytes()).into()),
                ])?;
                let encrypting = subtle.encrypt_with_object_and_u8_array(&algorithm, &key(Some(value))?, plaintext)?;
                (Step::Ciphertext { protected, iv }, encrypting)
            }
            Step::Ciphertext { protected, iv } => {
                let jwe = jwe::compact(&protected, &iv, &view(value).to_vec());
                return jwe.map(Next::Sealed).ok_or(Refused);
            }
        };
        Ok(Next::Wait(step, promise))
    }
}

fn key(value: Option<JsValue>) -> Result<CryptoKey, Refused> {
    value.ok_or(Refused)?.dyn_into().map_err(Refused::from)
}

/// Fills a buffer that had a secret with zeros.
fn wipe(bytes: &Uint8Array) {
    bytes.fill(0, 0, bytes.length());
}

/// An object without a prototype: WebCrypto reads inherited members too, such as `tagLength`.
fn object(members: &[(&str, JsValue)]) -> Result<Object, Refused> {
    let object = Object::create(JsValue::NULL.unchecked_ref());
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object)
}
