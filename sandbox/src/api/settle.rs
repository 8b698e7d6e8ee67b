//! From the network's answer to the payment's state, however late the answer comes.
//!
//! No card is here: the network is asked about an undecided payment by its reference, also after a crash.

use std::sync::Arc;
use std::time::Duration;

use payments_widget::protocol::payment::PaymentStatus;
use tracing::Instrument;

use super::Api;
use crate::clock;
use crate::hash::random_name;
use crate::network::Answer;
use crate::store::actions::{ActionRow, Task};
use crate::store::payments::{PaymentRow, Step};

/// How often the network is asked about an undecided payment.
const POLL_EVERY: Duration = Duration::from_millis(250);
/// How often expired actions and old keys are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// Stores the network's answer, or starts [`poll_network`] if the network has not decided yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn record(api: &Arc<Api>, payment_id: &str, reference: &str, answer: Answer) -> sqlx::Result<()> {
    match step(api, answer, || Step::Declined("try_again".into())) {
        Some(step) => api.store.advance(payment_id, &step).await,
        None => {
            poll_network(api, payment_id.into(), reference.into());
            Ok(())
        }
    }
}

fn step(api: &Api, answer: Answer, voided: impl FnOnce() -> Step) -> Option<Step> {
    Some(match answer {
        Answer::Approved => Step::Succeeded,
        Answer::Declined(word) => Step::Declined(word),
        Answer::Voided => voided(),
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

/// Asks the network about `reference` in the background until the payment is decided. A reference that never reached the
/// network is voided, so that it can no longer take money.
pub fn poll_network(api: &Arc<Api>, payment_id: String, reference: String) {
    let api = Arc::clone(api);
    let poll = async move {
        loop {
            match ask(&api, &payment_id, &reference).await {
                Ok(true) | Err(sqlx::Error::PoolClosed) => break,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, payment = payment_id, "an undecided payment stays undecided"),
            }
            tokio::time::sleep(POLL_EVERY).await;
        }
    };
    tokio::spawn(poll.in_current_span());
}

async fn ask(api: &Api, payment_id: &str, reference: &str) -> sqlx::Result<bool> {
    let answer = match api.network.ask(reference).await? {
        Some(answer) => answer,
        None => api.network.void(reference).await?,
    };
    match step(api, answer, || Step::Declined("try_again".into())) {
        Some(step) => api.store.advance(payment_id, &step).await.map(|()| true),
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
    match step(api, answer, || Step::Canceled) {
        Some(step) => api.store.advance(&payment.id, &step).await,
        None => Ok(()),
    }
}

/// At start-up: polls the network for every card payment that was undecided. A payment that waits for its payer continues
/// waiting, unless the network has decided it in the meantime.
///
/// # Errors
/// When the database or the ledger cannot be read.
pub async fn recover(api: &Arc<Api>) -> sqlx::Result<()> {
    for payment in api.store.undecided_card_payments().await? {
        let Some(reference) = payment.network_reference else { continue };
        let waits = payment.status == PaymentStatus::RequiresAction;
        if waits && matches!(api.network.ask(&reference).await?, Some(Answer::Authenticate(_))) {
            continue;
        }
        tracing::info!(payment = payment.id, "asking the network about an undecided payment");
        poll_network(api, payment.id, reference);
    }
    Ok(())
}

/// Runs forever: cancels payments whose action has expired, and deletes old idempotency keys.
pub async fn sweep(api: Arc<Api>) {
    loop {
        if let Err(error) = sweep_once(&api).await {
            tracing::warn!(%error, "the sweep failed");
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

async fn sweep_once(api: &Api) -> sqlx::Result<()> {
    for payment_id in api.store.expired_actions().await? {
        if let Some(payment) = api.store.payment(&payment_id).await? {
            void(api, &payment).await?;
        }
    }
    api.store.forget_old_keys().await
}
