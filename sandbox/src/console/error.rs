//! Why a page is not shown.

use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use payments_widget::protocol::problem::ErrorCode;

use crate::api::problem::{ApiError, has_nul};

/// Why a page is not shown. [`speak`](super::view::speak) gives it a page in the language of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConsoleError {
    /// Nobody is logged in.
    LogIn,
    /// No such page, or another developer's.
    NotFound,
    /// A POST that does not come from a page of the console.
    Foreign,
    /// A form that the console's pages do not send.
    Malformed,
    /// Something failed here.
    Failed,
}

impl ConsoleError {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::LogIn => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of its sentence.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::LogIn => "login.title",
            Self::NotFound => "error.not_found",
            Self::Foreign => "error.foreign",
            Self::Malformed => "error.malformed",
            Self::Failed => "error.failed",
        }
    }
}

impl IntoResponse for ConsoleError {
    fn into_response(self) -> Response {
        if self == Self::LogIn {
            return see("/console/login");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for ConsoleError {
    fn from(error: sqlx::Error) -> Self {
        if has_nul(&error) {
            return Self::Malformed;
        }
        tracing::error!(%error, "the database failed");
        Self::Failed
    }
}

/// For what the API refuses without a sentence of the console's own.
impl From<ApiError> for ConsoleError {
    fn from(error: ApiError) -> Self {
        match error.code() {
            ErrorCode::NotFound => Self::NotFound,
            ErrorCode::MalformedRequest => Self::Malformed,
            _ => Self::Failed,
        }
    }
}

/// Sends the browser to another page of the console, by GET.
pub(super) fn see(path: &str) -> Response {
    let path = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/console"));
    (StatusCode::SEE_OTHER, [(LOCATION, path), (CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response()
}
