//! Reading a request's body: JSON only, of at most 16 KiB, and nothing in it that is not known.

use std::borrow::Cow;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::problem::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use super::problem::Refusal;

/// The longest body, in bytes.
pub const LIMIT: usize = 16 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// For how long a body that is too long is still read, and thrown away.
const DRAIN: Duration = Duration::from_secs(2);

/// The raw body of a JSON request.
///
/// # Errors
/// `unsupported_media_type`, `request_too_large`, `malformed_request`.
pub async fn read(headers: &HeaderMap, mut body: Body) -> Result<Bytes, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::new(ErrorCode::UnsupportedMediaType, "Send the body as application/json."));
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let mut length: usize = 0;
    let mut bytes = Vec::new();
    // Read on past the limit: a browser that is cut off while it sends never reads why.
    let arriving = async {
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame?.into_data() {
                length = length.saturating_add(data.len());
                if length <= LIMIT {
                    bytes.extend_from_slice(&data);
                }
            }
        }
        Ok::<_, axum::Error>(())
    };
    let too_large = announced.is_some_and(|announced: usize| announced > LIMIT);
    let arrived = timeout(if too_large { DRAIN } else { PATIENCE }, arriving).await;
    if too_large || length > LIMIT {
        return Err(Refusal::new(ErrorCode::RequestTooLarge, "The body is longer than 16 KiB."));
    }
    match arrived {
        Ok(Ok(())) => Ok(bytes.into()),
        _ => Err(Refusal::new(ErrorCode::MalformedRequest, "The body ended early.")),
    }
}

/// Whether the media type is JSON's, and the encoding, if one is named, the only one that JSON has.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
    let mut charsets =
        parts.filter_map(|part| part.split_once('=')).filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    json && charsets.all(|(_, charset)| charset.trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// What the body says.
///
/// # Errors
/// `amount_invalid` or `installment_months_invalid` when one of them is a number but none that can be, else
/// `malformed_request`. Of the parser's words only the place is told, as they quote what they read.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let parsed = serde_json::from_slice(body);
    // Serde's structs would also take an array of their members.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let error = match parsed {
        Ok(parsed) if is_object => return Ok(parsed),
        Ok(_) => return Err(malformed("The body is not a JSON object.")),
        Err(error) => error,
    };
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let wrong = |name: &str, good: fn(u64) -> bool| {
        value.get(name).is_some_and(|number| number.is_number() && !number.as_u64().is_some_and(good))
    };
    if wrong("amount", |_| true) {
        return Err(amount_invalid());
    }
    if wrong("installment_months", |months| u8::try_from(months).is_ok()) {
        return Err(installments_invalid());
    }
    let (line, column) = (error.line(), error.column());
    Err(malformed(format!("The body is not the JSON that this request takes, from line {line}, column {column} on.")))
}

fn malformed(detail: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::MalformedRequest, detail)
}

/// The amount and currency of a request.
///
/// # Errors
/// `currency_invalid`, `amount_invalid`.
pub fn money(amount: u64, currency: &str) -> Result<Money, Refusal> {
    let currency = Currency::parse(currency).map_err(|_| {
        Refusal::field(ErrorCode::CurrencyInvalid, "currency", "The currency is an ISO 4217 code in capitals.")
    })?;
    Money::from_minor(amount, currency).map_err(|_| amount_invalid())
}

fn amount_invalid() -> Refusal {
    Refusal::field(ErrorCode::AmountInvalid, "amount", "The amount is an integer of minor units, from 1 to below 2^53.")
}

/// The monthly payments are none that are offered.
pub fn installments_invalid() -> Refusal {
    Refusal::field(
        ErrorCode::InstallmentMonthsInvalid,
        "installmentMonths",
        "These monthly payments are not offered for this amount.",
    )
}

/// Answers JSON.
pub fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    (status, Json(answer)).into_response()
}
