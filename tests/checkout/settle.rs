//! What the form shows of each failure.

use payments_widget::card::FieldError;
use payments_widget::checkout::settle::{attempt_end, not_loaded, paid_already};
use payments_widget::flow::failure::Failure;
use payments_widget::form::{AttemptEnd, Reason};
use payments_widget::protocol::payment::{DeclineCode, MethodKind};
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome};

use super::{card, payment, wallet};

/// Codes after which nobody may say "not charged" (the contract's table of errors).
const OUTCOME_UNKNOWN: [ErrorCode; 6] = [
    ErrorCode::ActionCanceled,
    ErrorCode::OutcomeUnknown,
    ErrorCode::IdempotencyInFlight,
    ErrorCode::PaymentInProgress,
    ErrorCode::IdempotencyKeyReused,
    ErrorCode::ServerError,
];

fn failed(reason: Reason) -> AttemptEnd {
    AttemptEnd::Failed { reason, errors: Vec::new() }
}

fn declined(reason: Reason, error: Option<FieldError>) -> AttemptEnd {
    AttemptEnd::Declined { wallet: None, reason, error }
}

#[test]
fn each_decline_has_its_sentence_and_the_field_that_it_is_about() {
    for (code, reason, error) in [
        (DeclineCode::Generic, Reason::Declined, None),
        (DeclineCode::InsufficientFunds, Reason::Funds, None),
        (DeclineCode::ExpiredCard, Reason::Expired, Some(FieldError::CardExpired)),
        (DeclineCode::IncorrectCvv, Reason::Cvv, Some(FieldError::CvvInvalid)),
        (DeclineCode::LimitExceeded, Reason::Limit, None),
        (DeclineCode::AuthenticationFailed, Reason::Identity, None),
        (DeclineCode::TryAgain, Reason::Later, None),
    ] {
        let failure = Failure { decline_code: Some(code), ..Failure::new(ErrorCode::CardDeclined, "") };
        assert_eq!(attempt_end(&failure), declined(reason, error), "{code:?}");
    }
}

#[test]
fn a_wallet_that_declined_is_named() {
    let failure = Failure::declined(Box::new(payment(wallet("my_wallet"))), MethodKind::Wallet);
    let expected = AttemptEnd::Declined { wallet: Some("my_wallet".to_owned()), reason: Reason::Wallet, error: None };
    assert_eq!(attempt_end(&failure), expected);
}

#[test]
fn each_code_shows_what_it_says_of_the_money() {
    for code in ErrorCode::ALL {
        let expected = match code {
            code if OUTCOME_UNKNOWN.contains(&code) => AttemptEnd::Unknown(None),
            // Paid, but the payment is not in the answer: only the session can tell of it.
            ErrorCode::SessionComplete => AttemptEnd::Unknown(None),
            ErrorCode::CardDeclined => declined(Reason::Declined, None),
            ErrorCode::WalletDeclined => continue,
            ErrorCode::Canceled => AttemptEnd::Stopped,
            ErrorCode::TooManyAttempts => failed(Reason::Attempts),
            ErrorCode::SessionExpired | ErrorCode::ActionExpired => failed(Reason::Time),
            ErrorCode::NetworkError | ErrorCode::EncryptionKeyUnavailable | ErrorCode::LoadFailed => {
                failed(Reason::Network)
            }
            ErrorCode::LiveCardInTestMode => failed(Reason::Test),
            ErrorCode::WalletNotFound => failed(Reason::Wallet),
            _ => failed(Reason::Other),
        };
        assert_eq!(attempt_end(&Failure::new(code, "")), expected, "{code:?}");
    }
}

#[test]
fn the_outcome_of_the_case_counts_and_not_that_of_its_code() {
    let closed = |outcome| Failure { outcome, ..Failure::new(ErrorCode::ActionCanceled, "") };
    assert_eq!(attempt_end(&closed(Outcome::NotCharged)), AttemptEnd::Stopped);
    assert_eq!(attempt_end(&closed(Outcome::Unknown)), AttemptEnd::Unknown(None));
    let payment = Some(Box::new(payment(card(None))));
    let unknown = Failure { payment, ..Failure::new(ErrorCode::OutcomeUnknown, "") };
    assert_eq!(attempt_end(&unknown), AttemptEnd::Unknown(Some("pay_1".to_owned())));
    let declined = Failure { outcome: Outcome::Unknown, ..Failure::new(ErrorCode::CardDeclined, "") };
    assert_eq!(attempt_end(&declined), AttemptEnd::Unknown(None));
}

#[test]
fn an_attempt_that_the_server_kept_out_is_looked_up_at_once() {
    let by_page = Failure::new(ErrorCode::PaymentInProgress, "");
    assert_eq!(attempt_end(&by_page), AttemptEnd::Unknown(None));
    let by_server = Failure { request_id: Some("req_1".to_owned()), ..by_page };
    assert_eq!(attempt_end(&by_server), AttemptEnd::Unread);
}

#[test]
fn the_fields_that_a_server_refused_are_shown_in_the_form() {
    let problem = |code| FieldProblem::new("cardNumber", code, String::new());
    let errors = vec![problem("card_number_invalid"), problem("no_such_code"), problem("card_expired")];
    let failure = Failure { errors, ..Failure::new(ErrorCode::CardNumberInvalid, "") };
    let expected = vec![FieldError::CardNumberInvalid, FieldError::CardExpired];
    assert_eq!(attempt_end(&failure), AttemptEnd::Failed { reason: Reason::Other, errors: expected });
}

#[test]
fn a_session_that_is_paid_already_is_a_success_of_its_payment() {
    let with = |code, payment| Failure { payment, ..Failure::new(code, "") };
    let paid = || Some(Box::new(payment(card(None))));
    let id = |failure: &Failure| paid_already(failure).map(|payment| payment.id.clone());
    assert_eq!(id(&with(ErrorCode::SessionComplete, paid())).as_deref(), Some("pay_1"));
    assert_eq!(id(&with(ErrorCode::SessionComplete, None)), None);
    assert_eq!(id(&with(ErrorCode::OutcomeUnknown, paid())), None);
    assert_eq!(id(&with(ErrorCode::CardDeclined, paid())), None);
}

#[test]
fn a_payment_whose_module_did_not_come_says_so_where_nothing_was_sent() {
    assert_eq!(not_loaded("load_failed", "not_charged"), failed(Reason::Network));
    assert_eq!(not_loaded("insecure_context", "not_charged"), failed(Reason::Other));
    for outcome in ["unknown", "charged", ""] {
        assert_eq!(not_loaded("load_failed", outcome), AttemptEnd::Unknown(None), "{outcome}");
    }
}
