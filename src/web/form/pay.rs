//! The payments of a form: from its submit to its end, and what is learned of an unknown outcome.
//!
//! How a payment is made is behind [`Payments`](super::payments::Payments). No rule of payments or of what is shown: those
//! are in `flow` and `checkout`.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::Inner;
use super::listener::FormListener;
use super::payments::{FollowUp, Following, Rejection};
use crate::card::{Card, FieldError};
use crate::checkout::errors::{OwnFailure, Problems};
use crate::checkout::handover;
use crate::checkout::order::{Payable, SavedPayment};
use crate::form::{AttemptEnd, FormEvent, Phase, Reason, SavedChange};
use crate::protocol::action::ActionKind;
use crate::protocol::problem::{ErrorCode, Outcome};
use crate::protocol::read::Object;
use crate::web::card::order::PaymentOrder;
use crate::web::js::object::Members;
use crate::web::js::options::own_text;
use crate::web::js::to_page;
use crate::web::js::words;
use crate::web::window;

/// After how many milliseconds the form says that it takes long.
const LONG_MS: u32 = 8_000;

impl Inner {
    /// Charges what the form holds.
    pub(super) fn pay(self: &Rc<Self>) {
        self.redirected.set(false);
        self.time_waiting(true);
        self.follow_up.take();
        self.unknown.take();
        let attempt = Rc::new(Cell::new(true));
        self.attempt.replace(attempt.clone());
        let settings = self.settings.borrow().clone();
        let (wallet, saved, fields, save) = {
            let form = self.form.borrow();
            let saved = form.saved_card().map(|card| (card.clone(), form.asks_cvv_of(card)));
            (form.wallet().cloned(), saved, form.card(), form.saves())
        };
        let at = self.form.borrow().wallet_index();
        let authorize = at.and_then(|at| settings.authorize.get(at).cloned().flatten());
        let payable = match (wallet, saved) {
            (Some(wallet), _) => match authorize {
                Some(function) => {
                    // The payer is busy with the wallet: that is no waiting.
                    self.time_waiting(false);
                    return self.authorize(&function, settings.money, move |form, token| match token {
                        Ok(token) => {
                            form.time_waiting(true);
                            form.charge(attempt, Payable::wallet(wallet.id, Some(token)));
                        }
                        Err(rejection) => form.ended(&attempt, Err(rejection)),
                    });
                }
                None => Ok(Payable::wallet(wallet.id, None)),
            },
            (None, Some((card, asks_cvv))) => SavedPayment::read(&card, &fields, asks_cvv).map(Payable::saved),
            (None, None) => {
                let card = Card::read(&fields, &settings.form.card_rules(super::this_month()));
                card.map(|card| Payable::card(card, save))
            }
        };
        match payable {
            Ok(payable) => self.charge(attempt, payable),
            Err(errors) => {
                let failure = self.field_failure(&errors);
                let end = AttemptEnd::Failed { reason: Reason::Other, errors };
                self.ended(&attempt, Err(Rejection::own(&failure, end)));
            }
        }
    }

    fn charge(self: &Rc<Self>, attempt: Rc<Cell<bool>>, payable: Payable) {
        let settings = self.settings.borrow().clone();
        let order = PaymentOrder::new(payable, settings.money);
        self.host.payments().charge(&settings.options, order, FormListener::of_charge(self, attempt).into());
    }

    /// The element that holds the card issuer's dialog.
    pub(super) fn stage(&self) -> Option<Element> {
        self.place.borrow().as_ref().map(|place| place.stage.clone())
    }

    /// An action of the payer, which has this word, is opened or closed.
    pub(super) fn on_action(self: &Rc<Self>, kind: &str, opened: bool) {
        // What the payer takes for an action is no waiting.
        self.time_waiting(!opened);
        if kind == ActionKind::Redirect.as_str() {
            // The payment itself leaves the page, so the browser does not ask.
            self.redirected.set(opened);
            self.guard_unload();
        }
        let mut payload = Members::default();
        payload.add("type", kind);
        payload.add("state", if opened { "opened" } else { "closed" });
        self.host.emit("action", &payload.into_js());
    }

    /// Says after some seconds that the attempt takes long; `false`: not any more.
    fn time_waiting(self: &Rc<Self>, starts: bool) {
        self.waited.set(starts.then(|| self.after(LONG_MS, |form| form.dispatch(FormEvent::TakesLong))));
    }

    pub(super) fn posted(self: &Rc<Self>) {
        for deferred in self.waiting.borrow().iter() {
            deferred.posted();
        }
        self.dispatch(FormEvent::Posted);
    }

    /// The end of an attempt: of its charge, or of the follow-up of its unknown outcome. `open` is false once an end is
    /// known; then no other one counts.
    pub(super) fn ended(self: &Rc<Self>, open: &Cell<bool>, result: Result<JsValue, Rejection>) {
        if !open.get() {
            return;
        }
        self.time_waiting(false);
        self.follow_up.take();
        match result {
            Err(Rejection { again: true, .. }) => {
                open.set(false);
                self.pay();
            }
            Ok(payment) => {
                open.set(false);
                self.paid(&payment);
            }
            Err(Rejection { failure, end, .. }) => {
                let unknown = matches!(end, AttemptEnd::Unknown(_) | AttemptEnd::Unread);
                open.set(unknown);
                self.unknown.replace(unknown.then(|| failure.clone()));
                self.failed(end, &failure);
            }
        }
    }

    fn paid(self: &Rc<Self>, payment: &JsValue) {
        self.paid.replace(own_text(payment, "id"));
        self.dispatch(FormEvent::Paid(handover::receipt(payment)));
        for deferred in self.waiting.take() {
            deferred.resolve(payment);
        }
        self.host.emit("success", payment);
    }

    fn failed(self: &Rc<Self>, end: AttemptEnd, failure: &JsValue) {
        let saved = self.form.borrow().saved_card().map(|card| card.id.clone());
        if let Some(id) = saved
            && own_text(failure, "code").as_deref() == Some(ErrorCode::NotFound.as_str())
        {
            self.dispatch(FormEvent::SavedChanged { id, change: SavedChange::Gone });
        }
        self.localize(failure);
        // Such a submit has not ended: it may still pay, by the payment that kept it out or after that one is given up.
        let ends = end != AttemptEnd::Unread;
        self.dispatch(FormEvent::AttemptEnded(end));
        if ends {
            self.reject(failure);
        }
    }

    /// Gives the errors of a server's refusal the form's own sentences. A failure without a request id is no server's.
    fn localize(&self, failure: &JsValue) {
        if own_text(failure, "requestId").is_none() {
            return;
        }
        let (form, spoken) = (self.form.borrow(), self.host.words());
        for problem in Object::list(failure, "errors").unwrap_or_default() {
            if let Some(error) = handover::read_code(&problem) {
                let sentence = words::say(&spoken, &form.sentence(error), "");
                // Setting a property of a plain object of our own cannot fail.
                let _ = Reflect::set(&problem, &"message".into(), &sentence.into());
            }
        }
    }

    /// Rejects the promises that wait for the attempt, and emits `error`.
    fn reject(&self, failure: &JsValue) {
        self.reject_waiting(failure);
        self.host.emit("error", failure);
    }

    /// Rejects the promises that wait for the attempt.
    pub(super) fn reject_waiting(&self, failure: &JsValue) {
        for deferred in self.waiting.take() {
            deferred.reject(failure);
        }
    }

    /// Ends an attempt of which nothing was sent, because fields are wrong.
    pub(super) fn reject_fields(&self, errors: &[FieldError]) {
        self.reject(&to_page::own_failure(&self.field_failure(errors)));
    }

    fn field_failure(&self, errors: &[FieldError]) -> OwnFailure {
        let (form, spoken) = (self.form.borrow(), self.host.words());
        let mut problems = Problems::default();
        for error in errors {
            problems.card(*error, form.sentence(*error));
        }
        problems.into_failure(&|sentence| words::say(&spoken, sentence, ""))
    }

    /// The failure of a submit after the form's payment has succeeded.
    pub(super) fn paid_already(&self) -> JsValue {
        to_page::own_failure(&OwnFailure::already_complete(self.paid.borrow().clone()))
    }

    /// Follows the attempt, whose outcome is unknown.
    pub(super) fn follow_up(self: &Rc<Self>) {
        self.gave_up.take();
        let listener = FormListener::of_follow_up(self, self.attempt.borrow().clone());
        self.follow_up.replace(Some(Rc::new(Following(self.host.payments().follow_up(listener.into())))));
    }

    /// A check of the unknown outcome brought nothing new.
    pub(super) fn still_unknown(self: &Rc<Self>, late: bool) {
        self.dispatch(FormEvent::StillUnknown { late, at: window::now() });
    }

    /// The end of the follow-up of an attempt.
    pub(super) fn follow_up_ended(self: &Rc<Self>, attempt: &Cell<bool>, result: Result<JsValue, Rejection>) {
        let outcome = result.as_ref().err().and_then(|rejection| own_text(&rejection.failure, "outcome"));
        match result {
            Err(rejection) if outcome.as_deref() == Some(Outcome::Unknown.as_str()) => self.gave_up(rejection.failure),
            Err(rejection) if self.is_giving_up() && outcome.as_deref() == Some(Outcome::NotCharged.as_str()) => {
                self.given_up(attempt, &rejection.failure);
            }
            result => self.ended(attempt, result),
        }
    }

    fn is_giving_up(&self) -> bool {
        matches!(self.form.borrow().phase(), Phase::Open(open) if open.giving_up)
    }

    /// The payment that waited for the payer is over, as the payer wished, and nothing was charged.
    fn given_up(self: &Rc<Self>, attempt: &Cell<bool>, failure: &JsValue) {
        attempt.set(false);
        self.follow_up.take();
        self.unknown.take();
        self.dispatch(FormEvent::GivenUp);
        if !self.form.borrow().busy() {
            self.reject(failure);
        }
    }

    /// The follow-up ended and could not learn the outcome. The payer can start another one.
    fn gave_up(self: &Rc<Self>, failure: JsValue) {
        self.gave_up.replace(Some(failure));
        self.dispatch(FormEvent::StillUnknown { late: true, at: window::now() });
    }

    /// Rejects the promises that wait for an outcome that is still unknown.
    pub(super) fn reject_unknown(&self) {
        let gave_up = self.gave_up.borrow().clone();
        self.reject_waiting(&gave_up.unwrap_or_else(|| self.unknown_failure()));
    }

    /// Why the outcome is unknown.
    pub(super) fn unknown_failure(&self) -> JsValue {
        self.unknown.borrow().clone().unwrap_or_else(|| to_page::own_failure(&OwnFailure::unknown()))
    }

    pub(super) fn with_follow_up(&self, tell: impl FnOnce(&FollowUp)) {
        let follow_up = self.follow_up.borrow().clone();
        if let Some(follow_up) = follow_up {
            tell(&follow_up.0);
        }
    }

    /// Checks the unknown outcome now; from the beginning, where the follow-up has given up.
    pub(super) fn check_now(self: &Rc<Self>) {
        let follow_up = self.follow_up.borrow().clone();
        if follow_up.is_some_and(|follow_up| follow_up.0.check_now()) {
            return;
        }
        self.follow_up();
        let follow_up = self.follow_up.borrow().clone();
        follow_up.map(|follow_up| follow_up.0.check_now());
    }
}
