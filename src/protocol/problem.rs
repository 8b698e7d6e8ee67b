//! Every error code of the contract in one table, and the problem document that carries one over the wire.
//!
//! No text here may ever quote what a payer typed. Codes that only the JavaScript around the WebAssembly raises
//! (configuration, loading) stand beside that JavaScript.

use Outcome::{Charged, NotCharged, Unknown};
use serde::{Deserialize, Serialize};

use super::payment::Payment;

/// Has money moved?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No, and it will not.
    NotCharged,
    /// Nobody here knows yet: read the session before anything else.
    Unknown,
    /// Yes.
    Charged,
}

impl Outcome {
    /// The word of the JavaScript surface.
    pub fn as_str(self) -> &'static str {
        match self {
            NotCharged => "not_charged",
            Unknown => "unknown",
            Charged => "charged",
        }
    }
}

/// One row a code: variant, word, HTTP status when the server gives it (0: raised in the browser only), what it says
/// of the money, and whether the same call may be repeated.
macro_rules! error_codes {
    ($($variant:ident $word:literal $status:literal $outcome:ident $retryable:literal)*) => {
        /// A stable error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum ErrorCode { $($variant),* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: &'static [(&'static str, u16, Outcome, bool)] =
                &[$(($word, $status, $outcome, $retryable)),*];
        }
    };
}

error_codes! {
    InvalidOption "invalid_option" 0 NotCharged false
    SessionRequired "session_required" 0 NotCharged false
    SessionSourceFailed "session_source_failed" 0 NotCharged true
    InsecureContext "insecure_context" 0 NotCharged false
    CardNumberRequired "card_number_required" 0 NotCharged false
    CardNumberIncomplete "card_number_incomplete" 0 NotCharged false
    CardNumberInvalid "card_number_invalid" 422 NotCharged false
    CardBrandNotAccepted "card_brand_not_accepted" 422 NotCharged false
    ExpirationDateRequired "expiration_date_required" 0 NotCharged false
    ExpirationDateIncomplete "expiration_date_incomplete" 0 NotCharged false
    ExpirationDateInvalid "expiration_date_invalid" 422 NotCharged false
    CardExpired "card_expired" 422 NotCharged false
    CvvRequired "cvv_required" 0 NotCharged false
    CvvIncomplete "cvv_incomplete" 0 NotCharged false
    CvvInvalid "cvv_invalid" 422 NotCharged false
    CardholderNameRequired "cardholder_name_required" 0 NotCharged false
    CardholderNameInvalid "cardholder_name_invalid" 422 NotCharged false
    IdentityNumberRequired "identity_number_required" 422 NotCharged false
    IdentityNumberInvalid "identity_number_invalid" 422 NotCharged false
    CardPasswordRequired "card_password_required" 422 NotCharged false
    CardPasswordInvalid "card_password_invalid" 422 NotCharged false
    InstallmentMonthsInvalid "installment_months_invalid" 422 NotCharged false
    AmountInvalid "amount_invalid" 422 NotCharged false
    CurrencyRequired "currency_required" 0 NotCharged false
    CurrencyInvalid "currency_invalid" 422 NotCharged false
    WalletIdInvalid "wallet_id_invalid" 422 NotCharged false
    EncryptionKeyUnavailable "encryption_key_unavailable" 0 NotCharged true
    EncryptionKeyRejected "encryption_key_rejected" 0 NotCharged false
    EncryptionFailed "encryption_failed" 0 NotCharged true
    NetworkError "network_error" 0 NotCharged true
    UnexpectedResponse "unexpected_response" 0 NotCharged true
    Canceled "canceled" 0 NotCharged true
    ActionCanceled "action_canceled" 0 Unknown false
    ActionExpired "action_expired" 0 NotCharged false
    OutcomeUnknown "outcome_unknown" 0 Unknown false
    CardDeclined "card_declined" 0 NotCharged false
    WalletDeclined "wallet_declined" 0 NotCharged false
    MalformedRequest "malformed_request" 400 NotCharged false
    IdempotencyKeyInvalid "idempotency_key_invalid" 400 NotCharged false
    EncryptedCardInvalid "encrypted_card_invalid" 400 NotCharged false
    EncryptionKeyUnknown "encryption_key_unknown" 400 NotCharged true
    ApiKeyInvalid "api_key_invalid" 401 NotCharged false
    SessionInvalid "session_invalid" 401 NotCharged false
    KeyTypeForbidden "key_type_forbidden" 403 NotCharged false
    OriginNotAllowed "origin_not_allowed" 403 NotCharged false
    NotFound "not_found" 404 NotCharged false
    WalletNotFound "wallet_not_found" 404 NotCharged false
    MethodNotAllowed "method_not_allowed" 405 NotCharged false
    IdempotencyInFlight "idempotency_in_flight" 409 Unknown true
    PaymentInProgress "payment_in_progress" 409 Unknown false
    SessionComplete "session_complete" 409 Charged false
    TokenUsed "token_used" 409 NotCharged false
    SessionExpired "session_expired" 410 NotCharged false
    RequestTooLarge "request_too_large" 413 NotCharged false
    UnsupportedMediaType "unsupported_media_type" 415 NotCharged false
    IdempotencyKeyReused "idempotency_key_reused" 422 Unknown false
    AmountMismatch "amount_mismatch" 422 NotCharged false
    PaymentMethodNotAllowed "payment_method_not_allowed" 422 NotCharged false
    ReturnUrlNotAllowed "return_url_not_allowed" 422 NotCharged false
    LiveCardInTestMode "live_card_in_test_mode" 422 NotCharged false
    RateLimited "rate_limited" 429 NotCharged true
    TooManyAttempts "too_many_attempts" 429 NotCharged false
    ServerError "server_error" 500 Unknown true
    ServiceUnavailable "service_unavailable" 503 NotCharged true
}

impl ErrorCode {
    /// The code as the contract writes it.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status of a refusal with this code; `None` where no server gives it.
    pub fn status(self) -> Option<u16> {
        (self.row().1 != 0).then_some(self.row().1)
    }

    /// What the code says of the money, unless the case knows better.
    pub fn outcome(self) -> Outcome {
        self.row().2
    }

    /// Whether the same call, unchanged, may succeed later and cannot charge twice.
    pub fn retryable(self) -> bool {
        self.row().3
    }

    /// The code of a word, `None` where the contract has none such.
    pub fn from_word(word: &str) -> Option<Self> {
        let at = Self::TABLE.iter().position(|row| row.0 == word)?;
        Self::ALL.get(at).copied()
    }

    fn row(self) -> &'static (&'static str, u16, Outcome, bool) {
        &Self::TABLE[self as usize]
    }
}

/// RFC 9457 `application/problem+json`, as the API answers every refusal.
/// <https://www.rfc-editor.org/rfc/rfc9457.html#section-3>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:payments-widget:error:<code>`
    #[serde(rename = "type")]
    pub kind: String,
    /// A short sentence for the kind of problem.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The word of an [`ErrorCode`].
    pub code: String,
    /// What happened here and what to do about it, for the developer.
    pub detail: String,
    /// The JavaScript surface's name of the field that is wrong, `cardNumber`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Every wrong field, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<FieldProblem>>,
    /// Repeats the `Request-Id` header.
    pub request_id: String,
    /// With `session_complete`: the payment that completed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
}

/// One wrong field of a [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The JavaScript surface's name of the field.
    pub field: String,
    /// The word of an [`ErrorCode`].
    pub code: String,
    /// For the developer.
    pub message: String,
}
