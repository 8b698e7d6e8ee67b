//! The machine of one charge: `(state, event) → (state, effects)`.
//!
//! It awaits one task at a time and knows it by its ticket; an answer with another ticket is stale and ignored. Every
//! rule about deadlines, repeats and unknown outcomes stands here or in `retry`, and nowhere else.

use std::rc::Rc;

use super::event::{Done, Effect, Event, Method, Millis, Nonces, Settled, Submission, Task, Ticket};
use super::outcome::Failure;
use super::retry::{Backoff, Fault, Standing, Verdict};
use crate::protocol::action::{ActionKind, Display, NextAction};
use crate::protocol::payment::{MethodKind, Payment, PaymentMethodData, PaymentRequest, PaymentStatus};
use crate::protocol::problem::{ErrorCode, Outcome};
use crate::protocol::session::{Session, SessionStatus};

/// From "pay" to "settled", the payer's time in a challenge not counted.
const DEADLINE_MS: i64 = 90_000;
/// Kept back from the deadline for reading the session once after the last try.
const RESERVE_MS: i64 = 10_000;
/// A challenge whose end nobody tells: past its own limit by a wide margin (EMV allows the payer 10 minutes or so).
const CHALLENGE_LIMIT_MS: i64 = 1_200_000;
/// Waits between two looks at a payment; the last one repeats.
const POLLS_MS: [u32; 3] = [1_000, 2_000, 3_000];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    AskingSession,
    GettingKey,
    Sealing {
        key_id: String,
    },
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
    /// The payment may have left the browser.
    posted: bool,
    /// A try may have been taken although no answer said so.
    lost: bool,
    resealed: bool,
    payment: Option<Box<Payment>>,
    action: Option<ShownAction>,
    closed_by_payer: bool,
}

#[derive(Debug)]
struct ShownAction {
    id: String,
    /// Since when the payer is in it; a hidden step takes none of the payer's time.
    challenge_since: Option<Millis>,
}

type Effects = Vec<Effect>;

impl Charge {
    /// A charge that the payer has just submitted, and its first effect.
    pub fn start(submission: Submission, now: Millis) -> (Self, Effects) {
        let mut charge = Self {
            backoff: Backoff::new(submission.jitter_seed),
            submission,
            phase: Phase::AskingSession,
            ticket: Ticket::default(),
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
        match (self.phase.clone(), self.of_this_session(done)) {
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
            (Phase::AskingSession | Phase::GettingKey | Phase::Sealing { .. }, Done::Failed(failure)) => {
                self.fail(failure)
            }
            _ => Effects::new(),
        }
    }

    /// What is said of another session, by a cache that mixes answers up say, is no answer.
    fn of_this_session(&self, done: Done) -> Done {
        let stray = Fault::Unreadable { status: 200 };
        match done {
            Done::Payment(Ok(payment)) if payment.session != self.session => Done::Payment(Err(stray)),
            Done::SessionRead(Ok(session)) if session.id != self.session => Done::SessionRead(Err(stray)),
            done => done,
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
        let may_resend = self.tries <= self.submission.limits.max_retries;
        let standing = Standing {
            lost: self.lost,
            may_reseal: matches!(self.submission.method, Method::Card { .. }) && !self.resealed,
            backoff_ms: self.backoff.next_ms(self.tries),
            room_ms: if may_resend { self.left(now) - RESERVE_MS } else { 0 },
        };
        match fault.verdict(standing) {
            Verdict::Resend(ms) => self.begin(Phase::WaitingToPost, Task::Sleep, ms),
            Verdict::Reseal => {
                self.resealed = true;
                self.request(now, Phase::GettingKey, Task::GetKey { fresh: true })
            }
            Verdict::ReadSession => {
                self.tries = 0;
                self.read_session(now)
            }
            Verdict::Fail(code, problem) => self.fail(Failure::refused(code, *problem)),
        }
    }

    fn read_session(&mut self, now: Millis) -> Effects {
        self.look(now, Phase::ReadingSession, Task::ReadSession)
    }

    fn session_read(&mut self, now: Millis, answer: Result<Box<Session>, Fault>) -> Effects {
        if let Ok(session) = answer {
            let is_known = |payment: &Payment| Some(&payment.id) == self.known_payment.as_ref();
            match session.payment {
                // A payment known from before is not this attempt's, but if it succeeded, the session is paid.
                Some(payment) if payment.status == PaymentStatus::Succeeded || !is_known(&payment) => {
                    return self.progress(now, Box::new(payment));
                }
                Some(Payment { status: PaymentStatus::Processing | PaymentStatus::RequiresAction, .. }) => {}
                _ if session.status == SessionStatus::Expired => {
                    let message = "The session expired before the payment reached the server; nothing was charged.";
                    return self.fail(Failure::new(ErrorCode::SessionExpired, message));
                }
                _ => {}
            }
        }
        self.tries += 1;
        let wait = POLLS_MS[0] + self.backoff.next_ms(self.tries);
        if self.tries <= self.submission.limits.max_retries && self.left(now) > i64::from(wait) {
            return self.begin(Phase::WaitingToReadSession, Task::Sleep, wait);
        }
        self.fail(Failure::unknown(None))
    }

    // ---- following a payment

    fn progress(&mut self, now: Millis, payment: Box<Payment>) -> Effects {
        self.payment = Some(payment.clone());
        match payment.status {
            PaymentStatus::Succeeded => self.settle(Ok(Settled::Paid(payment))),
            PaymentStatus::Declined => self.fail(Failure::declined(payment, self.kind())),
            PaymentStatus::Canceled if self.closed_by_payer => {
                self.fail(Failure::action_canceled(Some(payment), Outcome::NotCharged))
            }
            PaymentStatus::Canceled => {
                let message = "The authentication was not completed in time; nothing was charged.";
                let failure = Failure::new(ErrorCode::ActionExpired, message);
                self.fail(Failure { payment: Some(payment), ..failure })
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
        let is_shown = |id: &str| self.action.as_ref().is_some_and(|shown| shown.id == id);
        match action {
            Some(action) if action.kind == ActionKind::Redirect => {
                self.end_action(now);
                self.phase = Phase::Left;
                self.action = Some(ShownAction { id: action.id.clone(), challenge_since: None });
                vec![Effect::ShowAction(action)]
            }
            Some(action) if !is_shown(&action.id) && !self.closed_by_payer => {
                self.end_action(now);
                let challenge_since = (action.display != Some(Display::Hidden)).then_some(now);
                self.action = Some(ShownAction { id: action.id.clone(), challenge_since });
                let mut effects = vec![Effect::ShowAction(action)];
                effects.extend(self.wait_to_poll(now));
                effects
            }
            _ => self.wait_to_poll(now),
        }
    }

    fn wait_to_poll(&mut self, now: Millis) -> Effects {
        let ms = POLLS_MS[self.polls.min(POLLS_MS.len() - 1)];
        if self.left(now) <= i64::from(ms) {
            let payment = self.payment.clone();
            return self.fail(Failure::unknown(payment));
        }
        self.polls += 1;
        self.begin(Phase::WaitingToPoll, Task::Sleep, ms)
    }

    fn poll(&mut self, now: Millis) -> Effects {
        match self.payment_id() {
            Some(id) => self.look(now, Phase::Polling, Task::ReadPayment { id }),
            None => Effects::new(),
        }
    }

    fn poll_failed(&mut self, now: Millis, fault: Fault) -> Effects {
        match fault {
            Fault::Refused { code, problem, .. } if problem.status < 500 && code != ErrorCode::RateLimited => {
                let payment = self.payment.clone();
                self.fail(Failure::unknown(payment))
            }
            _ => self.wait_to_poll(now),
        }
    }

    fn action_closed(&mut self, now: Millis, id: &str) -> Effects {
        if self.action.as_ref().is_none_or(|shown| shown.id != id) {
            return Effects::new();
        }
        let mut effects = self.close_action(now);
        self.closed_by_payer = true;
        if let Some(id) = self.payment_id() {
            effects.extend(self.look(now, Phase::Canceling, Task::CancelPayment { id }));
        }
        effects
    }

    fn cancel_answered(&mut self, now: Millis, answer: Result<Box<Payment>, Fault>) -> Effects {
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

    /// The payer's time in a challenge is given back, and looks follow each other quickly again.
    fn end_action(&mut self, now: Millis) {
        if let Some(since) = self.action.take().and_then(|shown| shown.challenge_since) {
            self.deadline += now - since;
        }
        self.polls = 0;
    }

    fn close_action(&mut self, now: Millis) -> Effects {
        if self.action.is_none() {
            return Effects::new();
        }
        self.end_action(now);
        vec![Effect::CloseAction]
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

    /// What is left of the deadline. It stands still while the payer is in a challenge, which has a limit of its own.
    fn left(&self, now: Millis) -> i64 {
        match self.action.as_ref().and_then(|shown| shown.challenge_since) {
            Some(since) => since + CHALLENGE_LIMIT_MS - now,
            None => self.deadline - now,
        }
    }

    /// Begins a step towards the payment while there is time for it and for the session after it.
    fn request(&mut self, now: Millis, phase: Phase, task: Task) -> Effects {
        match self.left(now) - RESERVE_MS {
            left if left > 0 => self.begin(phase, task, self.within_ms(left)),
            _ if self.lost => self.read_session(now),
            _ => self.fail(Failure::new(
                ErrorCode::NetworkError,
                "It took too long to get the payment through; nothing was charged.",
            )),
        }
    }

    /// Begins a look at what was posted, which is granted even where the machine slept past the deadline.
    fn look(&mut self, now: Millis, phase: Phase, task: Task) -> Effects {
        let left = match self.left(now) {
            left if left > 0 => left,
            _ => RESERVE_MS,
        };
        self.begin(phase, task, self.within_ms(left))
    }

    fn within_ms(&self, left: i64) -> u32 {
        u32::try_from(left).unwrap_or(u32::MAX).min(self.submission.limits.timeout_ms)
    }

    fn begin(&mut self, phase: Phase, task: Task, within_ms: u32) -> Effects {
        self.phase = phase;
        self.ticket = self.ticket.next();
        vec![Effect::Begin(self.ticket, task, within_ms)]
    }

    fn fail(&mut self, failure: Failure) -> Effects {
        self.settle(Err(failure))
    }

    fn settle(&mut self, result: Result<Settled, Failure>) -> Effects {
        self.phase = Phase::Settled;
        let mut effects = Effects::new();
        if self.action.take().is_some() {
            effects.push(Effect::CloseAction);
        }
        effects.push(Effect::Settle(Box::new(result)));
        effects
    }
}
