//! How a form pays: the JavaScript objects [`Payments`] and [`FollowUp`], which it calls. They call its `FormListener`.
//!
//! The module that pays is behind them, and may come later than the form. Nothing here knows a request, a session or a key, so
//! that a form can also pay through another page.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::checkout::errors::OwnFailure;
use crate::form::AttemptEnd;
use crate::web::card::order::PaymentOrder;
use crate::web::js::to_page;

#[wasm_bindgen]
extern "C" {
    /// What pays for one form. Its methods never throw.
    #[derive(Clone)]
    pub type Payments;

    /// Asks for what every charge with a card needs and is the same for all: the encryption key. What goes wrong is said when a
    /// card is charged.
    #[wasm_bindgen(method)]
    pub fn prepare(this: &Payments);

    /// Asks about the saved cards of the payer of this form's session, which is one for this amount. `options`: those of the form.
    /// `answer` is called once, with the API's answer, or without one and whether there is no such card.
    #[wasm_bindgen(method, js_name = savedCards)]
    pub fn saved_cards(
        this: &Payments,
        options: &JsValue,
        amount: &JsValue,
        what: &str,
        id: Option<&str>,
        answer: &JsValue,
    );

    /// Starts a charge. It runs by itself, and may end before this returns. `listener` is a `FormListener`.
    #[wasm_bindgen(method)]
    pub fn charge(this: &Payments, options: &JsValue, order: PaymentOrder, listener: JsValue);

    /// Follows the last charge, whose outcome is unknown, until its outcome is known. `listener` is a `FormListener`.
    #[wasm_bindgen(method, js_name = followUp)]
    pub fn follow_up(this: &Payments, listener: JsValue) -> FollowUp;

    /// A follow-up that runs by itself, until it is stopped.
    pub type FollowUp;

    /// Checks the outcome now. False where no check can learn more.
    #[wasm_bindgen(method, js_name = checkNow)]
    pub fn check_now(this: &FollowUp) -> bool;

    /// Continues the payment that waits for the payer.
    #[wasm_bindgen(method)]
    pub fn resume(this: &FollowUp);

    /// Gives it up.
    #[wasm_bindgen(method, js_name = giveUp)]
    pub fn give_up(this: &FollowUp);

    /// Nothing is reported any more.
    #[wasm_bindgen(method)]
    pub fn stop(this: &FollowUp);
}

/// A follow-up, which is stopped when this is dropped.
pub(super) struct Following(pub FollowUp);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// How an attempt ended that did not pay.
pub(super) struct Rejection {
    /// Why, as JavaScript makes a `PaymentError` of it.
    pub failure: JsValue,
    /// What the form shows of it.
    pub end: AttemptEnd,
    /// The same press pays again, with a new session.
    pub again: bool,
}

impl Rejection {
    /// Of what the form itself has found.
    pub(super) fn own(failure: &OwnFailure, end: AttemptEnd) -> Self {
        Self { failure: to_page::own_failure(failure), end, again: false }
    }
}
