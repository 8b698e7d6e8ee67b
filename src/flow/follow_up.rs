//! What became of a payment whose outcome is unknown: the session is read again and again until it is known.
//!
//! Never a second payment: the only request is the reading of the session.

use super::failure::Failure;
use super::messages::{ChargeEnd, Done, Request, Task, Ticket};
use super::progress::{News, Progress, only_of};
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::Session;

/// Milliseconds before each look at the session; the last one repeats.
const WAITS_MS: [u32; 6] = [2_000, 5_000, 8_000, 15_000, 30_000, 60_000];

/// After so many looks about a minute has passed.
const LATE: usize = WAITS_MS.len() - 1;

/// What an attempt leaves behind that ended with an unknown outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAttempt {
    /// The session's id; `None` where the attempt has none, so that nothing can be looked up.
    pub session: Option<String>,
    /// The newest payment of the session that was seen before the attempt: it belongs to an earlier one.
    pub known_payment: Option<String>,
    /// Why the outcome is unknown.
    pub failure: Failure,
}

impl UnknownAttempt {
    /// Whether the server refused it because another attempt was open. That one, which the page may have seen before, tells
    /// the outcome. A refusal without a request id came from this page, before anything was sent.
    fn waits_for_another(&self) -> bool {
        self.failure.code == ErrorCode::PaymentInProgress && self.failure.request_id.is_some()
    }
}

/// What happened.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "an event is handed over once and kept nowhere")]
pub enum FollowUpEvent {
    /// A task ended.
    Done(Ticket, Done),
    /// The payer wants to know now.
    CheckNow,
}

/// What is to be done.
#[derive(Debug)]
pub enum FollowUpEffect {
    /// Begin a task, [`Task::Sleep`] or [`Request::ReadSession`]; it may take so many milliseconds. It takes the place of a
    /// sleep that was begun before.
    Begin(Ticket, Task, u32),
    /// A look brought nothing new.
    StillUnknown {
        /// The outcome has been unknown for about a minute: offer the payer more than waiting, and let no promise wait longer.
        late: bool,
    },
    /// The end; no look follows. With the outcome `unknown`, there is no way to learn more from here.
    Settle(Box<Result<ChargeEnd, Failure>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Reading,
    Settled,
}

/// The follow-up of one attempt, as a machine without I/O and without a clock.
///
/// Carry out the effects of [`FollowUp::start`] and of every [`FollowUp::handle`] in their order. The session is read after
/// 2, 5, 8, 15, 30 and 60 seconds and then every 60 seconds, and at once on [`FollowUpEvent::CheckNow`].
///
/// While the API cannot be reached, this has no end: the outcome is unknown until the session tells it, and is never called
/// a failure. But a page's promise must not wait for ever. Whoever waits for the outcome waits for the next
/// [`FollowUpEffect::StillUnknown`] that is `late`, and then gets `outcome_unknown`: the first one comes after the fifth
/// look, at most 60 seconds and five time-outs of a reading from the start; every further one at most 60 seconds and one
/// time-out later.
#[derive(Debug)]
pub struct FollowUp {
    attempt: UnknownAttempt,
    timeout_ms: u32,
    phase: Phase,
    ticket: Ticket,
    looks: usize,
}

type Effects = Vec<FollowUpEffect>;

impl FollowUp {
    /// Begins to follow an attempt, and the first effect. One reading of the session may take `timeout_ms`.
    pub fn start(mut attempt: UnknownAttempt, timeout_ms: u32) -> (Self, Effects) {
        if attempt.waits_for_another() {
            attempt.known_payment = None;
        }
        let mut follow_up = Self { attempt, timeout_ms, phase: Phase::Waiting, ticket: Ticket::default(), looks: 0 };
        let effects = if follow_up.attempt.session.is_some() {
            follow_up.wait()
        } else {
            follow_up.give_up("The payment has no session that could be read. Ask your server for its outcome.")
        };
        (follow_up, effects)
    }

    /// One step. After [`FollowUpEffect::Settle`] every event is ignored.
    pub fn handle(&mut self, event: FollowUpEvent) -> Effects {
        match (self.phase, event) {
            (Phase::Waiting, FollowUpEvent::CheckNow) => self.read(),
            (Phase::Waiting, FollowUpEvent::Done(ticket, Done::Slept)) if ticket == self.ticket => self.read(),
            (Phase::Reading, FollowUpEvent::Done(ticket, Done::SessionRead(answer))) if ticket == self.ticket => {
                let session = self.attempt.session.as_deref().unwrap_or_default();
                match only_of(session, answer, |session: &Session| &session.id) {
                    Ok(session) => self.session_read(*session),
                    Err(fault) if fault.is_final() => {
                        self.give_up("The API refuses to tell the outcome of the payment. Ask your server for it.")
                    }
                    Err(_) => self.still_unknown(),
                }
            }
            _ => Effects::new(),
        }
    }

    /// Whether it has ended: the session is not read any more.
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Settled
    }

    fn session_read(&mut self, session: Session) -> Effects {
        match News::of(session, self.attempt.known_payment.as_deref()) {
            News::Payment(payment) => {
                let method = payment.payment_method.kind();
                let closed_by_payer = self.attempt.failure.code == ErrorCode::ActionCanceled;
                match Progress::of(payment, method, closed_by_payer) {
                    Progress::Ended(result) => self.settle(result),
                    Progress::Processing | Progress::RequiresAction(_) => self.still_unknown(),
                }
            }
            News::Expired => self.settle(Err(Failure::session_expired())),
            News::None => self.still_unknown(),
        }
    }

    fn still_unknown(&mut self) -> Effects {
        self.looks = self.looks.saturating_add(1);
        let mut effects = vec![FollowUpEffect::StillUnknown { late: self.looks >= LATE }];
        effects.extend(self.wait());
        effects
    }

    #[expect(clippy::indexing_slicing, reason = "the last index at most")]
    fn wait(&mut self) -> Effects {
        self.begin(Phase::Waiting, Task::Sleep, WAITS_MS[self.looks.min(LATE)])
    }

    fn read(&mut self) -> Effects {
        let id = self.attempt.session.clone().unwrap_or_default();
        self.begin(Phase::Reading, Task::Send(Request::ReadSession { id }), self.timeout_ms)
    }

    fn begin(&mut self, phase: Phase, task: Task, ms: u32) -> Effects {
        self.phase = phase;
        self.ticket = self.ticket.next();
        vec![FollowUpEffect::Begin(self.ticket, task, ms)]
    }

    fn give_up(&mut self, message: &'static str) -> Effects {
        let payment = self.attempt.failure.payment.clone();
        self.settle(Err(Failure { payment, ..Failure::new(ErrorCode::OutcomeUnknown, message) }))
    }

    fn settle(&mut self, result: Result<ChargeEnd, Failure>) -> Effects {
        self.phase = Phase::Settled;
        vec![FollowUpEffect::Settle(Box::new(result))]
    }
}
