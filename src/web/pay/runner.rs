//! Carries out the effects of `flow::charge` (asks, seals, posts, sleeps, shows) and hands the results to the machine.
//!
//! No rule of payment is here. What is to be sealed stays in the form's module, which wipes it once the charge settles, and no
//! borrow is held across a call that can call back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

use crate::flow::charge::Charge;
use crate::flow::failure::Failure;
use crate::flow::messages::{
    ChargeEffect, ChargeEnd, ChargeEvent, Done, Limits, Method, Nonces, Request, Submission, Task, Ticket,
};
use crate::jwe::header;
use crate::jwe::jwk::RecipientKey;
use crate::jwe::plaintext::{self, Binding};
use crate::jwe::token_format::Values;
use crate::money::Money;
use crate::protocol::payment::CardSummary;
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::session_id;
use crate::web::callbacks::Listeners;
use crate::web::crypto;
use crate::web::js::session_option::Source;
use crate::web::js::spawn::spawn;
use crate::web::pay::action::Stage;
use crate::web::pay::api::Api;
use crate::web::pay::browser;
use crate::web::pay::fetch::sleep;
use crate::web::pay::form::Sealer;
use crate::web::pay::recipient;
use crate::web::pay::result::{Attempt, ChargeError, ChargeSuccess, OnSettled};
use crate::web::pay::session_registry::{self, Held};
use crate::web::pay::session_source::{KeptSession, SessionRequest, source_failed};
use crate::web::window;

/// Everything that one charge needs to know.
pub struct Order {
    /// How it is paid.
    pub method: Method,
    /// How much.
    pub money: Money,
    /// What may be shown of the card, if there is one.
    pub card: Option<CardSummary>,
    /// What is sealed for it.
    pub sealer: Option<Sealer>,
    /// Where the session comes from; `None` ends in `session_required`.
    pub source: Option<Source>,
    /// A form's session, which outlives the charge.
    pub kept: Option<Rc<KeptSession>>,
    /// The page's own way to stop.
    pub signal: Option<AbortSignal>,
}

/// What is called while a charge runs.
pub struct ChargeCallbacks {
    /// Called right before the payment is posted, also for each repeat.
    pub posted: Box<dyn Fn()>,
    /// Where actions are shown.
    pub stage: Box<dyn Stage>,
    /// Called once, at the end.
    pub settled: OnSettled,
}

/// What a charge takes from its configuration.
pub struct Context {
    /// Where requests go.
    pub api: Api,
    /// Time-out and tries.
    pub limits: Limits,
    /// For redirects.
    pub return_url: Option<String>,
    /// The session that was used last, for `retrievePayment()`.
    pub last_secret: RefCell<Option<String>>,
}

struct Runner {
    context: Rc<Context>,
    charge: RefCell<Option<Charge>>,
    sealer: Option<Sealer>,
    /// The id of the saved card whose CVV is sealed, if it is not a card.
    saved_card: Option<String>,
    card: Option<CardSummary>,
    request: SessionRequest,
    source: Option<Source>,
    kept: Option<Rc<KeptSession>>,
    attempt: RefCell<Option<Attempt>>,
    held: Cell<Option<Held>>,
    cause: Cell<Option<JsValue>>,
    asking: Option<AbortController>,
    listeners: Cell<Option<Listeners>>,
    posted: Box<dyn Fn()>,
    stage: Box<dyn Stage>,
    settled: Cell<Option<OnSettled>>,
}

/// Begins a charge. It runs by itself and reports its end by `callbacks.settled`.
pub fn start(context: Rc<Context>, order: Order, callbacks: ChargeCallbacks) {
    let nonces = || Some(Nonces { idempotency_key: crypto::uuid().ok()?.into(), jti: crypto::token_id().ok()? });
    let (Some(first), Some(second), Ok(seed)) = (nonces(), nonces(), crypto::random::<4>()) else {
        let message = "This page has no WebCrypto: it must be served over https:, or from this machine itself.";
        (callbacks.settled)(Err(Failure::new(ErrorCode::InsecureContext, message).into()));
        return;
    };
    let kind = order.method.kind();
    let saved_card = match &order.method {
        Method::SavedCard { id, .. } => Some(id.clone()),
        _ => None,
    };
    let submission = Submission {
        method: order.method,
        money: order.money,
        nonces: [first, second],
        limits: context.limits,
        jitter_seed: u32::from_ne_bytes(seed),
        browser_info: browser::browser_info(),
        return_url: context.return_url.clone(),
        offers_open: order.kept.is_some(),
    };
    let asking = AbortController::new().ok();
    let runner = Rc::new(Runner {
        context,
        charge: RefCell::new(None),
        card: order.card,
        request: SessionRequest {
            money: order.money,
            method: kind,
            signal: asking.as_ref().map(AbortController::signal),
        },
        sealer: order.sealer,
        saved_card,
        source: order.source,
        kept: order.kept,
        attempt: RefCell::default(),
        held: Cell::new(None),
        cause: Cell::new(None),
        asking,
        listeners: Cell::new(None),
        posted: callbacks.posted,
        stage: callbacks.stage,
        settled: Cell::new(Some(callbacks.settled)),
    });
    let (charge, effects) = Charge::start(submission, window::now());
    *runner.charge.borrow_mut() = Some(charge);
    if let Some(signal) = &order.signal {
        runner.clone().listen(signal);
        if signal.aborted() {
            return runner.dispatch(ChargeEvent::Aborted);
        }
    }
    runner.apply(effects);
}

impl Runner {
    fn dispatch(self: Rc<Self>, event: ChargeEvent) {
        let effects = self.charge.borrow_mut().as_mut().map(|charge| charge.handle(window::now(), event));
        self.apply(effects.unwrap_or_default());
    }

    fn apply(self: Rc<Self>, effects: Vec<ChargeEffect>) {
        for effect in effects {
            match effect {
                ChargeEffect::Begin(ticket, task, ms) => spawn(Box::pin(self.clone().run(ticket, task, ms))),
                ChargeEffect::ShowAction(payment, action) => {
                    // Weak, as the stage belongs to this runner.
                    let runner = Rc::downgrade(&self);
                    let on_event = move |event| {
                        if let Some(runner) = runner.upgrade() {
                            runner.dispatch(event);
                        }
                    };
                    self.stage.show(&payment, &action, Box::new(on_event));
                }
                ChargeEffect::CloseAction => self.stage.close(),
                ChargeEffect::Settle(result) => self.settle(*result),
            }
        }
    }

    async fn run(self: Rc<Self>, ticket: Ticket, task: Task, ms: u32) {
        let done = self.carry_out(task, ms).await;
        self.dispatch(ChargeEvent::Done(ticket, done));
    }

    async fn carry_out(&self, task: Task, ms: u32) -> Done {
        let api = &self.context.api;
        match task {
            Task::AskSession => self.session(ms).await.unwrap_or_else(|ended| {
                self.cause.set(ended.cause);
                Done::Failed(ended.failure)
            }),
            Task::GetKey { fresh } => api.recipient_key(fresh, ms).await.map_or_else(Done::Failed, Done::Key),
            Task::Seal { key, session, jti } => {
                let sealed = self.seal(&key, &session, &jti).await;
                sealed.map_or_else(Done::Failed, |jwe| Done::Sealed(jwe.into()))
            }
            Task::Send(request) => {
                if let Request::Pay { .. } = request {
                    (self.posted)();
                }
                let secret = self.attempt.borrow().as_ref().map(|attempt| attempt.secret.clone());
                api.send(&secret.unwrap_or_default(), &request, ms).await
            }
            Task::Sleep => {
                sleep(ms).await;
                Done::Slept
            }
        }
    }

    async fn session(&self, within_ms: u32) -> Result<Done, ChargeError> {
        let kept = self.kept.as_ref().and_then(|kept| kept.borrow().secret(self.request.money).map(str::to_owned));
        let secret = match (kept, &self.source) {
            (Some(secret), _) => secret,
            (None, Some(source)) => source.secret(&self.request, within_ms).await?,
            (None, None) => {
                let message = "Give a session: a client secret, or a function that asks your server for one.";
                return Err(Failure::new(ErrorCode::SessionRequired, message).into());
            }
        };
        let wrong = || source_failed("The session source gave no client secret.");
        let id = session_id(&secret).ok_or_else(wrong)?.to_owned();
        let known_payment = session_registry::earlier_payment(&id);
        // Before the session is held: if another call is paying it, its end can be followed.
        let attempt = Attempt { secret: secret.clone(), session: id.clone(), known_payment: known_payment.clone() };
        self.attempt.replace(Some(attempt));
        self.held.replace(Some(Held::take(&id).ok_or_else(Failure::paid_by_another_call)?));
        if let Some(kept) = &self.kept {
            kept.borrow_mut().keep(secret.clone(), self.request.money);
        }
        self.context.last_secret.replace(Some(secret));
        Ok(Done::Session { id, known_payment })
    }

    async fn seal(&self, key: &RecipientKey, session: &str, jti: &str) -> Result<String, Failure> {
        let failed = || Failure::new(ErrorCode::EncryptionFailed, "The card could not be sealed; nothing was sent.");
        let sealer = self.sealer.as_ref().ok_or_else(failed)?;
        let (alg, imported) = recipient::import(&key.public).await.map_err(|_| failed())?;
        let money = self.request.money;
        let (template, header) = if let Some(format) = &self.context.api.token_format {
            let time = String::from(Date::new_0().to_iso_string());
            let values = Values { session, money, jti, time: &time };
            (format.template(&values), format.header(alg, key.enc, &key.kid))
        } else {
            let binding = Binding { session, money, jti, iat: window::now() / 1000 };
            let (template, typ) = match &self.saved_card {
                Some(id) => (plaintext::cvv(id, &binding), header::CVV_TYP),
                None => (plaintext::card(&binding), header::TYP),
            };
            (template, header::begin(alg, key.enc, &key.kid, typ))
        };
        let sealed = Promise::new(&mut |done, _| {
            sealer.seal(&template, &header, alg.as_str(), key.enc.as_str(), &imported, &done);
        });
        JsFuture::from(sealed).await.ok().and_then(|jwe| jwe.as_string()).ok_or_else(failed)
    }

    fn listen(self: Rc<Self>, signal: &AbortSignal) {
        let runner = Rc::downgrade(&self);
        let mut listeners = Listeners::new(move |_| {
            if let Some(runner) = runner.upgrade() {
                runner.dispatch(ChargeEvent::Aborted);
            }
        });
        listeners.add(signal, &["abort"], false);
        self.listeners.set(Some(listeners));
    }

    fn settle(&self, result: Result<ChargeEnd, Failure>) {
        if let Some(sealer) = &self.sealer {
            sealer.wipe();
        }
        self.listeners.take();
        if let Some(asking) = &self.asking {
            asking.abort();
        }
        self.held.take();
        session_registry::attempt_ended(&result, self.kept.as_deref());
        if let Some(settled) = self.settled.take() {
            settled(match result {
                Ok(settled) => Ok(ChargeSuccess { settled, card: self.card.clone() }),
                Err(failure) => Err(ChargeError { failure, cause: self.cause.take(), attempt: self.attempt.take() }),
            });
        }
    }
}
