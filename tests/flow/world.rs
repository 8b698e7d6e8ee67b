//! A world without a network: it plays the machine's effects against a script, on a clock of its own.
//!
//! It does what `web` does: a request that takes longer than it may has timed out, and a sleep takes exactly as long as the
//! machine asked for.

use std::collections::VecDeque;
use std::rc::Rc;

use payments_widget::flow::charge::Charge;
use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::{
    ChargeEffect, ChargeEnd, ChargeEvent, Done, Limits, Method, Millis, Request, Submission, Task, Ticket,
};
use payments_widget::flow::retry::Fault;
use payments_widget::protocol::payment::PaymentRequest;
use payments_widget::protocol::problem::ErrorCode;

use super::script::{Ask, Reply, key, never, sealed, source, submission};

/// When every test begins: 2026-11-24T08:31:00Z.
pub(crate) const START: Millis = 1_795_509_060_000;

/// A script, and what came of it.
pub(crate) struct World {
    submission: Submission,
    /// The answers in their order; the last one is repeated.
    script: Vec<(Ask, VecDeque<Reply>)>,
    /// What happens so long after an action was shown.
    on_show: Vec<(String, u32, ChargeEvent)>,
    now: Millis,
    due: Vec<(Millis, ChargeEvent)>,
    /// Every effect, with the time since the start.
    pub(crate) log: Vec<(Millis, String)>,
    /// Every post's idempotency key and body, as JSON.
    pub(crate) posts: Vec<(String, String)>,
    /// How long each sleep was, and how long each other task was given.
    pub(crate) waits: Vec<u32>,
    pub(crate) allowed: Vec<(Ask, u32)>,
    pub(crate) settled: Option<Result<ChargeEnd, Failure>>,
    /// When, in milliseconds from the start.
    pub(crate) settled_at: Option<Millis>,
}

impl World {
    pub(crate) fn new(method: Method) -> Self {
        Self {
            submission: submission(method),
            script: Vec::new(),
            on_show: Vec::new(),
            now: START,
            due: Vec::new(),
            log: Vec::new(),
            posts: Vec::new(),
            waits: Vec::new(),
            allowed: Vec::new(),
            settled: None,
            settled_at: None,
        }
    }

    /// A card is paid with.
    pub(crate) fn card() -> Self {
        Self::new(Method::Card { installment_months: 0, save: false })
    }

    /// A wallet is paid with.
    pub(crate) fn wallet() -> Self {
        Self::new(Method::Wallet { id: "my_wallet".to_owned(), token: None })
    }

    /// A card is only sealed.
    pub(crate) fn token() -> Self {
        Self::new(Method::Token)
    }

    pub(crate) fn limits(mut self, timeout_ms: u32, max_retries: u32) -> Self {
        self.submission.limits = Limits { timeout_ms, max_retries };
        self
    }

    pub(crate) fn offers_open(mut self, offers_open: bool) -> Self {
        self.submission.offers_open = offers_open;
        self
    }

    pub(crate) fn seed(mut self, seed: u32) -> Self {
        self.submission.jitter_seed = seed;
        self
    }

    /// What the tasks of a kind are answered with, one after another; the last one again and again.
    pub(crate) fn on(mut self, ask: Ask, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.script.push((ask, replies.into_iter().collect()));
        self
    }

    /// Something happens, so long after the start.
    pub(crate) fn at(mut self, ms: u32, event: ChargeEvent) -> Self {
        self.due.push((START + Millis::from(ms), event));
        self
    }

    /// Something happens, so long after an action was shown.
    pub(crate) fn on_show(mut self, action: &str, ms: u32, event: ChargeEvent) -> Self {
        self.on_show.push((action.to_owned(), ms, event));
        self
    }

    /// Plays until nothing is left to happen.
    pub(crate) fn play(mut self) -> Self {
        let (mut charge, effects) = Charge::start(self.submission.clone(), self.now);
        self.carry_out(effects);
        while let Some(next) = (0..self.due.len()).min_by_key(|at| self.due[*at].0) {
            let (time, event) = self.due.remove(next);
            self.now = time;
            let effects = charge.handle(time, event);
            assert!(self.settled.is_none() || effects.is_empty(), "nothing follows the end, but {effects:?} did");
            self.carry_out(effects);
            assert!(self.log.len() < 2_000, "a charge that never ends: {:?}", self.log.first_chunk::<50>());
        }
        self
    }

    fn carry_out(&mut self, effects: Vec<ChargeEffect>) {
        for effect in effects {
            match effect {
                ChargeEffect::Begin(ticket, task, within_ms) => self.begin(ticket, task, within_ms),
                ChargeEffect::ShowAction(_, action) => {
                    self.note(format!("show {}", action.id));
                    let shown = self.on_show.iter().filter(|(id, ..)| *id == action.id);
                    self.due.extend(shown.map(|(_, ms, event)| (self.now + Millis::from(*ms), event.clone())));
                }
                ChargeEffect::CloseAction => self.note("close".to_owned()),
                ChargeEffect::Settle(result) => {
                    self.settled = Some(*result);
                    self.settled_at = Some(self.now - START);
                }
            }
        }
    }

    fn begin(&mut self, ticket: Ticket, task: Task, within_ms: u32) {
        let (ask, note) = match &task {
            Task::AskSession => (Ask::Source, "source".to_owned()),
            Task::GetKey { fresh } => (Ask::Key, if *fresh { "key afresh" } else { "key" }.to_owned()),
            Task::Seal { key, session, jti } => (Ask::Seal, format!("seal {jti} for {} in {session}", key.kid)),
            Task::Send(Request::Pay { idempotency_key, body }) => {
                self.posts.push((idempotency_key.to_string(), json(body)));
                (Ask::Post, format!("post {}", &**idempotency_key))
            }
            Task::Send(Request::ReadPayment { id }) => (Ask::Payment, format!("read {id}")),
            Task::Send(Request::CancelPayment { id }) => (Ask::Cancel, format!("cancel {id}")),
            Task::Send(Request::ReadSession { id }) => {
                assert!(id.starts_with("ps_"), "the session is named: {id}");
                (Ask::Session, "read session".to_owned())
            }
            Task::Sleep => {
                self.waits.push(within_ms);
                self.due.push((self.now + Millis::from(within_ms), ChargeEvent::Done(ticket, Done::Slept)));
                return;
            }
        };
        self.note(note);
        self.allowed.push((ask, within_ms));
        let Reply { ms, done, asleep } = self.next_reply(ask, &task);
        let (ms, done) = if ms <= within_ms || asleep { (ms, done) } else { (within_ms, timed_out(ask)) };
        self.due.push((self.now + Millis::from(ms), ChargeEvent::Done(ticket, done)));
    }

    fn next_reply(&mut self, ask: Ask, task: &Task) -> Reply {
        match self.script.iter_mut().find(|(scripted, _)| *scripted == ask) {
            Some((_, replies)) if replies.len() > 1 => replies.pop_front(),
            Some((_, replies)) => replies.front().cloned(),
            None => None,
        }
        .unwrap_or_else(|| match task {
            Task::AskSession => source("ps_1", None),
            Task::GetKey { .. } => key("kid-1"),
            Task::Seal { key, jti, .. } => sealed(&format!("jwe.{jti}.{}", key.kid)),
            _ => never(),
        })
    }

    fn note(&mut self, line: String) {
        self.log.push((self.now - START, line));
    }

    /// What was done, without the times.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.log.iter().map(|(_, line)| line.as_str()).collect()
    }

    /// When the lines that begin so were done, in milliseconds from the start.
    pub(crate) fn times(&self, beginning: &str) -> Vec<Millis> {
        self.log.iter().filter(|(_, line)| line.starts_with(beginning)).map(|(at, _)| *at).collect()
    }

    /// How many lines begin so.
    pub(crate) fn count(&self, beginning: &str) -> usize {
        self.times(beginning).len()
    }

    /// How it ended: `paid pay_1`, `card_declined not_charged`, or `pending`.
    pub(crate) fn end(&self) -> String {
        match &self.settled {
            None => "pending".to_owned(),
            Some(Ok(ChargeEnd::Paid(payment))) => format!("paid {}", payment.id),
            Some(Ok(ChargeEnd::Token { jwe, key_id, session })) => format!("token {} {key_id} {session}", &**jwe),
            Some(Err(failure)) => format!("{} {}", failure.code.as_str(), failure.outcome.as_str()),
        }
    }

    /// How long it took, in milliseconds.
    pub(crate) fn took(&self) -> Millis {
        match self.settled_at {
            Some(at) => at,
            None => panic!("not settled: {:?}", self.lines()),
        }
    }

    /// How long challenges were open, in milliseconds; `act_0` is a hidden step.
    pub(crate) fn in_challenges(&self) -> Millis {
        let mut open = None;
        let mut sum = 0;
        for (at, line) in &self.log {
            if line.starts_with("show") || line == "close" {
                sum += open.take().map_or(0, |since| at - since);
                open = (line != "close" && line != "show act_0").then_some(*at);
            }
        }
        sum
    }

    pub(crate) fn failure(&self) -> &Failure {
        match &self.settled {
            Some(Err(failure)) => failure,
            other => panic!("expected a failure, not {other:?}"),
        }
    }

    /// One idempotency key is never sent with two bodies.
    pub(crate) fn assert_same_key_same_bytes(&self) {
        for (key, body) in &self.posts {
            assert!(self.posts.iter().all(|(other, bytes)| other != key || bytes == body), "two bodies under {key}");
        }
    }
}

fn timed_out(ask: Ask) -> Done {
    match ask {
        Ask::Source => Done::Failed(Failure::new(ErrorCode::SessionSourceFailed, "late")),
        Ask::Key => Done::Failed(Failure::new(ErrorCode::EncryptionKeyUnavailable, "late")),
        Ask::Seal => Done::Failed(Failure::new(ErrorCode::EncryptionFailed, "late")),
        Ask::Post | Ask::Payment | Ask::Cancel => Done::Payment(Err(Fault::TimedOut)),
        Ask::Session => Done::SessionRead(Err(Fault::TimedOut)),
    }
}

pub(crate) fn json(body: &Rc<PaymentRequest>) -> String {
    match serde_json::to_string(&**body) {
        Ok(json) => json,
        Err(error) => panic!("{error}"),
    }
}
