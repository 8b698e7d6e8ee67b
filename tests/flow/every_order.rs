//! Whatever comes in whatever order: no second payment, no second end, and no word about money that nobody knows.

use std::collections::HashMap;

use payments_widget::flow::charge::Charge;
use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::{
    ChargeEffect, ChargeEnd, ChargeEvent, Done, Method, Millis, Request, Task, Ticket,
};
use payments_widget::flow::retry::Fault;
use payments_widget::protocol::action::ActionKind;
use payments_widget::protocol::payment::{Payment, PaymentStatus};
use payments_widget::protocol::problem::{ErrorCode, Outcome};
use payments_widget::protocol::session::SessionStatus;
use proptest::prelude::*;
use proptest::sample::Index;

use super::answers::{KNOWN, any_ending, ask_of, endings, fits};
use super::script::{Ask, Reply, never, reply, submission};
use super::world::{START, World, json};

/// Refusals of the bytes themselves, by hand: every earlier try had the same bytes, so it was refused as well.
const REFUSES_THE_BYTES: [&str; 26] = [
    "malformed_request",
    "idempotency_key_invalid",
    "encrypted_card_invalid",
    "not_found",
    "wallet_not_found",
    "request_too_large",
    "unsupported_media_type",
    "card_number_invalid",
    "card_brand_not_accepted",
    "expiration_date_invalid",
    "card_expired",
    "cvv_required",
    "cvv_invalid",
    "cardholder_name_invalid",
    "identity_number_required",
    "identity_number_invalid",
    "card_password_required",
    "card_password_invalid",
    "installment_months_invalid",
    "amount_invalid",
    "currency_invalid",
    "wallet_id_invalid",
    "amount_mismatch",
    "payment_method_not_allowed",
    "return_url_not_allowed",
    "live_card_in_test_mode",
];

/// What happens next; how it is read depends on the state of the machine.
#[derive(Clone, Debug)]
enum Step {
    /// The task that is awaited ends in one of its ways.
    Ends(Index),
    /// It ends in a way that may be another task's.
    EndsOddly(Index),
    /// A task that was awaited before ends only now.
    EndsLate(Index, Index),
    Closed(u8),
    Hint,
    Abort,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => any::<Index>().prop_map(Step::Ends),
        2 => any::<Index>().prop_map(Step::EndsOddly),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(ticket, done)| Step::EndsLate(ticket, done)),
        2 => (0_u8..4).prop_map(Step::Closed),
        1 => Just(Step::Hint),
        1 => Just(Step::Abort),
    ]
}

/// What can be known from the events of the machine, computed without it.
#[derive(Default)]
struct Facts {
    posted: bool,
    /// A post may have been taken although no answer says so.
    uncertain: bool,
    last_refusal: Option<ErrorCode>,
    /// The attempt's payment, as it was last seen.
    payment: Option<Payment>,
    session_closed_without_one: bool,
}

impl Facts {
    fn learn(&mut self, ask: Ask, done: &Done) {
        match done {
            Done::Payment(Ok(payment)) => self.payment = Some(*payment.clone()),
            Done::Payment(Err(fault)) if ask == Ask::Post => {
                self.last_refusal = None;
                match fault {
                    Fault::Refused { code: ErrorCode::ServerError | ErrorCode::IdempotencyInFlight, .. } => {
                        self.uncertain = true
                    }
                    Fault::Refused { code, .. } => self.last_refusal = Some(*code),
                    _ => self.uncertain = true,
                }
            }
            Done::SessionRead(Ok(session)) => match &session.payment {
                Some(newest) if newest.id != KNOWN || newest.status == PaymentStatus::Succeeded => {
                    self.payment = Some(newest.clone());
                }
                newest => {
                    let decided = newest.as_ref().is_none_or(|payment| is_decided(payment.status));
                    self.session_closed_without_one = session.status == SessionStatus::Expired && decided;
                }
            },
            _ => {}
        }
    }

    fn is_decided(&self) -> bool {
        self.payment.as_ref().is_some_and(|payment| is_decided(payment.status))
    }

    /// Nothing was charged, and nothing will be.
    fn nothing_charged(&self) -> bool {
        match &self.payment {
            Some(payment) => matches!(payment.status, PaymentStatus::Declined | PaymentStatus::Canceled),
            None => {
                let all_refused = self.last_refusal.is_some_and(|code| REFUSES_THE_BYTES.contains(&code.as_str()));
                !self.uncertain || all_refused || self.session_closed_without_one
            }
        }
    }
}

fn is_decided(status: PaymentStatus) -> bool {
    !matches!(status, PaymentStatus::Processing | PaymentStatus::RequiresAction)
}

/// The machine, and everything that must hold of it.
struct Watched {
    charge: Charge,
    now: Millis,
    awaited: Option<(Ticket, Task)>,
    tickets: Vec<Ticket>,
    facts: Facts,
    bodies: HashMap<String, String>,
    keys: Vec<String>,
    shown: bool,
    left: bool,
    settled: bool,
}

impl Watched {
    fn start(method: Method) -> Self {
        let (charge, effects) = Charge::start(submission(method), START);
        let mut watched = Self {
            charge,
            now: START,
            awaited: None,
            tickets: Vec::new(),
            facts: Facts::default(),
            bodies: HashMap::new(),
            keys: Vec::new(),
            shown: false,
            left: false,
            settled: false,
        };
        watched.watch(effects);
        watched
    }

    fn step(&mut self, step: Step, ms: u32) {
        self.now += Millis::from(ms);
        let awaited = self.awaited.clone();
        match (step, awaited) {
            (Step::Ends(pick), Some((ticket, task))) => {
                let done = match ask_of(&task) {
                    Some(ask) => pick.get(endings(ask)).clone(),
                    None => Done::Slept,
                };
                self.end(ticket, &task, done);
            }
            (Step::EndsOddly(pick), Some((ticket, task))) => {
                let done = pick.get(any_ending()).clone();
                if fits(&task, &done) {
                    self.end(ticket, &task, done);
                } else {
                    self.expect_nothing(ChargeEvent::Done(ticket, done));
                }
            }
            (Step::EndsLate(ticket, pick), awaited) => {
                let ticket = *ticket.get(&self.tickets);
                if awaited.is_none_or(|(awaited, _)| awaited != ticket) {
                    self.expect_nothing(ChargeEvent::Done(ticket, pick.get(any_ending()).clone()));
                }
            }
            (Step::Abort, _) if self.facts.posted || self.settled => self.expect_nothing(ChargeEvent::Aborted),
            (Step::Abort, _) => self.tell(ChargeEvent::Aborted),
            (Step::Hint, _) => self.tell(ChargeEvent::ActionUpdated),
            (Step::Closed(nth), _) => self.tell(ChargeEvent::ActionClosed(format!("act_{nth}"))),
            (Step::Ends(_) | Step::EndsOddly(_), None) => {}
        }
    }

    /// The awaited task ends: an effect must follow, or the charge would never end.
    fn end(&mut self, ticket: Ticket, task: &Task, done: Done) {
        if let Some(ask) = ask_of(task) {
            self.facts.learn(ask, &done);
        }
        self.awaited = None;
        self.tell(ChargeEvent::Done(ticket, done));
        assert!(self.awaited.is_some() || self.left || self.settled, "nothing followed {task:?}");
    }

    fn tell(&mut self, event: ChargeEvent) {
        let effects = self.charge.handle(self.now, event);
        self.watch(effects);
    }

    fn expect_nothing(&mut self, event: ChargeEvent) {
        let text = format!("{event:?}");
        let effects = self.charge.handle(self.now, event);
        assert!(effects.is_empty(), "{effects:?} after {text}");
    }

    fn watch(&mut self, effects: Vec<ChargeEffect>) {
        let begun = effects.iter().filter(|effect| matches!(effect, ChargeEffect::Begin(..))).count();
        assert!(begun <= 1, "one thing at a time: {effects:?}");
        for effect in effects {
            assert!(!self.settled, "{effect:?} after the end");
            match effect {
                ChargeEffect::Begin(ticket, task, within_ms) => {
                    assert!(!self.tickets.contains(&ticket), "a ticket is good for one task");
                    assert!(within_ms <= 30_000 && (within_ms > 0 || task == Task::Sleep), "{within_ms} for {task:?}");
                    if let Task::Send(Request::Pay { idempotency_key, body }) = &task {
                        self.posting(idempotency_key, json(body));
                    }
                    self.tickets.push(ticket);
                    self.awaited = Some((ticket, task));
                }
                ChargeEffect::ShowAction(_, action) => {
                    self.left = action.kind == ActionKind::Redirect;
                    self.shown = true;
                }
                ChargeEffect::CloseAction => {
                    assert!(self.shown, "nothing to close");
                    (self.shown, self.left) = (false, false);
                }
                ChargeEffect::Settle(result) => {
                    assert!(!self.shown, "an end while something is shown");
                    self.settled = true;
                    self.awaited = None;
                    self.ended(&result);
                }
            }
        }
    }

    fn posting(&mut self, key: &str, body: String) {
        assert!(self.facts.payment.is_none(), "posted after an answer: {:?}", self.facts.payment);
        assert!(self.now - START < 80_000, "posted past the deadline");
        assert_eq!(self.bodies.entry(key.to_owned()).or_insert_with(|| body.clone()), &body, "other bytes under {key}");
        if self.keys.last().is_some_and(|last| last != key) {
            let refused = self.facts.last_refusal == Some(ErrorCode::EncryptionKeyUnknown);
            assert!(refused && !self.facts.uncertain && self.keys.iter().all(|used| used != key), "another key: {key}");
        }
        self.keys.push(key.to_owned());
        assert!(self.keys.len() <= 6, "three tries, and three more after a second sealing");
        self.facts.posted = true;
    }

    fn ended(&self, result: &Result<ChargeEnd, Failure>) {
        let Facts { posted, payment, .. } = &self.facts;
        match result {
            Ok(ChargeEnd::Paid(paid)) => {
                assert_eq!(Some(paid.as_ref()), payment.as_ref());
                assert_eq!(paid.status, PaymentStatus::Succeeded);
            }
            Ok(ChargeEnd::Token { .. }) => assert!(!posted),
            Err(failure) => {
                assert!(payment.as_ref().is_none_or(|payment| payment.status != PaymentStatus::Succeeded));
                if failure.outcome == Outcome::NotCharged {
                    assert!(!posted || self.facts.nothing_charged(), "nobody knows that: {failure:?}");
                }
                if failure.outcome == Outcome::Charged {
                    assert_eq!(self.facts.last_refusal, Some(ErrorCode::SessionComplete));
                }
                if failure.retryable {
                    assert_eq!(failure.outcome, Outcome::NotCharged, "may not be repeated: {failure:?}");
                }
                if self.facts.is_decided() {
                    assert_eq!(failure.outcome, Outcome::NotCharged, "that is known: {failure:?}");
                }
            }
        }
    }
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        5 => Just(Method::Card { installment_months: 0, save: false }),
        3 => Just(Method::Wallet { id: "my_wallet".to_owned(), token: None }),
        2 => Just(Method::SavedCard { id: "card_1".to_owned(), installment_months: 0, with_cvv: true }),
        1 => Just(Method::Token),
    ]
}

/// The answers of one kind of task, each with how long it takes; some never come.
fn replies(ask: Ask) -> impl Strategy<Value = Vec<Reply>> {
    let done = prop::sample::select(endings(ask));
    let some = (done, 0_u32..40_000).prop_map(|(done, ms)| reply(done).after(ms * ms / 40_000));
    prop::collection::vec(prop_oneof![6 => some, 1 => Just(never())], 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_what_must_hold(
        method in method(),
        steps in prop::collection::vec((step(), prop_oneof![9 => 0_u32..2_000, 1 => 0_u32..60_000]), 1..60),
    ) {
        let mut watched = Watched::start(method);
        for (step, ms) in steps {
            watched.step(step, ms);
        }
    }

    /// On a clock that is kept, the end comes in 90 seconds and the payer's time in challenges.
    #[test]
    fn every_charge_ends_in_time(
        wallet in any::<bool>(),
        seed in any::<u32>(),
        max_retries in 0_u32..6,
        timeout_ms in prop_oneof![Just(30_000_u32), 1_u32..200_000],
        post in replies(Ask::Post),
        payment in replies(Ask::Payment),
        cancel in replies(Ask::Cancel),
        session in replies(Ask::Session),
        closed_after in 0_u32..100_000,
    ) {
        let world = if wallet { World::wallet() } else { World::card() }
            .limits(timeout_ms, max_retries)
            .seed(seed)
            .on(Ask::Post, post)
            .on(Ask::Payment, payment)
            .on(Ask::Cancel, cancel)
            .on(Ask::Session, session)
            .on_show("act_1", closed_after, ChargeEvent::ActionClosed("act_1".to_owned()))
            .play();
        world.assert_same_key_same_bytes();
        let left = world.lines().last() == Some(&"show act_3");
        prop_assert_eq!(left, world.settled.is_none(), "{:?}", world.lines());
        if let Some(ended) = world.settled_at {
            prop_assert!(ended - world.in_challenges() <= 90_000, "{} − {}: {:?}", ended, world.in_challenges(), world.log);
        }
    }
}
