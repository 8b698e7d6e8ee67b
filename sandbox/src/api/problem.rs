//! Errors of the API, each answered as an RFC 9457 problem document. No text here ever quotes what was sent.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use payments_widget::card::FieldError;
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Problem};

use super::middleware::current_request_id;
use super::view::PaymentView;

/// Why a call is refused. As a response it has the status of its code and a problem document, whatever layers are
/// around the route; without [`request_id`](super::middleware::request_id) the document's `request_id` is empty.
#[derive(Clone, Debug)]
pub struct ApiError {
    code: ErrorCode,
    detail: Cow<'static, str>,
    field: Option<&'static str>,
    errors: Option<Vec<FieldProblem>>,
    payment: Option<Box<PaymentView>>,
    retry_after: Option<u32>,
}

impl ApiError {
    /// An error with a sentence for the developer.
    pub fn new(code: ErrorCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), field: None, errors: None, payment: None, retry_after: None }
    }

    /// An error of one field, by the field's name in JavaScript (`cardNumber`).
    pub fn field(code: ErrorCode, field: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field), ..Self::new(code, detail) }
    }

    /// Errors of the fields of a decrypted card. The first one gives the code.
    pub fn card_fields(errors: &[FieldError]) -> Self {
        let problem = |error: &FieldError| {
            let (field, code) = (error.field().name(), card_error_code(*error).as_str());
            let message = format!("The sealed card's {field} was refused: {code}.");
            FieldProblem::new(field, code, message)
        };
        let first = errors.first().copied();
        Self {
            field: first.map(|error| error.field().name()),
            errors: Some(errors.iter().map(problem).collect()),
            ..Self::new(
                first.map_or(ErrorCode::EncryptedCardInvalid, card_error_code),
                "The sealed card is not one that can be charged.",
            )
        }
    }

    /// The same error with the payment that is the reason for it.
    pub fn with_payment(mut self, payment: PaymentView) -> Self {
        self.payment = Some(Box::new(payment));
        self
    }

    /// The same error with a `Retry-After` header, in seconds.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// `malformed_request`, with what is wrong.
    pub fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::MalformedRequest, detail)
    }

    /// `server_error`. The reason is in the log only.
    pub fn server_error() -> Self {
        Self::new(ErrorCode::ServerError, "Something failed here. Repeat the same request with the same key.")
    }

    /// `server_error` for a database that failed when something may have been committed already.
    pub fn after_commit(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::server_error()
    }

    /// `session_expired`: the session can no longer be paid.
    pub fn session_expired() -> Self {
        Self::new(ErrorCode::SessionExpired, "The session's time is over. Make a new one.")
    }

    /// `not_found`: no such resource, or another caller's.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is no such resource for this caller.")
    }

    /// The code of the contract.
    pub fn code(&self) -> ErrorCode {
        self.code
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = self.detail.into_owned();
        let mut problem = Problem::new(self.code, title(self.code), detail, current_request_id());
        problem.field = self.field.map(Into::into);
        problem.errors = self.errors;
        problem.payment = self.payment.map(|payment| *payment);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // For the log, and so that `middleware::problems` knows an answer of the API's own.
        response.extensions_mut().insert(self.code);
        response
    }
}

/// For what fails before the call has committed anything: where the database was only busy, the call may simply be repeated.
/// After a commit, [`ApiError::after_commit`].
impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        if has_nul(&error) {
            return Self::malformed("A text has the character NUL (U+0000), which is in no name.");
        }
        if !is_busy(&error) {
            return Self::after_commit(error);
        }
        tracing::warn!(%error, "the database was busy for too long");
        Self::new(ErrorCode::ServiceUnavailable, "Too much is going on. Nothing was done: repeat the same request.")
            .retry_after(1)
    }
}

/// Errors of a database after which the transaction has done nothing, and can do it when it is repeated.
/// <https://sqlite.org/rescode.html>, <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const REPEATABLE: [&str; 6] = [
    "5",     // SQLite: another program holds the lock of the file
    "40001", // PostgreSQL: serialization failure
    "40P01", // deadlock
    "53300", // too many connections
    "55P03", // a lock was held for too long
    "57P03", // the server starts or stops
];

/// No connection became free, the server is away, or somebody held a lock for too long: nothing was done.
fn is_busy(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| REPEATABLE.contains(&code.as_ref())),
        _ => false,
    }
}

/// PostgreSQL refuses a text with the character NUL, which a caller may have written into a path or a JSON string: nothing was done.
/// SQLite takes it, and finds nothing.
pub fn has_nul(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some("22021"))
}

/// The code that the API answers for a wrong field of a card: the error's own, if a server gives it. A form also tells empty
/// and half-typed fields apart; in a card that was sent, such a field gets the first code of its field that a server gives.
fn card_error_code(error: FieldError) -> ErrorCode {
    // Only a saved card can come without its CVV: a sealed one always has the field.
    let of_card = |code: &ErrorCode| code.status().is_some() && *code != ErrorCode::CvvRequired;
    let of_server = |error: FieldError| ErrorCode::from_word(error.code()).filter(of_card);
    let mut of_field = FieldError::ALL.iter().copied().filter(|other| other.field() == error.field());
    of_server(error).or_else(|| of_field.find_map(of_server)).unwrap_or(ErrorCode::EncryptedCardInvalid)
}

/// The code as a person would write it: `Amount mismatch`.
fn title(code: ErrorCode) -> String {
    let mut letters = code.as_str().chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|letter| if letter == '_' { ' ' } else { letter }).collect()
}

/// The answer for a path that does not exist.
pub async fn not_found() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "There is nothing under this path.")
}

/// The answer for a method that an existing path does not take. axum adds the `Allow` header.
pub async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "This path takes another method; see the Allow header.")
}
