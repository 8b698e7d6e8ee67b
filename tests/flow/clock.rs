//! Any clock: one that runs back, is at the end of time, or gives no number.

use payments_widget::flow::charge::Charge;
use payments_widget::flow::messages::{ChargeEffect, ChargeEvent, Done, Method, Millis, Request, Task, Ticket, millis};
use payments_widget::flow::retry::{Backoff, Fault};
use payments_widget::protocol::problem::ErrorCode;

use super::script::submission;

/// The last moment of a JavaScript date.
const LAST: Millis = 8_640_000_000_000_000;

#[test]
fn a_replaced_date_now_gives_a_moment_all_the_same() {
    for (date_now, moment) in [
        (1_795_509_060_000.0, 1_795_509_060_000),
        (0.9, 0),
        (-1.0, 0),
        (f64::NAN, 0),
        (f64::NEG_INFINITY, 0),
        (f64::INFINITY, LAST),
        (f64::MAX, LAST),
        (8.64e15, LAST),
    ] {
        assert_eq!(millis(date_now), moment, "{date_now}");
    }
}

fn begun(effects: &[ChargeEffect]) -> Option<(Ticket, Task, u32)> {
    match effects {
        [ChargeEffect::Begin(ticket, task, ms)] => Some((*ticket, task.clone(), *ms)),
        _ => None,
    }
}

fn session() -> Done {
    Done::Session { id: "ps_1".to_owned(), known_payment: None }
}

#[test]
fn a_clock_that_runs_back_gives_no_more_time() {
    let wallet = Method::Wallet { id: "my_wallet".to_owned(), token: None };
    let (mut charge, effects) = Charge::start(submission(wallet.clone()), 1_000_000);
    let (ticket, ..) = begun(&effects).unwrap();
    // The time of an event counts even where the event does nothing.
    assert!(charge.handle(1_079_000, ChargeEvent::ActionUpdated).is_empty());
    let effects = charge.handle(0, ChargeEvent::Done(ticket, session()));
    assert!(matches!(begun(&effects), Some((_, Task::Send(_), 1_000))), "{effects:?}");

    let (mut charge, effects) = Charge::start(submission(wallet), 1_000_000);
    let (ticket, ..) = begun(&effects).unwrap();
    let effects = charge.handle(i64::MIN, ChargeEvent::Done(ticket, session()));
    assert!(matches!(begun(&effects), Some((_, Task::Send(_), 30_000))), "{effects:?}");
}

/// A wallet's charge that began at 0 and whose only post is known to be lost after so many milliseconds.
fn lost_at(elapsed: Millis) -> (Charge, Vec<ChargeEffect>) {
    let (mut charge, effects) =
        Charge::start(submission(Method::Wallet { id: "my_wallet".to_owned(), token: None }), 0);
    let (ticket, ..) = begun(&effects).unwrap();
    let effects = charge.handle(0, ChargeEvent::Done(ticket, session()));
    let (ticket, ..) = begun(&effects).unwrap();
    let lost = Done::Payment(Err(Fault::Unreachable));
    let effects = charge.handle(elapsed, ChargeEvent::Done(ticket, lost));
    (charge, effects)
}

#[test]
fn a_session_is_still_read_after_the_device_slept_past_the_deadline() {
    // The deadline is 90 s after the start. A read at or after it may take 10 s.
    for (elapsed, within_ms) in [(89_000, 1_000), (89_999, 1), (90_000, 10_000), (90_001, 10_000), (900_000, 10_000)] {
        let (_, effects) = lost_at(elapsed);
        let begun = begun(&effects);
        assert!(
            matches!(begun, Some((_, Task::Send(Request::ReadSession { .. }), ms)) if ms == within_ms),
            "{elapsed}: {begun:?}"
        );
    }
}

#[test]
fn a_session_that_does_not_tell_is_read_again_only_within_the_deadline() {
    let mut backoff = Backoff::new(submission(Method::Token).jitter_seed);
    // The first wait is that of the post, which there is no time to repeat.
    let wait = 1_000 + [backoff.next_ms(1), backoff.next_ms(1)][1];
    for (left, waits) in [(wait + 1, true), (wait, false), (wait - 1, false)] {
        let (mut charge, effects) = lost_at(85_000);
        let (ticket, task, _) = begun(&effects).unwrap();
        assert!(matches!(task, Task::Send(Request::ReadSession { .. })), "{task:?}");
        let unread = Done::SessionRead(Err(Fault::Unreachable));
        let effects = charge.handle(90_000 - Millis::from(left), ChargeEvent::Done(ticket, unread));
        match (waits, &effects[..]) {
            (true, [ChargeEffect::Begin(_, Task::Sleep, ms)]) => assert_eq!(*ms, wait),
            (false, [ChargeEffect::Settle(end)]) => {
                assert!(end.as_ref().as_ref().is_err_and(|failure| failure.code == ErrorCode::OutcomeUnknown));
            }
            other => panic!("{left}: {other:?}"),
        }
    }
}

#[test]
fn no_time_overflows() {
    let times = [i64::MIN, -1, 0, 1_795_509_060_000, i64::MAX - 1, i64::MAX];
    for start in times {
        for then in times {
            let (mut charge, effects) = Charge::start(submission(Method::Token), start);
            let end = match begun(&effects) {
                Some((ticket, ..)) => charge.handle(then, ChargeEvent::Done(ticket, session())),
                None => effects,
            };
            // A time that no JavaScript date has counts as the nearest that one has.
            let moment = |time: Millis| time.clamp(0, LAST);
            let in_time = moment(then) - moment(start) < 80_000;
            match (&end[..], in_time) {
                ([ChargeEffect::Begin(_, Task::GetKey { .. }, ms)], true) => assert!((1..=30_000).contains(ms)),
                ([ChargeEffect::Settle(end)], false) => {
                    assert_eq!(end.as_ref().as_ref().unwrap_err().code, ErrorCode::NetworkError);
                }
                (end, _) => panic!("{start} then {then}: {end:?}"),
            }
        }
    }
}
