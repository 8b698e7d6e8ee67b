//! How the forms of a client pay: its configuration behind the form's trait [`Pay`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::shared::Shared;
use crate::flow::failure::Failure;
use crate::flow::messages::ChargeEnd;
use crate::flow::retry::Fault;
use crate::money::Money;
use crate::protocol::payment::MethodKind;
use crate::protocol::saved_card::SavedCardRequest;
use crate::protocol::session::session_id;
use crate::web::form::payments::{Charge, Dialogs, FollowUp, FollowUpCallbacks, Pay, Rejection, SavedCardsDone};
use crate::web::js::options::Options;
use crate::web::js::spawn::spawn;
use crate::web::pay::action::Dialog;
use crate::web::pay::follow::{Follower, FollowerCallbacks};
use crate::web::pay::result::{Attempt, ChargeError, ChargeSuccess};
use crate::web::pay::runner::{self, ChargeCallbacks, Order};
use crate::web::pay::session_registry;
use crate::web::pay::session_source::{KeptSession, SessionRequest, Source};

/// How long an early answer with the encryption key is waited for, in milliseconds.
const PREPARE_MS: u32 = 30_000;

/// The payments of one form.
#[derive(Clone)]
pub(super) struct FormPayments {
    shared: Rc<Shared>,
    /// The form's own session source, else the configured one.
    source: Option<Source>,
    kept: Rc<KeptSession>,
    /// The amount of the last charge.
    charged: Rc<Cell<Option<Money>>>,
    /// The session of the last charge, if it failed.
    last: Rc<RefCell<Option<Attempt>>>,
}

impl FormPayments {
    /// The payments of a new form.
    pub(super) fn new(shared: Rc<Shared>) -> Self {
        Self { source: shared.source.clone(), shared, kept: Rc::default(), charged: Rc::default(), last: Rc::default() }
    }

    /// The session of a charge that is still in flight; `None` until it has one.
    fn present_attempt(&self) -> Option<Attempt> {
        let secret = self.kept.borrow().secret(self.charged.get()?)?.to_owned();
        let session = session_id(&secret)?.to_owned();
        let known_payment = session_registry::earlier_payment(&session);
        Some(Attempt { secret, session, known_payment })
    }

    /// The session that the form has kept, else a new one, which is kept for the charge.
    async fn session(&self, money: Money, within_ms: u32) -> Option<String> {
        let kept = self.kept.borrow().secret(money).map(str::to_owned);
        if kept.is_some() {
            return kept;
        }
        let request = SessionRequest { money, method: MethodKind::Card, signal: None };
        let secret = self.source.as_ref()?.secret(&request, within_ms).await.ok()?;
        session_id(&secret)?;
        self.kept.borrow_mut().keep(secret.clone(), money);
        Some(secret)
    }

    fn dialog(&self, Dialogs { words, host, on_action }: Dialogs, in_click: bool) -> Dialog {
        let shown = RefCell::new(None);
        Dialog { host: self.shared.dialogs.clone(), words, form: host, in_click, on_change: on_action, shown }
    }
}

impl Pay for FormPayments {
    fn currency(&self) -> Option<String> {
        self.shared.currency.clone()
    }

    fn is_test(&self) -> bool {
        self.shared.context.api.key.starts_with("pk_test_")
    }

    fn with_session(&self, options: &mut Options) -> Rc<dyn Pay> {
        let source = Source::read(options).or_else(|| self.shared.source.clone());
        Rc::new(Self { source, ..self.clone() })
    }

    fn prepare(&self) {
        let context = self.shared.context.clone();
        spawn(Box::pin(async move {
            let _ = context.api.recipient_key(false, PREPARE_MS).await;
        }));
    }

    fn saved_cards(&self, money: Money, request: SavedCardRequest, done: SavedCardsDone) {
        let payments = self.clone();
        spawn(Box::pin(async move {
            let within_ms = payments.shared.context.limits.timeout_ms;
            let answer = match payments.session(money, within_ms).await {
                Some(secret) => payments.shared.context.api.saved_cards(&secret, &request, within_ms).await,
                None => Err(Fault::Unreachable),
            };
            done(answer);
        }));
    }

    fn charge(&self, charge: Charge) {
        let session_was_kept = self.kept.borrow().secret(charge.money).is_some();
        let (source, kept) = (self.source.clone(), Some(self.kept.clone()));
        let order = Order { payable: charge.payable, money: charge.money, source, kept, signal: None };
        let dialog = self.dialog(charge.dialogs, false);
        let last = self.last.clone();
        last.take();
        self.charged.set(Some(charge.money));
        let ended = charge.ended;
        let settled = move |result: Result<ChargeSuccess, ChargeError>| match result {
            Ok(ChargeSuccess { settled: ChargeEnd::Paid(payment), .. }) => ended(Ok(payment)),
            // A form never asks for a token.
            Ok(ChargeSuccess { settled: ChargeEnd::Token { .. }, .. }) => {}
            Err(failed) => {
                last.replace(failed.attempt);
                ended(Err(Rejection { failure: failed.failure, cause: failed.cause, session_was_kept }));
            }
        };
        let callbacks = ChargeCallbacks { posted: charge.posted, stage: Box::new(dialog), settled: Box::new(settled) };
        runner::start(self.shared.context.clone(), order, callbacks);
    }

    fn follow_up(&self, unknown: Failure, dialogs: Dialogs, callbacks: FollowUpCallbacks) -> Rc<dyn FollowUp> {
        let last = self.last.borrow().clone();
        let attempt = last.or_else(|| self.present_attempt());
        let ended = ChargeError { failure: unknown, cause: None, attempt };
        let FollowUpCallbacks { still_unknown, offer, payer_late, ended: settled } = callbacks;
        let callbacks = FollowerCallbacks {
            still_unknown,
            offer,
            payer_late,
            stage: Box::new(self.dialog(dialogs, true)),
            gives_up_blocked: false,
            settled: Box::new(move |end| match end {
                Ok(ChargeEnd::Paid(payment)) => settled(Ok(payment)),
                Ok(ChargeEnd::Token { .. }) => {}
                Err(failure) => settled(Err(failure)),
            }),
        };
        Rc::new(Follower::start(self.shared.context.clone(), &ended, Some(self.kept.clone()), callbacks))
    }
}

impl FollowUp for Follower {
    fn check_now(&self) -> bool {
        Self::check_now(self)
    }

    fn resume(&self) {
        Self::resume(self);
    }

    fn give_up(&self) {
        Self::give_up(self);
    }
}
