//! A simulated wallet of a device: its script signs a token for one payment (JWS, RFC 7515, ES256), and the wallet checks it.
//!
//! A token is passed on unread by the widget, as those of real wallets are. Here both ends are in one program: the route
//! `/test_wallet/token` is what the device's own script would be.

use std::fs;
use std::io;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::clock::Millis;
use crate::private_file;

/// The protected header, exactly. <https://www.rfc-editor.org/rfc/rfc7515#section-4>
const HEADER: &str = r#"{"alg":"ES256","typ":"device-wallet+jws"}"#;

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Minor units.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// `ps_…`
    pub session: String,
    /// A name of the token's own: each is accepted once.
    pub jti: String,
    /// When it is no longer accepted, in seconds since 1970.
    pub exp: i64,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It is no compact JWS with the header of this wallet.
    #[error("not a token of this wallet")]
    Malformed,
    /// It was changed, or signed by another key.
    #[error("the signature is wrong")]
    Invalid,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
}

/// The wallet, by its key pair.
pub struct DeviceWallet(EcdsaKeyPair);

impl DeviceWallet {
    /// Reads the key pair from the file `path`, or makes the file with a new one.
    ///
    /// # Errors
    /// An [`io::Error`] if the file can be neither read nor made, or holds something else.
    pub fn load_or_make(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            let fresh = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
            let fresh = fresh.map_err(io::Error::other)?;
            let text = Zeroizing::new(Base64UrlUnpadded::encode_string(fresh.as_ref()));
            private_file::write(path, text.as_bytes())?;
        }
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let bytes = Zeroizing::new(Base64UrlUnpadded::decode_vec(text.trim()).map_err(io::Error::other)?);
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes).map_err(io::Error::other)?;
        Ok(Self(pair))
    }

    /// The token of a payment: compact JWS.
    ///
    /// # Errors
    /// An [`io::Error`] if the operating system gives no random bytes.
    pub fn sign(&self, claims: &Claims) -> io::Result<String> {
        let encode = Base64UrlUnpadded::encode_string;
        let signed = [encode(HEADER.as_bytes()), encode(&serde_json::to_vec(claims)?)].join(".");
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).map_err(io::Error::other)?;
        Ok([signed, encode(signature.as_ref())].join("."))
    }

    /// What a token is for.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn check(&self, token: &str, now: Millis) -> Result<Claims, TokenError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let decode = |part| Base64UrlUnpadded::decode_vec(part).map_err(|_| TokenError::Malformed);
        let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
        if header != HEADER.as_bytes() {
            return Err(TokenError::Malformed);
        }
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.0.public_key().as_ref())
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| TokenError::Invalid)?;
        let claims: Claims = serde_json::from_slice(&payload).map_err(|_| TokenError::Invalid)?;
        if claims.exp <= now / 1000 {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}
