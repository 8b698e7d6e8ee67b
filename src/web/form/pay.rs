//! The payments of a form: from its submit to its end, and the checks of an unknown outcome.
//!
//! No rule of payments or of what is shown: those are in `flow` and `checkout`.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use crate::card::{Card, FieldError};
use crate::checkout::errors::{Problems, localize};
use crate::checkout::receipt::receipt;
use crate::checkout::settle;
use crate::flow::messages::ChargeEnd as Charged;
use crate::flow::failure::Failure;
use crate::form::{AttemptEnd, FormEvent};
use crate::protocol::action::ActionKind;
use crate::protocol::payment::{MethodKind, Payment, PaymentMethod, PaymentStatus};
use crate::protocol::problem::{self, ErrorCode};
use crate::protocol::session::{Session, SessionStatus, session_id};
use crate::web::js::object::Members;
use crate::web::js::to_page;
use crate::web::js::words;
use crate::web::pay::action::Dialog;
use crate::web::pay::result::{Ended, Outcome, page_failure};
use crate::web::pay::runner::{self, Hooks, Order, Payable};

impl Inner {
    /// Charges what the form holds.
    pub(super) fn pay(self: &Rc<Self>) {
        self.redirected.set(false);
        let settings = self.settings.borrow().clone();
        let (wallet, fields) = {
            let form = self.form.borrow();
            (form.wallet().cloned(), form.card())
        };
        let payable = match wallet {
            Some(wallet) => Ok(Payable::Wallet(wallet.id)),
            None => {
                let rules = settings.form.card_rules(super::this_month());
                Card::read(&fields, &rules).map(|card| Payable::Card(card, 0))
            }
        };
        let payable = match payable {
            Ok(payable) => payable,
            Err(errors) => return self.ended(Err(self.field_failure(&errors).into())),
        };
        let order = Order {
            payable,
            money: settings.money,
            source: settings.source.clone().or_else(|| self.shared.source.clone()),
            kept: Some(self.kept.clone()),
            signal: None,
        };
        let (posted, settled) = (self.clone(), self.clone());
        let hooks = Hooks {
            posted: Box::new(move || posted.posted()),
            stage: Box::new(self.dialog(&order)),
            settled: Box::new(move |result| settled.ended(result)),
        };
        runner::start(self.shared.context.clone(), order, hooks);
    }

    fn dialog(self: &Rc<Self>, order: &Order) -> Dialog {
        let words = self.host.words();
        let form = Rc::downgrade(self);
        Dialog {
            host: self.shared.dialogs.clone(),
            subtitle: order.subtitle(&words),
            words,
            form: self.place.borrow().as_ref().map(|place| place.stage.clone()),
            on_change: Rc::new(move |kind, opened| {
                let Some(form) = form.upgrade() else { return };
                let kind = match kind {
                    ActionKind::ThreeDSecure => "three_d_secure",
                    ActionKind::Redirect => {
                        // Nobody is warned of a page that the payment itself goes to.
                        form.redirected.set(opened);
                        form.guard_unload();
                        "redirect"
                    }
                };
                let state = if opened { "opened" } else { "closed" };
                let mut payload = Members::default();
                payload.add("type", kind);
                payload.add("state", state);
                form.host.emit("action", &payload.into_js());
            }),
            shown: RefCell::new(None),
        }
    }

    fn posted(self: &Rc<Self>) {
        for deferred in self.waiting.borrow().iter() {
            deferred.posted();
        }
        self.dispatch(FormEvent::Posted);
    }

    fn ended(self: &Rc<Self>, result: Result<Outcome, Ended>) {
        match result {
            Ok(Outcome { settled: Charged::Paid(payment), .. }) => self.paid(payment),
            // A form never asks for a token.
            Ok(Outcome { settled: Charged::Token { .. }, .. }) => {}
            Err(mut ended) => {
                if let Some(payment) = settle::paid_already(&ended.failure) {
                    return self.paid(Box::new(payment.clone()));
                }
                let (form, spoken) = (self.form.borrow(), self.host.words());
                localize(&mut ended.failure, &|error| words::say(&spoken, &form.sentence(error), ""));
                drop(form);
                self.failed(&ended);
            }
        }
    }

    fn paid(self: &Rc<Self>, payment: Box<Payment>) {
        let value = to_page::payment(&payment);
        let receipt = receipt(&payment, &self.settings.borrow().form.wallets);
        self.dispatch(FormEvent::AttemptEnded(AttemptEnd::Paid(receipt)));
        self.seen.replace(Some(payment));
        for deferred in self.waiting.take() {
            deferred.resolve(&value);
        }
        self.host.emit("success", &value);
    }

    fn failed(self: &Rc<Self>, ended: &Ended) {
        let failure = &ended.failure;
        let payment = failure.payment.as_ref();
        if failure.outcome != problem::Outcome::Unknown
            && let Some(payment) = payment
        {
            self.seen.replace(Some(payment.clone()));
        }
        self.dispatch(FormEvent::AttemptEnded(settle::attempt_end(failure)));
        self.reject(&page_failure(ended));
    }

    /// Rejects the promises that wait for the attempt, and emits `error`.
    fn reject(&self, failure: &JsValue) {
        for deferred in self.waiting.take() {
            deferred.reject(failure);
        }
        self.host.emit("error", failure);
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
        let payment = self.seen.borrow().clone();
        to_page::failure(&settle::already_complete(payment))
    }

    /// Reads the session of an attempt whose outcome nobody knows.
    pub(super) fn look_up(self: &Rc<Self>) {
        let form = self.clone();
        spawn_local(async move {
            let context = &form.shared.context;
            let kept = form.kept.borrow().secret(form.settings.borrow().money).map(str::to_owned);
            let secret = kept.or_else(|| context.last_secret.borrow().clone()).unwrap_or_default();
            let id = session_id(&secret).unwrap_or_default();
            match context.api.session(&secret, id, context.limits.timeout_ms).await {
                Ok(session) => form.looked_up(*session),
                Err(_) => form.dispatch(FormEvent::StillUnknown),
            }
        });
    }

    fn looked_up(self: &Rc<Self>, session: Session) {
        if !self.form.borrow().busy() {
            return;
        }
        // The payment of an earlier attempt says nothing of this one.
        let seen = self.seen.borrow().as_ref().map(|payment| payment.id.clone());
        let newest = session.payment.filter(|payment| Some(&payment.id) != seen.as_ref()).map(Box::new);
        let expired = session.status == SessionStatus::Expired;
        let failure = match newest {
            Some(payment) => match payment.status {
                PaymentStatus::Succeeded => return self.paid(payment),
                PaymentStatus::Declined => {
                    let wallet = matches!(payment.payment_method, PaymentMethod::Wallet { .. });
                    Failure::declined(payment, if wallet { MethodKind::Wallet } else { MethodKind::Card })
                }
                PaymentStatus::Canceled => Failure::action_canceled(Some(payment), problem::Outcome::NotCharged),
                PaymentStatus::RequiresAction | PaymentStatus::Processing => {
                    return self.dispatch(FormEvent::StillUnknown);
                }
            },
            None if expired => Failure::new(ErrorCode::SessionExpired, "The session expired without a payment."),
            None => return self.dispatch(FormEvent::StillUnknown),
        };
        self.failed(&failure.into());
    }
}
