//! What became of a payment that this page did not see end: the session is read again and again until it is known.
//!
//! Never a second payment: the only requests are the reading of the session and, when the payer gives up a payment that
//! waits for them, its cancellation.

use super::failure::Failure;
use super::messages::{ChargeEnd, Done, Request, Task, Ticket};
use super::progress::{News, Progress, only_of};
use super::retry::Fault;
use crate::protocol::action::{ActionKind, NextAction};
use crate::protocol::payment::Payment;
use crate::protocol::problem::ErrorCode;
use crate::protocol::session::Session;

/// Milliseconds before each look at the session; the last one repeats.
const WAITS_MS: [u32; 6] = [2_000, 5_000, 8_000, 15_000, 30_000, 60_000];

/// After so many looks about a minute has passed.
const LATE: usize = WAITS_MS.len() - 1;

/// Milliseconds between two looks at a payment that waits for the payer, who may be done with it at any moment.
const PAYER_MS: u32 = 3_000;

/// After so many looks at a payment that waits for the payer about 20 minutes have passed: more than EMV 3-D Secure gives.
const PAYER_LATE: usize = 400;

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

/// What happened.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "an event is handed over once and kept nowhere")]
pub enum FollowUpEvent {
    /// A task ended.
    Done(Ticket, Done),
    /// The payer wants to know now; or the page of an action says that something happened there.
    CheckNow,
    /// The payer wants to continue the payment that waits for them.
    Continue,
    /// The payer wants to give up the payment that waits for them.
    GiveUp,
    /// The payer closed the action with this id, which gives up its payment.
    ActionClosed(String),
}

/// What is to be done.
#[derive(Debug)]
pub enum FollowUpEffect {
    /// Begin a task, [`Task::Sleep`], [`Request::ReadSession`] or [`Request::CancelPayment`]; it may take so many
    /// milliseconds. It takes the place of a task that was begun before.
    Begin(Ticket, Task, u32),
    /// A look brought nothing new.
    StillUnknown {
        /// The outcome has been unknown for about a minute: offer the payer more than waiting, and let no promise wait longer.
        late: bool,
    },
    /// This payment waits for the payer: offer to continue it or to give it up. Comes again when it waits for something
    /// else, and when it could not be given up.
    Offer(Box<Payment>),
    /// The payment has waited for the payer for about 20 minutes: let no promise wait longer.
    PayerLate,
    /// Show what the payer has to do, in place of what was shown before.
    ShowAction(Box<Payment>, NextAction),
    /// Take away what was shown.
    CloseAction,
    /// The end; no look follows. With the outcome `unknown`, there is no way to learn more from here.
    Settle(Box<Result<ChargeEnd, Failure>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Reading,
    Canceling,
    Settled,
}

/// The follow-up of one attempt, as a machine without I/O and without a clock.
///
/// Carry out the effects of [`FollowUp::start`] and of every [`FollowUp::handle`] in their order. The session is read after
/// 2, 5, 8, 15, 30 and 60 seconds and then every 60 seconds, and at once on [`FollowUpEvent::CheckNow`] or where the API
/// refused the attempt because another payment of the session is open. While that payment waits for the payer, it is read
/// every 3 seconds.
///
/// While the API cannot be reached, this has no end: the outcome is unknown until the session tells it, and is never called
/// a failure. But a page's promise must not wait for ever. Whoever waits for the outcome waits for the next
/// [`FollowUpEffect::StillUnknown`] that is `late`, and then gets `outcome_unknown`: the first one comes after the fifth
/// look, at most 60 seconds and five time-outs of a reading from the start; every further one at most 60 seconds and one
/// time-out later. Where a payment waits for the payer, it is [`FollowUpEffect::PayerLate`], after about 20 minutes.
#[derive(Debug)]
pub struct FollowUp {
    attempt: UnknownAttempt,
    timeout_ms: u32,
    phase: Phase,
    ticket: Ticket,
    looks: usize,
    /// The payment that waits for the payer, as it was last seen.
    open: Option<Box<Payment>>,
    /// Looks at a payment that waits for the payer.
    payer_looks: usize,
    /// The action that is shown.
    shown: Option<String>,
    /// The payer wants to give up the payment, or has closed its action.
    given_up: bool,
}

type Effects = Vec<FollowUpEffect>;

impl FollowUp {
    /// Begins to follow an attempt, and the first effect. One request may take `timeout_ms`.
    pub fn start(mut attempt: UnknownAttempt, timeout_ms: u32) -> (Self, Effects) {
        // Another payment kept this attempt out. That one, which the page may have seen before, tells the outcome.
        let kept_out = attempt.failure.kept_out_by_server();
        if kept_out {
            attempt.known_payment = None;
        }
        let given_up = attempt.failure.code == ErrorCode::ActionCanceled;
        let mut follow_up = Self {
            attempt,
            timeout_ms,
            phase: Phase::Waiting,
            ticket: Ticket::default(),
            looks: 0,
            open: None,
            payer_looks: 0,
            shown: None,
            given_up,
        };
        let effects = match follow_up.attempt.session {
            None => {
                follow_up.give_up("The payment has no session that could be read. Ask your server for its outcome.")
            }
            Some(_) if kept_out => follow_up.read(),
            Some(_) => follow_up.wait(),
        };
        (follow_up, effects)
    }

    /// One step. After [`FollowUpEffect::Settle`] every event is ignored.
    pub fn handle(&mut self, event: FollowUpEvent) -> Effects {
        match (self.phase, event) {
            (Phase::Waiting, FollowUpEvent::CheckNow) => self.read(),
            (Phase::Waiting, FollowUpEvent::Done(ticket, Done::Slept)) if ticket == self.ticket => self.read(),
            (Phase::Reading, FollowUpEvent::Done(ticket, Done::SessionRead(answer))) if ticket == self.ticket => {
                match only_of(self.session(), answer, |session: &Session| &session.id) {
                    Ok(session) => self.session_read(*session),
                    Err(fault) if fault.is_final() => {
                        self.give_up("The API refuses to tell the outcome of the payment. Ask your server for it.")
                    }
                    Err(_) => self.unread(),
                }
            }
            (Phase::Canceling, FollowUpEvent::Done(ticket, Done::Payment(answer))) if ticket == self.ticket => {
                self.cancel_answered(only_of(self.session(), answer, |payment: &Payment| &payment.session))
            }
            (Phase::Waiting | Phase::Reading, FollowUpEvent::Continue) if self.shown.is_none() => self.show(),
            (Phase::Waiting | Phase::Reading, FollowUpEvent::GiveUp) => self.cancel(),
            (Phase::Waiting | Phase::Reading, FollowUpEvent::ActionClosed(id)) if self.shown.as_ref() == Some(&id) => {
                let mut effects = self.close();
                effects.extend(self.cancel());
                effects
            }
            _ => Effects::new(),
        }
    }

    /// Whether it has ended: the session is not read any more.
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Settled
    }

    fn session(&self) -> &str {
        self.attempt.session.as_deref().unwrap_or_default()
    }

    fn session_read(&mut self, session: Session) -> Effects {
        match News::of(session, self.attempt.known_payment.as_deref()) {
            News::Payment(payment) => self.payment_read(payment),
            News::Expired => self.settle(Err(Failure::session_expired())),
            News::None => self.still_unknown(),
        }
    }

    fn payment_read(&mut self, payment: Box<Payment>) -> Effects {
        let seen = payment.clone();
        match Progress::of(payment, seen.payment_method.kind(), self.given_up) {
            Progress::Ended(result) => self.settle(result),
            Progress::RequiresAction(Some(action)) => self.waits_for_payer(seen, action),
            Progress::Processing | Progress::RequiresAction(None) => self.still_unknown(),
        }
    }

    fn waits_for_payer(&mut self, payment: Box<Payment>, action: NextAction) -> Effects {
        let offered = self.open.as_ref().and_then(|open| open.next_action.as_ref());
        let is_new = offered.is_none_or(|offered| offered.id != action.id);
        self.open = Some(payment);
        let mut effects = if is_new { self.offer() } else { Effects::new() };
        // Its hidden step is over, and the challenge follows.
        if self.shown.as_ref().is_some_and(|shown| *shown != action.id) {
            effects.extend(self.show());
        }
        effects.extend(self.wait_for_payer());
        effects
    }

    fn offer(&mut self) -> Effects {
        self.given_up = false;
        self.open.clone().map(FollowUpEffect::Offer).into_iter().collect()
    }

    fn wait_for_payer(&mut self) -> Effects {
        // The payment waits still, so it was not given up.
        let mut effects = if self.given_up { self.offer() } else { Effects::new() };
        self.payer_looks = self.payer_looks.saturating_add(1);
        if self.payer_looks >= PAYER_LATE {
            effects.push(FollowUpEffect::PayerLate);
        }
        effects.extend(self.begin(Phase::Waiting, Task::Sleep, PAYER_MS));
        effects
    }

    /// No answer: a payment that waits for the payer can still be continued.
    fn unread(&mut self) -> Effects {
        if self.open.is_some() { self.wait_for_payer() } else { self.still_unknown() }
    }

    /// Shows what the payer has to do. A redirect leaves the page, and can be shown again when the payer comes back.
    fn show(&mut self) -> Effects {
        let Some(payment) = self.open.clone() else { return Effects::new() };
        let Some(action) = payment.next_action.clone() else { return Effects::new() };
        self.shown = (action.kind != ActionKind::Redirect).then(|| action.id.clone());
        vec![FollowUpEffect::ShowAction(payment, action)]
    }

    fn cancel(&mut self) -> Effects {
        let Some(payment) = &self.open else { return Effects::new() };
        let id = payment.id.clone();
        self.given_up = true;
        self.begin(Phase::Canceling, Task::Send(Request::CancelPayment { id }), self.timeout_ms)
    }

    fn cancel_answered(&mut self, answer: Result<Box<Payment>, Fault>) -> Effects {
        match answer {
            Ok(payment) => self.payment_read(payment),
            // It was decided before, or the answer was lost: the session tells.
            Err(_) => self.read(),
        }
    }

    fn still_unknown(&mut self) -> Effects {
        self.open = None;
        self.looks = self.looks.saturating_add(1);
        let mut effects = self.close();
        effects.push(FollowUpEffect::StillUnknown { late: self.looks >= LATE });
        effects.extend(self.wait());
        effects
    }

    fn close(&mut self) -> Effects {
        self.shown.take().map(|_| FollowUpEffect::CloseAction).into_iter().collect()
    }

    #[expect(clippy::indexing_slicing, reason = "the last index at most")]
    fn wait(&mut self) -> Effects {
        self.begin(Phase::Waiting, Task::Sleep, WAITS_MS[self.looks.min(LATE)])
    }

    fn read(&mut self) -> Effects {
        let id = self.session().to_owned();
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
        let mut effects = self.close();
        effects.push(FollowUpEffect::Settle(Box::new(result)));
        effects
    }
}
