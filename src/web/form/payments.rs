//! How a form pays: the JavaScript objects [`Payments`] and [`FollowUp`], which it calls, and [`FormListener`], which they call.
//!
//! The module that pays is behind them, and may come later than the form. Nothing here knows a request, a session or a key, so
//! that a form can also pay through another page.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

use super::Inner;
use crate::checkout::handover;
use crate::flow::failure::Failure;
use crate::protocol::payment::Payment;
use crate::protocol::read;
use crate::web::card::order::PaymentOrder;
use crate::web::js::words::Words;

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

    /// Starts a charge. It runs by itself, and may end before this returns.
    #[wasm_bindgen(method)]
    pub fn charge(this: &Payments, options: &JsValue, order: PaymentOrder, listener: FormListener);

    /// Follows the last charge, whose outcome is unknown, until its outcome is known.
    #[wasm_bindgen(method, js_name = followUp)]
    pub fn follow_up(this: &Payments, listener: FormListener) -> FollowUp;

    /// A follow-up that runs by itself, until it is stopped.
    pub type FollowUp;

    /// Checks the outcome now. False where no check can learn more.
    #[wasm_bindgen(method, js_name = checkNow)]
    pub fn check_now(this: &FollowUp) -> bool;

    /// Goes on with the payment that waits for the payer.
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

/// How a charge failed.
pub(super) struct Rejection {
    /// Why.
    pub failure: Failure,
    /// What the page's session callback threw.
    pub cause: Option<JsValue>,
    /// The form had kept the session from an earlier attempt; a new one is to be had.
    pub session_was_kept: bool,
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        Self { failure, cause: None, session_was_kept: false }
    }
}

/// What a form is told of one charge, or of one follow-up. What is called after the end has no effect.
#[wasm_bindgen]
pub struct FormListener {
    form: Weak<Inner>,
    /// A charge keeps its form until it ends, so that the promises of the form are settled. A follow-up does not.
    kept: RefCell<Option<Rc<Inner>>>,
    attempt: Rc<Cell<bool>>,
    follows: bool,
}

impl FormListener {
    /// Of a charge.
    pub(super) fn of_charge(form: &Rc<Inner>, attempt: Rc<Cell<bool>>) -> Self {
        Self { form: Rc::downgrade(form), kept: RefCell::new(Some(form.clone())), attempt, follows: false }
    }

    /// Of the follow-up of an attempt.
    pub(super) fn of_follow_up(form: &Rc<Inner>, attempt: Rc<Cell<bool>>) -> Self {
        Self { form: Rc::downgrade(form), kept: RefCell::default(), attempt, follows: true }
    }

    fn tell(&self, tell: impl FnOnce(&Rc<Inner>)) {
        if let Some(form) = self.form.upgrade() {
            tell(&form);
        }
    }

    fn ended(&self, result: Result<Box<Payment>, Rejection>) {
        self.tell(|form| match self.follows {
            true => form.follow_up_ended(&self.attempt, result),
            false => form.ended(&self.attempt, result),
        });
        self.kept.take();
    }
}

#[wasm_bindgen]
impl FormListener {
    /// The words of the form.
    pub fn words(&self) -> Option<Words> {
        self.form.upgrade().map(|form| form.host.words())
    }

    /// The element of the form that holds the card issuer's dialog.
    pub fn place(&self) -> Option<Element> {
        self.form.upgrade()?.stage()
    }

    /// An action of the payer is opened or closed. `kind` is a word of [`ActionKind`](crate::protocol::action::ActionKind).
    pub fn action(&self, kind: &str, opened: bool) {
        self.tell(|form| form.on_action(kind, opened));
    }

    /// The payment is about to be sent; also before each repeat.
    pub fn posted(&self) {
        self.tell(|form| form.posted());
    }

    /// The end: it is paid.
    pub fn paid(&self, payment: &JsValue) {
        match read::payment(payment) {
            Some(payment) => self.ended(Ok(Box::new(payment))),
            None => self.ended(Err(Failure::unknown(None, None).into())),
        }
    }

    /// The end: it failed, or in a follow-up with the outcome `unknown` no check can learn more. `failure` is as
    /// [`handover::failure`] writes it, `cause` what the page's session callback threw.
    pub fn failed(&self, failure: &JsValue, cause: JsValue, session_was_kept: bool) {
        let cause = Some(cause).filter(|cause| !cause.is_undefined());
        self.ended(Err(Rejection { failure: handover::read_failure(failure), cause, session_was_kept }));
    }

    /// A check of an unknown outcome brought nothing new. `late`: it has been unknown for about a minute.
    #[wasm_bindgen(js_name = stillUnknown)]
    pub fn still_unknown(&self, late: bool) {
        self.tell(|form| form.still_unknown(late));
    }

    /// A payment waits for the payer.
    pub fn offer(&self, payment: &JsValue) {
        if let Some(payment) = read::payment(payment) {
            self.tell(|form| form.offered(&payment));
        }
    }

    /// It has waited for about 20 minutes.
    #[wasm_bindgen(js_name = payerLate)]
    pub fn payer_late(&self) {
        self.tell(|form| form.reject_unknown());
    }
}
