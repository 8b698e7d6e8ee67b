//! The straight ways: a card, a wallet and a token, paid and declined.

use payments_widget::flow::messages::{ChargeEnd, Method};
use payments_widget::protocol::payment::DeclineCode;
use payments_widget::protocol::payment::PaymentStatus::{Declined, Succeeded};

use super::script::{Ask, now_is, source};
use super::world::World;

#[test]
fn a_card_is_sealed_for_the_session_and_posted_once() {
    let world = World::card().on(Ask::Post, [now_is(Succeeded)]).play();
    assert_eq!(world.lines(), ["source", "key", "seal jti-1 for kid-1 in ps_1", "post key-1"]);
    assert_eq!(
        world.posts[0].1,
        r#"{"amount":10000,"currency":"USD","payment_method":{"type":"card","encrypted_card":"jwe.jti-1.kid-1"},"#
            .to_owned()
            + r#""installment_months":0,"return_url":"https://shop.example/return"}"#
    );
    let Some(Ok(ChargeEnd::Paid(payment))) = &world.settled else { panic!("{:?}", world.settled) };
    assert_eq!((payment.id.as_str(), payment.status), ("pay_1", Succeeded));
}

#[test]
fn a_wallet_needs_no_key() {
    let world = World::wallet().on(Ask::Post, [now_is(Succeeded)]).play();
    assert_eq!(world.lines(), ["source", "post key-1"]);
    assert_eq!(
        world.posts[0].1,
        r#"{"amount":10000,"currency":"USD","payment_method":{"type":"wallet","wallet_id":"my_wallet"},"#.to_owned()
            + r#""return_url":"https://shop.example/return"}"#
    );
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn a_wallets_own_token_is_posted_unread() {
    let method = Method::Wallet { id: "device_wallet".to_owned(), token: Some("a.b.c".to_owned().into()) };
    let world = World::new(method).on(Ask::Post, [now_is(Succeeded)]).play();
    let method = r#""payment_method":{"type":"wallet","wallet_id":"device_wallet","token":"a.b.c"}"#;
    assert!(world.posts[0].1.contains(method), "{}", world.posts[0].1);
}

#[test]
fn a_card_is_kept_only_where_the_payer_wants_it() {
    for (save, text) in [(true, r#""encrypted_card":"jwe.jti-1.kid-1","save":true}"#), (false, r#""jwe.jti-1.kid-1"}"#)]
    {
        let method = Method::Card { installment_months: 3, save };
        let world = World::new(method).on(Ask::Post, [now_is(Succeeded)]).play();
        assert!(world.posts[0].1.contains(text), "{}", world.posts[0].1);
        assert!(world.posts[0].1.contains(r#""installment_months":3"#));
    }
}

#[test]
fn of_a_saved_card_the_code_is_sealed_if_one_is_asked_for() {
    for (with_cvv, lines, cvv) in [
        (
            true,
            &["source", "key", "seal jti-1 for kid-1 in ps_1", "post key-1"][..],
            r#","encrypted_cvv":"jwe.jti-1.kid-1""#,
        ),
        (false, &["source", "post key-1"], ""),
    ] {
        let method = Method::SavedCard { id: "card_1".to_owned(), installment_months: 0, with_cvv };
        let world = World::new(method).on(Ask::Post, [now_is(Succeeded)]).play();
        assert_eq!(world.lines(), lines);
        let text = [r#"{"type":"saved_card","saved_card":"card_1""#, cvv, "}"].concat();
        assert!(world.posts[0].1.contains(&text), "{}", world.posts[0].1);
    }
}

#[test]
fn a_token_is_sealed_and_never_posted() {
    let world = World::token().on(Ask::Source, [source("ps_7", None)]).play();
    assert_eq!(world.lines(), ["source", "key", "seal jti-1 for kid-1 in ps_7"]);
    assert_eq!(world.end(), "token jwe.jti-1.kid-1 kid-1 ps_7");
}

#[test]
fn a_decline_says_why_and_that_nothing_was_charged() {
    for (world, end) in [(World::card(), "card_declined not_charged"), (World::wallet(), "wallet_declined not_charged")]
    {
        let world = world.on(Ask::Post, [now_is(Declined)]).play();
        assert_eq!(world.end(), end);
        let failure = world.failure();
        assert_eq!(failure.decline_code, Some(DeclineCode::InsufficientFunds));
        assert_eq!(failure.payment.as_ref().map(|payment| payment.id.as_str()), Some("pay_1"));
        assert!(!failure.retryable);
        assert_eq!(world.count("post"), 1);
    }
}

#[test]
fn every_request_is_given_the_time_that_the_page_allows() {
    let world = World::card().limits(7_000, 2).on(Ask::Post, [now_is(Succeeded)]).play();
    assert_eq!(world.allowed, [Ask::Source, Ask::Key, Ask::Seal, Ask::Post].map(|ask| (ask, 7_000)));
}
