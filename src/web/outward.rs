//! What a page is given: the flat objects of the JavaScript surface, made by serde.
//!
//! Only outward, and only masked: nothing here ever holds a card number.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::flow::outcome::Failure;
use crate::money::{Currency, Money};
use crate::protocol::payment::{MethodKind, Payment, PaymentMethod};
use crate::protocol::problem::FieldProblem;
use crate::protocol::session::Session;

/// `Payment` of the JavaScript surface.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PagePayment<'a> {
    id: &'a str,
    session_id: &'a str,
    status: &'static str,
    amount: String,
    amount_minor: u64,
    currency: &'a str,
    livemode: bool,
    created_at: &'a str,
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<PageCard<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet_id: Option<&'a str>,
}

/// `MaskedCard` of the JavaScript surface.
#[derive(Serialize)]
struct PageCard<'a> {
    brand: Option<&'a str>,
    last4: &'a str,
}

/// `PaymentSession` of the JavaScript surface.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageSession<'a> {
    id: &'a str,
    status: &'static str,
    amount: String,
    amount_minor: u64,
    currency: &'a str,
    expires_at: &'a str,
    payment: Option<PagePayment<'a>>,
}

/// `CardToken` of the JavaScript surface.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageToken<'a> {
    token: &'a str,
    key_id: &'a str,
    session_id: &'a str,
    card: PageCard<'a>,
}

/// What JavaScript makes a `PaymentError` of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageFailure<'a> {
    code: &'static str,
    message: &'a str,
    outcome: &'static str,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    errors: Vec<PageFieldError<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decline_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// `FieldError` of the JavaScript surface.
#[derive(Serialize)]
struct PageFieldError<'a> {
    field: &'a str,
    code: &'a str,
    message: &'a str,
}

impl<'a> PagePayment<'a> {
    fn of(payment: &'a Payment) -> Self {
        let (method, card, wallet_id) = match &payment.payment_method {
            PaymentMethod::Card { card } => {
                let card = PageCard { brand: card.brand.as_deref(), last4: &card.last4 };
                (MethodKind::Card, Some(card), None)
            }
            PaymentMethod::Wallet { wallet_id } => (MethodKind::Wallet, None, Some(wallet_id.as_str())),
        };
        Self {
            id: &payment.id,
            session_id: &payment.session,
            status: payment.status.as_str(),
            amount: major(payment.amount, &payment.currency),
            amount_minor: payment.amount,
            currency: &payment.currency,
            livemode: payment.livemode,
            created_at: &payment.created_at,
            method: method.as_str(),
            card,
            wallet_id,
        }
    }
}

impl<'a> PageFieldError<'a> {
    fn of(error: &'a FieldProblem) -> Self {
        Self { field: &error.field, code: &error.code, message: &error.message }
    }
}

/// Major units; an amount in a currency that this version does not know stays as it came.
pub fn major(minor: u64, currency: &str) -> String {
    let money = Currency::parse(currency).and_then(|currency| Money::from_minor(minor, currency));
    money.map_or_else(|_| minor.to_string(), |money| money.major())
}

/// A payment for the page.
pub fn payment(payment: &Payment) -> JsValue {
    plain(&PagePayment::of(payment))
}

/// A session for the page.
pub fn session(session: &Session) -> JsValue {
    plain(&PageSession {
        id: &session.id,
        status: session.status.as_str(),
        amount: major(session.amount, &session.currency),
        amount_minor: session.amount,
        currency: &session.currency,
        expires_at: &session.expires_at,
        payment: session.payment.as_ref().map(PagePayment::of),
    })
}

/// A sealed card for the page, with its brand and last four digits.
pub fn token(jwe: &str, key_id: &str, session_id: &str, brand: Option<&str>, last4: &str) -> JsValue {
    plain(&PageToken { token: jwe, key_id, session_id, card: PageCard { brand, last4 } })
}

/// A failure for JavaScript to make a `PaymentError` of.
pub fn failure(failure: &Failure) -> JsValue {
    plain(&PageFailure {
        code: failure.code.as_str(),
        message: &failure.message,
        outcome: failure.outcome.as_str(),
        retryable: failure.retryable,
        field: failure.field.as_deref(),
        errors: failure.errors.iter().map(PageFieldError::of).collect(),
        decline_code: failure.decline_code.map(|code| code.as_str()),
        payment_id: failure.payment.as_ref().map(|payment| payment.id.as_str()),
        request_id: failure.request_id.as_deref(),
    })
}

/// A missing value is `null`, as the wire has it; serializing flat structs of texts and numbers cannot fail.
fn plain<T: Serialize>(value: &T) -> JsValue {
    let serializer = Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}
