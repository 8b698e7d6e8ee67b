//! Events: what happened to a payment or a refund, written in the same transaction as the change, for the endpoints of the merchant
//! that want to hear of it. Where there is no such endpoint, nothing is written.
//!
//! Whoever writes an event has changed the payment's row before in the same transaction, so that the events of one payment have
//! their numbers in the order of the commits, in every database.

use payments_widget::words;
use serde::Serialize;
use sqlx::AnyConnection;

use super::payments::PaymentRow;
use super::refunds::RefundRow;
use crate::api::view;
use crate::clock;
use crate::hash::random_name;

words! {
    /// What can happen.
    pub enum EventKind {
        /// Paid.
        PaymentSucceeded = "payment.succeeded",
        /// Refused; nothing was charged.
        PaymentDeclined = "payment.declined",
        /// Ended before it was decided; nothing was charged.
        PaymentCanceled = "payment.canceled",
        /// The payer has to do something.
        PaymentRequiresAction = "payment.requires_action",
        /// A refund was asked for. It is pending.
        RefundCreated = "refund.created",
        /// The money is given back.
        RefundSucceeded = "refund.succeeded",
        /// The network refuses the refund.
        RefundFailed = "refund.failed",
    }
}

/// Writes that a payment has changed, as it is now.
pub(super) async fn payment_changed(tx: &mut AnyConnection, kind: EventKind, payment: &PaymentRow) -> sqlx::Result<()> {
    let endpoints = listening(tx, kind, &payment.id).await?;
    if endpoints.is_empty() {
        return Ok(());
    }
    write(tx, kind, &payment.id, &view::payment_in_event(payment.clone()), &endpoints).await
}

/// Writes that a refund has changed, as it is now.
pub(super) async fn refund_changed(
    tx: &mut AnyConnection,
    kind: EventKind,
    (payment_id, refund_id): (&str, &str),
) -> sqlx::Result<()> {
    let endpoints = listening(tx, kind, payment_id).await?;
    if endpoints.is_empty() {
        return Ok(());
    }
    let refund: RefundRow =
        sqlx::query_as("SELECT * FROM refunds WHERE id = $1").bind(refund_id).fetch_one(&mut *tx).await?;
    write(tx, kind, payment_id, &view::refund(refund), &endpoints).await
}

/// The ids of the endpoints that want to hear of it.
async fn listening(tx: &mut AnyConnection, kind: EventKind, payment_id: &str) -> sqlx::Result<Vec<String>> {
    let endpoints: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT id, events FROM webhook_endpoints WHERE deleted_at IS NULL AND developer_id =
            (SELECT developer_id FROM payment_sessions WHERE id = (SELECT session_id FROM payments WHERE id = $1))",
    )
    .bind(payment_id)
    .fetch_all(tx)
    .await?;
    let wanted = |events: &Option<String>| {
        events.as_deref().is_none_or(|events| events.split(',').any(|word| word == kind.as_str()))
    };
    Ok(endpoints.into_iter().filter(|(_, events)| wanted(events)).map(|(id, _)| id).collect())
}

async fn write(
    tx: &mut AnyConnection,
    kind: EventKind,
    payment_id: &str,
    data: &impl Serialize,
    endpoints: &[String],
) -> sqlx::Result<()> {
    let data = serde_json::to_string(data).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let (id, now) = (random_name("evt_"), clock::now());
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO events (id, payment_id, number, type, data, created_at)
         VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM events WHERE payment_id = $2), $3, $4, $5)
         RETURNING number",
    )
    .bind(&id)
    .bind(payment_id)
    .bind(kind.as_str())
    .bind(data)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    for endpoint in endpoints {
        sqlx::query(
            "INSERT INTO webhook_deliveries (event_id, endpoint_id, payment_id, number, status, attempts, next_attempt_at,
                claimed_until, created_at)
             VALUES ($1, $2, $3, $4, 'pending', 0, $5, 0, $5)",
        )
        .bind(&id)
        .bind(endpoint)
        .bind(payment_id)
        .bind(number)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
