//! From the end of a charge to the end of the form's attempt.

use crate::card::FieldError;
use crate::checkout::receipt::wallet_name;
use crate::flow::failure::Failure;
use crate::form::{AttemptEnd, Wallet};
use crate::protocol::payment::{DeclineCode, Payment};
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome};
use crate::text::{Arg, Text};

/// The payment of a failure that says that the session is paid already: for the form that is a success.
pub fn paid_already(failure: &Failure) -> Option<&Payment> {
    failure.payment.as_deref().filter(|_| failure.code == ErrorCode::SessionComplete)
}

/// What the form shows of a failure. It says "not charged" only where that is known; a session that is paid without its
/// payment in the answer is looked up. `wallets` are those that the form offers, by whose names they are called.
pub fn attempt_end(failure: &Failure, wallets: &[Wallet]) -> AttemptEnd {
    let waits_for_payer = failure.code == ErrorCode::RedirectBlocked && failure.outcome == Outcome::Unknown;
    if failure.kept_out_by_server() || waits_for_payer {
        return AttemptEnd::Unread;
    }
    if failure.outcome != Outcome::NotCharged {
        return AttemptEnd::Unknown(failure.payment.as_ref().map(|payment| payment.id.clone()));
    }
    match failure.code {
        ErrorCode::CardDeclined => {
            let (body, error) = decline(failure.decline_code);
            AttemptEnd::Declined { title: Text::new("declined.title"), body: Text::new(body), error }
        }
        ErrorCode::WalletDeclined => {
            let wallet = failure.payment.as_ref().and_then(|payment| wallet_name(payment, wallets));
            let title = Text::new("wallet.declined").with("wallet", Arg::Word(wallet.unwrap_or_default()));
            AttemptEnd::Declined { title, body: Text::new("wallet.other"), error: None }
        }
        ErrorCode::ActionCanceled | ErrorCode::Canceled => AttemptEnd::Stopped,
        code => {
            let errors = failure.errors.iter().filter_map(FieldProblem::error).collect();
            AttemptEnd::Failed { body: Text::new(reason(code)), errors }
        }
    }
}

/// The sentence for a decline, and the error of a field that it is about.
fn decline(code: Option<DeclineCode>) -> (&'static str, Option<FieldError>) {
    match code {
        None | Some(DeclineCode::Generic) => ("declined.body", None),
        Some(DeclineCode::InsufficientFunds) => ("declined.funds", None),
        Some(DeclineCode::ExpiredCard) => ("declined.expired", Some(FieldError::CardExpired)),
        Some(DeclineCode::IncorrectCvv) => ("declined.cvv", Some(FieldError::CvvInvalid)),
        Some(DeclineCode::LimitExceeded) => ("declined.limit", None),
        Some(DeclineCode::AuthenticationFailed) => ("declined.identity", None),
        Some(DeclineCode::TryAgain) => ("declined.later", None),
    }
}

/// The sentence for a payment that failed for another reason than a decline.
fn reason(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::TooManyAttempts => "failed.attempts",
        ErrorCode::SessionExpired | ErrorCode::ActionExpired => "failed.time",
        ErrorCode::WalletNotFound => "wallet.other",
        ErrorCode::NetworkError | ErrorCode::EncryptionKeyUnavailable | ErrorCode::LoadFailed => "failed.network",
        ErrorCode::LiveCardInTestMode => "failed.test",
        _ => "failed.body",
    }
}

/// The failure of a submit after the form's payment has succeeded.
pub fn already_complete(payment: Option<Box<Payment>>) -> Failure {
    let message = "This form's payment has succeeded. clear() makes it ready for another.";
    Failure { payment, ..Failure::new(ErrorCode::SessionComplete, message) }
}
