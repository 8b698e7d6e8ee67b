//! A payment that is not decided at once: how it is read, challenges that the payer closes, and redirects.

use payments_widget::flow::messages::ChargeEvent;
use payments_widget::flow::retry::{Fault, NO_JSON};
use payments_widget::protocol::payment::PaymentStatus::{Canceled, Declined, Processing, RequiresAction, Succeeded};
use payments_widget::protocol::problem::ErrorCode::{
    MethodNotAllowed, PaymentInProgress, RateLimited, ServerError, ServiceUnavailable,
};

use super::script::{
    Ask, Reply, acting, broken, challenge, hidden, never, now_is, payment, redirect, refusal, refused, to_do,
};
use super::world::World;

fn closed(id: &str) -> ChargeEvent {
    ChargeEvent::ActionClosed(id.to_owned())
}

/// A card payment that asks for a challenge.
fn challenged() -> World {
    World::card().on(Ask::Post, [acting(challenge("act_1"))])
}

/// How long after one look the next was begun.
fn gaps(world: &World) -> Vec<i64> {
    let looks: Vec<_> = world.times("post").into_iter().chain(world.times("read pay_1")).collect();
    looks.windows(2).map(|pair| pair[1] - pair[0] - 100).collect()
}

#[test]
fn a_payment_that_is_processed_is_looked_at_after_1_2_3_3_seconds() {
    let still = || now_is(Processing);
    let world = World::card()
        .on(Ask::Post, [still()])
        .on(Ask::Payment, [still(), still(), still(), still(), now_is(Succeeded)])
        .play();
    assert_eq!(gaps(&world), [1_000, 2_000, 3_000, 3_000, 3_000]);
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn a_processing_that_does_not_end_in_90_seconds_is_unknown() {
    for seed in 1..20 {
        let world = World::card().seed(seed).on(Ask::Post, [now_is(Processing)]).on(Ask::Payment, [now_is(Processing)]);
        let world = world.play();
        assert_eq!(world.end(), "outcome_unknown unknown");
        assert_eq!(world.failure().payment, Some(Box::new(payment("pay_1", Processing))));
        assert!((86_000..=90_000).contains(&world.took()), "{}", world.took());
    }
    let world = World::card().on(Ask::Post, [now_is(Processing)]).on(Ask::Payment, [never()]).play();
    assert!((80_000..=90_000).contains(&world.took()), "{}", world.took());
}

#[test]
fn a_look_that_fails_is_repeated() {
    for fault in [
        Fault::Unreachable,
        Fault::TimedOut,
        Fault::Unreadable { status: 502, missing: NO_JSON },
        refusal(ServerError, None),
        refusal(ServiceUnavailable, None),
        refusal(ServiceUnavailable, Some(5)),
        refusal(RateLimited, Some(1)),
    ] {
        let world = World::card()
            .on(Ask::Post, [now_is(Processing)])
            .on(Ask::Payment, [broken(fault.clone()), now_is(Succeeded)])
            .play();
        assert_eq!((world.end().as_str(), world.count("read pay_1")), ("paid pay_1", 2), "{fault:?}");
    }
}

// ---- 3-D Secure

#[test]
fn a_challenge_is_shown_until_the_payment_is_decided() {
    for (status, end) in
        [(Succeeded, "paid pay_1"), (Declined, "card_declined not_charged"), (Canceled, "action_expired not_charged")]
    {
        let same = || acting(challenge("act_1"));
        let world = challenged().on(Ask::Payment, [same(), same(), now_is(status)]).play();
        assert_eq!(
            &world.lines()[3..],
            ["post key-1", "show act_1", "read pay_1", "read pay_1", "read pay_1", "close"]
        );
        assert_eq!(world.end(), end);
    }
}

#[test]
fn another_action_takes_the_place_of_the_one_before() {
    let world = World::card()
        .on(Ask::Post, [acting(hidden("act_1"))])
        .on(Ask::Payment, [acting(hidden("act_1")), acting(challenge("act_2")), now_is(Processing), now_is(Succeeded)])
        .play();
    assert_eq!(
        &world.lines()[3..],
        ["post key-1", "show act_1", "read pay_1", "read pay_1", "show act_2", "read pay_1", "close", "read pay_1"]
    );
    // The looks begin anew with the second action, and again when it is over.
    assert_eq!(gaps(&world), [1_000, 2_000, 1_000, 1_000]);
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn an_action_that_is_missing_or_unknown_is_waited_for() {
    let world = World::card()
        .on(Ask::Post, [now_is(RequiresAction)])
        .on(Ask::Payment, [acting(challenge("act_1")), now_is(RequiresAction), now_is(Succeeded)])
        .play();
    assert_eq!(&world.lines()[3..], ["post key-1", "read pay_1", "show act_1", "read pay_1", "read pay_1", "close"]);
}

#[test]
fn a_hint_triggers_a_look_and_is_no_fact() {
    let world = challenged()
        .on(Ask::Payment, [acting(challenge("act_1")), acting(challenge("act_1")), now_is(Succeeded)])
        .on_show("act_1", 200, ChargeEvent::ActionUpdated)
        // Comes while a look is under way, which is no reason for a second one.
        .on_show("act_1", 250, ChargeEvent::ActionUpdated)
        .play();
    assert_eq!(gaps(&world), [200, 2_000, 3_000]);
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn a_hint_without_an_action_is_ignored_before_there_is_a_payment() {
    let world =
        [0, 50, 150, 250, 350].into_iter().fold(World::card(), |world, ms| world.at(ms, ChargeEvent::ActionUpdated));
    let world = world.on(Ask::Post, [now_is(Succeeded)]).play();
    assert_eq!((world.end().as_str(), world.count("read")), ("paid pay_1", 0));
}

#[test]
fn the_payers_time_in_a_challenge_is_not_counted() {
    // Ten minutes in the challenge, then the network takes its time.
    let in_challenge = (0..200).map(|_| acting(challenge("act_1")));
    let processing = (0..28).map(|_| now_is(Processing));
    let world = challenged().on(Ask::Payment, in_challenge.chain(processing).chain([now_is(Succeeded)])).play();
    assert_eq!(world.end(), "paid pay_1");
    assert!(world.took() > 680_000, "{}", world.took());

    // And of the processing the deadline holds.
    let in_challenge = (0..200).map(|_| acting(challenge("act_1")));
    let world = challenged().on(Ask::Payment, in_challenge.chain([now_is(Processing)])).play();
    let shown_for = world.times("close")[0] - world.times("show")[0];
    assert_eq!(world.end(), "outcome_unknown unknown");
    assert!((86_000..=90_000).contains(&(world.took() - shown_for)), "{} − {shown_for}", world.took());
}

#[test]
fn a_challenge_that_comes_late_has_all_its_time() {
    let world = World::wallet()
        .limits(80_000, 2)
        .on(Ask::Post, [acting(challenge("act_1")).after(79_000)])
        .on(Ask::Payment, (0..100).map(|_| acting(challenge("act_1"))).chain([now_is(Succeeded)]))
        .play();
    assert_eq!(world.end(), "paid pay_1");
    assert!(world.took() > 300_000);
}

#[test]
fn a_challenge_that_never_ends_is_given_up_after_20_minutes() {
    let world = challenged().on(Ask::Payment, [acting(challenge("act_1"))]).play();
    assert_eq!(world.lines().last(), Some(&"close"));
    assert_eq!(world.end(), "outcome_unknown unknown");
    assert!((1_190_000..=1_201_000).contains(&world.took()), "{}", world.took());
}

#[test]
fn a_hidden_step_is_not_the_payers_time() {
    let world =
        World::card().on(Ask::Post, [acting(hidden("act_1"))]).on(Ask::Payment, [acting(hidden("act_1"))]).play();
    assert_eq!(world.lines().last(), Some(&"close"));
    assert_eq!(world.end(), "outcome_unknown unknown");
    assert!(world.took() <= 90_000, "{}", world.took());
}

// ---- the payer closes the challenge

fn left_after_two_seconds(cancel: Reply) -> World {
    challenged()
        .on(Ask::Payment, [acting(challenge("act_1"))])
        .on(Ask::Cancel, [cancel])
        .on_show("act_1", 2_000, closed("act_1"))
        .play()
}

#[test]
fn a_closed_challenge_is_canceled_and_the_server_has_the_last_word() {
    for (answer, end) in [
        (now_is(Canceled), "action_canceled not_charged"),
        // Decided in the same moment.
        (now_is(Succeeded), "paid pay_1"),
        (now_is(Declined), "card_declined not_charged"),
        // Nothing certain.
        (now_is(RequiresAction), "action_canceled unknown"),
        (broken(Fault::Unreachable), "action_canceled unknown"),
        (never(), "action_canceled unknown"),
        (refused(ServerError, None), "action_canceled unknown"),
        (refused(MethodNotAllowed, None), "action_canceled unknown"),
    ] {
        let world = left_after_two_seconds(answer.clone());
        assert_eq!(&world.lines()[3..], ["post key-1", "show act_1", "read pay_1", "close", "cancel pay_1"]);
        assert_eq!(world.end(), end, "{answer:?}");
    }
}

#[test]
fn the_payment_that_an_unanswered_cancel_leaves_behind_is_named() {
    let world = left_after_two_seconds(never());
    assert_eq!(world.failure().payment, Some(Box::new(to_do(challenge("act_1")))));
    assert!(!world.failure().retryable);
}

#[test]
fn a_cancel_that_comes_too_late_is_answered_by_the_payment_itself() {
    for (status, end) in [(Succeeded, "paid pay_1"), (Declined, "card_declined not_charged")] {
        let world = challenged()
            .on(Ask::Payment, [acting(challenge("act_1")), now_is(Processing), now_is(status)])
            .on(Ask::Cancel, [refused(PaymentInProgress, None)])
            .on_show("act_1", 2_000, closed("act_1"))
            .play();
        assert_eq!(&world.lines()[6..], ["close", "cancel pay_1", "read pay_1", "read pay_1"]);
        assert_eq!(world.end(), end);
    }
}

#[test]
fn a_challenge_is_not_opened_again_after_the_payer_has_closed_it() {
    let world = challenged()
        .on(Ask::Payment, [acting(challenge("act_1")), acting(challenge("act_2")), now_is(Canceled)])
        .on(Ask::Cancel, [refused(PaymentInProgress, None)])
        .on_show("act_1", 2_000, closed("act_1"))
        .play();
    assert_eq!((world.count("show"), world.count("cancel")), (1, 1));
    assert_eq!(world.end(), "action_canceled not_charged");
}

#[test]
fn closing_what_is_not_shown_does_nothing() {
    let world = challenged()
        .on(Ask::Payment, [acting(challenge("act_2")), now_is(Succeeded)])
        .on_show("act_1", 500, closed("act_9"))
        .on_show("act_2", 500, closed("act_1"))
        .at(10, closed("act_1"))
        .play();
    assert_eq!((world.count("cancel"), world.end().as_str()), (0, "paid pay_1"));
}

#[test]
fn a_challenge_that_is_closed_twice_is_canceled_once() {
    let world = challenged()
        .on(Ask::Payment, [acting(challenge("act_1"))])
        .on(Ask::Cancel, [now_is(Canceled)])
        .on_show("act_1", 500, closed("act_1"))
        .on_show("act_1", 520, closed("act_1"))
        .play();
    assert_eq!((world.count("cancel"), world.end().as_str()), (1, "action_canceled not_charged"));
}

#[test]
fn a_look_under_way_does_not_undo_a_closing() {
    // The look begins after 1000 ms and is answered after 1500; the payer closes after 1200.
    let world = challenged()
        .on(Ask::Payment, [acting(challenge("act_2")).after(500)])
        .on(Ask::Cancel, [now_is(Canceled).after(900)])
        .on_show("act_1", 1_200, closed("act_1"))
        .play();
    assert_eq!(&world.lines()[4..], ["show act_1", "read pay_1", "close", "cancel pay_1"]);
    assert_eq!(world.end(), "action_canceled not_charged");
}

// ---- leaving

#[test]
fn a_redirect_leaves_the_page_and_the_promise_open() {
    let world = World::wallet()
        .on(Ask::Post, [acting(redirect("act_1"))])
        .at(5_000, ChargeEvent::Aborted)
        .at(6_000, ChargeEvent::ActionUpdated)
        .on_show("act_1", 7_000, closed("act_9"))
        .play();
    assert_eq!(world.lines(), ["source", "post key-1", "show act_1"]);
    assert_eq!(world.end(), "pending");
}

#[test]
fn a_redirect_that_cannot_be_opened_is_given_up() {
    let world = World::wallet()
        .on(Ask::Post, [acting(redirect("act_1"))])
        .on(Ask::Cancel, [now_is(Canceled)])
        .on_show("act_1", 0, closed("act_1"))
        .play();
    assert_eq!(&world.lines()[2..], ["show act_1", "close", "cancel pay_1"]);
    assert_eq!(world.end(), "action_canceled not_charged");
}

#[test]
fn a_redirect_may_follow_a_challenge() {
    let world =
        challenged().on(Ask::Payment, [acting(redirect("act_2"))]).on_show("act_2", 500, closed("act_1")).play();
    assert_eq!(&world.lines()[4..], ["show act_1", "read pay_1", "show act_2"]);
    assert_eq!(world.end(), "pending");
}

// ---- a redirect that the browser does not allow

fn blocked(offers_open: bool, cancel: Reply) -> World {
    World::wallet()
        .offers_open(offers_open)
        .on(Ask::Post, [acting(redirect("act_1"))])
        .on(Ask::Cancel, [cancel])
        .on_show("act_1", 0, ChargeEvent::RedirectBlocked)
        .play()
}

#[test]
fn a_redirect_that_is_blocked_is_given_up_where_nobody_can_offer_it_again() {
    for (answer, end) in [
        (now_is(Canceled), "redirect_blocked not_charged"),
        (now_is(Succeeded), "paid pay_1"),
        (broken(Fault::Unreachable), "redirect_blocked unknown"),
    ] {
        let world = blocked(false, answer);
        assert_eq!(&world.lines()[1..], ["post key-1", "show act_1", "cancel pay_1"]);
        assert_eq!(world.end(), end);
    }
}

#[test]
fn a_redirect_that_is_blocked_is_kept_open_for_a_form() {
    let world = blocked(true, now_is(Canceled));
    assert_eq!(&world.lines()[1..], ["post key-1", "show act_1"]);
    assert_eq!(world.end(), "redirect_blocked unknown");
    assert_eq!(world.failure().payment.as_ref().map(|payment| payment.id.as_str()), Some("pay_1"));
}
