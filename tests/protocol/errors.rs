//! The table of error codes.

use payments_widget::protocol::problem::{ErrorCode, Outcome};

#[test]
fn a_word_leads_back_to_its_code() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_word(code.as_str()), Some(*code));
    }
    assert_eq!(ErrorCode::from_word("no_such_code"), None);
}

/// What decides over money: a mistake in one of these rows charges twice, or hides that somebody was charged.
#[test]
fn what_may_be_repeated_and_what_is_known_of_the_money() {
    use Outcome::{Charged, NotCharged, Unknown};
    let rows = [
        ("network_error", None, NotCharged, true),
        ("outcome_unknown", None, Unknown, false),
        ("idempotency_in_flight", Some(409), Unknown, true),
        ("payment_in_progress", Some(409), Unknown, false),
        ("session_complete", Some(409), Charged, false),
        ("token_used", Some(409), NotCharged, false),
        ("session_expired", Some(410), NotCharged, false),
        ("idempotency_key_reused", Some(422), Unknown, false),
        ("rate_limited", Some(429), NotCharged, true),
        ("too_many_attempts", Some(429), NotCharged, false),
        ("server_error", Some(500), Unknown, true),
        ("service_unavailable", Some(503), NotCharged, true),
        ("encrypted_card_invalid", Some(400), NotCharged, false),
        ("encryption_key_unknown", Some(400), NotCharged, true),
    ];
    for (word, status, outcome, retryable) in rows {
        let code = ErrorCode::from_word(word).unwrap_or_else(|| panic!("{word} is missing"));
        assert_eq!((code.status(), code.outcome(), code.retryable()), (status, outcome, retryable), "{word}");
    }
}
