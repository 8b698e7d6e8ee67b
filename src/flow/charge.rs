//! The machine of one charge: `(state, event) → (state, effects)`.
//!
//! It awaits one task at a time and knows it by its ticket; an answer with another ticket is stale and ignored. Every
//! rule about deadlines, repeats and unknown outcomes stands here or in `retry`, and nowhere else.

use std::rc::Rc;

use super::outcome::Failure;
use super::retry::{Backoff, Fault, Standing, Verdict};
use crate::jwe::jwk::RecipientKey;
use crate::money::Money;
use crate::protocol::action::{ActionKind, NextAction};
use crate::protocol::payment::{
    BrowserInfo, MethodKind, Payment, PaymentMethodData, PaymentRequest, PaymentStatus,
};
use crate::protocol::problem::{ErrorCode, Outcome};
use crate::protocol::session::{Session, SessionStatus};

/// From "pay" to "settled", the payer's time in a challenge not counted.
const DEADLINE_MS: i64 = 90_000;
/// Kept back from the deadline for reading the session once after the last try.
const RESERVE_MS: i64 = 10_000;
/// A challenge whose end nobody tells: past its own limit by a wide margin (EMV allows the payer 10 minutes or so).
const ACTION_LIMIT_MS: i64 = 1_200_000;
/// Waits between two looks at a payment; the last one repeats.
const POLLS_MS: [u32; 3] = [1_000, 2_000, 3_000];

/// Milliseconds since 1970.
pub type Millis = i64;

/// What is charged, and all the randomness that it needs.
#[derive(Clone, Debug)]
pub struct Submission {
    /// How it is paid.
    pub method: Method,
    /// What the payer saw.
    pub money: Money,
    /// For the first sealing, and for a second one under another key.
    pub nonces: [Nonces; 2],
    /// The page's limits.
    pub limits: Limits,
    /// Any number, for the jitter between tries.
    pub jitter_seed: u32,
    /// For 3-D Secure.
    pub browser_info: Option<BrowserInfo>,
    /// For a redirect.
    pub return_url: Option<String>,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// A card, to be sealed and charged. Months are 0 for "paid at once".
    Card {
        /// Korea's instalments.
        installment_months: u8,
    },
    /// A card, to be sealed and handed to the page.
    Token,
    /// A wallet of the payer.
    Wallet {
        /// The wallet's id.
        id: String,
    },
}

/// What must be new in every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonces {
    /// A UUID v4.
    pub idempotency_key: String,
    /// 128 random bits, base64url.
    pub jti: String,
}

/// The page's limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One request, in milliseconds.
    pub timeout_ms: u32,
    /// Tries after the first.
    pub max_retries: u32,
}

/// Which task an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u32);

/// Something that takes time; it ends in the [`Event::Done`] with its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Ask the page's session source → [`Done::Session`] or [`Done::Failed`].
    AskSession,
    /// Fetch the JWKS, past any cache when `fresh`, and choose → [`Done::Key`] or [`Done::Failed`].
    GetKey {
        /// The key that was cached is not the server's any more.
        fresh: bool,
    },
    /// Seal the card → [`Done::Sealed`] or [`Done::Failed`].
    Seal {
        /// Whom for.
        key: RecipientKey,
        /// The session's id.
        session: String,
        /// Good for one payment.
        jti: String,
    },
    /// `POST /payments` → [`Done::Payment`].
    Post {
        /// The header.
        idempotency_key: String,
        /// The body; the same value gives the same bytes.
        body: Rc<PaymentRequest>,
    },
    /// `GET /payments/{id}` → [`Done::Payment`].
    ReadPayment {
        /// The payment's id.
        id: String,
    },
    /// `POST /payments/{id}/cancel` → [`Done::Payment`].
    CancelPayment {
        /// The payment's id.
        id: String,
    },
    /// `GET /payment_sessions/{id}` → [`Done::SessionRead`].
    ReadSession,
    /// Nothing, for the time given → [`Done::Slept`].
    Sleep,
}

/// How a task ended.
#[derive(Clone, Debug)]
pub enum Done {
    /// The session whose secret the source gave.
    Session {
        /// Its id.
        id: String,
        /// The newest payment that this page has seen of it, if it has: it is not ours.
        known_payment: Option<String>,
    },
    /// The key to seal for.
    Key(RecipientKey),
    /// The compact JWE.
    Sealed(String),
    /// The payment, or why there is none to be had.
    Payment(Result<Payment, Fault>),
    /// The session, or why there is none to be had.
    SessionRead(Result<Session, Fault>),
    /// The time is over.
    Slept,
    /// A task before the posting that did not work.
    Failed(Failure),
}

/// What the machine is told.
#[derive(Clone, Debug)]
pub enum Event {
    /// A task has ended.
    Done(Ticket, Done),
    /// The page's `AbortSignal` fired.
    Aborted,
    /// The payer closed the action of this id.
    ActionClosed(String),
    /// The action's page says that something happened: a hint to look, never a fact.
    ActionUpdated,
}

/// What the machine wants done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Begin a task; it may take so many milliseconds.
    Begin(Ticket, Task, u32),
    /// Show what the payer has to do; it takes the place of what was shown before.
    ShowAction(NextAction),
    /// Take away what was shown.
    CloseAction,
    /// The end. Nothing follows.
    Settle(Box<Result<Settled, Failure>>),
}

/// How a charge ends well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Paid.
    Paid(Payment),
    /// Sealed, for the page to use.
    Token {
        /// The compact JWE.
        jwe: String,
        /// The key's thumbprint.
        key_id: String,
        /// The session's id.
        session: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    AskingSession,
    GettingKey,
    Sealing { key_id: String },
    Posting,
    WaitingToPost,
    Polling,
    WaitingToPoll,
    Canceling,
    ReadingSession,
    WaitingToReadSession,
    /// The page is being left for a redirect; what follows is the return page's.
    Left,
    Settled,
}

/// One charge.
#[derive(Debug)]
pub struct Charge {
    submission: Submission,
    phase: Phase,
    ticket: Ticket,
    deadline: Millis,
    backoff: Backoff,
    session: String,
    known_payment: Option<String>,
    body: Option<Rc<PaymentRequest>>,
    /// Tries of the present phase that have failed.
    tries: u32,
    polls: usize,
    posted: bool,
    lost: bool,
    resealed: bool,
    payment: Option<Payment>,
    action: Option<ShownAction>,
    closed_by_payer: bool,
}

#[derive(Debug)]
struct ShownAction {
    id: String,
    since: Millis,
}

type Effects = Vec<Effect>;

impl Charge {
    /// A charge that the payer has just submitted, and its first effect.
    pub fn start(submission: Submission, now: Millis) -> (Self, Effects) {
        let mut charge = Self {
            backoff: Backoff::new(submission.jitter_seed),
            submission,
            phase: Phase::AskingSession,
            ticket: Ticket(0),
            deadline: now + DEADLINE_MS,
            session: String::new(),
            known_payment: None,
            body: None,
            tries: 0,
            polls: 0,
            posted: false,
            lost: false,
            resealed: false,
            payment: None,
            action: None,
            closed_by_payer: false,
        };
        let effects = charge.request(now, Phase::AskingSession, Task::AskSession);
        (charge, effects)
    }

    /// True from the moment the payment may have left the browser.
    pub fn is_posted(&self) -> bool {
        self.posted
    }

    /// One step. After [`Effect::Settle`] every event is ignored.
    pub fn handle(&mut self, now: Millis, event: Event) -> Effects {
        match event {
            _ if self.phase == Phase::Settled => Effects::new(),
            Event::Done(ticket, done) if ticket == self.ticket => self.done(now, done),
            Event::Done(..) => Effects::new(),
            Event::Aborted if self.posted => Effects::new(),
            Event::Aborted => self.fail(Failure::new(ErrorCode::Canceled, "The call's signal was aborted.")),
            Event::ActionClosed(id) => self.action_closed(now, &id),
            Event::ActionUpdated if self.phase == Phase::WaitingToPoll => self.poll(now),
            Event::ActionUpdated => Effects::new(),
        }
    }

    fn done(&mut self, now: Millis, done: Done) -> Effects {
        match (self.phase.clone(), done) {
            (Phase::AskingSession, Done::Session { id, known_payment }) => {
                self.session = id;
                self.known_payment = known_payment;
                match &self.submission.method {
                    Method::Wallet { id } => {
                        let data = PaymentMethodData::Wallet { wallet_id: id.clone() };
                        self.post(now, data, None)
                    }
                    Method::Card { .. } | Method::Token => {
                        self.request(now, Phase::GettingKey, Task::GetKey { fresh: false })
                    }
                }
            }
            (Phase::GettingKey, Done::Key(key)) => {
                let phase = Phase::Sealing { key_id: key.kid.clone() };
                let seal = Task::Seal { key, session: self.session.clone(), jti: self.nonces().jti.clone() };
                self.request(now, phase, seal)
            }
            (Phase::Sealing { key_id }, Done::Sealed(jwe)) => match self.submission.method {
                Method::Card { installment_months } => {
                    self.post(now, PaymentMethodData::Card { encrypted_card: jwe }, Some(installment_months))
                }
                _ => self.settle(Ok(Settled::Token { jwe, key_id, session: self.session.clone() })),
            },
            (Phase::Posting, Done::Payment(Ok(payment))) => self.progress(now, payment),
            (Phase::Posting, Done::Payment(Err(fault))) => self.post_failed(now, fault),
            (Phase::WaitingToPost, Done::Slept) => self.resend(now),
            (Phase::Polling, Done::Payment(Ok(payment))) => self.progress(now, payment),
            (Phase::Polling, Done::Payment(Err(fault))) => self.poll_failed(now, fault),
            (Phase::WaitingToPoll, Done::Slept) => self.poll(now),
            (Phase::Canceling, Done::Payment(answer)) => self.cancel_answered(now, answer),
            (Phase::ReadingSession, Done::SessionRead(answer)) => self.session_read(now, answer),
            (Phase::WaitingToReadSession, Done::Slept) => self.read_session(now),
            (_, Done::Failed(failure)) => self.fail(failure),
            _ => Effects::new(),
        }
    }

    // ---- posting

    fn post(&mut self, now: Millis, payment_method: PaymentMethodData, installment_months: Option<u8>) -> Effects {
        self.body = Some(Rc::new(PaymentRequest {
            amount: self.submission.money.minor(),
            currency: self.submission.money.currency().code().to_owned(),
            payment_method,
            installment_months,
            browser_info: self.submission.browser_info.clone(),
            return_url: self.submission.return_url.clone(),
        }));
        self.tries = 0;
        self.resend(now)
    }

    fn resend(&mut self, now: Millis) -> Effects {
        let Some(body) = self.body.clone() else { return Effects::new() };
        let idempotency_key = self.nonces().idempotency_key.clone();
        let effects = self.request(now, Phase::Posting, Task::Post { idempotency_key, body });
        self.posted |= self.phase == Phase::Posting;
        effects
    }

    fn post_failed(&mut self, now: Millis, fault: Fault) -> Effects {
        self.tries += 1;
        self.lost |= fault.leaves_in_the_dark();
        let standing = Standing {
            lost: self.lost,
            may_resend: self.tries <= self.submission.limits.max_retries && self.left(now) > RESERVE_MS,
            resealed: self.resealed,
            backoff_ms: self.backoff.next_ms(self.tries),
        };
        match fault.verdict(standing) {
            Verdict::Resend(ms) => self.sleep(Phase::WaitingToPost, ms),
            Verdict::Reseal => {
                self.resealed = true;
                self.request(now, Phase::GettingKey, Task::GetKey { fresh: true })
            }
            Verdict::ReadSession => {
                self.tries = 0;
                self.read_session(now)
            }
            Verdict::Fail(failure) => self.fail(failure),
        }
    }

    fn read_session(&mut self, now: Millis) -> Effects {
        // The last word on a posted payment is asked for even when the time is over.
        let within = self.left(now).clamp(RESERVE_MS, i64::from(self.submission.limits.timeout_ms).max(RESERVE_MS));
        self.begin(Phase::ReadingSession, Task::ReadSession, within as u32)
    }

    fn session_read(&mut self, now: Millis, answer: Result<Session, Fault>) -> Effects {
        if let Ok(session) = answer {
            let known = self.known_payment.as_deref();
            match session.payment.filter(|payment| Some(payment.id.as_str()) != known) {
                Some(payment) => return self.progress(now, payment),
                None if session.status == SessionStatus::Expired => {
                    let message = "The session expired before the payment reached the server; nothing was charged.";
                    return self.fail(Failure::new(ErrorCode::SessionExpired, message));
                }
                None => {}
            }
        }
        self.tries += 1;
        if self.tries <= self.submission.limits.max_retries && self.left(now) > RESERVE_MS {
            let wait = POLLS_MS[0] + self.backoff.next_ms(self.tries);
            return self.sleep(Phase::WaitingToReadSession, wait);
        }
        self.fail(Failure::unknown(None))
    }

    // ---- following a payment

    fn progress(&mut self, now: Millis, payment: Payment) -> Effects {
        self.payment = Some(payment.clone());
        match payment.status {
            PaymentStatus::Succeeded => self.settle_shown(now, Ok(Settled::Paid(payment))),
            PaymentStatus::Declined => {
                let kind = self.kind();
                self.settle_shown(now, Err(Failure::declined(payment, kind)))
            }
            PaymentStatus::Canceled => {
                let failure = if self.closed_by_payer {
                    Failure::action_canceled(Some(payment), Outcome::NotCharged)
                } else {
                    let message = "The authentication was not completed in time; nothing was charged.";
                    Failure { payment: Some(payment), ..Failure::new(ErrorCode::ActionExpired, message) }
                };
                self.settle_shown(now, Err(failure))
            }
            PaymentStatus::Processing => {
                let mut effects = self.close_action(now);
                effects.extend(self.wait_to_poll(now));
                effects
            }
            PaymentStatus::RequiresAction => self.act(now, payment.next_action),
        }
    }

    fn act(&mut self, now: Millis, action: Option<NextAction>) -> Effects {
        let shown = self.action.as_ref().map(|action| action.id.as_str());
        match action {
            Some(action) if action.kind == ActionKind::Redirect => {
                self.phase = Phase::Left;
                vec![Effect::ShowAction(action)]
            }
            Some(action) if shown != Some(action.id.as_str()) && !self.closed_by_payer => {
                let since = self.action.take().map_or(now, |before| before.since);
                self.action = Some(ShownAction { id: action.id.clone(), since });
                self.polls = 0;
                let mut effects = vec![Effect::ShowAction(action)];
                effects.extend(self.wait_to_poll(now));
                effects
            }
            _ => self.wait_to_poll(now),
        }
    }

    fn wait_to_poll(&mut self, now: Millis) -> Effects {
        let out_of_time = match &self.action {
            Some(action) => now - action.since > ACTION_LIMIT_MS,
            None => self.left(now) <= 0,
        };
        if out_of_time {
            let payment = self.payment.clone();
            return self.settle_shown(now, Err(Failure::unknown(payment)));
        }
        let ms = POLLS_MS[self.polls.min(POLLS_MS.len() - 1)];
        self.polls += 1;
        self.sleep(Phase::WaitingToPoll, ms)
    }

    fn poll(&mut self, now: Millis) -> Effects {
        match self.payment_id() {
            Some(id) => self.follow(now, Phase::Polling, Task::ReadPayment { id }),
            None => Effects::new(),
        }
    }

    fn poll_failed(&mut self, now: Millis, fault: Fault) -> Effects {
        let for_good = match &fault {
            Fault::Refused { code, .. } => *code != ErrorCode::RateLimited && !fault.leaves_in_the_dark(),
            _ => false,
        };
        if for_good {
            let payment = self.payment.clone();
            return self.settle_shown(now, Err(Failure::unknown(payment)));
        }
        self.wait_to_poll(now)
    }

    fn action_closed(&mut self, now: Millis, id: &str) -> Effects {
        if self.action.as_ref().is_none_or(|shown| shown.id != id) {
            return Effects::new();
        }
        let mut effects = self.close_action(now);
        self.closed_by_payer = true;
        if let Some(id) = self.payment_id() {
            effects.extend(self.follow(now, Phase::Canceling, Task::CancelPayment { id }));
        }
        effects
    }

    fn cancel_answered(&mut self, now: Millis, answer: Result<Payment, Fault>) -> Effects {
        match answer {
            Ok(payment) if payment.status != PaymentStatus::RequiresAction => self.progress(now, payment),
            // Decided meanwhile: its state is the answer.
            Err(Fault::Refused { problem, .. }) if problem.status == 409 => self.poll(now),
            _ => {
                let payment = self.payment.clone();
                self.fail(Failure::action_canceled(payment, Outcome::Unknown))
            }
        }
    }

    fn close_action(&mut self, now: Millis) -> Effects {
        match self.action.take() {
            Some(shown) => {
                self.deadline += now - shown.since;
                self.polls = 0;
                vec![Effect::CloseAction]
            }
            None => Effects::new(),
        }
    }

    fn settle_shown(&mut self, now: Millis, result: Result<Settled, Failure>) -> Effects {
        let mut effects = self.close_action(now);
        effects.extend(self.settle(result));
        effects
    }

    // ---- the small things

    fn kind(&self) -> MethodKind {
        match self.submission.method {
            Method::Wallet { .. } => MethodKind::Wallet,
            Method::Card { .. } | Method::Token => MethodKind::Card,
        }
    }

    fn nonces(&self) -> &Nonces {
        let [first, second] = &self.submission.nonces;
        if self.resealed { second } else { first }
    }

    fn payment_id(&self) -> Option<String> {
        self.payment.as_ref().map(|payment| payment.id.clone())
    }

    fn left(&self, now: Millis) -> i64 {
        self.deadline - now
    }

    /// Begins a task that the deadline allows, or ends the charge: before the payment is posted nothing is lost by it.
    fn request(&mut self, now: Millis, phase: Phase, task: Task) -> Effects {
        let left = self.left(now) - RESERVE_MS;
        if left <= 0 && !self.posted {
            return self.fail(Failure::new(
                ErrorCode::NetworkError,
                "It took too long to get ready for the payment; nothing was sent.",
            ));
        }
        let within = left.clamp(1, i64::from(self.submission.limits.timeout_ms));
        self.begin(phase, task, within as u32)
    }

    /// As `request`, while the payer's time in an action is not counted.
    fn follow(&mut self, now: Millis, phase: Phase, task: Task) -> Effects {
        let timeout = i64::from(self.submission.limits.timeout_ms);
        let within = if self.action.is_some() { timeout } else { self.left(now).clamp(RESERVE_MS, timeout.max(RESERVE_MS)) };
        self.begin(phase, task, within as u32)
    }

    fn sleep(&mut self, phase: Phase, ms: u32) -> Effects {
        self.begin(phase, Task::Sleep, ms)
    }

    fn begin(&mut self, phase: Phase, task: Task, within_ms: u32) -> Effects {
        self.phase = phase;
        self.ticket = Ticket(self.ticket.0.wrapping_add(1));
        vec![Effect::Begin(self.ticket, task, within_ms)]
    }

    fn fail(&mut self, failure: Failure) -> Effects {
        self.settle(Err(failure))
    }

    fn settle(&mut self, result: Result<Settled, Failure>) -> Effects {
        self.phase = Phase::Settled;
        vec![Effect::Settle(Box::new(result))]
    }
}
