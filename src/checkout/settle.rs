//! From the end of a charge to the end of the form's attempt.

use crate::flow::failure::Failure;
use crate::form::AttemptEnd;
use crate::protocol::payment::Payment;
use crate::protocol::problem::{ErrorCode, FieldProblem, Outcome};

/// The payment of a failure that says that the session is paid already: for the form that is a success.
pub fn paid_already(failure: &Failure) -> Option<&Payment> {
    failure.payment.as_deref().filter(|_| failure.code == ErrorCode::SessionComplete)
}

/// What the form shows of a failure. It says "not charged" only where that is known; a session that is paid without its
/// payment in the answer is looked up.
pub fn attempt_end(failure: &Failure) -> AttemptEnd {
    if failure.kept_out_by_server() {
        return AttemptEnd::Unread;
    }
    match (failure.outcome, failure.code) {
        (Outcome::Unknown | Outcome::Charged, _) => {
            AttemptEnd::Unknown(failure.payment.as_ref().map(|payment| payment.id.clone()))
        }
        (_, ErrorCode::CardDeclined | ErrorCode::WalletDeclined) => AttemptEnd::Declined,
        _ => AttemptEnd::Failed(failure.errors.iter().filter_map(FieldProblem::error).collect()),
    }
}

/// The failure of a submit after the form's payment has succeeded.
pub fn already_complete(payment: Option<Box<Payment>>) -> Failure {
    let message = "This form's payment has succeeded. clear() makes it ready for another.";
    Failure { payment, ..Failure::new(ErrorCode::SessionComplete, message) }
}
