//! The follow-up of an unknown outcome: when the session is read, and what its answers say.

use payments_widget::flow::failure::Failure;
use payments_widget::flow::follow_up::{FollowUp, FollowUpEffect, FollowUpEvent, UnknownAttempt};
use payments_widget::flow::messages::{ChargeEnd, Done, Request, Task, Ticket};
use payments_widget::flow::retry::{Fault, NO_JSON};
use payments_widget::protocol::action::NextAction;
use payments_widget::protocol::payment::PaymentStatus::{Canceled, Declined, Processing, RequiresAction, Succeeded};
use payments_widget::protocol::payment::{Payment, PaymentMethod, PaymentStatus};
use payments_widget::protocol::problem::{ErrorCode, Outcome};
use payments_widget::protocol::session::Session;
use payments_widget::protocol::session::SessionStatus::{Complete, Expired, Open};
use proptest::prelude::*;
use proptest::sample::Index;

use super::answers::{KNOWN, any_ending, endings};
use super::script::{Ask, challenge, hidden, payment, redirect, refusal, session_of, to_do};

const TIMEOUT_MS: u32 = 30_000;

type End = Result<ChargeEnd, Failure>;

/// What follows from one event.
#[derive(Debug, PartialEq)]
enum Step {
    Sleeps(u32),
    Reads,
    Cancels,
    StillUnknown(bool),
    /// The id of the action that is waited for.
    Offers(String),
    PayerLate,
    /// The id of the action.
    Shows(String),
    Closes,
    Ends(Box<End>),
}
use Step::{Cancels, Closes, Ends, Offers, PayerLate, Reads, Shows, Sleeps, StillUnknown};

/// The machine, and the task that it awaits.
struct Followed {
    machine: FollowUp,
    ticket: Ticket,
}

impl Followed {
    fn start(attempt: UnknownAttempt) -> (Self, Vec<Step>) {
        let (machine, effects) = FollowUp::start(attempt, TIMEOUT_MS);
        let mut followed = Self { machine, ticket: Ticket::default() };
        let steps = followed.steps(effects);
        (followed, steps)
    }

    fn steps(&mut self, effects: Vec<FollowUpEffect>) -> Vec<Step> {
        let step = |effect| match effect {
            FollowUpEffect::Begin(ticket, task, ms) => {
                self.ticket = ticket;
                match task {
                    Task::Sleep => Sleeps(ms),
                    Task::Send(Request::ReadSession { id }) => {
                        assert_eq!((id.as_str(), ms), ("ps_1", TIMEOUT_MS));
                        Reads
                    }
                    Task::Send(Request::CancelPayment { id }) => {
                        assert_eq!((id.as_str(), ms), ("pay_1", TIMEOUT_MS));
                        Cancels
                    }
                    other => panic!("a follow-up only reads and cancels: {other:?}"),
                }
            }
            FollowUpEffect::Offer(payment) => Offers(payment.next_action.map(|action| action.id).unwrap_or_default()),
            FollowUpEffect::PayerLate => PayerLate,
            FollowUpEffect::ShowAction(payment, action) => {
                assert_eq!(payment.next_action.as_ref(), Some(&action));
                Shows(action.id)
            }
            FollowUpEffect::CloseAction => Closes,
            FollowUpEffect::StillUnknown { late } => StillUnknown(late),
            FollowUpEffect::Settle(end) => Ends(end),
        };
        effects.into_iter().map(step).collect()
    }

    fn done(&mut self, done: Done) -> Vec<Step> {
        self.tell(FollowUpEvent::Done(self.ticket, done))
    }

    fn tell(&mut self, event: FollowUpEvent) -> Vec<Step> {
        let effects = self.machine.handle(event);
        self.steps(effects)
    }

    fn slept(&mut self) -> Vec<Step> {
        self.done(Done::Slept)
    }

    /// The session is read, and its payment waits for this.
    fn waits_for(&mut self, action: NextAction) -> Vec<Step> {
        self.session(Ok(session_of(Open, Some(to_do(action)))))
    }

    fn session(&mut self, answer: Result<Session, Fault>) -> Vec<Step> {
        self.done(Done::SessionRead(answer.map(Box::new)))
    }
}

fn attempt() -> UnknownAttempt {
    UnknownAttempt {
        session: Some("ps_1".to_owned()),
        known_payment: Some(KNOWN.to_owned()),
        failure: Failure::unknown(Some(Box::new(payment("pay_1", Processing))), None),
    }
}

/// A machine that awaits its first reading.
fn reading(attempt: UnknownAttempt) -> Followed {
    let (mut followed, steps) = Followed::start(attempt);
    if steps != [Reads] {
        assert_eq!(steps, [Sleeps(2_000)]);
        assert_eq!(followed.slept(), [Reads]);
    }
    followed
}

/// A machine whose payment waits for the payer, with a challenge.
fn offering() -> Followed {
    let mut followed = reading(attempt());
    assert_eq!(followed.waits_for(challenge("act_1")), [Offers("act_1".to_owned()), Sleeps(3_000)]);
    followed
}

/// `paid pay_1`, `card_declined not_charged`, `offers act_1`, or `still unknown`.
fn said(steps: &[Step]) -> String {
    match steps {
        [StillUnknown(false), Sleeps(5_000)] => "still unknown".to_owned(),
        [Offers(action), Sleeps(3_000)] => format!("offers {action}"),
        [Ends(end)] => match end.as_ref() {
            Ok(ChargeEnd::Paid(payment)) => format!("paid {}", payment.id),
            Ok(other) => panic!("{other:?}"),
            Err(failure) => format!("{} {}", failure.code.as_str(), failure.outcome.as_str()),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn looks_are_2_5_8_15_30_and_60_seconds_apart_and_late_after_the_fifth() {
    let (mut followed, steps) = Followed::start(attempt());
    assert_eq!(steps, [Sleeps(2_000)]);
    assert_eq!([2, 5, 8, 15, 30].iter().sum::<i32>(), 60, "after a minute the payer gets the number and a button");
    let rows = [(false, 5), (false, 8), (false, 15), (false, 30), (true, 60), (true, 60), (true, 60)];
    for (late, seconds) in rows {
        assert_eq!(followed.slept(), [Reads]);
        assert_eq!(followed.session(Err(Fault::Unreachable)), [StillUnknown(late), Sleeps(seconds * 1_000)]);
    }
}

/// Every reading takes as long as it may.
#[test]
fn nobody_waits_for_ever_for_an_api_that_is_never_reached() {
    let (mut followed, mut steps) = Followed::start(attempt());
    let (mut waited, mut waits) = (0, Vec::new());
    while waits.len() < 20 {
        for step in &steps {
            match step {
                Sleeps(ms) => waited += ms,
                Reads => waited += TIMEOUT_MS,
                StillUnknown(true) => waits.push(core::mem::take(&mut waited)),
                StillUnknown(false) => {}
                other => panic!("the outcome is unknown, not {other:?}"),
            }
        }
        steps = match steps.last() {
            Some(Sleeps(_)) => followed.slept(),
            _ => followed.session(Err(Fault::TimedOut)),
        };
    }
    assert_eq!(waits[0], 60_000 + 5 * TIMEOUT_MS);
    assert!(waits[1..].iter().all(|waited| *waited == 60_000 + TIMEOUT_MS), "{waits:?}");
    assert!(!followed.machine.is_over());
}

#[test]
fn check_now_reads_at_once_and_takes_the_place_of_the_sleep() {
    let (mut followed, _) = Followed::start(attempt());
    let sleeping = followed.ticket;
    assert_eq!(followed.tell(FollowUpEvent::CheckNow), [Reads]);
    // The timer that was replaced fires all the same, and the payer presses again: one reading at a time.
    assert_eq!(followed.tell(FollowUpEvent::Done(sleeping, Done::Slept)), []);
    assert_eq!(followed.tell(FollowUpEvent::CheckNow), []);
    assert_eq!(followed.session(Ok(session_of(Open, None))), [StillUnknown(false), Sleeps(5_000)]);
}

#[test]
fn the_session_tells() {
    let new = |status| Some(payment("pay_1", status));
    let old = |status| Some(payment(KNOWN, status));
    for (status, newest, expected) in [
        (Complete, new(Succeeded), "paid pay_1"),
        (Open, new(Declined), "card_declined not_charged"),
        (Expired, new(Declined), "card_declined not_charged"),
        // The payer closed nothing.
        (Open, new(Canceled), "action_expired not_charged"),
        (Open, new(Processing), "still unknown"),
        (Expired, new(Processing), "still unknown"),
        (Open, new(RequiresAction), "still unknown"),
        (Open, Some(to_do(challenge("act_1"))), "offers act_1"),
        (Open, Some(to_do(redirect("act_2"))), "offers act_2"),
        // An earlier attempt's payment says nothing of this one, but if it succeeded, the session is paid.
        (Open, old(Declined), "still unknown"),
        (Open, old(Canceled), "still unknown"),
        (Complete, old(Succeeded), "paid pay_0"),
        (Open, None, "still unknown"),
        // A closed session takes nothing more.
        (Expired, None, "session_expired not_charged"),
        (Expired, old(Declined), "session_expired not_charged"),
        (Expired, old(Processing), "still unknown"),
        (Expired, old(RequiresAction), "still unknown"),
    ] {
        let steps = reading(attempt()).session(Ok(session_of(status, newest.clone())));
        assert_eq!(said(&steps), expected, "{status:?} {:?}", newest.map(|payment| (payment.id, payment.status)));
    }
}

#[test]
fn a_cancel_is_the_payers_only_if_the_payer_closed_the_challenge() {
    for (failure, expected) in [
        (Failure::unknown(None, None), "action_expired not_charged"),
        (Failure::new(ErrorCode::PaymentInProgress, ""), "action_expired not_charged"),
        (Failure::action_canceled(None, Outcome::Unknown), "action_canceled not_charged"),
    ] {
        let attempt = UnknownAttempt { failure, ..attempt() };
        let steps = reading(attempt).session(Ok(session_of(Open, Some(payment("pay_1", Canceled)))));
        assert_eq!(said(&steps), expected);
    }
}

#[test]
fn an_attempt_that_another_one_kept_out_waits_for_that_one() {
    let by_server = Failure { request_id: Some("req_1".to_owned()), ..Failure::new(ErrorCode::PaymentInProgress, "") };
    let by_page = Failure::new(ErrorCode::PaymentInProgress, "");
    for (failure, status, expected) in [
        (&by_server, Declined, "card_declined not_charged"),
        (&by_server, Canceled, "action_expired not_charged"),
        (&by_server, RequiresAction, "still unknown"), // It does not say what the payer has to do.
        (&by_server, Succeeded, "paid pay_0"),
        // The other call of the page may not have been sent yet.
        (&by_page, Declined, "still unknown"),
        (&by_page, Succeeded, "paid pay_0"),
    ] {
        let attempt = UnknownAttempt { failure: failure.clone(), ..attempt() };
        let steps = reading(attempt).session(Ok(session_of(Open, Some(payment(KNOWN, status)))));
        assert_eq!(said(&steps), expected, "{status:?} {:?}", failure.request_id);
    }
}

#[test]
fn an_attempt_that_the_server_kept_out_reads_the_session_at_once() {
    let by_server = Failure { request_id: Some("req_1".to_owned()), ..Failure::new(ErrorCode::PaymentInProgress, "") };
    let (_, steps) = Followed::start(UnknownAttempt { failure: by_server, ..attempt() });
    assert_eq!(steps, [Reads]);
    let (_, steps) =
        Followed::start(UnknownAttempt { failure: Failure::new(ErrorCode::PaymentInProgress, ""), ..attempt() });
    assert_eq!(steps, [Sleeps(2_000)]);
}

#[test]
fn what_waits_for_the_payer_is_offered_once_and_read_every_three_seconds() {
    let mut followed = offering();
    for _ in 0..5 {
        assert_eq!(followed.slept(), [Reads]);
        assert_eq!(followed.waits_for(challenge("act_1")), [Sleeps(3_000)]);
    }
    assert_eq!(followed.slept(), [Reads]);
    assert_eq!(followed.waits_for(redirect("act_2")), [Offers("act_2".to_owned()), Sleeps(3_000)]);
    // Approved elsewhere.
    assert_eq!(followed.slept(), [Reads]);
    assert_eq!(said(&followed.session(Ok(session_of(Complete, Some(payment("pay_1", Succeeded)))))), "paid pay_1");
}

#[test]
fn an_offer_outlives_an_api_that_cannot_be_reached() {
    let mut followed = offering();
    assert_eq!(followed.slept(), [Reads]);
    assert_eq!(followed.session(Err(Fault::Unreachable)), [Sleeps(3_000)]);
    assert_eq!(followed.tell(FollowUpEvent::Continue), [Shows("act_1".to_owned())]);
}

#[test]
fn a_challenge_that_is_continued_is_shown_until_the_payment_needs_it_no_more() {
    let mut followed = reading(attempt());
    followed.waits_for(hidden("act_1"));
    assert_eq!(followed.tell(FollowUpEvent::Continue), [Shows("act_1".to_owned())]);
    assert_eq!(followed.tell(FollowUpEvent::Continue), [], "it is shown already");
    // Its page says that something happened: the next step follows.
    assert_eq!(followed.tell(FollowUpEvent::CheckNow), [Reads]);
    let next = "act_2".to_owned();
    assert_eq!(followed.waits_for(challenge("act_2")), [Offers(next.clone()), Shows(next), Sleeps(3_000)]);
    assert_eq!(followed.slept(), [Reads]);
    let decides = Ok(session_of(Open, Some(payment("pay_1", Processing))));
    assert_eq!(followed.session(decides), [Closes, StillUnknown(false), Sleeps(5_000)]);
    assert_eq!(followed.tell(FollowUpEvent::Continue), [], "nothing waits for the payer now");
    assert_eq!(followed.slept(), [Reads]);
    assert_eq!(said(&followed.session(Ok(session_of(Complete, Some(payment("pay_1", Succeeded)))))), "paid pay_1");
}

#[test]
fn a_redirect_can_be_opened_again_and_again() {
    let mut followed = reading(attempt());
    followed.waits_for(redirect("act_1"));
    for _ in 0..2 {
        assert_eq!(followed.tell(FollowUpEvent::Continue), [Shows("act_1".to_owned())]);
    }
}

#[test]
fn a_payment_that_is_given_up_ends_only_with_the_servers_word() {
    for (answer, expected) in [
        (Ok(payment("pay_1", Canceled)), "action_canceled not_charged"),
        (Ok(payment("pay_1", Declined)), "card_declined not_charged"),
        (Ok(payment("pay_1", Succeeded)), "paid pay_1"),
    ] {
        let mut followed = offering();
        assert_eq!(followed.tell(FollowUpEvent::GiveUp), [Cancels]);
        assert_eq!(followed.tell(FollowUpEvent::GiveUp), []);
        assert_eq!(said(&followed.done(Done::Payment(answer.map(Box::new)))), expected);
    }
}

#[test]
fn where_a_cancellation_has_no_answer_the_session_tells() {
    for fault in [Fault::TimedOut, Fault::Unreachable, refusal(ErrorCode::PaymentInProgress, None)] {
        for (newest, expected) in [
            (Ok(session_of(Open, Some(payment("pay_1", Canceled)))), "action_canceled not_charged"),
            (Ok(session_of(Complete, Some(payment("pay_1", Succeeded)))), "paid pay_1"),
            (Ok(session_of(Open, Some(payment("pay_1", Processing)))), "still unknown"),
            // It was not given up: the payer can ask again.
            (Ok(session_of(Open, Some(to_do(challenge("act_1"))))), "offers act_1"),
            (Err(Fault::Unreachable), "offers act_1"),
        ] {
            let mut followed = offering();
            assert_eq!(followed.tell(FollowUpEvent::GiveUp), [Cancels]);
            assert_eq!(followed.done(Done::Payment(Err(fault.clone()))), [Reads]);
            assert_eq!(said(&followed.session(newest)), expected);
        }
    }
}

#[test]
fn a_challenge_that_the_payer_closes_is_given_up() {
    let mut followed = offering();
    followed.tell(FollowUpEvent::Continue);
    assert_eq!(followed.tell(FollowUpEvent::ActionClosed("act_0".to_owned())), [], "that one is gone");
    assert_eq!(followed.tell(FollowUpEvent::ActionClosed("act_1".to_owned())), [Closes, Cancels]);
    let steps = followed.done(Done::Payment(Ok(Box::new(payment("pay_1", Canceled)))));
    assert_eq!(said(&steps), "action_canceled not_charged");
}

#[test]
fn no_promise_waits_longer_than_20_minutes_for_a_payer() {
    let mut followed = offering();
    let mut looks = 1;
    loop {
        assert_eq!(followed.slept(), [Reads]);
        looks += 1;
        let steps = followed.waits_for(challenge("act_1"));
        if steps != [Sleeps(3_000)] {
            assert_eq!(steps, [PayerLate, Sleeps(3_000)]);
            break;
        }
    }
    assert_eq!(looks * 3, 20 * 60);
}

#[test]
fn a_wallet_that_was_declined_is_named() {
    let mut declined = payment("pay_1", Declined);
    declined.payment_method = PaymentMethod::wallet("my_wallet".to_owned());
    let steps = reading(attempt()).session(Ok(session_of(Open, Some(declined))));
    assert_eq!(said(&steps), "wallet_declined not_charged");
}

#[test]
fn another_session_is_no_answer() {
    let mut stray = session_of(Complete, Some(payment("pay_9", Succeeded)));
    stray.id = "ps_2".to_owned();
    assert_eq!(said(&reading(attempt()).session(Ok(stray))), "still unknown");
}

#[test]
fn what_may_pass_is_asked_again_and_what_cannot_change_is_not() {
    for fault in [
        Fault::Unreachable,
        Fault::TimedOut,
        Fault::Unreadable { status: 200, missing: NO_JSON },
        Fault::Unreadable { status: 404, missing: NO_JSON },
        Fault::Unreadable { status: 502, missing: NO_JSON },
        refusal(ErrorCode::ServerError, None),
        refusal(ErrorCode::ServiceUnavailable, Some(60)),
        refusal(ErrorCode::RateLimited, Some(1)),
    ] {
        assert_eq!(said(&reading(attempt()).session(Err(fault.clone()))), "still unknown", "{fault:?}");
    }
    for code in [
        ErrorCode::ApiKeyInvalid,
        ErrorCode::SessionInvalid,
        ErrorCode::KeyTypeForbidden,
        ErrorCode::OriginNotAllowed,
        ErrorCode::NotFound,
        ErrorCode::MethodNotAllowed,
    ] {
        let mut followed = reading(attempt());
        let steps = followed.session(Err(refusal(code, None)));
        assert_eq!(said(&steps), "outcome_unknown unknown", "{code:?}");
        let [Ends(end)] = &steps[..] else { unreachable!() };
        let failure = end.as_ref().as_ref().unwrap_err();
        assert!(!failure.retryable && failure.message.contains("refuses to tell"));
        assert_eq!(failure.payment, Some(Box::new(payment("pay_1", Processing))));
        assert_eq!(followed.tell(FollowUpEvent::CheckNow), []);
        assert!(followed.machine.is_over());
    }
}

#[test]
fn without_a_session_nothing_is_asked() {
    let (mut followed, steps) = Followed::start(UnknownAttempt { session: None, ..attempt() });
    assert_eq!(said(&steps), "outcome_unknown unknown");
    assert!(followed.machine.is_over());
    assert_eq!(followed.tell(FollowUpEvent::CheckNow), []);
    assert_eq!(followed.slept(), []);
}

/// What can happen to a follow-up.
#[derive(Clone, Debug)]
enum Happens {
    /// The awaited task ends in one of its ways.
    Ends(Index),
    /// It ends in a way that may be another task's.
    EndsOddly(Index),
    /// A task that was awaited before ends only now.
    EndsLate(Index, Index),
    /// The payer, or the page that an action shows, does something.
    Presses(FollowUpEvent),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        20 => any::<Index>().prop_map(Happens::Ends),
        2 => any::<Index>().prop_map(Happens::EndsOddly),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(ticket, done)| Happens::EndsLate(ticket, done)),
        3 => any::<Index>().prop_map(|which| {
            Happens::Presses(match which.index(4) {
                0 => FollowUpEvent::CheckNow,
                1 => FollowUpEvent::Continue,
                2 => FollowUpEvent::GiveUp,
                _ => FollowUpEvent::ActionClosed("act_1".to_owned()),
            })
        }),
    ]
}

/// What the machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaits {
    Sleep,
    Session,
    Cancel,
}

/// Whether an answer allows this end; computed without the machine.
fn allowed(answer: &Done, end: &End) -> bool {
    let session = match answer {
        Done::SessionRead(Ok(session)) => session,
        Done::Payment(Ok(payment)) => {
            return match end {
                Ok(_) => payment.status == Succeeded,
                Err(failure) => matches!(payment.status, Declined | Canceled) && failure.outcome == Outcome::NotCharged,
            };
        }
        _ => return end.as_ref().is_err_and(|failure| failure.outcome == Outcome::Unknown),
    };
    let status_of = |payment: &Payment| (payment.id != KNOWN, payment.status);
    match (session.payment.as_ref().map(status_of), end) {
        (Some((_, status)), Ok(_)) => status == Succeeded,
        (Some((true, PaymentStatus::Declined | PaymentStatus::Canceled)), Err(failure)) => {
            failure.outcome == Outcome::NotCharged && failure.payment.is_some()
        }
        (None | Some((false, PaymentStatus::Declined | PaymentStatus::Canceled)), Err(failure)) => {
            session.status == Expired && failure.code == ErrorCode::SessionExpired
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_what_must_hold(steps in prop::collection::vec(happens(), 1..60)) {
        let (mut followed, _) = Followed::start(attempt());
        let (mut tickets, mut awaits, mut over) = (vec![followed.ticket], Awaits::Sleep, false);
        let (mut shown, mut offered) = (false, false);
        for step in steps {
            let awaited = followed.ticket;
            let mut last_answer = None;
            let effects = match step {
                Happens::Presses(event) => {
                    let checks = matches!(event, FollowUpEvent::CheckNow);
                    let effects = followed.tell(event);
                    if checks {
                        prop_assert_eq!(effects.is_empty(), over || awaits != Awaits::Sleep);
                    }
                    effects
                }
                Happens::EndsLate(ticket, done) => {
                    let ticket = *ticket.get(&tickets);
                    if ticket == awaited {
                        continue;
                    }
                    let effects = followed.tell(FollowUpEvent::Done(ticket, done.get(any_ending()).clone()));
                    prop_assert_eq!(&effects, &[]);
                    effects
                }
                Happens::Ends(done) | Happens::EndsOddly(done) if over => {
                    let effects = followed.done(done.get(any_ending()).clone());
                    prop_assert_eq!(&effects, &[]);
                    effects
                }
                Happens::Ends(done) => {
                    let done = match awaits {
                        Awaits::Sleep => Done::Slept,
                        Awaits::Session => done.get(endings(Ask::Session)).clone(),
                        Awaits::Cancel => done.get(endings(Ask::Cancel)).clone(),
                    };
                    last_answer = Some(done.clone());
                    let effects = followed.done(done);
                    prop_assert!(!effects.is_empty(), "nothing followed an answer");
                    effects
                }
                Happens::EndsOddly(done) => {
                    let done = done.get(any_ending()).clone();
                    let fits = match awaits {
                        Awaits::Sleep => matches!(done, Done::Slept),
                        Awaits::Session => matches!(done, Done::SessionRead(_)),
                        Awaits::Cancel => matches!(done, Done::Payment(_)),
                    };
                    last_answer = Some(done.clone());
                    let effects = followed.done(done);
                    prop_assert_eq!(effects.is_empty(), !fits);
                    effects
                }
            };
            for effect in effects {
                prop_assert!(!over, "{:?} after the end", effect);
                match effect {
                    Sleeps(_) => awaits = Awaits::Sleep,
                    Reads => awaits = Awaits::Session,
                    Cancels => {
                        prop_assert!(offered, "a payment is canceled that was not offered");
                        awaits = Awaits::Cancel;
                    }
                    StillUnknown(_) | PayerLate => {}
                    Offers(_) => offered = true,
                    Shows(_) => {
                        prop_assert!(offered, "an action is shown that was not offered");
                        shown = true;
                    }
                    Closes => {
                        prop_assert!(shown, "nothing to close");
                        shown = false;
                    }
                    Ends(end) => {
                        over = true;
                        let answer = last_answer.as_ref();
                        prop_assert!(answer.is_some_and(|answer| allowed(answer, &end)), "{:?} says not {:?}", answer, end);
                    }
                }
            }
            if followed.ticket != awaited {
                prop_assert!(!tickets.contains(&followed.ticket), "a ticket is good for one task");
                tickets.push(followed.ticket);
            }
            prop_assert_eq!(followed.machine.is_over(), over);
        }
    }
}
