//! The API's answers, read member by member into the types of `protocol`, and its requests, written so.
//!
//! An answer that lacks a member is no answer: `None`, never a guess.

use wasm_bindgen::{JsCast, JsValue};

use crate::flow::retry::Fault;
use crate::jwe::jwk::Jwk;
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::protocol::payment::{
    BrowserInfo, CardSummary, DeclineCode, Payment, PaymentMethod, PaymentMethodData, PaymentRequest, PaymentStatus,
};
use crate::protocol::problem::{ErrorCode, FieldProblem, Problem};
use crate::protocol::session::{Session, SessionClaim, SessionStatus};
use crate::web::js::object::Members;
use crate::web::js::options::{own, own_flag, own_text, own_whole};

/// Reads the members of an answer, and remembers whether one that must be there is lacking.
struct Answer<'a> {
    json: &'a JsValue,
    whole: bool,
}

impl<'a> Answer<'a> {
    fn of(json: &'a JsValue) -> Self {
        Self { json, whole: true }
    }

    fn must<T: Default>(&mut self, value: Option<T>) -> T {
        self.whole &= value.is_some();
        value.unwrap_or_default()
    }

    fn text(&mut self, key: &str) -> String {
        let value = own_text(self.json, key);
        self.must(value)
    }

    fn whole(&mut self, key: &str) -> u64 {
        let value = own_whole(self.json, key);
        self.must(value)
    }

    fn flag(&mut self, key: &str) -> bool {
        let value = own_flag(self.json, key);
        self.must(value)
    }

    /// What was read, if nothing was lacking.
    fn done<T>(self, value: T) -> Option<T> {
        self.whole.then_some(value)
    }
}

/// `GET /payments/{id}` and `POST /payments`.
pub fn payment(json: &JsValue) -> Option<Payment> {
    let status = PaymentStatus::from_word(&own_text(json, "status")?)?;
    let payment_method = method_used(&own(json, "payment_method")?)?;
    let mut answer = Answer::of(json);
    let payment = Payment {
        id: answer.text("id"),
        session: answer.text("session"),
        status,
        amount: answer.whole("amount"),
        currency: answer.text("currency"),
        livemode: answer.flag("livemode"),
        payment_method,
        decline_code: own_text(json, "decline_code").map(|word| decline_code(&word)),
        network_decline_code: None,
        next_action: own(json, "next_action").and_then(|action| next_action(&action)),
        created_at: answer.text("created_at"),
    };
    answer.done(payment)
}

fn method_used(json: &JsValue) -> Option<PaymentMethod> {
    match own_text(json, "type")?.as_str() {
        "card" => {
            let card = own(json, "card")?;
            let card = CardSummary { brand: own_text(&card, "brand"), last4: own_text(&card, "last4")? };
            Some(PaymentMethod::Card { card })
        }
        "wallet" => Some(PaymentMethod::Wallet { wallet_id: own_text(json, "wallet_id")? }),
        _ => None,
    }
}

/// `GET /payment_sessions/{id}` as a page may read it.
pub fn session(json: &JsValue) -> Option<Session> {
    let status = SessionStatus::from_word(&own_text(json, "status")?)?;
    let mut answer = Answer::of(json);
    let session = Session {
        id: answer.text("id"),
        client_secret: None,
        status,
        amount: answer.whole("amount"),
        currency: answer.text("currency"),
        livemode: answer.flag("livemode"),
        expires_at: answer.text("expires_at"),
        payment: own(json, "payment").and_then(|newest| {
            let newest = payment(&newest);
            answer.whole &= newest.is_some();
            newest
        }),
        order_id: None,
        payer: None,
        payment_method_types: None,
        return_url: None,
    };
    answer.done(session)
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
    let mut answer = Answer::of(json);
    let problem = Problem {
        kind: answer.text("type"),
        title: answer.text("title"),
        status,
        code: word,
        detail: answer.text("detail"),
        field: own_text(json, "field"),
        errors: own(json, "errors").map(|errors| field_problems(&errors)),
        request_id: own_text(json, "request_id").unwrap_or_default(),
        payment: own(json, "payment").and_then(|newest| payment(&newest)),
    };
    answer.done(Fault::Refused { code, problem: Box::new(problem), retry_after })
}

/// What is not understood is left out.
fn field_problems(json: &JsValue) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for error in json.dyn_ref::<js_sys::Array>().into_iter().flat_map(js_sys::Array::iter) {
        let mut answer = Answer::of(&error);
        let problem =
            FieldProblem { field: answer.text("field"), code: answer.text("code"), message: answer.text("message") };
        problems.extend(answer.done(problem));
    }
    problems
}

/// A reason that this version does not know is still a refusal.
fn decline_code(word: &str) -> DeclineCode {
    DeclineCode::from_word(word).unwrap_or(DeclineCode::Generic)
}

fn next_action(json: &JsValue) -> Option<NextAction> {
    let kind = ActionKind::from_word(&own_text(json, "type")?)?;
    let mut answer = Answer::of(json);
    let action = NextAction {
        id: answer.text("id"),
        kind,
        display: own_text(json, "display").map(|word| Display::from_word(&word).unwrap_or(Display::Challenge)),
        url: answer.text("url"),
        expires_at: answer.text("expires_at"),
    };
    answer.done(action)
}

/// The body of `POST /payments`; the same value gives the same bytes.
pub fn payment_request(request: &PaymentRequest) -> JsValue {
    let mut body = Members::default();
    body.add("amount", request.amount);
    body.add("currency", request.currency.as_str());
    body.add("payment_method", payment_method(&request.payment_method));
    body.add_some("installment_months", request.installment_months.map(u32::from));
    body.add_some("browser_info", request.browser_info.as_ref().map(browser_info));
    body.add_some("return_url", request.return_url.as_deref());
    json(body)
}

fn payment_method(method: &PaymentMethodData) -> Members {
    let mut body = Members::default();
    match method {
        PaymentMethodData::Card { encrypted_card } => {
            body.add("type", "card");
            body.add("encrypted_card", encrypted_card.as_str());
        }
        PaymentMethodData::Wallet { wallet_id } => {
            body.add("type", "wallet");
            body.add("wallet_id", wallet_id.as_str());
        }
    }
    body
}

fn browser_info(info: &BrowserInfo) -> Members {
    let mut body = Members::default();
    body.add("language", info.language.as_str());
    body.add("color_depth", info.color_depth);
    body.add("screen_width", info.screen_width);
    body.add("screen_height", info.screen_height);
    body.add("time_zone_offset", info.time_zone_offset);
    body.add("java_enabled", info.java_enabled);
    body.add("javascript_enabled", info.javascript_enabled);
    body.add("user_agent", info.user_agent.as_str());
    body.add("challenge_window_size", info.challenge_window_size.as_str());
    body
}

/// The body for the merchant's session URL.
pub fn session_claim(claim: &SessionClaim) -> JsValue {
    let mut body = Members::default();
    body.add("amount", claim.amount);
    body.add("currency", claim.currency.as_str());
    body.add("method", claim.method.as_str());
    json(body)
}

fn json(body: Members) -> JsValue {
    js_sys::JSON::stringify(&body.into_js()).map_or(JsValue::NULL, JsValue::from)
}
