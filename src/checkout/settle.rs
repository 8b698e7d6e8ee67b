//! From the end of a charge to the end of the form's attempt.

use crate::card::FieldError;
use crate::flow::failure::Failure;
use crate::form::{AttemptEnd, Reason};
use crate::protocol::payment::{DeclineCode, Payment};
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome};

/// The payment of a failure that says that the session is paid already: for the form that is a success.
pub fn paid_already(failure: &Failure) -> Option<&Payment> {
    failure.payment.as_deref().filter(|_| failure.code == ErrorCode::SessionComplete)
}

/// What the form shows of a failure. It says "not charged" only where that is known; a session that is paid without its
/// payment in the answer is looked up.
pub fn attempt_end(failure: &Failure) -> AttemptEnd {
    let waits_for_payer = failure.code == ErrorCode::RedirectBlocked && failure.outcome == Outcome::Unknown;
    if failure.kept_out_by_server() || waits_for_payer {
        return AttemptEnd::Unread;
    }
    if failure.outcome != Outcome::NotCharged {
        return AttemptEnd::Unknown(failure.payment.as_ref().map(|payment| payment.id.clone()));
    }
    match failure.code {
        ErrorCode::CardDeclined => {
            let (reason, error) = decline(failure.decline_code);
            AttemptEnd::Declined { wallet: None, reason, error }
        }
        ErrorCode::WalletDeclined => {
            let wallet = failure.payment.as_ref().and_then(|payment| payment.payment_method.wallet_id());
            AttemptEnd::Declined {
                wallet: Some(wallet.unwrap_or_default().to_owned()),
                reason: Reason::Wallet,
                error: None,
            }
        }
        ErrorCode::ActionCanceled | ErrorCode::Canceled => AttemptEnd::Stopped,
        code => {
            let errors = failure.errors.iter().filter_map(FieldProblem::error).collect();
            AttemptEnd::Failed { reason: reason(code), errors }
        }
    }
}

/// Why the card issuer declined, and the error of a field that it is about.
fn decline(code: Option<DeclineCode>) -> (Reason, Option<FieldError>) {
    match code {
        None | Some(DeclineCode::Generic) => (Reason::Declined, None),
        Some(DeclineCode::InsufficientFunds) => (Reason::Funds, None),
        Some(DeclineCode::ExpiredCard) => (Reason::Expired, Some(FieldError::CardExpired)),
        Some(DeclineCode::IncorrectCvv) => (Reason::Cvv, Some(FieldError::CvvInvalid)),
        Some(DeclineCode::LimitExceeded) => (Reason::Limit, None),
        Some(DeclineCode::AuthenticationFailed) => (Reason::Identity, None),
        Some(DeclineCode::TryAgain) => (Reason::Later, None),
    }
}

/// Why a payment failed, for another reason than a decline.
fn reason(code: ErrorCode) -> Reason {
    match code {
        ErrorCode::TooManyAttempts => Reason::Attempts,
        ErrorCode::SessionExpired | ErrorCode::ActionExpired => Reason::Time,
        ErrorCode::WalletNotFound => Reason::Wallet,
        ErrorCode::NetworkError | ErrorCode::EncryptionKeyUnavailable | ErrorCode::LoadFailed => Reason::Network,
        ErrorCode::LiveCardInTestMode => Reason::Test,
        _ => Reason::Other,
    }
}

/// What the form shows where the module that pays could not be loaded; `code` and `outcome` are the words of that failure.
pub fn not_loaded(code: &str, outcome: &str) -> AttemptEnd {
    if outcome != Outcome::NotCharged.as_str() {
        return AttemptEnd::Unknown(None);
    }
    let reason = if code == ErrorCode::LoadFailed.as_str() { Reason::Network } else { Reason::Other };
    AttemptEnd::Failed { reason, errors: Vec::new() }
}
