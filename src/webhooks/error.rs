//! Why a webhook was refused. No text here repeats a secret, a signature or the body.

use thiserror::Error;

/// Why a webhook was refused, as a sentence for the developer.
///
/// Answer the request with 400, so that the payments API sends it again; for `webhook_options_invalid`, which is a defect of the
/// own server, with 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A secret that is not one of the payments API.
    #[error("a secret must be whsec_ and base64 of 24 to 64 bytes, as the payments API shows it")]
    SecretInvalid,
    /// There is no secret to verify with.
    #[error("at least one secret of the endpoint is needed")]
    NoSecret,
    /// A header is missing: the request is no webhook of the payments API, or a proxy took the header out.
    #[error("the request has no header {name}")]
    HeaderMissing {
        /// In lower case.
        name: &'static str,
    },
    /// A header has another form than the specification says.
    #[error("the header {name} is not as the Standard Webhooks specification has it")]
    HeaderInvalid {
        /// In lower case.
        name: &'static str,
    },
    /// It came late, or somebody else has sent it again, or the own clock is fast.
    #[error("the webhook was sent {seconds} seconds ago")]
    TooOld {
        /// How long ago it was sent.
        seconds: u64,
    },
    /// The own clock is slow.
    #[error("the webhook says that it was sent {seconds} seconds in the future")]
    TooNew {
        /// How far in the future it was sent.
        seconds: u64,
    },
    /// Another body than the one that was signed, or another secret.
    #[error("no signature of the webhook fits its body and one of the secrets")]
    SignatureInvalid,
    /// It is signed, but not an event: perhaps the secret is that of another service.
    #[error("the body is signed, but is no event: JSON with id, type, created_at, livemode and data")]
    BodyInvalid,
}

impl WebhookError {
    /// The stable code, as `payments-widget/webhooks` of the npm package has it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SecretInvalid | Self::NoSecret => "webhook_options_invalid",
            Self::HeaderMissing { .. } | Self::HeaderInvalid { .. } => "webhook_headers_invalid",
            Self::TooOld { .. } => "webhook_too_old",
            Self::TooNew { .. } => "webhook_too_new",
            Self::SignatureInvalid => "webhook_signature_invalid",
            Self::BodyInvalid => "webhook_body_invalid",
        }
    }
}
