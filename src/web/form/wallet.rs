//! A wallet whose own script gives a token, such as Apple Pay and Google Pay: the page's function is called in the payer's click,
//! as those scripts need it.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use super::Inner;
use super::payments::Rejection;
use crate::checkout::errors::OwnFailure;
use crate::checkout::order::wallet_token;
use crate::form::{AttemptEnd, Reason};
use crate::money::Money;
use crate::protocol::problem::ErrorCode;
use crate::web::js::object::Members;
use crate::web::js::to_page;
use crate::web::js::wait::wait;

impl Inner {
    /// Calls the page's function now, and `then` with the token once it is there. It may take the payer as long as they want.
    pub(super) fn authorize(
        self: &Rc<Self>,
        function: &Function,
        money: Money,
        then: impl FnOnce(&Rc<Self>, Result<String, Rejection>) + 'static,
    ) {
        let mut request = Members::default();
        request.add("amount", money.major());
        request.add("amountMinor", money.minor());
        request.add("currency", money.currency().code());
        let called = function.call1(&JsValue::UNDEFINED, &request.into_js());
        let form = self.clone();
        let promise = called.map_or_else(|thrown| Promise::reject(&thrown), |answer| Promise::resolve(&answer));
        wait(&promise, Box::new(move |answer| then(&form, token(answer))));
    }
}

/// What the page's function gave. Whatever it throws, nothing was paid: a payer who closes the wallet is no error of the page.
fn token(answer: Result<JsValue, JsValue>) -> Result<String, Rejection> {
    let answer = answer.map_err(|thrown| {
        let message = "authorize() of the wallet threw: the payer closed it, or it failed.";
        let closed = OwnFailure { retryable: true, ..OwnFailure::new(ErrorCode::Canceled.as_str(), message) };
        let failure = to_page::with_cause(to_page::own_failure(&closed), Some(&thrown));
        Rejection { failure, end: AttemptEnd::Stopped, again: false }
    })?;
    answer.as_string().and_then(wallet_token).ok_or_else(|| {
        let message = "authorize() must give a string of 1 byte to 16 KiB.";
        let wrong = OwnFailure::new(ErrorCode::InvalidOption.as_str(), message);
        Rejection::own(&wrong, AttemptEnd::Failed { reason: Reason::Other, errors: Vec::new() })
    })
}
