//! `FormPayments`: what pays for one form, by the configuration of its client.
//!
//! The form is in the other module. It calls these methods as `Payments`, by way of JavaScript, and hears by its `FormListener`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

use super::shared::Shared;
use crate::checkout::errors::name_field;
use crate::checkout::handover::{self, Described};
use crate::checkout::settle;
use crate::flow::failure::Failure;
use crate::flow::messages::ChargeEnd;
use crate::flow::retry::Fault;
use crate::money::Money;
use crate::protocol::payment::{MethodKind, Payment};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::session_id;
use crate::web::js::options::Options;
use crate::web::js::session_option::Source;
use crate::web::js::spawn::spawn;
use crate::web::js::to_page;
use crate::web::js::words::Words;
use crate::web::pay::action::Dialog;
use crate::web::pay::follow::{Follower, FollowerCallbacks};
use crate::web::pay::form::{FormOrder, Listener, Sealer};
use crate::web::pay::paid;
use crate::web::pay::result::{Attempt, ChargeError, ChargeSuccess, page_failure};
use crate::web::pay::runner::{self, ChargeCallbacks, Order};
use crate::web::pay::session_registry;
use crate::web::pay::session_source::{KeptSession, SessionRequest};

/// How long an early answer with the encryption key is waited for, in milliseconds.
const PREPARE_MS: u32 = 30_000;

/// The payments of one form.
#[wasm_bindgen]
pub struct FormPayments {
    shared: Rc<Shared>,
    kept: Rc<KeptSession>,
    /// The amount of the last charge.
    charged: Cell<Option<Money>>,
    /// How the last charge failed, and what can be followed of it.
    last: Rc<RefCell<Option<ChargeError>>>,
    paid: Rc<RefCell<Option<Box<Payment>>>>,
}

impl FormPayments {
    /// The payments of a new form.
    pub(super) fn new(shared: Rc<Shared>) -> Self {
        Self { shared, kept: Rc::default(), charged: Cell::default(), last: Rc::default(), paid: Rc::default() }
    }

    /// The session source of a form's own options, else the configured one.
    fn source(&self, options: &JsValue) -> Option<Source> {
        Source::read(&mut Options::of(options)).or_else(|| self.shared.source.clone())
    }

    /// The session of a charge that is still in flight; `None` until it has one.
    fn present_attempt(&self) -> Option<Attempt> {
        let secret = self.kept.borrow().secret(self.charged.get()?)?.to_owned();
        let session = session_id(&secret)?.to_owned();
        let known_payment = session_registry::earlier_payment(&session);
        Some(Attempt { secret, session, known_payment })
    }

    /// Tells the form the end of a charge or of a follow-up.
    fn reporter(&self, listener: Listener) -> Reporter {
        Reporter { listener, paid: self.paid.clone() }
    }

    /// The actions of the payer are shown in the form.
    fn dialog(&self, listener: &Listener, in_click: bool) -> Dialog {
        let on_action = listener.clone();
        Dialog {
            host: self.shared.dialogs.clone(),
            words: listener.words().unwrap_or_else(|| self.shared.words.clone()),
            form: listener.place(),
            in_click,
            on_change: Rc::new(move |kind, opened| on_action.action(kind.as_str(), opened)),
            shown: RefCell::new(None),
        }
    }
}

#[wasm_bindgen]
impl FormPayments {
    /// Asks for the encryption key, which the next charge uses.
    pub fn prepare(&self) {
        let context = self.shared.context.clone();
        spawn(Box::pin(async move {
            let _ = context.api.recipient_key(false, PREPARE_MS).await;
        }));
    }

    /// Asks about the saved cards of the payer of the form's session, which is one for this amount. `answer` is called once, with
    /// the API's answer, or without one and whether there is no such card.
    #[wasm_bindgen(js_name = savedCards)]
    pub fn saved_cards(&self, options: &JsValue, amount: &JsValue, what: &str, id: Option<String>, answer: Function) {
        let (context, source, kept) = (self.shared.context.clone(), self.source(options), self.kept.clone());
        let asked = handover::read_amount(amount).zip(handover::read_saved_request(what, id));
        spawn(Box::pin(async move {
            let within_ms = context.limits.timeout_ms;
            let json = match asked {
                Some((money, request)) => match session(&kept, source.as_ref(), money, within_ms).await {
                    Some(secret) => context.api.saved_cards(&secret, &request, within_ms).await,
                    None => Err(Fault::Unreachable),
                },
                None => Err(Fault::Unreachable),
            };
            let is_gone = matches!(&json, Err(Fault::Refused { code: ErrorCode::NotFound, .. }));
            // A function of the form's module, which does not throw.
            let _ = answer.call2(&JsValue::UNDEFINED, &json.unwrap_or_default(), &is_gone.into());
        }));
    }

    /// Starts a charge. It runs by itself, and may end before this returns.
    pub fn charge(&self, options: &JsValue, order: FormOrder, listener: Listener) {
        let order = Sealer::from(order);
        let Some(Described { method, money, card }) = handover::read_order(&order.describe()) else {
            return self.reporter(listener).failed(unread_order().into(), false);
        };
        let session_was_kept = self.kept.borrow().secret(money).is_some();
        let (source, kept) = (self.source(options), Some(self.kept.clone()));
        let order = Order { method, money, card, sealer: Some(order), source, kept, signal: None };
        let dialog = self.dialog(&listener, false);
        let last = self.last.clone();
        last.take();
        self.charged.set(Some(money));
        let posted = listener.clone();
        let reporter = self.reporter(listener);
        let settled = move |result: Result<ChargeSuccess, ChargeError>| match result {
            Ok(ChargeSuccess { settled: ChargeEnd::Paid(payment), .. }) => reporter.paid(payment),
            // A form never asks for a token.
            Ok(ChargeSuccess { settled: ChargeEnd::Token { .. }, .. }) => {}
            Err(failed) => {
                last.replace(Some(failed.clone()));
                reporter.failed(failed, session_was_kept);
            }
        };
        let callbacks = ChargeCallbacks {
            posted: Box::new(move || posted.posted()),
            stage: Box::new(dialog),
            settled: Box::new(settled),
        };
        runner::start(self.shared.context.clone(), order, callbacks);
    }

    /// Follows the last charge, whose outcome is unknown, until its outcome is known.
    #[wasm_bindgen(js_name = followUp)]
    pub fn follow_up(&self, listener: Listener) -> FollowUp {
        let mut ended = self.last.borrow().clone().unwrap_or_else(|| Failure::unknown(None, None).into());
        ended.attempt = ended.attempt.or_else(|| self.present_attempt());
        let kept_out = ended.failure.kept_out_by_server();
        let [unknown, offered, late] = [listener.clone(), listener.clone(), listener.clone()];
        let reporter = self.reporter(listener.clone());
        let callbacks = FollowerCallbacks {
            still_unknown: Box::new(move |late| unknown.still_unknown(late)),
            offer: Box::new(move |payment| offered.offer(&handover::open_payment(payment, kept_out).into_js())),
            payer_late: Box::new(move || late.payer_late()),
            stage: Box::new(self.dialog(&listener, true)),
            gives_up_blocked: false,
            settled: Box::new(move |end| match end {
                Ok(ChargeEnd::Paid(payment)) => reporter.paid(payment),
                Ok(ChargeEnd::Token { .. }) => {}
                Err(failure) => reporter.failed(failure.into(), false),
            }),
        };
        let follower = Follower::start(self.shared.context.clone(), &ended, Some(self.kept.clone()), callbacks);
        FollowUp(RefCell::new(Some(Rc::new(follower))))
    }

    /// Shows in the form that its payment has succeeded, as [`paid::show_paid`] does.
    #[wasm_bindgen(js_name = showPaid)]
    pub fn show_paid(
        &self,
        form: &Element,
        words: &Words,
        tick: &Element,
        mark: Option<Element>,
        wallet: Option<String>,
    ) {
        if let Some(payment) = self.paid.borrow().as_ref() {
            paid::show_paid(form, words, payment, tick, mark, wallet);
        }
    }
}

/// A follow-up that runs by itself, until it is stopped.
#[wasm_bindgen]
pub struct FollowUp(RefCell<Option<Rc<Follower>>>);

impl FollowUp {
    fn running(&self) -> Option<Rc<Follower>> {
        self.0.borrow().clone()
    }
}

#[wasm_bindgen]
impl FollowUp {
    /// Checks the outcome now. False where no check can learn more.
    #[wasm_bindgen(js_name = checkNow)]
    pub fn check_now(&self) -> bool {
        self.running().is_some_and(|follower| follower.check_now())
    }

    /// Continues the payment that waits for the payer.
    pub fn resume(&self) {
        if let Some(follower) = self.running() {
            follower.resume();
        }
    }

    /// Gives it up.
    #[wasm_bindgen(js_name = giveUp)]
    pub fn give_up(&self) {
        if let Some(follower) = self.running() {
            follower.give_up();
        }
    }

    /// Stops it. It may be called by the form in the middle of a report.
    pub fn stop(&self) {
        self.0.take();
    }
}

/// The session that the form has kept, else a new one, which is kept for the charge.
async fn session(kept: &KeptSession, source: Option<&Source>, money: Money, within_ms: u32) -> Option<String> {
    let known = kept.borrow().secret(money).map(str::to_owned);
    if known.is_some() {
        return known;
    }
    let request = SessionRequest { money, method: MethodKind::Card, signal: None };
    let secret = source?.secret(&request, within_ms).await.ok()?;
    session_id(&secret)?;
    kept.borrow_mut().keep(secret.clone(), money);
    Some(secret)
}

/// Tells the form the end of a charge or of a follow-up.
struct Reporter {
    listener: Listener,
    paid: Rc<RefCell<Option<Box<Payment>>>>,
}

impl Reporter {
    fn paid(&self, payment: Box<Payment>) {
        let page = to_page::payment(&payment);
        // Before the form shows it.
        self.paid.replace(Some(payment));
        self.listener.paid(&page);
    }

    /// A session that is paid already is a success.
    fn failed(&self, mut ended: ChargeError, session_was_kept: bool) {
        if let Some(payment) = settle::paid_already(&ended.failure) {
            return self.paid(Box::new(payment.clone()));
        }
        let end = handover::attempt_end(&settle::attempt_end(&ended.failure)).into_js();
        // The payer thought for long after an earlier attempt. The same press pays, with a new session.
        let again = session_was_kept && ended.failure.code == ErrorCode::SessionExpired;
        name_field(&mut ended.failure);
        self.listener.failed(&page_failure(&ended), &end, again);
    }
}

/// The files of the widget that a page has loaded are not of one version.
pub(super) fn unread_order() -> Failure {
    Failure::new(ErrorCode::InvalidOption, "The order could not be read: load all files of one version of the widget.")
}
