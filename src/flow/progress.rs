//! What a payment's or a session's state says of an attempt: one place, so that a charge and the look-up of an unknown
//! outcome cannot disagree.

use super::failure::Failure;
use super::messages::ChargeEnd;
use super::retry::Fault;
use crate::protocol::action::NextAction;
use crate::protocol::payment::{MethodKind, Payment, PaymentStatus};
use crate::protocol::problem::Outcome;
use crate::protocol::session::{Session, SessionStatus};

/// What a payment of the attempt says.
pub(super) enum Progress {
    /// The attempt has ended.
    Ended(Result<ChargeEnd, Failure>),
    /// The network has not answered yet.
    Processing,
    /// The payer has to do something first; `None` where the answer does not say what.
    RequiresAction(Option<NextAction>),
}

impl Progress {
    /// What `payment` says. `method` is how the attempt pays; `closed_by_payer`: the payer has closed its action.
    pub(super) fn of(payment: Box<Payment>, method: MethodKind, closed_by_payer: bool) -> Self {
        Self::Ended(match payment.status {
            PaymentStatus::Succeeded => Ok(ChargeEnd::Paid(payment)),
            PaymentStatus::Declined => Err(Failure::declined(payment, method)),
            PaymentStatus::Canceled if closed_by_payer => {
                Err(Failure::action_canceled(Some(payment), Outcome::NotCharged))
            }
            PaymentStatus::Canceled => Err(Failure::action_expired(payment)),
            PaymentStatus::Processing => return Self::Processing,
            PaymentStatus::RequiresAction => return Self::RequiresAction(payment.next_action),
        })
    }
}

/// What a session says of an attempt whose payment may have been taken.
pub(super) enum News {
    /// This payment decides: the attempt's own, or an earlier one that paid the session.
    Payment(Box<Payment>),
    /// The session takes no more payments, and has none of this attempt.
    Expired,
    /// Nothing is known yet.
    None,
}

impl News {
    /// What `session` says. `known_payment` is the newest payment that was seen before the attempt.
    pub(super) fn of(session: Session, known_payment: Option<&str>) -> Self {
        let is_known = |payment: &Payment| known_payment == Some(payment.id.as_str());
        match session.payment {
            // A known payment is an earlier attempt's, but if it succeeded, the session is paid.
            Some(payment) if payment.status == PaymentStatus::Succeeded || !is_known(&payment) => {
                Self::Payment(Box::new(payment))
            }
            // While an earlier attempt is undecided, nothing can be said of this one.
            Some(Payment { status: PaymentStatus::Processing | PaymentStatus::RequiresAction, .. }) => Self::None,
            _ if session.status == SessionStatus::Expired => Self::Expired,
            _ => Self::None,
        }
    }
}

/// An answer about another session (of a confused cache, for example) is no answer.
pub(super) fn only_of<T>(
    session: &str,
    answer: Result<Box<T>, Fault>,
    session_of: fn(&T) -> &str,
) -> Result<Box<T>, Fault> {
    let stray = Fault::Unreadable { status: 200, missing: "session" };
    answer.and_then(|it| if session_of(&it) == session { Ok(it) } else { Err(stray) })
}
