//! Refusals, each an RFC 9457 problem document. No text here ever quotes what was sent.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use payments_widget::card::FieldError;
use payments_widget::protocol::payment::Payment;
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Problem};

/// Why a call is refused. The edge writes it out, as it alone knows the request's id.
#[derive(Clone, Debug)]
pub struct Refusal {
    code: ErrorCode,
    detail: Cow<'static, str>,
    field: Option<&'static str>,
    errors: Option<Vec<FieldProblem>>,
    payment: Option<Box<Payment>>,
    retry_after: Option<u32>,
}

impl Refusal {
    /// A refusal with a sentence for the developer.
    pub fn new(code: ErrorCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), field: None, errors: None, payment: None, retry_after: None }
    }

    /// One wrong field, by its name in JavaScript.
    pub fn field(code: ErrorCode, field: &'static str, detail: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(code, detail) }
    }

    /// Wrong fields of a card; the first gives the code.
    pub fn card_fields(errors: &[FieldError]) -> Self {
        let code = errors.first().map(server_code);
        let problem = |error: &FieldError| {
            let (field, code) = (error.field().name(), server_code(error).as_str());
            let message = format!("The sealed card's {field} was refused: {code}.");
            FieldProblem { field: field.into(), code: code.into(), message }
        };
        Self {
            field: errors.first().map(|error| error.field().name()),
            errors: Some(errors.iter().map(problem).collect()),
            ..Self::new(
                code.unwrap_or(ErrorCode::EncryptedCardInvalid),
                "The sealed card is not one that can be charged.",
            )
        }
    }

    /// The same refusal with the payment that stands in the way.
    pub fn with_payment(mut self, payment: Payment) -> Self {
        self.payment = Some(Box::new(payment));
        self
    }

    /// The same refusal, worth another try after so many seconds.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Something broke here; what, stands in the log.
    pub fn server_error() -> Self {
        Self::new(ErrorCode::ServerError, "Something failed here. Repeat the same request with the same key.")
    }

    /// No such resource, or not this caller's.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is no such resource for this caller.")
    }

    /// The code's word.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The document.
    pub fn render(self, request_id: &str) -> Response {
        let status =
            StatusCode::from_u16(self.code.status().unwrap_or(500)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Problem {
            kind: format!("urn:payments-widget:error:{}", self.code.as_str()),
            title: title(self.code),
            status: status.as_u16(),
            code: self.code.as_str().into(),
            detail: self.detail.into_owned(),
            field: self.field.map(Into::into),
            errors: self.errors,
            request_id: request_id.into(),
            payment: self.payment.map(|payment| *payment),
        };
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::server_error()
    }
}

/// The code of a wrong field over the wire. Empty and half typed are a form's words; here such a field is just invalid.
fn server_code(error: &FieldError) -> ErrorCode {
    let over_the_wire = |word: &str| ErrorCode::from_word(word).filter(|code| code.status().is_some());
    let stem = error.code().trim_end_matches("_required").trim_end_matches("_incomplete");
    over_the_wire(error.code())
        .or_else(|| over_the_wire(&format!("{stem}_invalid")))
        .unwrap_or(ErrorCode::EncryptedCardInvalid)
}

/// The code as a person would say it: `Amount mismatch`.
fn title(code: ErrorCode) -> String {
    let mut letters = code.as_str().chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|letter| if letter == '_' { ' ' } else { letter }).collect()
}

/// For every other path.
pub async fn not_found() -> Refusal {
    Refusal::new(ErrorCode::NotFound, "There is nothing under this path.")
}

/// For every other method of a path that is there.
pub async fn method_not_allowed() -> Refusal {
    Refusal::new(ErrorCode::MethodNotAllowed, "This path takes another method; see the Allow header.")
}
