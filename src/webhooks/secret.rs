//! A secret of a webhook endpoint.

use core::fmt;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::WebhookError;

const PREFIX: &str = "whsec_";
/// In bytes, decoded.
/// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme>
const LENGTHS: core::ops::RangeInclusive<usize> = 24..=64;

/// A secret of a webhook endpoint, `whsec_…`. `Debug` does not print it.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// Reads a secret as the payments API shows it.
    ///
    /// # Errors
    /// [`WebhookError::SecretInvalid`] for anything but `whsec_` and base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let base64 = text.strip_prefix(PREFIX).ok_or(WebhookError::SecretInvalid)?;
        let bytes = Zeroizing::new(Base64::decode_vec(base64).map_err(|_| WebhookError::SecretInvalid)?);
        if !LENGTHS.contains(&bytes.len()) {
            return Err(WebhookError::SecretInvalid);
        }
        Hmac::new_from_slice(&bytes).map(Self).map_err(|_| WebhookError::SecretInvalid)
    }

    /// HMAC-SHA256 under this secret, for what is to be signed.
    pub(super) fn mac(&self) -> Hmac<Sha256> {
        self.0.clone()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}
