//! The API's answers, read member by member into the types of `protocol`.
//!
//! An answer that lacks a member is no answer: `None`, never a guess.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use super::options::{own, own_flag, own_text, own_whole};
use crate::flow::retry::Fault;
use crate::jwe::jwk::Jwk;
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::protocol::payment::{CardSummary, DeclineCode, Payment, PaymentMethod, PaymentStatus};
use crate::protocol::problem::{ErrorCode, FieldProblem, Problem};
use crate::protocol::session::{Session, SessionStatus};

/// `GET /payments/{id}` and `POST /payments`.
pub fn payment(json: &JsValue) -> Option<Payment> {
    let method = own(json, "payment_method")?;
    let payment_method = match own_text(&method, "type")?.as_str() {
        "card" => {
            let card = own(&method, "card")?;
            let card = CardSummary { brand: own_text(&card, "brand"), last4: own_text(&card, "last4")? };
            PaymentMethod::Card { card }
        }
        "wallet" => PaymentMethod::Wallet { wallet_id: own_text(&method, "wallet_id")? },
        _ => return None,
    };
    Some(Payment {
        id: own_text(json, "id")?,
        session: own_text(json, "session")?,
        status: payment_status(&own_text(json, "status")?)?,
        amount: own_whole(json, "amount")?,
        currency: own_text(json, "currency")?,
        livemode: own_flag(json, "livemode")?,
        payment_method,
        decline_code: own_text(json, "decline_code").map(|word| decline_code(&word)),
        network_decline_code: None,
        next_action: own(json, "next_action").and_then(|action| next_action(&action)),
        created_at: own_text(json, "created_at")?,
    })
}

/// `GET /payment_sessions/{id}` as a page may read it.
pub fn session(json: &JsValue) -> Option<Session> {
    Some(Session {
        id: own_text(json, "id")?,
        client_secret: None,
        status: match own_text(json, "status")?.as_str() {
            "open" => SessionStatus::Open,
            "complete" => SessionStatus::Complete,
            "expired" => SessionStatus::Expired,
            _ => return None,
        },
        amount: own_whole(json, "amount")?,
        currency: own_text(json, "currency")?,
        livemode: own_flag(json, "livemode")?,
        expires_at: own_text(json, "expires_at")?,
        payment: match own(json, "payment") {
            Some(newest) => Some(payment(&newest)?),
            None => None,
        },
        order_id: None,
        payer: None,
        payment_method_types: None,
        return_url: None,
    })
}

/// An answer that is JSON and not ours is none.
///
/// # Errors
/// [`Fault::Unreadable`].
pub fn read<T>(answer: Option<T>) -> Result<T, Fault> {
    answer.ok_or(Fault::Unreadable { status: 200 })
}

/// `GET /jwks.json`; a key that is not understood is left out.
pub fn keys(json: &JsValue) -> Option<Vec<Jwk>> {
    let keys = own(json, "keys")?.dyn_into::<js_sys::Array>().ok()?;
    let member = |key: &JsValue, name| own_text(key, name).unwrap_or_default();
    let read = |key: JsValue| Jwk {
        kty: member(&key, "kty"),
        crv: member(&key, "crv"),
        usage: member(&key, "use"),
        alg: member(&key, "alg"),
        kid: member(&key, "kid"),
        x: member(&key, "x"),
        y: member(&key, "y"),
    };
    // A key whose private half stands beside it protects nothing.
    Some(keys.iter().filter(|key| own(key, "d").is_none()).map(read).collect())
}

/// A problem document with a code of the contract; anything else is not the API's answer.
pub fn refusal(json: &JsValue, status: u16, retry_after: Option<u32>) -> Option<Fault> {
    let word = own_text(json, "code")?;
    let code = ErrorCode::from_word(&word)?;
    let problem = Problem {
        kind: own_text(json, "type")?,
        title: own_text(json, "title")?,
        status,
        code: word,
        detail: own_text(json, "detail")?,
        field: own_text(json, "field"),
        errors: own(json, "errors").map(|errors| field_problems(&errors)),
        request_id: own_text(json, "request_id").unwrap_or_default(),
        payment: own(json, "payment").and_then(|newest| payment(&newest)),
    };
    Some(Fault::Refused { code, problem: Box::new(problem), retry_after })
}

fn field_problems(json: &JsValue) -> Vec<FieldProblem> {
    let read = |error: JsValue| {
        Some(FieldProblem {
            field: own_text(&error, "field")?,
            code: own_text(&error, "code")?,
            message: own_text(&error, "message")?,
        })
    };
    json.dyn_ref::<js_sys::Array>().map(|errors| errors.iter().filter_map(read).collect()).unwrap_or_default()
}

fn payment_status(word: &str) -> Option<PaymentStatus> {
    Some(match word {
        "requires_action" => PaymentStatus::RequiresAction,
        "processing" => PaymentStatus::Processing,
        "succeeded" => PaymentStatus::Succeeded,
        "declined" => PaymentStatus::Declined,
        "canceled" => PaymentStatus::Canceled,
        _ => return None,
    })
}

/// A reason that this version does not know is still a refusal.
fn decline_code(word: &str) -> DeclineCode {
    DeclineCode::ALL.into_iter().find(|code| code.as_str() == word).unwrap_or(DeclineCode::Generic)
}

fn next_action(json: &JsValue) -> Option<NextAction> {
    Some(NextAction {
        id: own_text(json, "id")?,
        kind: match own_text(json, "type")?.as_str() {
            "three_d_secure" => ActionKind::ThreeDSecure,
            "redirect" => ActionKind::Redirect,
            _ => return None,
        },
        display: own_text(json, "display")
            .map(|word| if word == "hidden" { Display::Hidden } else { Display::Challenge }),
        url: own_text(json, "url")?,
        expires_at: own_text(json, "expires_at")?,
    })
}

/// A request's body: JSON with the members in the order of the type, so that the same value gives the same bytes.
pub fn body<T: Serialize>(value: &T) -> JsValue {
    let object = value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL);
    js_sys::JSON::stringify(&object).map_or(JsValue::NULL, JsValue::from)
}
