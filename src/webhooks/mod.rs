//! Webhooks, for the merchant's server: is this request from the payments API, and of now? And if so, what does it say?
//!
//! Standard Webhooks 1.0.0 with symmetric signatures. The same rules as `payments-widget/webhooks` of the npm package, and held
//! to the same cases by tests. No I/O and no clock: the time is an argument.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>
//!
//! ```
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! use payments_widget::webhooks::{self, Headers, Secret, TOLERANCE};
//!
//! # fn main() -> Result<(), webhooks::WebhookError> {
//! // From the environment or a vault. During a rotation there are two.
//! let secrets = [Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?];
//!
//! // With axum: `Headers::read(|name| headers.get(name)?.to_str().ok())?`, and the body as `Bytes`.
//! let headers = Headers {
//!     id: "evt_3Kd9",
//!     timestamp: "1795509060",
//!     signature: "v1,S/kJjDWtkDW8S9zUsM31hWYiOvK7H61BLDc+HfI6jpM=",
//! };
//! let body = br#"{"id":"evt_3Kd9","type":"payment.succeeded","created_at":"2026-11-24T08:31:00Z","livemode":false,"data":{}}"#;
//!
//! // In a server: `SystemTime::now()`.
//! let now = UNIX_EPOCH + Duration::from_secs(1_795_509_061);
//! let event = webhooks::verify(&headers, body, &secrets, now, TOLERANCE)?;
//! assert_eq!(event.kind, "payment.succeeded");
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing)]

mod error;
mod event;
mod headers;
mod secret;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::Mac;

pub use error::WebhookError;
pub use event::Event;
pub use headers::Headers;
pub use secret::Secret;

/// How far the time of a webhook may be from now, into the past and into the future.
pub const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// The beginning of a signature with a secret, HMAC-SHA256. Signatures for a public key begin with `v1a,`.
const SYMMETRIC: &str = "v1,";
/// Bytes of a signature.
const SIGNATURE_BYTES: usize = 32;

/// The event of a webhook that is signed with one of `secrets` and is of now.
///
/// `body`: as it came, byte by byte. `tolerance`: [`TOLERANCE`], unless there is a reason. The same event can come again, as the
/// payments API sends it until it is answered with a status of 200 to 299: [`Event::id`] stays the same.
///
/// # Errors
/// [`WebhookError::NoSecret`], [`WebhookError::HeaderInvalid`], [`WebhookError::TooOld`], [`WebhookError::TooNew`],
/// [`WebhookError::SignatureInvalid`], [`WebhookError::BodyInvalid`].
pub fn verify(
    headers: &Headers<'_>,
    body: &[u8],
    secrets: &[Secret],
    now: SystemTime,
    tolerance: Duration,
) -> Result<Event, WebhookError> {
    if secrets.is_empty() {
        return Err(WebhookError::NoSecret);
    }
    check_age(headers.seconds()?, now, tolerance)?;
    let given: Vec<[u8; SIGNATURE_BYTES]> = headers.signature.split(' ').filter_map(symmetric).collect();
    let is_signed = secrets.iter().any(|secret| {
        let mut mac = secret.mac();
        for part in [headers.id.as_bytes(), b".", headers.timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        // In constant time for one signature.
        given.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    });
    if is_signed { Event::read(body) } else { Err(WebhookError::SignatureInvalid) }
}

/// `sent`: seconds since 1970.
fn check_age(sent: u64, now: SystemTime, tolerance: Duration) -> Result<(), WebhookError> {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let distance = now.abs_diff(sent);
    if Duration::from_secs(distance) <= tolerance {
        Ok(())
    } else if sent < now {
        Err(WebhookError::TooOld { seconds: distance })
    } else {
        Err(WebhookError::TooNew { seconds: distance })
    }
}

/// The bytes of a signature in the header; `None` for one of another kind, and for text that is no signature.
fn symmetric(signature: &str) -> Option<[u8; SIGNATURE_BYTES]> {
    let mut bytes = [0; SIGNATURE_BYTES];
    let decoded = Base64::decode(signature.strip_prefix(SYMMETRIC)?, &mut bytes).ok()?;
    (decoded.len() == SIGNATURE_BYTES).then_some(bytes)
}
