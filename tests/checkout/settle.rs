//! What the form shows of each failure.

use payments_widget::card::FieldError;
use payments_widget::checkout::settle::{already_complete, attempt_end, paid_already};
use payments_widget::flow::failure::Failure;
use payments_widget::form::AttemptEnd;
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome};

use super::{card, payment};

/// Codes after which nobody may say "not charged" (the contract's table of errors).
const OUTCOME_UNKNOWN: [ErrorCode; 6] = [
    ErrorCode::ActionCanceled,
    ErrorCode::OutcomeUnknown,
    ErrorCode::IdempotencyInFlight,
    ErrorCode::PaymentInProgress,
    ErrorCode::IdempotencyKeyReused,
    ErrorCode::ServerError,
];

#[test]
fn each_code_shows_what_it_says_of_the_money() {
    for code in ErrorCode::ALL {
        let expected = match code {
            code if OUTCOME_UNKNOWN.contains(&code) => AttemptEnd::Unknown(None),
            // Paid, but the payment is not in the answer: only the session can tell of it.
            ErrorCode::SessionComplete => AttemptEnd::Unknown(None),
            ErrorCode::CardDeclined | ErrorCode::WalletDeclined => AttemptEnd::Declined,
            _ => AttemptEnd::Failed(Vec::new()),
        };
        assert_eq!(attempt_end(&Failure::new(code, "")), expected, "{code:?}");
    }
}

#[test]
fn the_outcome_of_the_case_counts_and_not_that_of_its_code() {
    let closed = |outcome| Failure { outcome, ..Failure::new(ErrorCode::ActionCanceled, "") };
    assert_eq!(attempt_end(&closed(Outcome::NotCharged)), AttemptEnd::Failed(Vec::new()));
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
    let problem =
        |code: &str| FieldProblem { field: "cardNumber".to_owned(), code: code.to_owned(), message: String::new() };
    let errors = vec![problem("card_number_invalid"), problem("no_such_code"), problem("card_expired")];
    let failure = Failure { errors, ..Failure::new(ErrorCode::CardNumberInvalid, "") };
    let expected = vec![FieldError::CardNumberInvalid, FieldError::CardExpired];
    assert_eq!(attempt_end(&failure), AttemptEnd::Failed(expected));
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
fn a_form_that_is_paid_says_so_with_its_payment() {
    let failure = already_complete(Some(Box::new(payment(card(None)))));
    assert_eq!(
        (failure.code, failure.outcome, failure.retryable),
        (ErrorCode::SessionComplete, Outcome::Charged, false)
    );
    assert_eq!(failure.payment.map(|payment| payment.id).as_deref(), Some("pay_1"));
    assert_eq!(already_complete(None).payment, None);
}
