//! The payments of a form: from its submit to its end, and what is learned of an unknown outcome.
//!
//! How a payment is made is behind [`Payments`](super::payments::Payments). No rule of payments or of what is shown: those
//! are in `flow` and `checkout`.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::Element;

use super::Inner;
use super::listener::FormListener;
use super::payments::{FollowUp, Following, Rejection};
use crate::card::{Card, FieldError};
use crate::checkout::errors::{Problems, localize};
use crate::checkout::order::{Payable, SavedPayment};
use crate::checkout::receipt::{open_payment, receipt};
use crate::checkout::settle;
use crate::flow::failure::Failure;
use crate::form::{AttemptEnd, FormEvent, Phase, SavedChange};
use crate::protocol::action::ActionKind;
use crate::protocol::payment::Payment;
use crate::protocol::problem::{ErrorCode, Outcome};
use crate::web::card::order::PaymentOrder;
use crate::web::js::object::Members;
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
            Err(errors) => self.ended(&attempt, Err(self.field_failure(&errors).into())),
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
        if ActionKind::from_word(kind) == Some(ActionKind::Redirect) {
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
    pub(super) fn ended(self: &Rc<Self>, open: &Cell<bool>, result: Result<Box<Payment>, Rejection>) {
        if !open.get() {
            return;
        }
        self.time_waiting(false);
        let result = result.or_else(|rejection| match settle::paid_already(&rejection.failure) {
            Some(payment) => Ok(Box::new(payment.clone())),
            None => Err(rejection),
        });
        self.follow_up.take();
        match result {
            // The payer thought for long after an earlier attempt. The same press pays, with a new session.
            Err(rejection) if rejection.session_was_kept && rejection.failure.code == ErrorCode::SessionExpired => {
                open.set(false);
                self.pay();
            }
            Ok(payment) => {
                open.set(false);
                self.paid(payment);
            }
            Err(rejection) => {
                let end = settle::attempt_end(&rejection.failure, &self.settings.borrow().form.wallets);
                let unknown = matches!(end, AttemptEnd::Unknown(_) | AttemptEnd::Unread);
                open.set(unknown);
                self.unknown.replace(unknown.then(|| rejection.failure.clone()));
                self.failed(end, rejection);
            }
        }
    }

    fn paid(self: &Rc<Self>, payment: Box<Payment>) {
        let value = to_page::payment(&payment);
        let receipt = receipt(&payment, &self.settings.borrow().form.wallets);
        self.dispatch(FormEvent::AttemptEnded(AttemptEnd::Paid(receipt)));
        self.paid.replace(Some(payment));
        for deferred in self.waiting.take() {
            deferred.resolve(&value);
        }
        self.host.emit("success", &value);
    }

    fn failed(self: &Rc<Self>, end: AttemptEnd, mut rejection: Rejection) {
        let saved = self.form.borrow().saved_card().map(|card| card.id.clone());
        if let (ErrorCode::NotFound, Some(id)) = (rejection.failure.code, saved) {
            self.dispatch(FormEvent::SavedChanged { id, change: SavedChange::Gone });
        }
        {
            let (form, spoken) = (self.form.borrow(), self.host.words());
            localize(&mut rejection.failure, &|error| words::say(&spoken, &form.sentence(error), ""));
        }
        // Such a submit has not ended: it may still pay, by the payment that kept it out or after that one is given up.
        let ends = end != AttemptEnd::Unread;
        self.dispatch(FormEvent::AttemptEnded(end));
        if ends {
            self.reject(&to_page::failure_with_cause(&rejection.failure, rejection.cause.as_ref()));
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
        self.reject(&to_page::failure(&self.field_failure(errors)));
    }

    fn field_failure(&self, errors: &[FieldError]) -> Failure {
        let (form, spoken) = (self.form.borrow(), self.host.words());
        let mut problems = Problems::default();
        for error in errors {
            problems.card(*error, form.sentence(*error));
        }
        problems.into_failure(&|sentence| words::say(&spoken, sentence, ""))
    }

    /// The failure of a submit after the form's payment has succeeded.
    pub(super) fn paid_already(&self) -> JsValue {
        let payment = self.paid.borrow().clone();
        to_page::failure(&settle::already_complete(payment))
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

    /// A payment of the session waits for the payer.
    pub(super) fn offered(self: &Rc<Self>, payment: &Payment) {
        let is_earlier = self.unknown_failure().kept_out_by_server();
        let open = open_payment(payment, &self.settings.borrow().form.wallets, is_earlier);
        self.dispatch(FormEvent::Offered(open));
    }

    /// The end of the follow-up of an attempt.
    pub(super) fn follow_up_ended(self: &Rc<Self>, attempt: &Cell<bool>, result: Result<Box<Payment>, Rejection>) {
        match result {
            Err(rejection) if rejection.failure.outcome == Outcome::Unknown => self.gave_up(rejection.failure),
            Err(rejection) if self.is_giving_up() && rejection.failure.outcome == Outcome::NotCharged => {
                self.given_up(attempt, &rejection.failure);
            }
            result => self.ended(attempt, result),
        }
    }

    fn is_giving_up(&self) -> bool {
        matches!(self.form.borrow().phase(), Phase::Open(open) if open.giving_up)
    }

    /// The payment that waited for the payer is over, as the payer wished, and nothing was charged.
    fn given_up(self: &Rc<Self>, attempt: &Cell<bool>, failure: &Failure) {
        attempt.set(false);
        self.follow_up.take();
        self.unknown.take();
        self.dispatch(FormEvent::GivenUp);
        if !self.form.borrow().busy() {
            self.reject(&to_page::failure(failure));
        }
    }

    /// The follow-up ended and could not learn the outcome. The payer can start another one.
    fn gave_up(self: &Rc<Self>, failure: Failure) {
        self.gave_up.replace(Some(failure));
        self.dispatch(FormEvent::StillUnknown { late: true, at: window::now() });
    }

    /// Rejects the promises that wait for an outcome that is still unknown.
    pub(super) fn reject_unknown(&self) {
        let gave_up = self.gave_up.borrow().clone();
        self.reject_waiting(&to_page::failure(&gave_up.unwrap_or_else(|| self.unknown_failure())));
    }

    /// Why the outcome is unknown.
    pub(super) fn unknown_failure(&self) -> Failure {
        self.unknown.borrow().clone().unwrap_or_else(|| Failure::unknown(None, None))
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
