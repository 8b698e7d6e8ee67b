//! What an encrypted card and an encrypted CVV (JWE) have in common: decrypting, and the claims that bind both.
//!
//! The plaintext is kept for this one call, in memory that is wiped after it. Every failure to decrypt or to read the claims has the
//! same text and takes the same time, so that an answer tells nothing about the plaintext. Only a `kid` that is not held
//! here is answered at once and by its own code: the `kid` is public, and nothing was decrypted.

use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::jwe::open::OpenError;
use payments_widget::jwe::template::LENGTHS;
use payments_widget::protocol::problem::ErrorCode;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::Api;
use super::problem::ApiError;
use crate::clock;
use crate::store::sessions::SessionRow;

/// The version of a plaintext.
pub const VERSION: u8 = 1;

/// When a failure is answered, counted from the call: far longer than decrypting takes.
const FAILURE_AFTER: Duration = Duration::from_millis(50);
/// Bytes of a `jti`.
const JTI_BYTES: usize = 16;

/// A JWE that was decrypted, and when that began.
pub struct Opened {
    plaintext: Zeroizing<Vec<u8>>,
    started: Instant,
}

impl Opened {
    /// Decrypts a compact JWE whose header names `typ`.
    ///
    /// # Errors
    /// `encryption_key_unknown`, `encrypted_card_invalid`.
    pub async fn of(api: &Api, typ: &str, compact: &str) -> Result<Self, ApiError> {
        let started = Instant::now();
        match api.encryption_keys.open(typ, compact, clock::now()) {
            Ok(plaintext) => Ok(Self { plaintext, started }),
            Err(OpenError::UnknownKey) => Err(ApiError::new(
                ErrorCode::EncryptionKeyUnknown,
                "The card was sealed for a key that is not held here. Fetch the keys again and seal anew.",
            )),
            Err(OpenError::Invalid) => Err(refusal(started).await),
        }
    }

    /// The JSON object before the padding; empty if the padding is wrong.
    pub fn json(&self) -> &[u8] {
        unpadded(&self.plaintext).unwrap_or_default()
    }

    /// `encrypted_card_invalid`, for claims that are wrong.
    pub async fn refuse(&self) -> ApiError {
        refusal(self.started).await
    }
}

async fn refusal(started: Instant) -> ApiError {
    tokio::time::sleep_until(started + FAILURE_AFTER).await;
    ApiError::new(
        ErrorCode::EncryptedCardInvalid,
        "The sealed card or CVV cannot be opened, or is not for this payment.",
    )
}

/// The JSON object before the padding; `None` if the padding is not of spaces up to the shortest length of the contract.
pub fn unpadded(plaintext: &[u8]) -> Option<&[u8]> {
    let padding = plaintext.iter().rev().take_while(|byte| **byte == b' ').count();
    let json = plaintext.get(..plaintext.len() - padding)?;
    let length = LENGTHS.into_iter().find(|length| json.len() <= *length)?;
    (json.starts_with(b"{") && json.ends_with(b"}") && plaintext.len() == length).then_some(json)
}

/// Whether a `jti` is 128 bits in base64url.
pub fn is_jti(jti: &str) -> bool {
    Base64UrlUnpadded::decode_vec(jti).is_ok_and(|bytes| bytes.len() == JTI_BYTES)
}

/// The text of a field of digits, for the rules of a form. They also take spaces and the digits of other scripts; what is sealed has
/// plain digits, and anything else becomes a text that no rule takes.
pub fn digits(text: &str) -> &str {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text } else { "?" }
}

/// Checks a claim of the money against the session.
///
/// # Errors
/// `amount_mismatch`.
pub fn check_money(amount: u64, currency: &str, session: &SessionRow) -> Result<(), ApiError> {
    if amount == session.amount && currency == session.currency {
        return Ok(());
    }
    Err(ApiError::field(
        ErrorCode::AmountMismatch,
        "amount",
        "The request, what is sealed in it and the session do not name the same amount and currency.",
    ))
}
