//! From the network's answer to the payment's state, however late the answer comes.
//!
//! No card is here: the network is asked about an undecided payment by its reference, also after a crash.

use std::sync::Arc;
use std::time::{Duration, Instant};

use payments_widget::protocol::payment::PaymentStatus;
use tracing::Instrument;

use super::{Api, refunds};
use crate::backoff;
use crate::clock;
use crate::hash::random_name;
use crate::network::Answer;
use crate::store::actions::{ActionRow, Task};
use crate::store::payments::{PaymentRow, Step};

/// How often the network is asked about an undecided payment.
const POLL_EVERY: Duration = Duration::from_millis(250);
/// The longest wait after a failure.
const POLL_AFTER_FAILURES: Duration = Duration::from_secs(30);
/// How often an instance says that it still looks after an undecided payment.
const SAY_SO_EVERY: Duration = Duration::from_secs(2);
/// How often payments that nobody looks after, undecided refunds, expired actions and deleted cards are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// Stores the network's answer for a payment that `was` in this status when the network was asked, or starts [`poll_network`] if the
/// network has not decided yet. Gives the payment if it was moved.
///
/// # Errors
/// When the database cannot be written.
pub async fn record(
    api: &Arc<Api>,
    payment_id: &str,
    was: PaymentStatus,
    reference: &str,
    answer: Answer,
) -> sqlx::Result<Option<PaymentRow>> {
    match step(api, was, answer) {
        Some(step) => api.store.advance(payment_id, &step).await,
        None => {
            poll_network(api, payment_id.into(), was, reference.into());
            Ok(None)
        }
    }
}

fn step(api: &Api, was: PaymentStatus, answer: Answer) -> Option<Step> {
    Some(match answer {
        Answer::Approved => Step::Succeeded,
        Answer::Declined(word) => Step::Declined(word),
        // Who voids a payment that waits for its payer gives it up, whoever hears of it first. Any other never reached the network.
        Answer::Voided if was == PaymentStatus::RequiresAction => Step::Canceled,
        Answer::Voided => Step::Declined("try_again".into()),
        Answer::Authenticate(display) => Step::RequiresAction(ActionRow {
            id: random_name("act_"),
            task: Task::ThreeDSecure(display),
            return_url: None,
            done: false,
            expires_at: clock::now() + api.action_lifetime,
        }),
        Answer::Pending => return None,
    })
}

/// Asks the network about `reference` in the background until the payment, which `was` in this status, is decided. A reference that
/// never reached the network is voided, so that it can no longer take money.
pub fn poll_network(api: &Arc<Api>, payment_id: String, was: PaymentStatus, reference: String) {
    let api = Arc::clone(api);
    let poll = async move {
        let mut failures: u32 = 0;
        let mut said = Instant::now();
        loop {
            match ask(&api, &payment_id, was, &reference).await {
                Err(sqlx::Error::PoolClosed) => break,
                Err(error) => {
                    // Once: a log of every try would fill the disk that may be the reason.
                    if failures == 0 {
                        tracing::warn!(%error, payment = payment_id, "an undecided payment stays undecided");
                    }
                    failures = failures.saturating_add(1);
                }
                Ok(decided) => {
                    if failures > 0 {
                        tracing::info!(payment = payment_id, failures, "the network can be asked again");
                    }
                    failures = 0;
                    if decided {
                        break;
                    }
                }
            }
            if said.elapsed() >= SAY_SO_EVERY && api.store.keep_watching(&payment_id).await.is_ok() {
                said = Instant::now();
            }
            tokio::time::sleep(wait_after(failures)).await;
        }
    };
    tokio::spawn(poll.in_current_span());
}

fn wait_after(failures: u32) -> Duration {
    if failures == 0 { POLL_EVERY } else { backoff::wait(POLL_EVERY * 2, 2, failures, POLL_AFTER_FAILURES) }
}

async fn ask(api: &Api, payment_id: &str, was: PaymentStatus, reference: &str) -> sqlx::Result<bool> {
    let answer = match api.network.ask(reference).await? {
        Some(answer) => answer,
        None => api.network.void(reference).await?,
    };
    match step(api, was, answer) {
        Some(step) => api.store.advance(payment_id, &step).await.map(|_| true),
        None => Ok(false),
    }
}

/// Cancels a payment that waits for its payer, unless it is decided by now.
///
/// # Errors
/// When the ledger or the database cannot be written.
pub async fn void(api: &Api, payment: &PaymentRow) -> sqlx::Result<()> {
    let answer = match &payment.network_reference {
        Some(reference) => api.network.void(reference).await?,
        None => Answer::Voided,
    };
    match step(api, PaymentStatus::RequiresAction, answer) {
        Some(step) => api.store.advance(&payment.id, &step).await.map(drop),
        None => Ok(()),
    }
}

/// Polls the network for every undecided card payment that nobody looks after: those of an earlier run, and those of an instance
/// that has ended. A payment that waits for its payer continues waiting, unless the network has decided it in the meantime.
///
/// # Errors
/// When the database or the ledger cannot be read or written.
pub async fn recover(api: &Arc<Api>) -> sqlx::Result<()> {
    for payment in api.store.take_up_payments().await? {
        let Some(reference) = payment.network_reference else { continue };
        let waits = payment.status == PaymentStatus::RequiresAction;
        if waits && matches!(api.network.ask(&reference).await?, Some(Answer::Authenticate(_))) {
            continue;
        }
        tracing::info!(payment = payment.id, "asking the network about an undecided payment");
        poll_network(api, payment.id, payment.status, reference);
    }
    Ok(())
}

/// Runs forever: takes up the payments of instances that have ended, asks the network about undecided refunds, cancels payments whose
/// action has expired, and removes deleted cards and old counts of calls. Of several instances one does it at a time. Each deletes the
/// keys that no card can be encrypted for any more.
pub async fn sweep(api: Arc<Api>) {
    let mut failed = false;
    loop {
        let swept = sweep_once(&api).await;
        if let Err(error) = &swept
            && !failed
        {
            tracing::warn!(%error, "the sweep fails");
        }
        failed = swept.is_err();
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// Does all of it that can be done, then gives the first failure.
async fn sweep_once(api: &Arc<Api>) -> sqlx::Result<()> {
    let forgotten = api.encryption_keys.forget_expired(clock::now()).map_err(sqlx::Error::from);
    let Some(_turn) = api.store.turn("sweep").await? else { return forgotten };
    let mut result = refunds::settle_pending(api).await;
    if api.store.is_shared() {
        result = result.and(recover(api).await).and(api.store.forget_old_calls().await);
    }
    for payment_id in api.store.expired_actions().await? {
        result = result.and(expire(api, &payment_id).await);
    }
    result.and(api.store.remove_deleted_cards().await).and(forgotten)
}

async fn expire(api: &Api, payment_id: &str) -> sqlx::Result<()> {
    match api.store.payment(payment_id).await? {
        Some(payment) => void(api, &payment).await,
        None => Ok(()),
    }
}
