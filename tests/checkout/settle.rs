//! What the form shows of each failure.

use payments_widget::card::FieldError;
use payments_widget::checkout::settle::{already_complete, attempt_end, paid_already};
use payments_widget::flow::failure::Failure;
use payments_widget::form::{AttemptEnd, Wallet};
use payments_widget::protocol::payment::{DeclineCode, MethodKind};
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use payments_widget::text::{Arg, Text};

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

fn end(failure: &Failure) -> AttemptEnd {
    let wallet = Wallet { id: "my_wallet".to_owned(), label: "My Wallet".to_owned(), mark: None };
    attempt_end(failure, &[wallet])
}

fn failed(body: &'static str) -> AttemptEnd {
    AttemptEnd::Failed { body: Text::new(body), errors: Vec::new() }
}

fn declined(title: &'static str, body: &'static str, error: Option<FieldError>) -> AttemptEnd {
    AttemptEnd::Declined { title: Text::new(title), body: Text::new(body), error }
}

#[test]
fn each_decline_has_its_sentence_and_the_field_that_it_is_about() {
    for (code, body, error) in [
        (DeclineCode::Generic, "declined.body", None),
        (DeclineCode::InsufficientFunds, "declined.funds", None),
        (DeclineCode::ExpiredCard, "declined.expired", Some(FieldError::CardExpired)),
        (DeclineCode::IncorrectCvv, "declined.cvv", Some(FieldError::CvvInvalid)),
        (DeclineCode::LimitExceeded, "declined.limit", None),
        (DeclineCode::AuthenticationFailed, "declined.identity", None),
        (DeclineCode::TryAgain, "declined.later", None),
    ] {
        let failure = Failure { decline_code: Some(code), ..Failure::new(ErrorCode::CardDeclined, "") };
        assert_eq!(end(&failure), declined("declined.title", body, error), "{code:?}");
    }
}

#[test]
fn a_wallet_that_declined_is_called_by_its_name() {
    let failure = Failure::declined(Box::new(payment(wallet("my_wallet"))), MethodKind::Wallet);
    let title = Text::new("wallet.declined").with("wallet", Arg::Word("My Wallet".to_owned()));
    let expected = AttemptEnd::Declined { title, body: Text::new("wallet.other"), error: None };
    assert_eq!(end(&failure), expected);
}

#[test]
fn each_code_shows_what_it_says_of_the_money() {
    for code in ErrorCode::ALL {
        let expected = match code {
            code if OUTCOME_UNKNOWN.contains(&code) => AttemptEnd::Unknown(None),
            // Paid, but the payment is not in the answer: only the session can tell of it.
            ErrorCode::SessionComplete => AttemptEnd::Unknown(None),
            ErrorCode::CardDeclined => declined("declined.title", "declined.body", None),
            ErrorCode::WalletDeclined => continue,
            ErrorCode::Canceled => AttemptEnd::Stopped,
            ErrorCode::TooManyAttempts => failed("failed.attempts"),
            ErrorCode::SessionExpired | ErrorCode::ActionExpired => failed("failed.time"),
            ErrorCode::NetworkError | ErrorCode::EncryptionKeyUnavailable | ErrorCode::LoadFailed => {
                failed("failed.network")
            }
            ErrorCode::LiveCardInTestMode => failed("failed.test"),
            ErrorCode::WalletNotFound => failed("wallet.other"),
            _ => failed("failed.body"),
        };
        assert_eq!(end(&Failure::new(code, "")), expected, "{code:?}");
    }
}

#[test]
fn the_outcome_of_the_case_counts_and_not_that_of_its_code() {
    let closed = |outcome| Failure { outcome, ..Failure::new(ErrorCode::ActionCanceled, "") };
    assert_eq!(end(&closed(Outcome::NotCharged)), AttemptEnd::Stopped);
    assert_eq!(end(&closed(Outcome::Unknown)), AttemptEnd::Unknown(None));
    let payment = Some(Box::new(payment(card(None))));
    let unknown = Failure { payment, ..Failure::new(ErrorCode::OutcomeUnknown, "") };
    assert_eq!(end(&unknown), AttemptEnd::Unknown(Some("pay_1".to_owned())));
    let declined = Failure { outcome: Outcome::Unknown, ..Failure::new(ErrorCode::CardDeclined, "") };
    assert_eq!(end(&declined), AttemptEnd::Unknown(None));
}

#[test]
fn an_attempt_that_the_server_kept_out_is_looked_up_at_once() {
    let by_page = Failure::new(ErrorCode::PaymentInProgress, "");
    assert_eq!(end(&by_page), AttemptEnd::Unknown(None));
    let by_server = Failure { request_id: Some("req_1".to_owned()), ..by_page };
    assert_eq!(end(&by_server), AttemptEnd::Unread);
}

#[test]
fn the_fields_that_a_server_refused_are_shown_in_the_form() {
    let problem =
        |code: &str| FieldProblem { field: "cardNumber".to_owned(), code: code.to_owned(), message: String::new() };
    let errors = vec![problem("card_number_invalid"), problem("no_such_code"), problem("card_expired")];
    let failure = Failure { errors, ..Failure::new(ErrorCode::CardNumberInvalid, "") };
    let expected = vec![FieldError::CardNumberInvalid, FieldError::CardExpired];
    assert_eq!(end(&failure), AttemptEnd::Failed { body: Text::new("failed.body"), errors: expected });
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
