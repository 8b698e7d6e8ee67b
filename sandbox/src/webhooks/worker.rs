//! Sends what is due, for as long as the sandbox runs.
//!
//! Each endpoint has its own places for attempts that run at the same time, so that a slow one holds up no other.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::client::{Message, NoAnswer};
use super::{Rules, signature};
use crate::api::Api;
use crate::api::view::{self, PaymentView};
use crate::backoff;
use crate::clock::{self, Millis, millis, rfc3339};
use crate::store::deliveries::{AttemptEnd, Claimed, DeliveryStatus};
use crate::store::events::EventKind;
use crate::store::webhook_endpoints::EndpointRow;

/// How often the database is asked what is due.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How many attempts run at the same time for one endpoint.
const PLACES: usize = 8;
/// How much longer than its time limit an attempt is claimed, in milliseconds: its end has to be stored too.
const CLAIM_MARGIN: Millis = 5000;
/// Each wait is this many times as long as the one before.
const FACTOR: u32 = 4;
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 60 * 60);

/// Why an attempt could not be made or its end not be stored. The claim ends by itself, and the next attempt follows.
#[derive(Debug, Error)]
enum AttemptError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("an event cannot be read or written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The body of a webhook.
#[derive(Serialize)]
struct Event<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: EventKind,
    created_at: String,
    livemode: bool,
    data: Box<RawValue>,
}

/// Runs forever. Attempts that run when it is dropped are ended, and made again after their claims have ended.
pub async fn deliver(api: Arc<Api>) {
    let mut attempts = JoinSet::new();
    let mut places = HashMap::new();
    let mut failed = false;
    loop {
        let begun = begin_due(&api, &mut places, &mut attempts).await;
        if let Err(error) = &begun
            && !failed
        {
            tracing::warn!(%error, "webhooks cannot be sent");
        }
        failed = begun.is_err();
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            // The next event of a payment may be due now.
            Some(_) = attempts.join_next() => while attempts.try_join_next().is_some() {}
        }
    }
}

/// Claims what is due, and begins an attempt for each.
async fn begin_due(
    api: &Arc<Api>,
    places: &mut HashMap<String, Arc<Semaphore>>,
    attempts: &mut JoinSet<()>,
) -> sqlx::Result<()> {
    // An endpoint without attempts needs no places; one that is deleted never again.
    places.retain(|_, places| places.available_permits() < PLACES);
    let Rules { time_limit, retry_for, .. } = api.webhooks.rules();
    for endpoint in api.store.endpoints_with_due_deliveries().await? {
        let places = places.entry(endpoint.id.clone()).or_insert_with(|| Arc::new(Semaphore::new(PLACES)));
        let free = places.available_permits();
        if free == 0 {
            continue;
        }
        let now = clock::now();
        let until = now + millis(time_limit) + CLAIM_MARGIN;
        for delivery in api.store.claim_deliveries(&endpoint.id, free, until, now + retry_for).await? {
            let place = Arc::clone(places).acquire_owned().await;
            let (api, endpoint) = (Arc::clone(api), endpoint.clone());
            attempts.spawn(async move {
                let _place = place;
                if let Err(error) = attempt(&api, &endpoint, &delivery).await {
                    tracing::warn!(%error, endpoint = endpoint.id, event = delivery.event_id, "an attempt is lost");
                }
            });
        }
    }
    Ok(())
}

async fn attempt(api: &Api, endpoint: &EndpointRow, delivery: &Claimed) -> Result<(), AttemptError> {
    let replaced = api.store.replaced_webhook_secrets(&endpoint.id).await?;
    let versions = std::iter::once(endpoint.secret_version).chain(replaced);
    let secrets: Vec<_> = versions.map(|version| api.server_key.derive_webhook_secret(&endpoint.id, version)).collect();
    let event_id = delivery.event_id.as_str();
    let body = serde_json::to_string(&Event {
        id: event_id,
        kind: delivery.kind,
        created_at: rfc3339(delivery.created_at),
        livemode: false,
        data: data(api, delivery)?,
    })?;
    let timestamp = clock::now() / 1000;
    let signature = signature::header(&secrets, event_id, timestamp, &body);
    let message = Message { url: &endpoint.url, event_id, timestamp, signature, body };
    let (response_status, error) = match api.webhooks.post(message).await {
        Ok(status) => (Some(status.as_u16()), None),
        Err(no_answer) => (None, Some(NoAnswer::as_str(no_answer))),
    };
    let taken = response_status.is_some_and(|status| (200..300).contains(&status));
    let (status, next_attempt_at) = if taken { (DeliveryStatus::Delivered, clock::now()) } else { next(api, delivery) };
    tracing::info!(
        endpoint = endpoint.id,
        event = event_id,
        response_status,
        error,
        status = status.as_str(),
        "webhook sent"
    );
    let end = AttemptEnd { status, response_status, error, next_attempt_at };
    Ok(api.store.end_attempt(&endpoint.id, delivery, end).await?)
}

/// What the event tells: with the secret in the URL of an action, which is not stored.
fn data(api: &Api, delivery: &Claimed) -> serde_json::Result<Box<RawValue>> {
    if delivery.kind != EventKind::PaymentRequiresAction {
        return RawValue::from_string(delivery.data.clone());
    }
    let payment: PaymentView = serde_json::from_str(&delivery.data)?;
    to_raw_value(&view::with_action_url(api, payment))
}

/// After an attempt that failed: when the next one is due, or that there is none.
fn next(api: &Api, delivery: &Claimed) -> (DeliveryStatus, Millis) {
    let failures = u32::try_from(delivery.attempts).unwrap_or(u32::MAX);
    let at = clock::now() + millis(backoff::wait(api.webhooks.rules().first_retry, FACTOR, failures, LONGEST_WAIT));
    let given_up = delivery.give_up_at.is_some_and(|give_up_at| at > give_up_at);
    (if given_up { DeliveryStatus::Failed } else { DeliveryStatus::Pending }, at)
}
