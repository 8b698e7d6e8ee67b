//! The calls about a session that exists: `retrievePayment`, `resumePayment` and `cancelPayment`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::shared::Shared;
use crate::flow::failure::Failure;
use crate::flow::messages::ChargeEnd;
use crate::protocol::payment::{Payment, PaymentStatus};
use crate::protocol::problem::{ErrorCode, Outcome};
use crate::protocol::session::{Session, SessionStatus};
use crate::web::js::deferred::Deferred;
use crate::web::js::spawn::spawn;
use crate::web::js::to_page;
use crate::web::pay::follow::{Follower, FollowerCallbacks};
use crate::web::pay::result::{Attempt, ChargeError};
use crate::web::pay::session_registry::Held;

/// One of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionCall {
    /// Gives the session.
    Retrieve,
    /// Continues its payment, which waits for the payer. One that is decided already, or that the network decides, needs
    /// nothing of the payer; the call gives its end too.
    Resume,
    /// Gives its payment up, if it waits for the payer, and gives the session.
    Cancel,
}

/// Begins a call, which settles `deferred`. It is rejected with the errors of [`Shared::read_session`].
///
/// `Resume` also with `not_found` for a session without a payment, `session_expired`, `payment_in_progress` while another call
/// of the page pays the session, and the failures of a charge; `Cancel` with `network_error`, where the answer was lost.
pub(super) fn start(shared: &Rc<Shared>, call: SessionCall, secret: Option<String>, deferred: Deferred) {
    let shared = shared.clone();
    spawn(Box::pin(async move {
        match shared.read_session(secret).await {
            Ok((secret, session)) => go_on(&shared, call, secret, &session, deferred),
            Err(failure) => deferred.reject(&to_page::failure(&failure)),
        }
    }));
}

fn go_on(shared: &Rc<Shared>, call: SessionCall, secret: String, session: &Session, deferred: Deferred) {
    let may_follow = match (call, &session.payment) {
        (SessionCall::Resume, Some(payment)) => {
            Held::take(&session.id).map(|held| (Some(held), payment)).ok_or_else(Failure::paid_by_another_call)
        }
        (SessionCall::Cancel, Some(payment)) if payment.status == PaymentStatus::RequiresAction => Ok((None, payment)),
        (SessionCall::Resume, None) if session.status == SessionStatus::Expired => Err(Failure::session_expired()),
        (SessionCall::Resume, None) => {
            Err(Failure::new(ErrorCode::NotFound, "This session has no payment that could be continued."))
        }
        _ => return deferred.resolve(&to_page::session(session)),
    };
    match may_follow {
        Ok((held, payment)) => follow(shared, call, Attempt::of(secret, session.id.clone()), payment, (deferred, held)),
        Err(failure) => deferred.reject(&to_page::failure(&failure)),
    }
}

/// Follows a payment to its end: shows what it waits for, or gives it up.
fn follow(
    shared: &Rc<Shared>,
    call: SessionCall,
    attempt: Attempt,
    payment: &Payment,
    call_of: (Deferred, Option<Held>),
) {
    call_of.0.posted();
    let unknown = Failure::unknown(Some(Box::new(payment.clone())), None);
    let secret = attempt.secret.clone();
    let ended = ChargeError { failure: unknown.clone(), cause: None, attempt: Some(attempt) };
    // Dropped at the end, and with it the dialog.
    let running = Rc::new(RefCell::new(None::<Rc<Follower>>));
    let waiting = RefCell::new(Some(call_of));
    let (offered, ended_now, shared_then) = (running.clone(), running.clone(), shared.clone());
    let settle = Rc::new(move |end: Result<ChargeEnd, Failure>| {
        let Some((deferred, _held)) = waiting.take() else { return };
        ended_now.take();
        match end {
            Ok(_) | Err(Failure { outcome: Outcome::NotCharged, payment: Some(_), .. })
                if call == SessionCall::Cancel =>
            {
                start(&shared_then, SessionCall::Retrieve, Some(secret.clone()), deferred);
            }
            Ok(ChargeEnd::Paid(payment)) => deferred.resolve(&to_page::payment(&payment)),
            Ok(ChargeEnd::Token { .. }) => {}
            Err(failure) => deferred.reject(&to_page::failure(&failure)),
        }
    });
    let (late, very_late, undone) = (settle.clone(), settle.clone(), settle.clone());
    let (failure, same_failure) = (unknown.clone(), unknown);
    let was_asked = Cell::new(false);
    let url = shared.context.api.url("/payments");
    let callbacks = FollowerCallbacks {
        still_unknown: Box::new(move |is_late| {
            if is_late {
                late(Err(failure.clone()));
            }
        }),
        offer: Box::new(move |_| {
            let follower = offered.borrow().clone();
            let Some(follower) = follower else { return };
            match (call, was_asked.replace(true)) {
                (SessionCall::Cancel, false) => follower.give_up(),
                (SessionCall::Cancel, true) => undone(Err(Failure::unreachable(ErrorCode::NetworkError, &url))),
                _ => follower.resume(),
            }
        }),
        payer_late: Box::new(move || very_late(Err(same_failure.clone()))),
        stage: Box::new(shared.dialog()),
        gives_up_blocked: true,
        settled: Box::new(move |end| settle(end)),
    };
    let follower = Rc::new(Follower::start(shared.context.clone(), &ended, None, callbacks));
    running.replace(Some(follower.clone()));
    follower.check_now();
}
