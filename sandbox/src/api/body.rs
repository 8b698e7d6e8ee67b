//! Reading a request's body: JSON only, of at most 16 KiB, and nothing in it that is not known.

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use payments_widget::protocol::problem::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::Refusal;

/// The longest body, in bytes.
const LIMIT: usize = 16 * 1024;

/// The raw body of a JSON request.
///
/// # Errors
/// `unsupported_media_type`, `request_too_large`, `malformed_request`.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    if media_type(headers).is_none_or(|media_type| !media_type.eq_ignore_ascii_case("application/json")) {
        return Err(Refusal::new(ErrorCode::UnsupportedMediaType, "Send the body as application/json."));
    }
    let too_large = || Refusal::new(ErrorCode::RequestTooLarge, "The body is longer than 16 KiB.");
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LIMIT) {
        return Err(too_large());
    }
    to_bytes(body, LIMIT).await.map_err(|_| match announced {
        // It said that it would fit, so it is the connection that broke.
        Some(_) => Refusal::new(ErrorCode::MalformedRequest, "The body ended early."),
        None => too_large(),
    })
}

/// The media type without its parameters.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split_once(';').map_or(value, |(media_type, _)| media_type).trim())
}

/// What the body says.
///
/// # Errors
/// `amount_invalid` when it is only the amount that is no positive integer, else `malformed_request`. Of the parser's
/// words only the place is told, as they quote what they read.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let amount = serde_json::from_slice(body).ok().and_then(|value: Value| value.get("amount").cloned());
        if amount.is_some_and(|amount| amount.is_number() && !amount.is_u64()) {
            return amount_invalid();
        }
        let (line, column) = (error.line(), error.column());
        Refusal::new(
            ErrorCode::MalformedRequest,
            format!("The body is not the JSON that this request takes, from line {line}, column {column} on."),
        )
    })
}

/// The amount is none.
pub fn amount_invalid() -> Refusal {
    Refusal::field(ErrorCode::AmountInvalid, "amount", "The amount is an integer of minor units, from 1 to below 2^53.")
}

/// Answers JSON.
pub fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    (status, Json(answer)).into_response()
}
