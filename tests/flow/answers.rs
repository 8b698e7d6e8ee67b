//! Every way in which a task can end, for tests that try them in any order.

use std::sync::LazyLock;

use payments_widget::flow::failure::Failure;
use payments_widget::flow::messages::{Done, Request, Task};
use payments_widget::flow::retry::{Fault, NO_JSON};
use payments_widget::protocol::payment::{Payment, PaymentStatus};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::session::SessionStatus;

use super::script::{Ask, challenge, hidden, payment, recipient, redirect, refusal, session_of, to_do};

const STATUSES: [PaymentStatus; 5] = [
    PaymentStatus::Processing,
    PaymentStatus::RequiresAction,
    PaymentStatus::Succeeded,
    PaymentStatus::Declined,
    PaymentStatus::Canceled,
];
/// The payment that the page knows from before.
pub(crate) const KNOWN: &str = "pay_0";

fn payments() -> Vec<Payment> {
    let plain = STATUSES.map(|status| payment("pay_1", status));
    let acting = [challenge("act_1"), challenge("act_2"), hidden("act_0"), redirect("act_3")].map(to_do);
    plain.into_iter().chain(acting).collect()
}

fn faults() -> Vec<Fault> {
    let codes = ErrorCode::ALL.iter().filter(|code| code.status().is_some());
    let refusals = codes.flat_map(|code| [None, Some(1), Some(60)].map(|after| refusal(*code, after)));
    let silent = [Fault::Unreachable, Fault::TimedOut, Fault::Unreadable { status: 200, missing: NO_JSON }];
    // As many of them as of the refusals, so that each comes about as often.
    let silent = silent.into_iter().cycle().take(60);
    refusals.chain(silent).collect()
}

fn payment_answers() -> Vec<Done> {
    let good = payments().into_iter().cycle().take(40).map(|payment| Ok(Box::new(payment)));
    good.chain(faults().into_iter().map(Err)).map(Done::Payment).collect()
}

fn session_answers() -> Vec<Done> {
    let known = STATUSES.map(|status| payment(KNOWN, status));
    let newest: Vec<_> = [None].into_iter().chain(payments().into_iter().chain(known).map(Some)).collect();
    let read = [SessionStatus::Open, SessionStatus::Complete, SessionStatus::Expired]
        .into_iter()
        .flat_map(|status| newest.iter().map(move |payment| Ok(Box::new(session_of(status, payment.clone())))));
    read.chain(faults().into_iter().step_by(8).map(Err)).map(Done::SessionRead).collect()
}

/// The machine would not get far if a step before the posting failed as often as not.
fn mostly(good: Done, bad: ErrorCode) -> Vec<Done> {
    let bad = Done::Failed(Failure::new(bad, "as the script says"));
    std::iter::repeat_n(good, 12).chain([bad]).collect()
}

/// How a task can end.
pub(crate) fn endings(ask: Ask) -> &'static [Done] {
    static SOURCE: LazyLock<Vec<Done>> = LazyLock::new(|| {
        let session = Done::Session { id: "ps_1".to_owned(), known_payment: Some(KNOWN.to_owned()) };
        mostly(session, ErrorCode::SessionSourceFailed)
    });
    static KEY: LazyLock<Vec<Done>> =
        LazyLock::new(|| mostly(Done::Key(recipient("kid-1")), ErrorCode::EncryptionKeyRejected));
    static SEAL: LazyLock<Vec<Done>> =
        LazyLock::new(|| mostly(Done::Sealed("jwe".to_owned().into()), ErrorCode::EncryptionFailed));
    static PAYMENT: LazyLock<Vec<Done>> = LazyLock::new(payment_answers);
    static SESSION: LazyLock<Vec<Done>> = LazyLock::new(session_answers);
    match ask {
        Ask::Source => &SOURCE,
        Ask::Key => &KEY,
        Ask::Seal => &SEAL,
        Ask::Post | Ask::Payment | Ask::Cancel => &PAYMENT,
        Ask::Session => &SESSION,
    }
}

/// Whose answers end a task; `None` for a sleep.
pub(crate) fn ask_of(task: &Task) -> Option<Ask> {
    Some(match task {
        Task::AskSession => Ask::Source,
        Task::GetKey { .. } => Ask::Key,
        Task::Seal { .. } => Ask::Seal,
        Task::Send(Request::Pay { .. }) => Ask::Post,
        Task::Send(Request::ReadPayment { .. }) => Ask::Payment,
        Task::Send(Request::CancelPayment { .. }) => Ask::Cancel,
        Task::Send(Request::ReadSession { .. }) => Ask::Session,
        Task::Sleep => return None,
    })
}

/// Endings of every kind of task, each kind about as often.
pub(crate) fn any_ending() -> &'static [Done] {
    static ALL: LazyLock<Vec<Done>> = LazyLock::new(|| {
        let asks = [Ask::Source, Ask::Key, Ask::Seal, Ask::Post, Ask::Session];
        asks.into_iter().flat_map(|ask| endings(ask).iter().step_by(12)).cloned().chain([Done::Slept]).collect()
    });
    &ALL
}

/// Whether a task can end so.
pub(crate) fn fits(task: &Task, done: &Done) -> bool {
    matches!(
        (task, done),
        (Task::AskSession, Done::Session { .. } | Done::Failed(_))
            | (Task::GetKey { .. }, Done::Key(_) | Done::Failed(_))
            | (Task::Seal { .. }, Done::Sealed(_) | Done::Failed(_))
            | (
                Task::Send(Request::Pay { .. } | Request::ReadPayment { .. } | Request::CancelPayment { .. }),
                Done::Payment(_)
            )
            | (Task::Send(Request::ReadSession { .. }), Done::SessionRead(_))
            | (Task::Sleep, Done::Slept)
    )
}
