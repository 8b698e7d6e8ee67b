//! Signatures of webhooks.
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme>

use aws_lc_rs::hmac;
use base64ct::{Base64, Encoding};

/// What a secret begins with, before its base64.
const SECRET_PREFIX: &str = "whsec_";

/// The secret of one version of one endpoint. Has no `Debug`.
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret of 256 bits.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// As it is handed to the merchant: `whsec_` and base64.
    pub fn expose(&self) -> String {
        format!("{SECRET_PREFIX}{}", Base64::encode_string(&self.0))
    }

    /// The signature of one attempt, `v1,` and base64: HMAC-SHA256 over the event's id, the seconds since 1970 at which the attempt
    /// is made, and the body, with dots between them.
    pub fn sign(&self, event_id: &str, timestamp: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let signed = hmac::sign(&key, format!("{event_id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", Base64::encode_string(signed.as_ref()))
    }
}

/// The header `webhook-signature`: one signature for each secret, with spaces between them.
pub fn header(secrets: &[Secret], event_id: &str, timestamp: i64, body: &str) -> String {
    let signatures: Vec<_> = secrets.iter().map(|secret| secret.sign(event_id, timestamp, body)).collect();
    signatures.join(" ")
}
