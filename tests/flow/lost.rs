//! A lost answer: the session tells what became of the payment, and what it does not tell stays unknown.

use payments_widget::flow::retry::Fault;
use payments_widget::protocol::payment::PaymentStatus::{Canceled, Declined, Processing, RequiresAction, Succeeded};
use payments_widget::protocol::session::SessionStatus::{Complete, Expired, Open};

use super::script::{
    Ask, Reply, acting, answered, broken, challenge, never, now_is, payment, payment_in, session, session_unread,
    source, to_do,
};
use super::world::World;

const UNKNOWN: &str = "outcome_unknown unknown";

/// All three tries are lost, then the session is read.
fn lost(known: Option<&str>, reads: impl IntoIterator<Item = Reply>) -> World {
    World::card()
        .on(Ask::Source, [source("ps_1", known)])
        .on(Ask::Post, [broken(Fault::Unreachable)])
        .on(Ask::Session, reads)
}

#[test]
fn the_session_tells() {
    let new = |status| Some(payment("pay_1", status));
    let old = |status| Some(payment("pay_0", status));
    for (status, newest, end, reads) in [
        (Complete, new(Succeeded), "paid pay_1", 1),
        (Open, new(Declined), "card_declined not_charged", 1),
        (Expired, new(Declined), "card_declined not_charged", 1),
        (Open, new(Canceled), "action_expired not_charged", 1),
        // Declined before this attempt: it says nothing of it.
        (Open, old(Declined), UNKNOWN, 3),
        (Open, old(Canceled), UNKNOWN, 3),
        (Open, None, UNKNOWN, 3),
        // A closed session takes nothing more.
        (Expired, None, "session_expired not_charged", 1),
        (Expired, old(Declined), "session_expired not_charged", 1),
        // An earlier payment that was undecided then: if it succeeded, the session is paid; else nobody knows yet.
        (Complete, old(Succeeded), "paid pay_0", 1),
        (Open, old(Processing), UNKNOWN, 3),
        (Expired, old(Processing), UNKNOWN, 3),
        (Expired, old(RequiresAction), UNKNOWN, 3),
    ] {
        let world = lost(Some("pay_0"), [session(status, newest.clone())]).play();
        let seen = (status, newest.map(|payment| (payment.id, payment.status)));
        assert_eq!((world.end().as_str(), world.count("read session")), (end, reads), "{seen:?}");
        assert_eq!(world.posts.len(), 3);
    }
}

#[test]
fn what_was_known_of_another_attempt_is_not_taken_for_this_one() {
    let declined = || Some(payment("pay_1", Declined));
    let world = lost(None, [session(Open, declined())]).play();
    assert_eq!(world.end(), "card_declined not_charged");
    let world = lost(Some("pay_1"), [session(Open, declined())]).play();
    assert_eq!(world.end(), UNKNOWN);
}

#[test]
fn what_is_said_of_another_session_is_no_answer() {
    let stray = || payment_in("ps_2", "pay_9", Succeeded);
    let paid = session(Complete, Some(payment("pay_1", Succeeded)));
    let world = World::card().on(Ask::Post, [answered(stray())]).on(Ask::Session, [paid]).play();
    assert_eq!((world.end().as_str(), world.posts.len()), ("paid pay_1", 1));

    let world = World::card().on(Ask::Post, [answered(stray())]).on(Ask::Session, [session(Open, None)]).play();
    assert_eq!(world.end(), UNKNOWN);
}

#[test]
fn a_session_that_does_not_tell_is_read_again() {
    let world = lost(
        None,
        [session_unread(Fault::Unreachable), session(Open, None), session(Complete, Some(payment("pay_1", Succeeded)))],
    )
    .play();
    assert_eq!((world.end().as_str(), world.count("read session")), ("paid pay_1", 3));
    // Between two looks at least a second, and at most that and the jitter's.
    let reads = world.times("read session");
    assert!(reads.windows(2).all(|pair| (1_000..4_000).contains(&(pair[1] - pair[0]))), "{reads:?}");
}

#[test]
fn a_page_that_wants_no_repeats_still_reads_the_session_once() {
    let world = lost(None, [session(Open, None)]).limits(30_000, 0).play();
    assert_eq!(&world.lines()[3..], ["post key-1", "read session"]);
    assert_eq!(world.end(), UNKNOWN);
}

#[test]
fn a_payment_that_is_still_under_way_is_followed() {
    let world = lost(None, [session(Open, Some(payment("pay_1", Processing)))])
        .on(Ask::Payment, [now_is(Processing), now_is(Declined)])
        .play();
    assert_eq!(&world.lines()[6..], ["read session", "read pay_1", "read pay_1"]);
    assert_eq!(world.end(), "card_declined not_charged");

    let world = lost(None, [session(Open, Some(to_do(challenge("act_1"))))])
        .on(Ask::Payment, [acting(challenge("act_1")), now_is(Succeeded)])
        .play();
    assert_eq!(&world.lines()[6..], ["read session", "show act_1", "read pay_1", "read pay_1", "close"]);
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn what_stays_undecided_is_said_in_words_and_may_not_be_repeated() {
    let world = lost(None, [never()]).play();
    let failure = world.failure();
    assert_eq!(
        (failure.code.as_str(), failure.outcome.as_str(), failure.retryable),
        ("outcome_unknown", "unknown", false)
    );
    assert!(failure.message.contains("retrievePayment()"));
}

#[test]
fn the_last_word_is_asked_for_even_by_a_machine_that_slept_through_the_deadline() {
    let paid = session(Complete, Some(payment("pay_1", Succeeded)));
    let world = World::card()
        .on(Ask::Post, [broken(Fault::Unreachable).after_sleep(600_000)])
        .on(Ask::Session, [paid.after(9_000)])
        .play();
    // But nothing is posted any more.
    assert_eq!(&world.lines()[3..], ["post key-1", "read session"]);
    assert_eq!(world.end(), "paid pay_1");

    let world = World::card()
        .on(Ask::Post, [now_is(Processing)])
        .on(Ask::Payment, [broken(Fault::TimedOut), now_is(Succeeded).after_sleep(600_000)])
        .play();
    assert_eq!(world.end(), "paid pay_1");
}
