//! How a charge ended, and what a page's promise is settled with for it.

use wasm_bindgen::JsValue;

use crate::flow::failure::Failure;
use crate::flow::messages::ChargeEnd;
use crate::protocol::payment::CardSummary;
use crate::web::js::to_page;

/// Called once, with the end of a charge.
pub type OnSettled = Box<dyn FnOnce(Result<ChargeSuccess, ChargeError>)>;

/// How a charge succeeded.
pub struct ChargeSuccess {
    /// Its end.
    pub settled: ChargeEnd,
    /// What may be shown of the card, where one was used.
    pub card: Option<CardSummary>,
}

/// How a charge failed.
#[derive(Clone)]
pub struct ChargeError {
    /// Why.
    pub failure: Failure,
    /// What the page's session callback threw.
    pub cause: Option<JsValue>,
    /// What can be followed where the outcome is unknown.
    pub attempt: Option<Attempt>,
}

/// A charge's session, for whoever follows an unknown outcome.
#[derive(Clone)]
pub struct Attempt {
    /// The client secret.
    pub secret: String,
    /// The session's id.
    pub session: String,
    /// The newest payment of the session that this page had seen before the charge.
    pub known_payment: Option<String>,
}

impl Attempt {
    /// An attempt on a session of which nothing else is known.
    pub fn of(secret: String, session: String) -> Self {
        Self { secret, session, known_payment: None }
    }
}

impl From<Failure> for ChargeError {
    fn from(failure: Failure) -> Self {
        Self { failure, cause: None, attempt: None }
    }
}

/// What a promise is fulfilled with.
pub fn page_value(outcome: &ChargeSuccess) -> JsValue {
    match &outcome.settled {
        ChargeEnd::Paid(payment) => to_page::payment(payment),
        ChargeEnd::Token { jwe, key_id, session } => {
            let card = outcome.card.as_ref();
            let (brand, last4) = card.map_or((None, ""), |card| (card.brand.as_deref(), card.last4.as_str()));
            to_page::token(jwe, key_id, session, brand, last4)
        }
    }
}

/// What a promise is rejected with.
pub fn page_failure(ended: &ChargeError) -> JsValue {
    to_page::with_cause(to_page::failure(&ended.failure), ended.cause.as_ref())
}
