//! Carries the effects of `flow::charge` out: asks, seals, posts, sleeps, shows, and tells the machine what came of it.
//!
//! No rule of payment stands here. The card lives in one slot, from the submit until the charge settles, and no
//! borrow is held across a call that can come back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal};

use super::action::Stage;
use super::api::{Api, ask_session_url};
use super::browser;
use super::crypto;
use super::dom::Listeners;
use super::fetch::sleep;
use super::options::{own, own_text};
use super::words::{self, Words};
use crate::card::Card;
use crate::flow::charge::Charge;
use crate::flow::event::{Done, Effect, Event, Limits, Method, Nonces, Settled, Submission, Task, Ticket};
use crate::flow::outcome::Failure;
use crate::form::{Arg, Text};
use crate::jwe::jwk::RecipientKey;
use crate::jwe::plaintext::{self, Binding};
use crate::money::Money;
use crate::protocol::payment::MethodKind;
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::{SessionClaim, session_id};

thread_local! {
    /// Sessions that a charge of this page is busy with, by id.
    static HELD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The newest payment that this page has seen of a session, by the session's id.
    static SEEN: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Where a session's client secret comes from.
#[derive(Clone)]
pub enum Source {
    /// The page has it already.
    Secret(String),
    /// The page asks its server.
    Ask(Function),
    /// The widget asks the page's server.
    Url(String),
}

impl Source {
    /// The `session` option of a call, a form or a configuration, or its `sessionUrl`, made absolute by JavaScript.
    ///
    /// # Errors
    /// `invalid_option` when it is neither text nor a function.
    pub fn read(options: &JsValue) -> Result<Option<Self>, Failure> {
        let Some(value) = own(options, "session") else { return Ok(own_text(options, "sessionUrl").map(Self::Url)) };
        if let Some(secret) = value.as_string() {
            return Ok(Some(Self::Secret(secret)));
        }
        let ask = value.dyn_into().map_err(|_| {
            super::options::wrong_type("session", "a client secret, or a function that gives one or a promise of one")
        })?;
        Ok(Some(Self::Ask(ask)))
    }
}

/// The session that a form keeps from one attempt to the next.
#[derive(Default)]
pub struct KeptSession(RefCell<Option<(String, Money)>>);

impl KeptSession {
    /// The secret, while the amount is the same.
    pub fn secret(&self, money: Money) -> Option<String> {
        self.0.borrow().as_ref().filter(|(_, kept)| *kept == money).map(|(secret, _)| secret.clone())
    }
}

/// What is paid with.
pub enum Payable {
    /// A card, in so many months; 0 is "paid at once".
    Card(Card, u8),
    /// A card that is only to be sealed.
    Token(Card),
    /// A wallet's id.
    Wallet(String),
}

/// Everything that one charge needs to know.
pub struct Order {
    /// What is paid with.
    pub payable: Payable,
    /// How much.
    pub money: Money,
    /// Where the session comes from; `None` ends in `session_required`.
    pub source: Option<Source>,
    /// A form's session, which outlives the charge.
    pub kept: Option<Rc<KeptSession>>,
    /// The page's own way to stop.
    pub signal: Option<AbortSignal>,
}

impl Order {
    /// Amount and masked card, for the title of a dialog.
    pub fn subtitle(&self, words: &Words) -> String {
        let amount = words.amount(&self.money.major(), self.money.currency().code());
        match &self.payable {
            Payable::Card(card, _) | Payable::Token(card) => {
                let masked = card.masked();
                let brand = masked.brand.map_or("", |brand| brand.info().name);
                let card = [brand, " •••• ", &masked.last4].concat();
                let sentence = Text::new("tds.sub").with("amount", Arg::Amount).with("card", Arg::Word(card));
                words::say(words, &sentence, &amount)
            }
            Payable::Wallet(_) => amount,
        }
    }
}

/// What the charge tells of itself.
pub struct Hooks {
    /// Right before the payment is first posted, and before each repeat.
    pub posted: Box<dyn Fn()>,
    /// Where actions are shown.
    pub stage: Box<dyn Stage>,
    /// Once, at the end.
    pub settled: Box<dyn FnOnce(Result<Outcome, Ended>)>,
}

/// How a charge ended well.
pub struct Outcome {
    /// What came of it.
    pub settled: Settled,
    /// The brand's id and the last four digits, where a card was used.
    pub masked: Option<(Option<&'static str>, String)>,
}

/// How a charge ended badly.
pub struct Ended {
    /// Why.
    pub failure: Failure,
    /// What the page's session callback threw.
    pub cause: Option<JsValue>,
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self { failure, cause: None }
    }
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
    card: RefCell<Option<Card>>,
    masked: Option<(Option<&'static str>, String)>,
    money: Money,
    method: MethodKind,
    source: Option<Source>,
    kept: Option<Rc<KeptSession>>,
    secret: RefCell<String>,
    /// The id that this charge holds.
    held: RefCell<Option<String>>,
    cause: Cell<Option<JsValue>>,
    asking: Option<AbortController>,
    listeners: Cell<Option<Listeners>>,
    posted: Box<dyn Fn()>,
    stage: Box<dyn Stage>,
    settled: Cell<Option<Box<dyn FnOnce(Result<Outcome, Ended>)>>>,
}

/// Begins a charge; it goes on by itself and tells its end by `hooks.settled`.
pub fn start(context: Rc<Context>, order: Order, hooks: Hooks) {
    let nonces = || Some(Nonces { idempotency_key: crypto::uuid().ok()?, jti: crypto::token_id().ok()? });
    let (Some(first), Some(second), Ok(seed)) = (nonces(), nonces(), crypto::random::<4>()) else {
        let message = "This page has no WebCrypto: it must be served over https:, or from this machine itself.";
        (hooks.settled)(Err(Failure::new(ErrorCode::InsecureContext, message).into()));
        return;
    };
    let (method, card) = match order.payable {
        Payable::Card(card, installment_months) => (Method::Card { installment_months }, Some(card)),
        Payable::Token(card) => (Method::Token, Some(card)),
        Payable::Wallet(id) => (Method::Wallet { id }, None),
    };
    let submission = Submission {
        method,
        money: order.money,
        nonces: [first, second],
        limits: context.limits,
        jitter_seed: u32::from_ne_bytes(seed),
        browser_info: browser::browser_info(),
        return_url: context.return_url.clone(),
    };
    let runner = Rc::new(Runner {
        context,
        charge: RefCell::new(None),
        masked: card.as_ref().map(|card| {
            let masked = card.masked();
            (masked.brand.map(|brand| brand.id()), masked.last4)
        }),
        money: order.money,
        method: if card.is_some() { MethodKind::Card } else { MethodKind::Wallet },
        card: RefCell::new(card),
        source: order.source,
        kept: order.kept,
        secret: RefCell::new(String::new()),
        held: RefCell::new(None),
        cause: Cell::new(None),
        asking: AbortController::new().ok(),
        listeners: Cell::new(None),
        posted: hooks.posted,
        stage: hooks.stage,
        settled: Cell::new(Some(hooks.settled)),
    });
    let (charge, effects) = Charge::start(submission, browser::now());
    *runner.charge.borrow_mut() = Some(charge);
    if let Some(signal) = &order.signal {
        runner.clone().listen(signal);
        if signal.aborted() {
            return runner.dispatch(Event::Aborted);
        }
    }
    runner.apply(effects);
}

impl Runner {
    fn dispatch(self: Rc<Self>, event: Event) {
        let effects = self.charge.borrow_mut().as_mut().map(|charge| charge.handle(browser::now(), event));
        self.apply(effects.unwrap_or_default());
    }

    fn apply(self: Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Begin(ticket, task, ms) => spawn_local(self.clone().run(ticket, task, ms)),
                Effect::ShowAction(action) => {
                    // Weak, as the stage belongs to this runner.
                    let runner = Rc::downgrade(&self);
                    let tell = move |event| {
                        if let Some(runner) = runner.upgrade() {
                            runner.dispatch(event);
                        }
                    };
                    self.stage.show(&action, Box::new(tell));
                }
                Effect::CloseAction => self.stage.close(),
                Effect::Settle(result) => self.settle(*result),
            }
        }
    }

    async fn run(self: Rc<Self>, ticket: Ticket, task: Task, ms: u32) {
        let done = self.carry_out(task, ms).await;
        self.dispatch(Event::Done(ticket, done));
    }

    async fn carry_out(&self, task: Task, ms: u32) -> Done {
        let api = &self.context.api;
        let secret = self.secret.borrow().clone();
        match task {
            Task::AskSession => self.session(ms).await.unwrap_or_else(Done::Failed),
            Task::GetKey { fresh } => api.recipient_key(fresh, ms).await.map_or_else(Done::Failed, Done::Key),
            Task::Seal { key, session, jti } => {
                self.seal(&key, &session, &jti).await.map_or_else(Done::Failed, Done::Sealed)
            }
            Task::Post { idempotency_key, body } => {
                (self.posted)();
                Done::Payment(api.pay(&secret, &idempotency_key, &body, ms).await)
            }
            Task::ReadPayment { id } => Done::Payment(api.payment(&secret, &id, ms).await),
            Task::CancelPayment { id } => Done::Payment(api.cancel(&secret, &id, ms).await),
            Task::ReadSession => {
                let id = session_id(&secret).unwrap_or_default();
                Done::SessionRead(api.session(&secret, id, ms).await)
            }
            Task::Sleep => {
                sleep(ms).await;
                Done::Slept
            }
        }
    }

    async fn session(&self, within_ms: u32) -> Result<Done, Failure> {
        let kept = self.kept.as_ref().and_then(|kept| kept.secret(self.money));
        let secret = match kept {
            Some(secret) => secret,
            None => self.ask_source(within_ms).await?,
        };
        let wrong = || Failure::new(ErrorCode::SessionSourceFailed, "The session source gave no client secret.");
        let id = session_id(&secret).ok_or_else(wrong)?.to_owned();
        let is_free = HELD.with_borrow_mut(|held| {
            let is_free = !held.contains(&id);
            if is_free {
                held.push(id.clone());
            }
            is_free
        });
        if !is_free {
            let message = "Another call of this page is paying this session. Wait for its promise.";
            return Err(Failure::new(ErrorCode::PaymentInProgress, message));
        }
        *self.held.borrow_mut() = Some(id.clone());
        if let Some(kept) = &self.kept {
            *kept.0.borrow_mut() = Some((secret.clone(), self.money));
        }
        *self.context.last_secret.borrow_mut() = Some(secret.clone());
        *self.secret.borrow_mut() = secret;
        let known = |seen: &mut Vec<(String, String)>| seen.iter().find(|seen| seen.0 == id).map(|seen| seen.1.clone());
        Ok(Done::Session { known_payment: SEEN.with_borrow_mut(known), id })
    }

    async fn ask_source(&self, within_ms: u32) -> Result<String, Failure> {
        match &self.source {
            None => Err(Failure::new(
                ErrorCode::SessionRequired,
                "Give a session: the client secret of a payment session, or a function that asks your server for one.",
            )),
            Some(Source::Secret(secret)) => Ok(secret.clone()),
            Some(Source::Url(url)) => {
                let currency = self.money.currency().code().to_owned();
                let claim = SessionClaim { amount: self.money.minor(), currency, method: self.method };
                ask_session_url(url, Some(&claim), within_ms).await
            }
            Some(Source::Ask(ask)) => {
                let answer = self.call_source(ask, within_ms).await.map_err(|cause| {
                    self.cause.set(Some(cause));
                    Failure::new(ErrorCode::SessionSourceFailed, "The session callback threw, or took too long.")
                })?;
                answer.as_string().ok_or_else(|| {
                    Failure::new(ErrorCode::SessionSourceFailed, "The session callback gave something that is no text.")
                })
            }
        }
    }

    /// Calls the page's function and awaits what it gives, for so long.
    async fn call_source(&self, ask: &Function, within_ms: u32) -> Result<JsValue, JsValue> {
        let request = Object::new();
        let signal = self.asking.as_ref().map(AbortController::signal);
        for (name, value) in [
            ("method", JsValue::from_str(self.method.as_str())),
            ("amount", JsValue::from_str(&self.money.major())),
            ("amountMinor", JsValue::from_f64(self.money.minor() as f64)),
            ("currency", JsValue::from_str(self.money.currency().code())),
            ("signal", signal.into()),
        ] {
            Reflect::set(&request, &name.into(), &value)?;
        }
        let answer = Promise::resolve(&ask.call1(&JsValue::UNDEFINED, &request)?);
        let late = wasm_bindgen_futures::future_to_promise(async move {
            sleep(within_ms).await;
            Err(js_sys::Error::new("The session callback took too long.").into())
        });
        JsFuture::from(Promise::race(&Array::of2(&answer, &late))).await
    }

    async fn seal(&self, key: &RecipientKey, session: &str, jti: &str) -> Result<String, Failure> {
        let plaintext = {
            let card = self.card.borrow();
            let binding = Binding { session, money: self.money, jti, iat: browser::now() / 1000 };
            card.as_ref().and_then(|card| plaintext::write(card, &binding).ok())
        };
        let failed = || Failure::new(ErrorCode::EncryptionFailed, "The card could not be sealed; nothing was sent.");
        crypto::seal(&plaintext.ok_or_else(failed)?, key).await.map_err(|_| failed())
    }

    fn listen(self: Rc<Self>, signal: &AbortSignal) {
        let runner = Rc::downgrade(&self);
        let mut listeners = Listeners::new(move |_| {
            if let Some(runner) = runner.upgrade() {
                runner.dispatch(Event::Aborted);
            }
        });
        listeners.add(signal, &["abort"], false);
        self.listeners.set(Some(listeners));
    }

    fn settle(&self, result: Result<Settled, Failure>) {
        self.card.borrow_mut().take();
        self.listeners.take();
        if let Some(asking) = &self.asking {
            asking.abort();
        }
        if let Some(id) = self.held.borrow_mut().take() {
            HELD.with_borrow_mut(|held| held.retain(|held| *held != id));
        }
        let newest = match &result {
            Ok(Settled::Paid(payment)) => Some(payment),
            Ok(Settled::Token { .. }) => None,
            Err(failure) => failure.payment.as_ref(),
        };
        if let Some(payment) = newest {
            SEEN.with_borrow_mut(|seen| {
                seen.retain(|seen| seen.0 != payment.session);
                seen.push((payment.session.clone(), payment.id.clone()));
            });
        }
        if let Some(kept) = &self.kept
            && is_over(&result)
        {
            kept.0.borrow_mut().take();
        }
        if let Some(settled) = self.settled.take() {
            settled(match result {
                Ok(settled) => Ok(Outcome { settled, masked: self.masked.clone() }),
                Err(failure) => Err(Ended { failure, cause: self.cause.take() }),
            });
        }
    }
}

/// Whether the session can be paid no more.
fn is_over(result: &Result<Settled, Failure>) -> bool {
    match result {
        Ok(_) => true,
        Err(failure) => matches!(
            failure.code,
            ErrorCode::SessionComplete
                | ErrorCode::SessionExpired
                | ErrorCode::SessionInvalid
                | ErrorCode::TooManyAttempts
                | ErrorCode::AmountMismatch
        ),
    }
}
