//! Every error code of the contract in one table, and the problem document that carries one over the wire.
//!
//! No text here may ever quote what a payer typed. The codes that only the JavaScript around the WebAssembly raises
//! (configuration, loading) are listed in that JavaScript.

use serde::{Deserialize, Serialize};

use super::payment::Payment;
use crate::card::FieldError;
use crate::words;

words! {
    /// Has money moved?
    pub enum Outcome {
        /// No, and it will not.
        NotCharged = "not_charged",
        /// Not known yet: read the session before anything else.
        Unknown = "unknown",
        /// Yes.
        Charged = "charged",
    }
}

/// One row for each code: doc comment, variant, word; then the HTTP status of a refusal with it (0: only the browser raises
/// it), what it says of the money, and whether the same call may be repeated.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:literal, $outcome:ident, $retryable:literal;)*) => {
        words! {
            /// A stable error code.
            #[non_exhaustive]
            pub enum ErrorCode {
                $($(#[$doc])* $variant = $word),*
            }
        }

        impl ErrorCode {
            /// Status, outcome and "retryable" of every code, in the order of the table.
            const ROWS: [(u16, Outcome, bool); Self::ALL.len()] =
                [$(($status, Outcome::$outcome, $retryable)),*];
        }
    };
}

error_codes! {
    /// An option of a call is unknown or has the wrong type.
    InvalidOption = "invalid_option", 0, NotCharged, false;
    /// A file of the widget could not be loaded.
    LoadFailed = "load_failed", 0, NotCharged, true;
    /// The call has no session: neither a client secret nor a way to get one.
    SessionRequired = "session_required", 0, NotCharged, false;
    /// The page's session callback or session URL failed, or gave no client secret.
    SessionSourceFailed = "session_source_failed", 0, NotCharged, true;
    /// The page is not a secure context, so the browser has no WebCrypto.
    InsecureContext = "insecure_context", 0, NotCharged, false;
    /// The card number is empty.
    CardNumberRequired = "card_number_required", 0, NotCharged, false;
    /// The card number has fewer digits than any card that begins so.
    CardNumberIncomplete = "card_number_incomplete", 0, NotCharged, false;
    /// The card number has a wrong length, a wrong check digit, or characters that are no digits.
    CardNumberInvalid = "card_number_invalid", 422, NotCharged, false;
    /// The merchant does not accept this card's brand.
    CardBrandNotAccepted = "card_brand_not_accepted", 422, NotCharged, false;
    /// The expiry is empty.
    ExpirationDateRequired = "expiration_date_required", 0, NotCharged, false;
    /// The expiry has a month or a year only, or a part of one.
    ExpirationDateIncomplete = "expiration_date_incomplete", 0, NotCharged, false;
    /// The expiry is no month, or is too far in the future.
    ExpirationDateInvalid = "expiration_date_invalid", 422, NotCharged, false;
    /// The card has expired: its last month is over everywhere on Earth (UTC−12).
    CardExpired = "card_expired", 422, NotCharged, false;
    /// The CVV is empty, or a saved card came without its CVV.
    CvvRequired = "cvv_required", 422, NotCharged, false;
    /// The CVV has fewer digits than the card's brand needs.
    CvvIncomplete = "cvv_incomplete", 0, NotCharged, false;
    /// The CVV is none that the card's brand can have.
    CvvInvalid = "cvv_invalid", 422, NotCharged, false;
    /// The cardholder name is empty.
    CardholderNameRequired = "cardholder_name_required", 0, NotCharged, false;
    /// The cardholder name has more than 255 characters, or looks like a card number.
    CardholderNameInvalid = "cardholder_name_invalid", 422, NotCharged, false;
    /// Korean authentication: there is a card password but no identity number.
    IdentityNumberRequired = "identity_number_required", 422, NotCharged, false;
    /// Korean authentication: the identity number is no date of birth and no business number.
    IdentityNumberInvalid = "identity_number_invalid", 422, NotCharged, false;
    /// Korean authentication: there is an identity number but no card password.
    CardPasswordRequired = "card_password_required", 422, NotCharged, false;
    /// Korean authentication: the card password is not its first two digits.
    CardPasswordInvalid = "card_password_invalid", 422, NotCharged, false;
    /// This number of monthly payments is not offered.
    InstallmentMonthsInvalid = "installment_months_invalid", 422, NotCharged, false;
    /// The amount is not exact in its currency, not positive, or too large (from 2^53 minor units).
    AmountInvalid = "amount_invalid", 422, NotCharged, false;
    /// The amount has no currency.
    CurrencyRequired = "currency_required", 0, NotCharged, false;
    /// The currency is not in ISO 4217.
    CurrencyInvalid = "currency_invalid", 422, NotCharged, false;
    /// The wallet's id is empty, has more than 64 characters, or has control characters.
    WalletIdInvalid = "wallet_id_invalid", 422, NotCharged, false;
    /// The API's encryption keys could not be fetched.
    EncryptionKeyUnavailable = "encryption_key_unavailable", 0, NotCharged, true;
    /// No encryption key of the API passes the checks or the pinned thumbprints; nothing was sent.
    EncryptionKeyRejected = "encryption_key_rejected", 0, NotCharged, false;
    /// WebCrypto refused to encrypt the card.
    EncryptionFailed = "encryption_failed", 0, NotCharged, true;
    /// The API could not be reached before the payment was sent.
    NetworkError = "network_error", 0, NotCharged, true;
    /// The answer was not the API's (a proxy's page, for example), and no answer to the payment.
    UnexpectedResponse = "unexpected_response", 0, NotCharged, true;
    /// The page's `AbortSignal` fired before the payment was sent.
    Canceled = "canceled", 0, NotCharged, true;
    /// The page is in a frame that may not leave for another page; the payment was given up.
    RedirectBlocked = "redirect_blocked", 0, NotCharged, true;
    /// The payer closed the authentication; nothing was charged once the server says `canceled`.
    ActionCanceled = "action_canceled", 0, Unknown, false;
    /// The authentication was not completed in time, and the server canceled the payment.
    ActionExpired = "action_expired", 0, NotCharged, false;
    /// The payment was sent, no answer could be read, and the session does not tell its outcome.
    OutcomeUnknown = "outcome_unknown", 0, Unknown, false;
    /// The card issuer declined the payment.
    CardDeclined = "card_declined", 0, NotCharged, false;
    /// The wallet declined the payment.
    WalletDeclined = "wallet_declined", 0, NotCharged, false;
    /// The request is not the JSON that is expected, or has an unknown member.
    MalformedRequest = "malformed_request", 400, NotCharged, false;
    /// The idempotency key is missing, longer than 255 characters, or not printable ASCII.
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400, NotCharged, false;
    /// The encrypted card or CVV cannot be decrypted, or a claim in it is wrong.
    EncryptedCardInvalid = "encrypted_card_invalid", 400, NotCharged, false;
    /// The card or CVV is encrypted for a key that the server no longer has.
    EncryptionKeyUnknown = "encryption_key_unknown", 400, NotCharged, true;
    /// The API key is unknown, revoked or expired.
    ApiKeyInvalid = "api_key_invalid", 401, NotCharged, false;
    /// The client secret is unknown or belongs to another merchant.
    SessionInvalid = "session_invalid", 401, NotCharged, false;
    /// A publishable key was used for a secret key's request, or a secret key in a browser.
    KeyTypeForbidden = "key_type_forbidden", 403, NotCharged, false;
    /// The page's origin is not on the merchant's list.
    OriginNotAllowed = "origin_not_allowed", 403, NotCharged, false;
    /// There is no such resource for this caller.
    NotFound = "not_found", 404, NotCharged, false;
    /// There is no such wallet for this payer.
    WalletNotFound = "wallet_not_found", 404, NotCharged, false;
    /// The resource does not have this HTTP method.
    MethodNotAllowed = "method_not_allowed", 405, NotCharged, false;
    /// A request with this idempotency key is still running.
    IdempotencyInFlight = "idempotency_in_flight", 409, Unknown, true;
    /// Another attempt to pay this session is still open.
    PaymentInProgress = "payment_in_progress", 409, Unknown, false;
    /// The session is already paid.
    SessionComplete = "session_complete", 409, Charged, false;
    /// The encrypted card or CVV, or the wallet's token, was used before, under another idempotency key.
    TokenUsed = "token_used", 409, NotCharged, false;
    /// The session expired without a payment.
    SessionExpired = "session_expired", 410, NotCharged, false;
    /// The request's body is larger than 16 KiB, that with a wallet's token larger than 48 KiB, or the token larger than 16 KiB.
    RequestTooLarge = "request_too_large", 413, NotCharged, false;
    /// The request's body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415, NotCharged, false;
    /// The idempotency key was used before, for a request with another body.
    IdempotencyKeyReused = "idempotency_key_reused", 422, Unknown, false;
    /// The amounts or currencies of the request, what is sealed in it and the session differ.
    AmountMismatch = "amount_mismatch", 422, NotCharged, false;
    /// The session does not allow this way to pay.
    PaymentMethodNotAllowed = "payment_method_not_allowed", 422, NotCharged, false;
    /// The return URL is not on the merchant's list.
    ReturnUrlNotAllowed = "return_url_not_allowed", 422, NotCharged, false;
    /// The sandbox takes test card numbers only.
    LiveCardInTestMode = "live_card_in_test_mode", 422, NotCharged, false;
    /// Too many requests; the `Retry-After` header says when to try again.
    RateLimited = "rate_limited", 429, NotCharged, true;
    /// The session has had all its attempts to pay.
    TooManyAttempts = "too_many_attempts", 429, NotCharged, false;
    /// The server failed; the payment may have been taken.
    ServerError = "server_error", 500, Unknown, true;
    /// The server refused the request before it began to work on it.
    ServiceUnavailable = "service_unavailable", 503, NotCharged, true;
}

impl ErrorCode {
    /// The HTTP status of a refusal with this code; `None` where no server gives it.
    pub fn status(self) -> Option<u16> {
        let (status, ..) = self.row();
        (status != 0).then_some(status)
    }

    /// What the code says of the money, unless the case at hand says more.
    pub fn outcome(self) -> Outcome {
        self.row().1
    }

    /// Whether the same call, unchanged, may succeed later and cannot charge twice.
    pub fn retryable(self) -> bool {
        self.row().2
    }

    /// Whether the session of a charge that failed with this code can no longer be paid, so that the next charge needs
    /// another one.
    pub fn ends_session(self) -> bool {
        matches!(
            self,
            Self::SessionComplete
                | Self::SessionExpired
                | Self::SessionInvalid
                | Self::TooManyAttempts
                | Self::AmountMismatch
        )
    }

    fn row(self) -> (u16, Outcome, bool) {
        Self::ROWS[self as usize]
    }
}

/// RFC 9457 `application/problem+json`, as the API answers every refusal. A server whose payments have more members puts its own
/// type for `P`.
/// <https://www.rfc-editor.org/rfc/rfc9457.html#section-3>
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem<P = Payment> {
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<P>,
}

impl<P> Problem<P> {
    /// A refusal with the type and the HTTP status of its code; 500 where no server gives that code. The other members are
    /// absent; set those that are needed.
    pub fn new(code: ErrorCode, title: String, detail: String, request_id: String) -> Self {
        Self {
            kind: ["urn:payments-widget:error:", code.as_str()].concat(),
            title,
            status: code.status().unwrap_or(500),
            code: code.as_str().to_owned(),
            detail,
            field: None,
            errors: None,
            request_id,
            payment: None,
        }
    }
}

/// One wrong field of a [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldProblem {
    /// The JavaScript surface's name of the field.
    pub field: String,
    /// The word of an [`ErrorCode`].
    pub code: String,
    /// On the wire: for the developer, in English. In a failure of the widget: the form's sentence for the payer.
    pub message: String,
}

impl FieldProblem {
    /// `field`: the JavaScript surface's name; `code`: the word of an [`ErrorCode`]; `message`: what is wrong.
    pub fn new(field: &str, code: &str, message: String) -> Self {
        Self { field: field.to_owned(), code: code.to_owned(), message }
    }

    /// The card error that the code names; `None` for every other code.
    pub fn error(&self) -> Option<FieldError> {
        FieldError::from_code(&self.code)
    }
}
