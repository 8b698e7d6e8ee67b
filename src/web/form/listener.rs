//! `FormListener`: what becomes of a charge or of a follow-up, as the module that pays tells the form.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

use super::Inner;
use super::payments::Rejection;
use crate::checkout::handover;
use crate::checkout::settle;
use crate::form::FormEvent;
use crate::web::js::options::own_text;
use crate::web::js::words::Words;

/// What the module that pays reports to a form: of one charge, or of one follow-up. What is called after the end has no effect.
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

    fn ended(&self, result: Result<JsValue, Rejection>) {
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

    /// The end: it is paid. `payment` is for the page, as [`handover::payment`] writes it.
    pub fn paid(&self, payment: JsValue) {
        self.ended(Ok(payment));
    }

    /// The end: it failed, or in a follow-up with the outcome `unknown` no check can learn more. `failure` is for the page, as
    /// [`handover::failure`] writes it, `end` as [`handover::attempt_end`] does. `again`: the same press pays again.
    pub fn failed(&self, failure: JsValue, end: &JsValue, again: bool) {
        self.ended(Err(Rejection { failure, end: handover::read_attempt_end(end), again }));
    }

    /// The end: the module that pays could not be loaded, with the `PaymentError` that says why.
    #[wasm_bindgen(js_name = notLoaded)]
    pub fn not_loaded(&self, failure: JsValue) {
        let word = |name| own_text(&failure, name).unwrap_or_default();
        let end = settle::not_loaded(&word("code"), &word("outcome"));
        self.ended(Err(Rejection { failure, end, again: false }));
    }

    /// A check of an unknown outcome brought nothing new. `late`: it has been unknown for about a minute.
    #[wasm_bindgen(js_name = stillUnknown)]
    pub fn still_unknown(&self, late: bool) {
        self.tell(|form| form.still_unknown(late));
    }

    /// A payment waits for the payer: `open` is as [`handover::open_payment`] writes it.
    pub fn offer(&self, open: &JsValue) {
        self.tell(|form| form.dispatch(FormEvent::Offered(handover::read_open_payment(open))));
    }

    /// It has waited for about 20 minutes.
    #[wasm_bindgen(js_name = payerLate)]
    pub fn payer_late(&self) {
        self.tell(|form| form.reject_unknown());
    }
}
