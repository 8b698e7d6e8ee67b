//! How a charge fails: one type for every failure, and what it says of the money.
//!
//! A failure's message is for the developer, in English, and never quotes what the payer typed.

use std::borrow::Cow;

use super::retry::Fault;
use crate::protocol::payment::{DeclineCode, MethodKind, Payment};
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome, Problem};
use crate::text::decimal;

/// Why a charge did not succeed; the JavaScript surface makes a `PaymentError` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// Whether money has moved.
    pub outcome: Outcome,
    /// The same call, unchanged, may succeed later and cannot charge twice.
    pub retryable: bool,
    /// What happened and what to do about it.
    pub message: Cow<'static, str>,
    /// The field that is wrong, by the JavaScript surface's name.
    pub field: Option<String>,
    /// Every wrong field.
    pub errors: Vec<FieldProblem>,
    /// Why the payment was declined.
    pub decline_code: Option<DeclineCode>,
    /// The payment that the failure is about, as it was last seen.
    pub payment: Option<Box<Payment>>,
    /// The request's id, for questions to those who run the server.
    pub request_id: Option<String>,
}

/// The message of a failure whose outcome could not be learned.
pub const UNKNOWN: &str = "The payment was sent, but its outcome could not be learned. \
                           Ask retrievePayment() before anything else: paying again might charge twice.";

/// The message, and for whoever writes a server what its answer lacks.
fn unread(message: &'static str, missing: Option<&'static str>) -> Cow<'static, str> {
    match missing {
        Some(missing) => [message, " In the API's answer, ", missing, " is missing or wrong."].concat().into(),
        None => message.into(),
    }
}

impl Failure {
    /// A failure that says of the money what its code says. `message` is for the developer, in English.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            outcome: code.outcome(),
            retryable: code.retryable(),
            message: message.into(),
            field: None,
            errors: Vec::new(),
            decline_code: None,
            payment: None,
            request_id: None,
        }
    }

    /// The server's refusal, with the server's own `detail` for the developer.
    pub fn refused(code: ErrorCode, problem: Problem) -> Self {
        Self {
            field: problem.field,
            errors: problem.errors.unwrap_or_default(),
            payment: problem.payment.map(Box::new),
            request_id: Some(problem.request_id),
            ..Self::new(code, problem.detail)
        }
    }

    /// The session could not be read, on a call that only reads it. `url`: where it was asked for.
    pub fn session_unread(fault: Fault, url: &str) -> Self {
        match fault {
            Fault::Refused { code, problem, .. } => Self::refused(code, *problem),
            Fault::Unreadable { missing, .. } => {
                let message = "The answer to the session was not the API's. Is there a proxy in between?";
                Self::new(ErrorCode::UnexpectedResponse, unread(message, Some(missing)))
            }
            Fault::Unreachable | Fault::TimedOut => Self::unreachable(ErrorCode::NetworkError, url),
        }
    }

    /// The merchant's session URL gave no client secret: it answered with `status`, 0 where it did not answer. Of the URL the query
    /// is left out: it may tell of an order.
    pub fn no_client_secret(url: &str, status: u16) -> Self {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let status = if status == 0 { "nothing".to_owned() } else { decimal(status.into()) };
        let wanted = ", and not 200 with JSON and a client_secret in it. Is the payer logged in, the order open?";
        Self::new(ErrorCode::SessionSourceFailed, [url, " answered ", &status, wanted].concat())
    }

    /// Whether the server refused the attempt because another payment of its session is open. A refusal without a request id
    /// is this page's own, from before anything was sent.
    pub fn kept_out_by_server(&self) -> bool {
        self.code == ErrorCode::PaymentInProgress && self.request_id.is_some()
    }

    /// Another call of the page holds the session.
    pub fn paid_by_another_call() -> Self {
        let message = "Another call of this page is paying this session. Wait for its promise.";
        Self::new(ErrorCode::PaymentInProgress, message)
    }

    /// A request to `url` had no answer of use, with the code for what was asked there.
    pub fn unreachable(code: ErrorCode, url: &str) -> Self {
        let advice = " could not be read. Check that it is right and up, and that its CORS allows this page.";
        Self::new(code, [url, advice].concat())
    }

    /// The card issuer or the wallet declined the payment.
    pub fn declined(payment: Box<Payment>, method: MethodKind) -> Self {
        let (code, message) = match method {
            MethodKind::Card => (ErrorCode::CardDeclined, "The card was declined; nothing was charged."),
            MethodKind::Wallet => (ErrorCode::WalletDeclined, "The wallet was declined; nothing was charged."),
        };
        Self { decline_code: payment.decline_code, payment: Some(payment), ..Self::new(code, message) }
    }

    /// The payment was posted, and its outcome could not be learned. `missing`: what the answer lacked that was read last.
    pub fn unknown(payment: Option<Box<Payment>>, missing: Option<&'static str>) -> Self {
        Self { payment, ..Self::new(ErrorCode::OutcomeUnknown, unread(UNKNOWN, missing)) }
    }

    /// The server canceled the payment, as the payer did not complete its action in time.
    pub fn action_expired(payment: Box<Payment>) -> Self {
        let message = "The authentication was not completed in time; nothing was charged.";
        Self { payment: Some(payment), ..Self::new(ErrorCode::ActionExpired, message) }
    }

    /// The session expired, and it has no payment of this attempt.
    pub fn session_expired() -> Self {
        let message = "The session expired before the payment reached the server; nothing was charged.";
        Self::new(ErrorCode::SessionExpired, message)
    }

    /// The payment needs another page, and this frame may not leave for it. Nothing was charged once the server says
    /// `canceled`; until then the outcome is unknown.
    pub fn redirect_blocked(payment: Option<Box<Payment>>, outcome: Outcome) -> Self {
        let message = "This page is in a frame that may not take the top window to another page, so the payment was given \
                       up. Let the frame do it (sandbox=\"allow-top-navigation-by-user-activation\"), or use a form, which \
                       opens a window.";
        Self { payment, outcome, ..Self::new(ErrorCode::RedirectBlocked, message) }
    }

    /// The payer closed the challenge. Nothing was charged once the server says `canceled`; until then the outcome is
    /// unknown.
    pub fn action_canceled(payment: Option<Box<Payment>>, outcome: Outcome) -> Self {
        let closed = Self::new(ErrorCode::ActionCanceled, "The payer closed the authentication.");
        Self { payment, outcome, ..closed }
    }
}
