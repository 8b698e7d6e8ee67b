//! How a charge ended, and what a page's promise is settled with for it.

use wasm_bindgen::JsValue;

use crate::flow::event::Settled;
use crate::flow::outcome::Failure;
use crate::web::js::to_page;

/// Told how a charge ended.
pub type Tell = Box<dyn FnOnce(Result<Outcome, Ended>)>;

/// How a charge ended well.
pub struct Outcome {
    /// What came of it.
    pub settled: Settled,
    /// The brand's id and the last four digits, where a card was used.
    pub masked: Option<(Option<&'static str>, String)>,
}

/// How a charge ended badly.
pub struct Ended {
    /// Why.
    pub failure: Failure,
    /// What the page's session callback threw.
    pub cause: Option<JsValue>,
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self { failure, cause: None }
    }
}

/// What a promise is fulfilled with.
pub fn page_value(outcome: &Outcome) -> JsValue {
    match &outcome.settled {
        Settled::Paid(payment) => to_page::payment(payment),
        Settled::Token { jwe, key_id, session } => {
            let (brand, last4) = outcome.masked.as_ref().map_or((None, ""), |(brand, last4)| (*brand, last4.as_str()));
            to_page::token(jwe, key_id, session, brand, last4)
        }
    }
}

/// What a promise is rejected with.
pub fn page_failure(ended: &Ended) -> JsValue {
    let plain = to_page::failure(&ended.failure);
    if let Some(cause) = &ended.cause {
        // A plain object of our own takes every property.
        let _ = js_sys::Reflect::set(&plain, &"cause".into(), cause);
    }
    plain
}
