//! Reading a request's body: JSON of a limited length, without unknown members, with values in their ranges.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use payments_widget::money::{Currency, Money};
use payments_widget::protocol::payment::{BrowserInfo, COLOR_DEPTHS, PaymentMethodData, PaymentRequest};
use payments_widget::protocol::problem::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::problem::ApiError;
use crate::arrival::{self, Missing};

/// The longest body, in KiB.
const LONGEST_KIB: usize = 16;
/// The longest body with a wallet's token, in KiB: 16 KiB of token, of which JSON may escape every character, and the rest.
const LONGEST_KIB_WITH_TOKEN: usize = 48;
/// The longest side of a screen in CSS pixels: in EMV 3-D Secure, `browserScreenWidth` and `browserScreenHeight` have at most six digits.
const MAX_SCREEN_SIDE: u32 = 999_999;
/// Minutes from local time to UTC, from UTC+14 to UTC−12 (EMV 3-D Secure, `browserTZ`).
const TIME_ZONE_OFFSETS: RangeInclusive<i32> = -14 * 60..=12 * 60;
/// The sizes of a challenge's window (EMV 3-D Secure, `challengeWindowSize`).
const WINDOW_SIZES: [&str; 5] = ["01", "02", "03", "04", "05"];

/// The raw body of a JSON request, byte for byte as it was sent.
///
/// Refused with `unsupported_media_type`, `request_too_large`, `malformed_request`.
pub struct JsonBytes(pub Bytes);

impl<S: Sync> FromRequest<S> for JsonBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        read(&parts.headers, body, LONGEST_KIB).await.map(Self)
    }
}

/// The same of a payment, which may be longer if it has a wallet's token.
pub struct PaymentBytes(pub Bytes);

impl<S: Sync> FromRequest<S> for PaymentBytes {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, LONGEST_KIB_WITH_TOKEN).await?;
        if bytes.len() > LONGEST_KIB * 1024 && !has_wallet_token(&bytes) {
            return Err(too_large(LONGEST_KIB));
        }
        Ok(Self(bytes))
    }
}

fn has_wallet_token(body: &[u8]) -> bool {
    serde_json::from_slice(body).is_ok_and(|request: PaymentRequest| {
        matches!(request.payment_method, PaymentMethodData::Wallet { token: Some(_), .. })
    })
}

fn too_large(kib: usize) -> ApiError {
    ApiError::new(ErrorCode::RequestTooLarge, format!("The body is longer than {kib} KiB."))
}

async fn read(headers: &HeaderMap, body: Body, kib: usize) -> Result<Bytes, ApiError> {
    if !is_json(headers) {
        return Err(ApiError::new(ErrorCode::UnsupportedMediaType, "Send the body as application/json."));
    }
    arrived(headers, body, kib).await
}

async fn arrived(headers: &HeaderMap, body: Body, kib: usize) -> Result<Bytes, ApiError> {
    arrival::body(headers, body, kib * 1024).await.map_err(|missing| match missing {
        Missing::TooLong => too_large(kib),
        Missing::Cut => ApiError::malformed("The body ended early."),
    })
}

/// A form that a page posts.
///
/// Refused with `request_too_large`, `unsupported_media_type`, `malformed_request`.
pub struct PostedForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for PostedForm<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = arrived(&parts.headers, body, LONGEST_KIB).await?;
        let request = Request::from_parts(parts, Body::from(bytes));
        Form::from_request(request, state).await.map(|Form(form)| Self(form)).map_err(|rejection| match rejection {
            FormRejection::InvalidFormContentType(_) => {
                ApiError::new(ErrorCode::UnsupportedMediaType, "This page sends a form.")
            }
            _ => ApiError::malformed("The form cannot be read."),
        })
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

/// The body as `T`.
///
/// # Errors
/// `amount_invalid` or `installment_months_invalid` if that member is a number out of its type's range, else
/// `malformed_request`. Of the parser's message only the place and the name of a missing or unknown member are passed on, because
/// it quotes what it read.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let error = match serde_json::from_slice(body) {
        Ok(parsed) => {
            let value: Value = serde_json::from_slice(body).unwrap_or_default();
            if value.is_object() && !holds_wrong_list(&value) {
                return Ok(parsed);
            }
            return Err(ApiError::malformed("The body, or a member of it, is a list in place of a JSON object."));
        }
        Err(error) => error,
    };
    // As text: a number such as 1e999 has no value.
    let members: HashMap<String, &RawValue> = serde_json::from_slice(body).unwrap_or_default();
    let wrong = |name: &str, good: fn(&str) -> bool| {
        members.get(name).map(|member| member.get()).is_some_and(|json| is_number(json) && !good(json))
    };
    if wrong("amount", |amount| amount.parse::<u64>().is_ok()) {
        return Err(amount_invalid());
    }
    if wrong("installment_months", |months| months.parse::<u8>().is_ok()) {
        return Err(installments_invalid());
    }
    let (line, column) = (error.line(), error.column());
    let place = format!("from line {line}, column {column} on");
    Err(ApiError::malformed(match wrong_member(&error.to_string()) {
        Some(wrong) => format!("The body is not the JSON that this request takes: {wrong}, {place}."),
        None => format!("The body is not the JSON that this request takes, {place}."),
    }))
}

/// Whether a JSON value is a number.
fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// `missing member payer` or `unknown member metadata`, of serde's message. The rest of it quotes what was sent; the name of an
/// unknown member is repeated only if it looks like a name, as it could be a card number.
fn wrong_member(message: &str) -> Option<String> {
    let named = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    if let Some(name) = named("missing field `") {
        return Some(format!("missing member {name}"));
    }
    let name = named("unknown field `")?;
    let is_name = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    Some(if is_name { format!("unknown member {name}") } else { "unknown member".to_owned() })
}

/// Serde's structs also take a list of their members. The only lists of this API are of words.
fn holds_wrong_list(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        members.iter().any(|(name, value)| match value {
            Value::Array(_) => !["payment_method_types", "events"].contains(&name.as_str()),
            value => holds_wrong_list(value),
        })
    })
}

/// The money of a request, from minor units and an ISO 4217 code.
///
/// # Errors
/// `currency_invalid`, `amount_invalid`.
pub fn money(amount: u64, currency: &str) -> Result<Money, ApiError> {
    let currency = Currency::parse(currency).map_err(|_| {
        ApiError::field(ErrorCode::CurrencyInvalid, "currency", "The currency is an ISO 4217 code in capitals.")
    })?;
    Money::from_minor(amount, currency).map_err(|_| amount_invalid())
}

fn amount_invalid() -> ApiError {
    ApiError::field(
        ErrorCode::AmountInvalid,
        "amount",
        "The amount is an integer of minor units, from 1 to below 2^53.",
    )
}

/// Checks the browser data for EMV 3-D Secure against the ranges that issuers accept.
///
/// # Errors
/// `malformed_request` with the name of the first member that is out of range.
pub fn check_browser_info(browser: &BrowserInfo) -> Result<(), ApiError> {
    let checks = [
        (COLOR_DEPTHS.contains(&browser.color_depth), "browser_info.color_depth is 1, 4, 8, 15, 16, 24, 32 or 48."),
        (browser.screen_width <= MAX_SCREEN_SIDE, "browser_info.screen_width is 0 to 999999."),
        (browser.screen_height <= MAX_SCREEN_SIDE, "browser_info.screen_height is 0 to 999999."),
        (TIME_ZONE_OFFSETS.contains(&browser.time_zone_offset), "browser_info.time_zone_offset is -840 to 720."),
        (
            WINDOW_SIZES.contains(&browser.challenge_window_size.as_str()),
            "browser_info.challenge_window_size is 01, 02, 03, 04 or 05.",
        ),
    ];
    match checks.into_iter().find(|(good, _)| !good) {
        Some((_, detail)) => Err(ApiError::malformed(detail)),
        None => Ok(()),
    }
}

/// `installment_months_invalid`.
pub fn installments_invalid() -> ApiError {
    ApiError::field(
        ErrorCode::InstallmentMonthsInvalid,
        "installmentMonths",
        "These monthly payments are not offered for this amount.",
    )
}

/// A JSON answer.
pub fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    (status, Json(answer)).into_response()
}
