//! Encrypting a plaintext for a recipient's key, by WebCrypto.
//!
//! Every byte that is not ciphertext comes from `jwe`. No secret stays behind: the shared secret and the content key are
//! filled with zeros before the next step is waited for.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use crate::jwe::algorithm::{Alg, Enc};
use crate::jwe::jwk::EcPoint;
use crate::jwe::{self, IV_BYTES, header, kdf};
use crate::web::crypto::{Refused, digest, object, random, subtle, view};
use crate::web::js::options::{own, own_text};
use crate::web::js::wait::wait;

/// The key to encrypt for.
pub struct Recipient {
    /// How the content key is made.
    pub alg: Alg,
    /// How the content is encrypted.
    pub enc: Enc,
    /// A point of ECDH on P-256, or a key of RSA-OAEP with SHA-256 that may wrap.
    pub key: CryptoKey,
}

/// What sealing waits for, and what it keeps until then. ECDH-ES begins with the key pair and takes these steps in order; RSA-OAEP-256
/// begins with the random key, and ends with the ciphertext too.
enum Step {
    /// The ephemeral pair of keys.
    KeyPair,
    /// Its public half as a JWK.
    PublicKey { private: CryptoKey },
    /// The shared secret.
    Secret { protected: String },
    /// The bytes that begin with the content key.
    Digest { protected: String },
    /// The content key.
    ContentKey { protected: String },
    /// A random content key.
    RandomKey,
    /// The same key, encrypted for the recipient.
    EncryptedKey { content_key: CryptoKey },
    /// The ciphertext.
    Ciphertext { protected: String, encrypted_key: Vec<u8>, iv: [u8; IV_BYTES] },
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
    header: String,
    plaintext: Zeroizing<Vec<u8>>,
    recipient: Recipient,
}

/// The compact JWE of `plaintext` for `recipient`, by AES-GCM. `header`: its protected header up to the ephemeral key. The content key comes of an ephemeral key, ECDH and
/// one round of the Concat KDF (<https://www.rfc-editor.org/rfc/rfc7518#section-4.6>), or it is random and RSA-OAEP-256 encrypts it
/// (<https://www.rfc-editor.org/rfc/rfc7518#section-4.3>).
///
/// `done` gets [`Refused`] if WebCrypto fails.
pub fn seal(header: String, plaintext: Zeroizing<Vec<u8>>, recipient: Recipient, done: Done) {
    let sealing = Sealing { header, plaintext, recipient };
    go_on(sealing.begin(), sealing, done);
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

impl Sealing {
    fn begin(&self) -> Result<Next, Refused> {
        let (step, algorithm, can_leave, usage) = match self.recipient.alg {
            Alg::EcdhEs => {
                let ecdh = object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])?;
                (Step::KeyPair, ecdh, false, "deriveBits")
            }
            Alg::RsaOaep256 => {
                let bits = 8 * self.recipient.enc.key_bytes();
                let aes = object(&[("name", "AES-GCM".into()), ("length", bits.into())])?;
                // Only a key that can leave WebCrypto can be wrapped. It leaves it encrypted only.
                (Step::RandomKey, aes, true, "encrypt")
            }
        };
        let usages = Array::of1(&usage.into());
        Ok(Next::Wait(step, subtle()?.generate_key_with_object(&algorithm, can_leave, &usages)?))
    }

    /// The next step, from what the last one has waited for.
    fn next(&self, step: Step, value: JsValue) -> Result<Next, Refused> {
        let Recipient { enc, key: recipient, .. } = &self.recipient;
        let subtle = subtle()?;
        let (step, promise) = match step {
            Step::KeyPair => {
                let [private, public] = ["privateKey", "publicKey"].map(|half| key(own(&value, half)));
                (Step::PublicKey { private: private? }, subtle.export_key("jwk", &public?)?)
            }
            Step::PublicKey { private } => {
                let coordinate = |name| own_text(&value, name).ok_or(Refused);
                let epk = EcPoint { x: coordinate("x")?, y: coordinate("y")? };
                let protected = header::protected(&self.header, Some(&epk));
                let agreement = object(&[("name", "ECDH".into()), ("public", recipient.into())])?;
                (Step::Secret { protected }, subtle.derive_bits_with_object(&agreement, &private, 256)?)
            }
            Step::Secret { protected } => {
                let z = view(value);
                let hashing = digest(&kdf::key_input(&Zeroizing::new(z.to_vec()), *enc));
                wipe(&z);
                (Step::Digest { protected }, hashing?)
            }
            Step::Digest { protected } => {
                // The content key never comes into this module's memory, and WebCrypto copies it before `importKey` returns
                // (https://www.w3.org/TR/WebCryptoAPI/#SubtleCrypto-method-importKey).
                let digest = view(value);
                let content_key = digest.subarray(0, enc.key_bytes());
                let usages = Array::of1(&"encrypt".into());
                let importing = subtle.import_key_with_str("raw", &content_key, "AES-GCM", false, &usages);
                wipe(&digest);
                (Step::ContentKey { protected }, importing?)
            }
            Step::ContentKey { protected } => return self.encrypt(&key(Some(value))?, protected, Vec::new()),
            Step::RandomKey => {
                let content_key = key(Some(value))?;
                let wrapping = subtle.wrap_key_with_str("raw", &content_key, recipient, "RSA-OAEP")?;
                (Step::EncryptedKey { content_key }, wrapping)
            }
            Step::EncryptedKey { content_key } => {
                return self.encrypt(&content_key, header::protected(&self.header, None), view(value).to_vec());
            }
            Step::Ciphertext { protected, encrypted_key, iv } => {
                let jwe = jwe::compact(&protected, &encrypted_key, &iv, &view(value).to_vec());
                return jwe.map(Next::Sealed).ok_or(Refused);
            }
        };
        Ok(Next::Wait(step, promise))
    }

    /// Encrypts the plaintext under the content key; `protected` is authenticated with it.
    fn encrypt(&self, content_key: &CryptoKey, protected: String, encrypted_key: Vec<u8>) -> Result<Next, Refused> {
        let iv = random::<IV_BYTES>()?;
        let algorithm = object(&[
            ("name", "AES-GCM".into()),
            ("iv", Uint8Array::from(iv.as_slice()).into()),
            ("additionalData", Uint8Array::from(protected.as_bytes()).into()),
        ])?;
        let encrypting = subtle()?.encrypt_with_object_and_u8_array(&algorithm, content_key, &self.plaintext)?;
        Ok(Next::Wait(Step::Ciphertext { protected, encrypted_key, iv }, encrypting))
    }
}

fn key(value: Option<JsValue>) -> Result<CryptoKey, Refused> {
    value.ok_or(Refused)?.dyn_into().map_err(Refused::from)
}

/// Fills a buffer that had a secret with zeros.
fn wipe(bytes: &Uint8Array) {
    bytes.fill(0, 0, bytes.length());
}
