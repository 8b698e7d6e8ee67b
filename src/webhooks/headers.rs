//! The three headers of a webhook.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers>

use super::WebhookError;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// Characters of an id.
const LONGEST_ID: usize = 255;
/// Digits of a time in seconds.
const LONGEST_TIMESTAMP: usize = 12;

/// The headers of a webhook, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`: the same each time that an event is sent.
    pub id: &'a str,
    /// `webhook-timestamp`: when it was sent, in seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more signatures with spaces between them.
    pub signature: &'a str,
}

impl<'a> Headers<'a> {
    /// Takes the headers of a request. `get` gives the value of a header by its name in lower case, `None` where it is missing.
    ///
    /// # Errors
    /// [`WebhookError::HeaderMissing`].
    pub fn read(get: impl Fn(&'static str) -> Option<&'a str>) -> Result<Self, WebhookError> {
        let read = |name| get(name).ok_or(WebhookError::HeaderMissing { name });
        Ok(Self { id: read(ID)?, timestamp: read(TIMESTAMP)?, signature: read(SIGNATURE)? })
    }

    /// Checks the form of all three; the time of sending, in seconds since 1970.
    pub(super) fn seconds(&self) -> Result<u64, WebhookError> {
        check(ID, self.id, |id| id.len() <= LONGEST_ID && id.bytes().all(is_of_id))?;
        let is_whole = |time: &str| time.len() <= LONGEST_TIMESTAMP && time.bytes().all(|byte| byte.is_ascii_digit());
        check(TIMESTAMP, self.timestamp, is_whole)?;
        check(SIGNATURE, self.signature, |all| all.bytes().all(|byte| matches!(byte, b' '..=b'~')))?;
        self.timestamp.parse().map_err(|_| WebhookError::HeaderInvalid { name: TIMESTAMP })
    }
}

/// Printable, and not a full stop, which parts id, time and body where they are signed.
fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'.'
}

fn check(name: &'static str, value: &str, is_good: impl Fn(&str) -> bool) -> Result<(), WebhookError> {
    if !value.is_empty() && is_good(value) { Ok(()) } else { Err(WebhookError::HeaderInvalid { name }) }
}
