//! Several errors in one failure, and the sentences for what a server refused.

use payments_widget::card::FieldError;
use payments_widget::checkout::errors::{OwnFailure, Problems, localize, name_field, sentence};
use payments_widget::flow::failure::Failure;
use payments_widget::money::MoneyError;
use payments_widget::protocol::problem::{ErrorCode, FieldProblem, Outcome, Problem};

use super::say;

fn problem(field: &str, code: &str, message: &str) -> FieldProblem {
    FieldProblem::new(field, code, message.to_owned())
}

#[test]
fn a_failure_names_every_wrong_field_and_has_the_code_of_the_first() {
    let mut problems = Problems::default();
    assert!(problems.is_empty());
    problems.card(FieldError::CvvRequired, sentence(FieldError::CvvRequired));
    problems.card(FieldError::InstallmentMonthsInvalid, sentence(FieldError::InstallmentMonthsInvalid));
    problems.wallet_id();
    problems.money(MoneyError::AmountInvalid);
    assert!(!problems.is_empty());
    let failure = problems.into_failure(&say);
    assert_eq!((failure.code, failure.outcome), ("cvv_required", Outcome::NotCharged));
    assert_eq!(failure.field, Some("cvv"));
    let expected = [
        problem("cvv", "cvv_required", "cvv.required"),
        problem("installmentMonths", "installment_months_invalid", "inst.invalid"),
        problem("walletId", "wallet_id_invalid", "wallet.invalid"),
        problem("amount", "amount_invalid", "amount.invalid"),
    ];
    assert_eq!(failure.errors, expected);
    assert_eq!(
        failure.message,
        "Nothing was sent; to be corrected: cvv (cvv_required), installmentMonths (installment_months_invalid), \
         walletId (wallet_id_invalid), amount (amount_invalid)"
    );
    let failure = Failure::from(failure);
    assert_eq!((failure.code, failure.outcome), (ErrorCode::CvvRequired, Outcome::NotCharged));
    assert_eq!((failure.field.as_deref(), failure.errors.len(), failure.request_id), (Some("cvv"), 4, None));
}

#[test]
fn each_error_alone_has_its_code_its_field_and_its_sentence() {
    for error in FieldError::ALL {
        let mut problems = Problems::default();
        problems.card(*error, sentence(*error));
        let failure = problems.into_failure(&say);
        assert_eq!(failure.code, error.code());
        assert_eq!(failure.field, Some(error.field().name()));
        assert_eq!(failure.errors, [problem(error.field().name(), error.code(), &say(&sentence(*error)))]);
    }
    let money = [
        (MoneyError::AmountInvalid, "amount", "amount.invalid"),
        (MoneyError::CurrencyRequired, "currency", "currency.required"),
        (MoneyError::CurrencyInvalid, "currency", "currency.invalid"),
    ];
    for (error, field, key) in money {
        let mut problems = Problems::default();
        problems.money(error);
        let failure = problems.into_failure(&say);
        assert_eq!((failure.code, failure.field), (error.code(), Some(field)));
        assert_eq!(failure.errors, [problem(field, error.code(), key)]);
    }
}

fn refusal(code: ErrorCode, errors: Option<Vec<FieldProblem>>) -> Failure {
    let mut problem = Problem::new(code, String::new(), "For the developer.".to_owned(), "req_1".to_owned());
    problem.errors = errors;
    Failure::refused(code, problem)
}

fn localized(mut failure: Failure) -> Vec<FieldProblem> {
    localize(&mut failure, &|error| say(&sentence(error)));
    failure.errors
}

#[test]
fn what_a_server_refused_is_said_in_the_payers_language() {
    let several = vec![
        problem("cardNumber", "card_number_invalid", "Luhn."),
        problem("amount", "amount_mismatch", "It differs."),
        problem("cvv", "cvv_invalid", "Length."),
    ];
    let expected = [
        problem("cardNumber", "card_number_invalid", "number.invalid"),
        problem("amount", "amount_mismatch", "It differs."),
        problem("cvv", "cvv_invalid", "cvv.invalid"),
    ];
    assert_eq!(localized(refusal(ErrorCode::CardNumberInvalid, Some(several))), expected);
}

#[test]
fn a_refusal_by_code_alone_gets_an_error_for_its_field() {
    for error in FieldError::ALL {
        let code = ErrorCode::from_word(error.code()).unwrap_or_else(|| panic!("no code for {error:?}"));
        let expected = [problem(error.field().name(), error.code(), &say(&sentence(*error)))];
        assert_eq!(localized(refusal(code, None)), expected, "{error:?}");
    }
    assert_eq!(localized(refusal(ErrorCode::RateLimited, None)), [], "about no field");
    let mut failure = refusal(ErrorCode::CardExpired, None);
    name_field(&mut failure);
    assert_eq!(failure.errors, [problem("expirationDate", "card_expired", "")], "still without a sentence");
}

#[test]
fn a_failure_of_the_widgets_own_stays_as_it_is() {
    let own = vec![problem("cvv", "cvv_required", "Said already.")];
    let failure = Failure { errors: own.clone(), ..Failure::new(ErrorCode::CvvRequired, "") };
    assert_eq!(localized(failure), own);
    assert_eq!(localized(Failure::new(ErrorCode::CardNumberInvalid, "")), []);
}

#[test]
fn what_a_form_says_of_itself_is_what_its_code_says_of_the_money() {
    let paid = OwnFailure::already_complete(Some("pay_1".to_owned()));
    assert_eq!((paid.outcome, paid.payment_id.as_deref()), (Outcome::Charged, Some("pay_1")));
    assert_eq!(OwnFailure::already_complete(None).payment_id, None);
    for own in [paid, OwnFailure::unknown()] {
        let code = ErrorCode::from_word(own.code).unwrap_or_else(|| panic!("no code {}", own.code));
        assert_eq!((own.outcome, own.retryable), (code.outcome(), code.retryable()), "{}", own.code);
    }
}
