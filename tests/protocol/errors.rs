//! The table of error codes.

use payments_widget::card::FieldError;
use payments_widget::protocol::problem::Outcome::{self, Charged, NotCharged, Unknown};
use payments_widget::protocol::problem::{ErrorCode, FieldProblem};

/// Word, HTTP status, what it says of the money, and whether the call may be repeated: copied by hand from the contract.
/// A mistake in one of these rows charges twice, or hides that somebody was charged.
const CONTRACT: [(&str, Option<u16>, Outcome, bool); 66] = [
    ("invalid_option", None, NotCharged, false),
    ("load_failed", None, NotCharged, true),
    ("session_required", None, NotCharged, false),
    ("session_source_failed", None, NotCharged, true),
    ("insecure_context", None, NotCharged, false),
    ("card_number_required", None, NotCharged, false),
    ("card_number_incomplete", None, NotCharged, false),
    ("card_number_invalid", Some(422), NotCharged, false),
    ("card_brand_not_accepted", Some(422), NotCharged, false),
    ("expiration_date_required", None, NotCharged, false),
    ("expiration_date_incomplete", None, NotCharged, false),
    ("expiration_date_invalid", Some(422), NotCharged, false),
    ("card_expired", Some(422), NotCharged, false),
    ("cvv_required", Some(422), NotCharged, false),
    ("cvv_incomplete", None, NotCharged, false),
    ("cvv_invalid", Some(422), NotCharged, false),
    ("cardholder_name_required", None, NotCharged, false),
    ("cardholder_name_invalid", Some(422), NotCharged, false),
    ("identity_number_required", Some(422), NotCharged, false),
    ("identity_number_invalid", Some(422), NotCharged, false),
    ("card_password_required", Some(422), NotCharged, false),
    ("card_password_invalid", Some(422), NotCharged, false),
    ("installment_months_invalid", Some(422), NotCharged, false),
    ("amount_invalid", Some(422), NotCharged, false),
    ("currency_required", None, NotCharged, false),
    ("currency_invalid", Some(422), NotCharged, false),
    ("wallet_id_invalid", Some(422), NotCharged, false),
    ("encryption_key_unavailable", None, NotCharged, true),
    ("encryption_key_rejected", None, NotCharged, false),
    ("encryption_failed", None, NotCharged, true),
    ("network_error", None, NotCharged, true),
    ("unexpected_response", None, NotCharged, true),
    ("canceled", None, NotCharged, true),
    ("redirect_blocked", None, NotCharged, true),
    ("action_canceled", None, Unknown, false),
    ("action_expired", None, NotCharged, false),
    ("outcome_unknown", None, Unknown, false),
    ("card_declined", None, NotCharged, false),
    ("wallet_declined", None, NotCharged, false),
    ("malformed_request", Some(400), NotCharged, false),
    ("idempotency_key_invalid", Some(400), NotCharged, false),
    ("encrypted_card_invalid", Some(400), NotCharged, false),
    ("encryption_key_unknown", Some(400), NotCharged, true),
    ("api_key_invalid", Some(401), NotCharged, false),
    ("session_invalid", Some(401), NotCharged, false),
    ("key_type_forbidden", Some(403), NotCharged, false),
    ("origin_not_allowed", Some(403), NotCharged, false),
    ("not_found", Some(404), NotCharged, false),
    ("wallet_not_found", Some(404), NotCharged, false),
    ("method_not_allowed", Some(405), NotCharged, false),
    ("idempotency_in_flight", Some(409), Unknown, true),
    ("payment_in_progress", Some(409), Unknown, false),
    ("session_complete", Some(409), Charged, false),
    ("token_used", Some(409), NotCharged, false),
    ("session_expired", Some(410), NotCharged, false),
    ("request_too_large", Some(413), NotCharged, false),
    ("unsupported_media_type", Some(415), NotCharged, false),
    ("idempotency_key_reused", Some(422), Unknown, false),
    ("amount_mismatch", Some(422), NotCharged, false),
    ("payment_method_not_allowed", Some(422), NotCharged, false),
    ("return_url_not_allowed", Some(422), NotCharged, false),
    ("live_card_in_test_mode", Some(422), NotCharged, false),
    ("rate_limited", Some(429), NotCharged, true),
    ("too_many_attempts", Some(429), NotCharged, false),
    ("server_error", Some(500), Unknown, true),
    ("service_unavailable", Some(503), NotCharged, true),
];

/// The codes after which a session can no longer be paid.
const SESSION_IS_OVER: [&str; 5] =
    ["session_complete", "session_expired", "session_invalid", "too_many_attempts", "amount_mismatch"];

#[test]
fn a_word_leads_back_to_its_code() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_word(code.as_str()), Some(code));
    }
    assert_eq!(ErrorCode::from_word("no_such_code"), None);
}

#[test]
fn what_may_be_repeated_and_what_is_known_of_the_money() {
    assert_eq!(ErrorCode::ALL.map(ErrorCode::as_str), CONTRACT.map(|(word, ..)| word));
    for (word, status, outcome, retryable) in CONTRACT {
        let code = ErrorCode::from_word(word).unwrap_or_else(|| panic!("{word} is missing"));
        assert_eq!((code.status(), code.outcome(), code.retryable()), (status, outcome, retryable), "{word}");
    }
}

#[test]
fn only_these_codes_end_a_session() {
    for code in ErrorCode::ALL {
        assert_eq!(code.ends_session(), SESSION_IS_OVER.contains(&code.as_str()), "{code:?}");
    }
}

#[test]
fn a_field_problem_names_its_card_error() {
    let problem = |code: &str| FieldProblem::new("", code, String::new());
    assert_eq!(problem("cvv_invalid").error(), FieldError::from_code("cvv_invalid"));
    assert!(problem("cvv_invalid").error().is_some());
    for other in ["amount_invalid", "no_such_code", ""] {
        assert_eq!(problem(other).error(), None, "{other}");
    }
}
