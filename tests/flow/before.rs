//! Before the payment is posted: whatever fails there has charged nothing, and the call may be stopped.

use payments_widget::flow::messages::ChargeEvent;
use payments_widget::protocol::payment::PaymentStatus::{Processing, Succeeded};
use payments_widget::protocol::problem::ErrorCode;

use super::script::{Ask, failed, key, never, now_is, source};
use super::world::World;

#[test]
fn what_fails_before_the_posting_ends_the_charge_with_its_own_code() {
    for (ask, code, retryable) in [
        (Ask::Source, ErrorCode::SessionRequired, false),
        (Ask::Source, ErrorCode::SessionSourceFailed, true),
        (Ask::Source, ErrorCode::PaymentInProgress, false),
        (Ask::Key, ErrorCode::EncryptionKeyUnavailable, true),
        (Ask::Key, ErrorCode::EncryptionKeyRejected, false),
        (Ask::Seal, ErrorCode::EncryptionFailed, true),
    ] {
        for world in [World::card(), World::token()] {
            let world = world.on(ask, [failed(code)]).play();
            assert_eq!((world.failure().code, world.failure().retryable), (code, retryable));
            assert_eq!(world.posts, [], "{code:?}");
        }
    }
}

#[test]
fn nothing_before_the_posting_is_repeated() {
    for ask in [Ask::Source, Ask::Key, Ask::Seal] {
        let world = World::card().limits(1_000, 5).on(ask, [never()]).play();
        assert_eq!(world.allowed.iter().filter(|(asked, _)| *asked == ask).count(), 1);
        assert_eq!(world.failure().outcome.as_str(), "not_charged");
    }
}

#[test]
fn a_call_can_be_stopped_until_the_payment_is_posted() {
    // The source, the key and the sealing take 100 ms each.
    for (at, end, posts) in [
        (0, "canceled not_charged", 0),
        (50, "canceled not_charged", 0),
        (150, "canceled not_charged", 0),
        (299, "canceled not_charged", 0),
        (301, "paid pay_1", 1),
        (399, "paid pay_1", 1),
    ] {
        let world = World::card().on(Ask::Post, [now_is(Succeeded)]).at(at, ChargeEvent::Aborted).play();
        assert_eq!((world.end().as_str(), world.posts.len()), (end, posts), "aborted after {at} ms");
    }
}

#[test]
fn stopping_a_posted_payment_has_no_effect() {
    let world = World::card()
        .on(Ask::Post, [now_is(Processing)])
        .on(Ask::Payment, [now_is(Processing), now_is(Succeeded)])
        .at(1_000, ChargeEvent::Aborted)
        .at(3_000, ChargeEvent::Aborted)
        .play();
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn getting_ready_for_too_long_ends_before_anything_is_sent() {
    let world = World::card()
        .limits(200_000, 2)
        .on(Ask::Source, [source("ps_1", None).after(50_000)])
        .on(Ask::Key, [key("kid-1").after(30_000)])
        .on(Ask::Post, [now_is(Succeeded)])
        .play();
    assert_eq!(world.end(), "network_error not_charged");
    assert_eq!(world.posts, []);
    // 80 s for all of it: 10 s of the 90 are kept for the session.
    assert_eq!(world.allowed, [(Ask::Source, 80_000), (Ask::Key, 30_000)]);
    assert!(world.took() <= 90_000);
}
