//! Deletes what is old, so that the databases do not grow for ever.
//!
//! It is done in small batches, between which others write. Of several instances one does it at a time.

use std::sync::Arc;
use std::time::Duration;

use crate::api::Api;
use crate::clock::{self, Millis};
use crate::shop::Shop;
use crate::store::old_rows;

/// How often what is old is looked for.
const EVERY: Duration = Duration::from_secs(1);
/// The pause between two batches.
const PAUSE: Duration = Duration::from_millis(50);

/// Runs forever: deletes log-ins of the console that are over; idempotency keys after 24 hours; events, unpaid sessions and actions after 30 days; paid sessions, with
/// their payments and refunds, and the shop's orders `keep_payments` milliseconds after their last change.
pub async fn run(api: Arc<Api>, shop: Arc<Shop>, keep_payments: Millis) {
    let mut failed = false;
    loop {
        let round = delete_a_batch_of_each(&api, &shop, keep_payments).await;
        if let Err(error) = &round
            && !failed
        {
            tracing::warn!(%error, "what is old cannot be deleted");
        }
        failed = round.is_err();
        tokio::time::sleep(if round.unwrap_or(false) { PAUSE } else { EVERY }).await;
    }
}

/// Gives whether there may be more.
async fn delete_a_batch_of_each(api: &Api, shop: &Shop, keep_payments: Millis) -> sqlx::Result<bool> {
    let Some(_turn) = api.store.turn("clean-up").await? else { return Ok(false) };
    let now = clock::now();
    let (over, books) = (now - old_rows::KEPT_MILLIS, now.saturating_sub(keep_payments));
    api.store.forget_old_log_ins().await?;
    let more = [
        api.store.forget_old_keys().await?,
        api.store.forget_old_events(over).await?,
        api.store.forget_old_actions(over).await?,
        delete_sessions(api, false, over).await?,
        delete_sessions(api, true, books).await?,
        shop.forget_old_orders(books).await?,
    ];
    Ok(more.contains(&true))
}

/// The network first: references that it has deleted are found once more if the commit fails, and asked about no more.
async fn delete_sessions(api: &Api, paid: bool, before: Millis) -> sqlx::Result<bool> {
    let Some(old) = api.store.old_sessions(paid, before).await? else { return Ok(false) };
    api.network.forget(&old.payment_references, &old.refund_references).await?;
    old.commit().await
}
