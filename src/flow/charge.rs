//! The machine of one charge: `(state, event) → (state, effects)`.
//!
//! Every rule about deadlines, repeats and unknown outcomes is here, in `retry` or in `progress`, and nowhere else. What is
//! posted is in `posting`, what the payer has to do in `action`.

mod action;
mod posting;

use std::rc::Rc;

use super::failure::Failure;
use super::messages::{
    ChargeEffect, ChargeEnd, ChargeEvent, Done, Method, Millis, Nonces, Request, Secret, Submission, Task, Ticket,
    moment,
};
use super::progress::{Progress, only_of};
use super::retry::{Backoff, Fault};
use crate::protocol::payment::{MethodKind, Payment, PaymentMethodData, PaymentRequest};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::Session;

/// From "pay" to "settled", without the payer's time in a challenge.
const DEADLINE_MS: i64 = 90_000;
/// The last part of the deadline: kept for reading the session once after the last try.
const RESERVE_MS: i64 = 10_000;
/// For a challenge that never ends: far more than EMV 3-D Secure gives the payer, which is about 10 minutes.
const CHALLENGE_LIMIT_MS: i64 = 1_200_000;
/// Waits between two looks at a payment; the last one repeats.
const POLLS_MS: [u32; 3] = [1_000, 2_000, 3_000];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    AskingSession,
    GettingKey,
    Sealing,
    Posting,
    WaitingToPost,
    Polling,
    WaitingToPoll,
    Canceling,
    ReadingSession,
    WaitingToReadSession,
    /// The page is being left for a redirect. What follows is the return page's task.
    Left,
    Settled,
}

/// One charge, as a machine without I/O: who holds it carries out what it wants.
///
/// - [`Charge::start`] gives the machine and its first effects, [`Charge::handle`] takes one event and gives the effects
///   that follow. Carry them out in their order.
/// - [`ChargeEffect::Begin`] starts a task. When it ends, hand its [`Done`] over in a [`ChargeEvent::Done`] with the ticket
///   of the task. Only one task is awaited at a time; an answer with an older ticket is ignored, so a task whose ticket has
///   been replaced need not be stopped.
/// - The last part of `Begin` is how long the task may take, in milliseconds. A request that takes longer must end as
///   [`Fault::TimedOut`] or a failure: the machine has no timer of its own. [`Task::Sleep`] takes exactly that long.
/// - `now` is the time of the event. It must never run back: an earlier time than one before counts as that one, and a time
///   that no JavaScript date has as the nearest that one has. A jump forward (the device slept) uses up the deadline, but
///   the session is still read once.
/// - A charge ends with [`ChargeEffect::Settle`], within 90 seconds and the payer's time in challenges, and every event
///   after it is ignored. A redirect has no end here: the page is gone.
/// - Before the first [`Request::Pay`] the charge can be stopped by [`ChargeEvent::Aborted`]. After it, nothing stops it,
///   since only its end tells whether money has moved.
///
/// [The module above](super) has a whole charge as an example.
#[derive(Debug)]
pub struct Charge {
    submission: Submission,
    phase: Phase,
    ticket: Ticket,
    /// The latest time of an event.
    now: Millis,
    deadline: Millis,
    backoff: Backoff,
    session: String,
    known_payment: Option<String>,
    /// The key that the card is sealed for.
    key_id: String,
    body: Option<Rc<PaymentRequest>>,
    /// Tries of the present phase that have failed.
    tries: u32,
    polls: usize,
    /// The payment may have left the browser.
    posted: bool,
    /// A try may have been taken although no answer said so.
    lost: bool,
    resealed: bool,
    /// What was missing in the last answer that could not be read.
    missing: Option<&'static str>,
    payment: Option<Box<Payment>>,
    action: Option<ShownAction>,
    closed_by_payer: bool,
    redirect_blocked: bool,
}

#[derive(Debug)]
struct ShownAction {
    id: String,
    /// Since when the payer is in it; `None` for a hidden step, which takes none of the payer's time.
    challenge_since: Option<Millis>,
}

impl ShownAction {
    /// When its challenge ends at the latest; `None` for a hidden step.
    fn challenge_end(&self) -> Option<Millis> {
        self.challenge_since.map(|since| since + CHALLENGE_LIMIT_MS)
    }
}

type Effects = Vec<ChargeEffect>;

impl Charge {
    /// A charge that the payer has just submitted, and its first effects. `now` is in milliseconds since 1970.
    pub fn start(submission: Submission, now: Millis) -> (Self, Effects) {
        let now = moment(now);
        let mut charge = Self {
            backoff: Backoff::new(submission.jitter_seed),
            submission,
            phase: Phase::AskingSession,
            ticket: Ticket::default(),
            now,
            deadline: now + DEADLINE_MS,
            session: String::new(),
            known_payment: None,
            key_id: String::new(),
            body: None,
            tries: 0,
            polls: 0,
            posted: false,
            lost: false,
            resealed: false,
            missing: None,
            payment: None,
            action: None,
            closed_by_payer: false,
            redirect_blocked: false,
        };
        let effects = charge.begin_write(Phase::AskingSession, Task::AskSession);
        (charge, effects)
    }

    /// One step. `now` is the time of the event in milliseconds since 1970. After [`ChargeEffect::Settle`] every event is
    /// ignored.
    pub fn handle(&mut self, now: Millis, event: ChargeEvent) -> Effects {
        self.now = self.now.max(moment(now));
        match event {
            _ if self.phase == Phase::Settled => Effects::new(),
            ChargeEvent::Done(ticket, done) if ticket == self.ticket => self.done(done),
            ChargeEvent::Done(..) => Effects::new(),
            ChargeEvent::Aborted if self.posted => Effects::new(),
            ChargeEvent::Aborted => self.fail(Failure::new(ErrorCode::Canceled, "The call's signal was aborted.")),
            ChargeEvent::ActionClosed(id) => self.action_closed(&id),
            ChargeEvent::RedirectBlocked if self.phase == Phase::Left => self.leave_blocked(),
            ChargeEvent::RedirectBlocked => Effects::new(),
            ChargeEvent::ActionUpdated if self.phase == Phase::WaitingToPoll => self.poll(),
            ChargeEvent::ActionUpdated => Effects::new(),
        }
    }

    fn done(&mut self, done: Done) -> Effects {
        match (self.phase, done) {
            (Phase::AskingSession, Done::Session { id, known_payment }) => {
                self.session = id;
                self.known_payment = known_payment;
                if self.submission.method.is_sealed() {
                    self.begin_write(Phase::GettingKey, Task::GetKey { fresh: false })
                } else {
                    self.pay(None)
                }
            }
            (Phase::GettingKey, Done::Key(key)) => {
                self.key_id.clone_from(&key.kid);
                let seal = Task::Seal { key, session: self.session.clone(), jti: self.nonces().jti.clone() };
                self.begin_write(Phase::Sealing, seal)
            }
            (Phase::Sealing, Done::Sealed(jwe)) => self.pay(Some(jwe)),
            (Phase::Posting | Phase::Polling | Phase::Canceling, Done::Payment(answer)) => {
                let answer = only_of(&self.session, answer, |payment: &Payment| &payment.session);
                match (self.phase, answer) {
                    (Phase::Canceling, answer) => self.cancel_answered(answer),
                    (_, Ok(payment)) => self.progress(payment),
                    (Phase::Posting, Err(fault)) => self.post_failed(fault),
                    (_, Err(fault)) => self.poll_failed(&fault),
                }
            }
            (Phase::ReadingSession, Done::SessionRead(answer)) => {
                self.session_read(only_of(&self.session, answer, |session: &Session| &session.id))
            }
            (Phase::WaitingToPost, Done::Slept) => self.resend(),
            (Phase::WaitingToPoll, Done::Slept) => self.poll(),
            (Phase::WaitingToReadSession, Done::Slept) => self.read_session(),
            (Phase::AskingSession | Phase::GettingKey | Phase::Sealing, Done::Failed(failure)) => self.fail(failure),
            _ => Effects::new(),
        }
    }

    /// Posts the payment, with what was sealed for it; a token is handed to the page instead.
    fn pay(&mut self, sealed: Option<Secret>) -> Effects {
        match (self.submission.method.clone(), sealed) {
            (Method::Card { installment_months, save }, Some(jwe)) => {
                self.post(PaymentMethodData::Card { encrypted_card: jwe.into(), save }, Some(installment_months))
            }
            (Method::SavedCard { id, installment_months, .. }, jwe) => {
                let data = PaymentMethodData::SavedCard { saved_card: id, encrypted_cvv: jwe.map(String::from) };
                self.post(data, Some(installment_months))
            }
            (Method::Wallet { id, token }, _) => {
                self.post(PaymentMethodData::Wallet { wallet_id: id, token: token.map(String::from) }, None)
            }
            (Method::Token, Some(jwe)) => {
                let (key_id, session) = (core::mem::take(&mut self.key_id), self.session.clone());
                self.settle(Ok(ChargeEnd::Token { jwe, key_id, session }))
            }
            // What must be sealed is sealed before.
            (Method::Card { .. } | Method::Token, None) => Effects::new(),
        }
    }

    fn progress(&mut self, payment: Box<Payment>) -> Effects {
        self.payment = Some(payment.clone());
        match Progress::of(payment.clone(), self.kind(), self.closed_by_payer) {
            Progress::Ended(result) => self.settle(result),
            Progress::Processing => {
                let mut effects = self.close_action();
                effects.extend(self.wait_to_poll());
                effects
            }
            Progress::RequiresAction(action) => self.act(payment, action),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "the last index at most")]
    fn wait_to_poll(&mut self) -> Effects {
        let ms = POLLS_MS[self.polls.min(POLLS_MS.len() - 1)];
        if self.left() <= i64::from(ms) {
            return self.fail_unknown();
        }
        self.polls += 1;
        self.begin(Phase::WaitingToPoll, Task::Sleep, ms)
    }

    fn poll(&mut self) -> Effects {
        match self.payment_id() {
            Some(id) => self.begin_read(Phase::Polling, Request::ReadPayment { id }),
            None => Effects::new(),
        }
    }

    fn poll_failed(&mut self, fault: &Fault) -> Effects {
        self.missing = fault.missing();
        if fault.is_final() {
            return self.fail_unknown();
        }
        self.wait_to_poll()
    }

    // ---- small helpers

    fn kind(&self) -> MethodKind {
        self.submission.method.kind()
    }

    fn nonces(&self) -> &Nonces {
        let [first, second] = &self.submission.nonces;
        if self.resealed { second } else { first }
    }

    fn payment_id(&self) -> Option<String> {
        self.payment.as_ref().map(|payment| payment.id.clone())
    }

    /// What is left of the deadline. While the payer is in a challenge, which has a limit of its own, the deadline waits.
    fn left(&self) -> i64 {
        let challenge_end = self.action.as_ref().and_then(ShownAction::challenge_end);
        challenge_end.unwrap_or(self.deadline) - self.now
    }

    fn left_to_write(&self) -> i64 {
        self.left() - RESERVE_MS
    }

    /// Begins a step towards the payment, if there is time left for it and for reading the session after it.
    fn begin_write(&mut self, phase: Phase, task: Task) -> Effects {
        match self.left_to_write() {
            left if left > 0 => self.begin(phase, task, self.within_ms(left)),
            _ if self.lost => self.read_session(),
            _ => self.fail(Failure::new(
                ErrorCode::NetworkError,
                "It took too long to get the payment through; nothing was charged.",
            )),
        }
    }

    /// Begins a request about a payment that may have been taken: always allowed, also after the device slept past the
    /// deadline.
    fn begin_read(&mut self, phase: Phase, request: Request) -> Effects {
        let left = match self.left() {
            left if left > 0 => left,
            _ => RESERVE_MS,
        };
        self.begin(phase, Task::Send(request), self.within_ms(left))
    }

    fn within_ms(&self, left: i64) -> u32 {
        u32::try_from(left).unwrap_or(u32::MAX).min(self.submission.limits.timeout_ms)
    }

    fn begin(&mut self, phase: Phase, task: Task, within_ms: u32) -> Effects {
        self.phase = phase;
        self.ticket = self.ticket.next();
        vec![ChargeEffect::Begin(self.ticket, task, within_ms)]
    }

    fn fail_unknown(&mut self) -> Effects {
        let failure = Failure::unknown(self.payment.clone(), self.missing);
        self.fail(failure)
    }

    fn fail(&mut self, failure: Failure) -> Effects {
        self.settle(Err(failure))
    }

    fn settle(&mut self, result: Result<ChargeEnd, Failure>) -> Effects {
        self.phase = Phase::Settled;
        let mut effects = Effects::new();
        if self.action.take().is_some() {
            effects.push(ChargeEffect::CloseAction);
        }
        effects.push(ChargeEffect::Settle(Box::new(result)));
        effects
    }
}
