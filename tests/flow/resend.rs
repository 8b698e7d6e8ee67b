//! What is sent again: the very same bytes under the very same key, after how long, and how often.

use payments_widget::flow::retry::{Fault, NO_JSON};
use payments_widget::protocol::payment::PaymentStatus::{Processing, Succeeded};
use payments_widget::protocol::problem::ErrorCode::{
    IdempotencyInFlight, RateLimited, ServerError, ServiceUnavailable,
};
use payments_widget::protocol::session::SessionStatus::{Complete, Open};

use super::script::{Ask, broken, never, now_is, payment, refusal, refused, session, session_unread};
use super::world::World;

/// How the wait before a repeat is chosen.
#[derive(Clone, Copy, Debug)]
enum Wait {
    /// With full jitter.
    Jitter,
    Exactly(u32),
}

#[test]
fn a_fault_that_may_pass_is_answered_with_the_same_bytes() {
    for (fault, wait) in [
        (Fault::Unreachable, Wait::Jitter),
        (Fault::TimedOut, Wait::Jitter),
        (Fault::Unreadable { status: 404, missing: NO_JSON }, Wait::Jitter),
        (Fault::Unreadable { status: 502, missing: NO_JSON }, Wait::Jitter),
        (refusal(ServerError, None), Wait::Jitter),
        (refusal(ServiceUnavailable, None), Wait::Jitter),
        (refusal(ServiceUnavailable, Some(3)), Wait::Exactly(3_000)),
        (refusal(RateLimited, Some(0)), Wait::Exactly(0)),
        (refusal(RateLimited, Some(10)), Wait::Exactly(10_000)),
        (refusal(IdempotencyInFlight, None), Wait::Exactly(1_000)),
        (refusal(IdempotencyInFlight, Some(1)), Wait::Exactly(1_000)),
        (refusal(IdempotencyInFlight, Some(4)), Wait::Exactly(4_000)),
    ] {
        for world in [World::card(), World::wallet()] {
            let world = world.on(Ask::Post, [broken(fault.clone()), now_is(Succeeded)]).play();
            assert_eq!(world.end(), "paid pay_1", "{fault:?}");
            assert_eq!(world.posts.len(), 2);
            assert_eq!(world.posts[0], world.posts[1]);
            match (wait, world.waits.as_slice()) {
                (Wait::Jitter, [ms]) => assert!(*ms < 1_000, "{ms} after {fault:?}"),
                (Wait::Exactly(expected), [ms]) => assert_eq!(*ms, expected, "{fault:?}"),
                (_, waits) => panic!("{waits:?} after {fault:?}"),
            }
        }
    }
}

/// The server has taken the payment. Whoever wrote it may not know idempotency keys yet: a second post could charge again.
#[test]
fn an_answer_of_2xx_that_cannot_be_read_is_never_posted_again() {
    for status in [200, 201, 202, 204, 299] {
        for missing in [NO_JSON, "created_at"] {
            let unread = || broken(Fault::Unreadable { status, missing });
            for world in [World::card(), World::wallet()] {
                let paid = session(Complete, Some(payment("pay_1", Succeeded)));
                let world = world.on(Ask::Post, [unread()]).on(Ask::Session, [paid]).play();
                assert_eq!((world.end().as_str(), world.posts.len()), ("paid pay_1", 1), "{status} {missing}");
            }
            // Not even where the session does not know of it, or cannot be read either.
            for read in [session(Open, None), session_unread(Fault::Unreadable { status, missing })] {
                let world = World::card().on(Ask::Post, [unread()]).on(Ask::Session, [read]).play();
                assert_eq!((world.end().as_str(), world.posts.len()), ("outcome_unknown unknown", 1));
                assert_eq!(world.count("read session"), 3);
                let said = format!(" In the API's answer, {missing} is missing or wrong.");
                assert!(world.failure().message.ends_with(&said), "{}", world.failure().message);
            }
        }
    }
    // A try that was lost before it changes nothing.
    let unread = broken(Fault::Unreadable { status: 200, missing: "livemode" });
    let world = World::card().on(Ask::Post, [broken(Fault::TimedOut), unread]).on(Ask::Session, [session(Open, None)]);
    assert_eq!(world.play().posts.len(), 2);
}

#[test]
fn what_a_poll_lacks_is_named_too() {
    let unread = broken(Fault::Unreadable { status: 200, missing: "amount" });
    let world = World::card().on(Ask::Post, [now_is(Processing)]).on(Ask::Payment, [unread]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("outcome_unknown unknown", 1));
    assert!(world.failure().message.ends_with(" In the API's answer, amount is missing or wrong."));
    let world = World::card().on(Ask::Post, [now_is(Processing)]).on(Ask::Payment, [broken(Fault::Unreachable)]).play();
    assert!(world.failure().message.ends_with("charge twice."));
}

#[test]
fn a_long_retry_after_is_not_waited_for() {
    for (code, end) in
        [(RateLimited, "rate_limited not_charged"), (ServiceUnavailable, "service_unavailable not_charged")]
    {
        for retry_after in [11, 60, u32::MAX] {
            let world = World::card().on(Ask::Post, [refused(code, Some(retry_after))]).play();
            assert_eq!((world.end().as_str(), world.posts.len()), (end, 1));
            assert!(world.failure().retryable);
        }
    }
    let world = World::card().on(Ask::Post, [refused(RateLimited, None)]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("rate_limited not_charged", 1));
    // The payment is running: the session tells of it.
    let world = World::card()
        .on(Ask::Post, [refused(IdempotencyInFlight, Some(30))])
        .on(Ask::Session, [session(Complete, Some(payment("pay_1", Succeeded)))])
        .play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("paid pay_1", 1));
}

#[test]
fn no_try_more_than_the_page_allows() {
    for max_retries in [0, 1, 2, 5] {
        let tries = max_retries as usize + 1;
        let lost = World::card().limits(30_000, max_retries).on(Ask::Post, [broken(Fault::Unreachable)]).play();
        assert_eq!((lost.posts.len(), lost.end().as_str()), (tries, "outcome_unknown unknown"));

        let refused = World::card().limits(30_000, max_retries).on(Ask::Post, [refused(RateLimited, Some(1))]).play();
        assert_eq!((refused.posts.len(), refused.end().as_str()), (tries, "rate_limited not_charged"));
        assert_eq!(refused.count("read"), 0);
        for world in [lost, refused] {
            world.assert_same_key_same_bytes();
        }
    }
}

#[test]
fn a_server_that_refused_before_it_began_charged_nothing_even_if_it_stays_so() {
    let world = World::card().on(Ask::Post, [refused(ServiceUnavailable, None)]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("service_unavailable not_charged", 3));
    assert!(world.failure().retryable);
}

#[test]
fn a_server_error_may_have_charged() {
    let world =
        World::card().on(Ask::Post, [refused(ServerError, None)]).on(Ask::Session, [session(Open, None)]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("outcome_unknown unknown", 3));
    assert!(!world.failure().retryable);
}

/// What was refused before it began does not undo that an earlier answer was lost.
#[test]
fn a_lost_answer_stays_lost() {
    for fault in [refusal(RateLimited, Some(60)), refusal(RateLimited, None), refusal(ServiceUnavailable, Some(60))] {
        let world = World::card()
            .on(Ask::Post, [broken(Fault::TimedOut), broken(fault.clone())])
            .on(Ask::Session, [session(Open, None)])
            .play();
        assert_eq!(world.end(), "outcome_unknown unknown", "{fault:?}");
    }
}

#[test]
fn a_payment_in_flight_is_followed_through_its_session() {
    let world = World::card()
        .on(Ask::Post, [refused(IdempotencyInFlight, Some(1))])
        .on(Ask::Session, [session(Open, Some(payment("pay_1", Processing)))])
        .on(Ask::Payment, [now_is(Succeeded)])
        .play();
    assert_eq!(&world.lines()[3..], ["post key-1", "post key-1", "post key-1", "read session", "read pay_1"]);
    assert_eq!(world.waits, [1_000, 1_000, 1_000]);
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn the_time_for_the_posts_ends_where_the_sessions_begins() {
    let world = World::card().on(Ask::Post, [never()]).on(Ask::Session, [never()]).play();
    let given: Vec<_> = world.allowed.iter().filter(|(ask, _)| *ask == Ask::Post).map(|(_, ms)| *ms).collect();
    assert_eq!(given[..2], [30_000, 30_000]);
    assert!(given[2] < 20_000, "{given:?}");
    assert_eq!(world.times("read session"), [80_000]);
    assert_eq!((world.end().as_str(), world.took()), ("outcome_unknown unknown", 90_000));
}

#[test]
fn a_wait_that_leaves_no_time_for_another_try_is_not_begun() {
    // The first try takes 75 s; waiting 10 s for the second would end past the 80 s that there are.
    let late = refused(RateLimited, Some(10)).after(75_000);
    let world = World::wallet().limits(80_000, 2).on(Ask::Post, [late]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("rate_limited not_charged", 1));

    let late = refused(IdempotencyInFlight, Some(10)).after(75_000);
    let world = World::wallet().limits(80_000, 2).on(Ask::Post, [late]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("outcome_unknown unknown", 1));
    assert!(world.took() <= 90_000);
}
