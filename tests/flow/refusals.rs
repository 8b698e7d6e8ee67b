//! The API's refusals of the payment, row by row of the table of errors.

use payments_widget::flow::retry::{Fault, NO_JSON};
use payments_widget::protocol::payment::PaymentStatus::{self, Succeeded};
use payments_widget::protocol::problem::ErrorCode::{self, *};
use payments_widget::protocol::session::SessionStatus::Open;

use super::script::{Ask, broken, failed, key, now_is, payment, refusal, refused, sealed, session, session_unread};
use super::world::World;

/// Refusals that end the charge at once, with what they say of the money.
const FINAL: [(ErrorCode, &str, bool); 37] = [
    (CardNumberInvalid, "card_number_invalid not_charged", false),
    (CardBrandNotAccepted, "card_brand_not_accepted not_charged", false),
    (ExpirationDateInvalid, "expiration_date_invalid not_charged", false),
    (CardExpired, "card_expired not_charged", false),
    (CvvRequired, "cvv_required not_charged", false),
    (CvvInvalid, "cvv_invalid not_charged", false),
    (CardholderNameInvalid, "cardholder_name_invalid not_charged", false),
    (IdentityNumberInvalid, "identity_number_invalid not_charged", false),
    (IdentityNumberRequired, "identity_number_required not_charged", false),
    (CardPasswordRequired, "card_password_required not_charged", false),
    (CardPasswordInvalid, "card_password_invalid not_charged", false),
    (InstallmentMonthsInvalid, "installment_months_invalid not_charged", false),
    (AmountInvalid, "amount_invalid not_charged", false),
    (CurrencyInvalid, "currency_invalid not_charged", false),
    (WalletIdInvalid, "wallet_id_invalid not_charged", false),
    (MalformedRequest, "malformed_request not_charged", false),
    (IdempotencyKeyInvalid, "idempotency_key_invalid not_charged", false),
    (EncryptedCardInvalid, "encrypted_card_invalid not_charged", false),
    (ApiKeyInvalid, "api_key_invalid not_charged", false),
    (SessionInvalid, "session_invalid not_charged", false),
    (KeyTypeForbidden, "key_type_forbidden not_charged", false),
    (OriginNotAllowed, "origin_not_allowed not_charged", false),
    (NotFound, "not_found not_charged", false),
    (WalletNotFound, "wallet_not_found not_charged", false),
    (MethodNotAllowed, "method_not_allowed not_charged", false),
    (PaymentInProgress, "payment_in_progress unknown", false),
    (SessionComplete, "session_complete charged", false),
    (TokenUsed, "token_used not_charged", false),
    (SessionExpired, "session_expired not_charged", false),
    (RequestTooLarge, "request_too_large not_charged", false),
    (UnsupportedMediaType, "unsupported_media_type not_charged", false),
    (IdempotencyKeyReused, "idempotency_key_reused unknown", false),
    (AmountMismatch, "amount_mismatch not_charged", false),
    (PaymentMethodNotAllowed, "payment_method_not_allowed not_charged", false),
    (ReturnUrlNotAllowed, "return_url_not_allowed not_charged", false),
    (LiveCardInTestMode, "live_card_in_test_mode not_charged", false),
    (TooManyAttempts, "too_many_attempts not_charged", false),
];

/// Refusals after which the machine tries again.
const TRIED_AGAIN: [ErrorCode; 5] =
    [EncryptionKeyUnknown, IdempotencyInFlight, RateLimited, ServerError, ServiceUnavailable];

#[test]
fn no_refusal_is_forgotten_here() {
    let here: Vec<_> = FINAL.iter().map(|row| row.0).chain(TRIED_AGAIN).collect();
    for code in ErrorCode::ALL.iter().filter(|code| code.status().is_some()) {
        assert!(here.contains(code), "{code:?}");
    }
}

#[test]
fn a_refusal_ends_the_charge_at_once_with_its_own_code() {
    for (code, end, retryable) in FINAL {
        let world = World::card().on(Ask::Post, [refused(code, None)]).play();
        assert_eq!((world.end().as_str(), world.failure().retryable), (end, retryable));
        assert_eq!((world.posts.len(), world.count("read")), (1, 0), "{code:?}");
        assert_eq!(world.failure().request_id.as_deref(), Some("req_1"));
        assert_eq!(world.failure().message, "As the script says.");
    }
}

#[test]
fn a_session_that_is_paid_already_gives_its_payment() {
    let world = World::card().on(Ask::Post, [refused(SessionComplete, None)]).play();
    assert_eq!(world.failure().payment, Some(Box::new(payment("pay_0", Succeeded))));
}

/// After a lost answer a refusal counts only if the bytes are its reason: then the first try, which had the same bytes, was
/// refused as well.
#[test]
fn after_a_lost_answer_only_a_refusal_of_the_bytes_decides() {
    let moment = [
        ApiKeyInvalid,
        SessionInvalid,
        KeyTypeForbidden,
        OriginNotAllowed,
        MethodNotAllowed,
        PaymentInProgress,
        SessionComplete,
        TokenUsed,
        SessionExpired,
        IdempotencyKeyReused,
        TooManyAttempts,
    ];
    for (code, end, _) in FINAL {
        let world = World::card()
            .on(Ask::Post, [broken(Fault::Unreachable), refused(code, None)])
            .on(Ask::Session, [session(Open, None)])
            .play();
        let reads = world.count("read session");
        match moment.contains(&code) {
            true => assert_eq!((world.end().as_str(), reads), ("outcome_unknown unknown", 3), "{code:?}"),
            false => assert_eq!((world.end().as_str(), reads), (end, 0), "{code:?}"),
        }
        assert_eq!(world.posts.len(), 2);
        world.assert_same_key_same_bytes();
    }
}

#[test]
fn session_complete_after_a_lost_answer_may_be_this_very_payment() {
    let world = World::card()
        .on(Ask::Post, [broken(Fault::TimedOut), refused(SessionComplete, None)])
        .on(Ask::Session, [session(Open, Some(payment("pay_1", Succeeded)))])
        .play();
    assert_eq!(world.end(), "paid pay_1");
    assert_eq!(&world.lines()[3..], ["post key-1", "post key-1", "read session"]);
}

// ---- encryption_key_unknown

#[test]
fn an_unknown_key_is_fetched_afresh_and_the_card_sealed_again() {
    let world = World::card()
        .on(Ask::Key, [key("kid-old"), key("kid-new")])
        .on(Ask::Post, [refused(EncryptionKeyUnknown, None), now_is(Succeeded)])
        .play();
    assert_eq!(
        world.lines(),
        [
            "source",
            "key",
            "seal jti-1 for kid-old in ps_1",
            "post key-1",
            "key afresh",
            "seal jti-2 for kid-new in ps_1",
            "post key-2"
        ]
    );
    assert!(world.posts[1].1.contains("jwe.jti-2.kid-new"));
    assert_eq!(world.end(), "paid pay_1");
}

#[test]
fn a_key_that_stays_unknown_is_not_tried_a_third_time() {
    let world = World::card().on(Ask::Post, [refused(EncryptionKeyUnknown, None)]).play();
    assert_eq!(world.posts.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["key-1", "key-2"]);
    assert_eq!(world.end(), "encryption_key_unknown not_charged");
    assert!(world.failure().retryable);
}

#[test]
fn a_wallet_has_nothing_to_seal_again() {
    let world = World::wallet().on(Ask::Post, [refused(EncryptionKeyUnknown, None)]).play();
    assert_eq!(world.lines(), ["source", "post key-1"]);
    assert_eq!(world.end(), "encryption_key_unknown not_charged");
}

#[test]
fn no_second_key_while_the_first_payment_may_have_been_taken() {
    let world = World::card()
        .on(Ask::Post, [broken(Fault::Unreachable), refused(EncryptionKeyUnknown, None)])
        .on(Ask::Session, [session(Open, None)])
        .play();
    assert!(world.posts.iter().all(|(key, _)| key == "key-1"));
    assert_eq!((world.count("seal"), world.end().as_str()), (1, "outcome_unknown unknown"));
}

#[test]
fn the_second_sealing_has_its_own_tries() {
    let gone = || broken(Fault::Unreachable);
    let world =
        World::card().on(Ask::Post, [refused(EncryptionKeyUnknown, None), gone(), gone(), now_is(Succeeded)]).play();
    assert_eq!(world.count("post key-2"), 3);
    assert_eq!(world.end(), "paid pay_1");
    world.assert_same_key_same_bytes();
}

#[test]
fn a_second_sealing_that_fails_has_charged_nothing() {
    for (ask, replies, end) in [
        (Ask::Key, [key("kid-old"), failed(EncryptionKeyUnavailable)], "encryption_key_unavailable not_charged"),
        (Ask::Key, [key("kid-old"), failed(EncryptionKeyRejected)], "encryption_key_rejected not_charged"),
        (Ask::Seal, [sealed("jwe"), failed(EncryptionFailed)], "encryption_failed not_charged"),
    ] {
        let world = World::card().on(Ask::Post, [refused(EncryptionKeyUnknown, None)]).on(ask, replies).play();
        assert_eq!((world.end().as_str(), world.posts.len()), (end, 1));
    }
}

#[test]
fn a_refusal_is_final_for_the_looks_at_a_payment_but_not_for_its_money() {
    for (code, status) in [(ApiKeyInvalid, 401), (SessionInvalid, 401), (NotFound, 404)] {
        assert_eq!(code.status(), Some(status));
        let world = World::card()
            .on(Ask::Post, [now_is(PaymentStatus::Processing)])
            .on(Ask::Payment, [refused(code, None)])
            .play();
        assert_eq!((world.end().as_str(), world.count("read pay_1")), ("outcome_unknown unknown", 1), "{code:?}");
        assert_eq!(world.failure().payment, Some(Box::new(payment("pay_1", PaymentStatus::Processing))));
    }
}

#[test]
fn a_session_that_cannot_be_read_leaves_the_outcome_unknown() {
    for fault in [
        refusal(SessionInvalid, None),
        refusal(ServerError, None),
        Fault::Unreadable { status: 200, missing: NO_JSON },
        Fault::Unreadable { status: 502, missing: NO_JSON },
        Fault::Unreachable,
        Fault::TimedOut,
    ] {
        let world = World::card()
            .on(Ask::Post, [broken(Fault::Unreachable)])
            .on(Ask::Session, [session_unread(fault.clone())])
            .play();
        assert_eq!((world.end().as_str(), world.count("read session")), ("outcome_unknown unknown", 3), "{fault:?}");
        assert!(!world.failure().retryable);
    }
}
