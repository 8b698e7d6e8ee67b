//! Deliveries: an event on its way to an endpoint.
//!
//! Whoever makes an attempt claims the delivery before, until a time at which the attempt is over for sure. An instance that is
//! killed meanwhile leaves a claim that ends by itself, and another one makes the next attempt: an event is delivered at least once.

use payments_widget::words;
use sqlx::FromRow;

use super::Store;
use super::columns::Word;
use super::events::EventKind;
use super::old_rows::OldRows;
use super::webhook_endpoints::EndpointRow;
use crate::clock::{self, Millis};

/// How many deliveries of one endpoint are listed.
const LISTED: i64 = 100;

words! {
    /// How far a delivery has come.
    pub enum DeliveryStatus {
        /// It waits for its next attempt, or for an earlier event of the payment.
        Pending = "pending",
        /// The endpoint has taken it.
        Delivered = "delivered",
        /// It is given up.
        Failed = "failed",
    }
}

/// One delivery with its event, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct DeliveryRow {
    /// `evt_…`
    pub event_id: String,
    /// What happened.
    #[sqlx(rename = "type", try_from = "Word")]
    pub kind: EventKind,
    /// `pay_…`
    pub payment_id: String,
    /// How far it has come.
    #[sqlx(try_from = "Word")]
    pub status: DeliveryStatus,
    /// How many attempts were begun.
    pub attempts: i64,
    /// The HTTP status of the last answer.
    pub response_status: Option<i64>,
    /// Why the last attempt had no answer.
    pub error: Option<String>,
    /// When the next attempt is due, in milliseconds since 1970.
    pub next_attempt_at: Millis,
    /// When the event happened, in milliseconds since 1970.
    pub created_at: Millis,
}

/// A delivery that this instance has claimed for one attempt.
#[derive(Clone, Debug, FromRow)]
pub struct Claimed {
    /// `evt_…`
    pub event_id: String,
    /// What happened.
    #[sqlx(rename = "type", try_from = "Word")]
    pub kind: EventKind,
    /// The payment or refund, as JSON.
    pub data: String,
    /// When the event happened, in milliseconds since 1970.
    pub created_at: Millis,
    /// How many attempts were begun, with this one.
    pub attempts: i64,
    /// When it is given up, in milliseconds since 1970; set by its first attempt.
    pub give_up_at: Option<Millis>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub struct AttemptEnd {
    /// What the delivery is now.
    pub status: DeliveryStatus,
    /// The HTTP status of the answer.
    pub response_status: Option<u16>,
    /// Why there was none.
    pub error: Option<&'static str>,
    /// When the next attempt is due, if there is one.
    pub next_attempt_at: Millis,
}

impl Store {
    /// The endpoints for which something is due.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn endpoints_with_due_deliveries(&self) -> sqlx::Result<Vec<EndpointRow>> {
        sqlx::query_as(
            "SELECT * FROM webhook_endpoints WHERE deleted_at IS NULL AND EXISTS
                (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = webhook_endpoints.id AND status = 'pending'
                    AND next_attempt_at <= $1 AND claimed_until <= $1)",
        )
        .bind(clock::now())
        .fetch_all(&self.database.pool)
        .await
    }

    /// Claims at most `limit` deliveries of an endpoint that are due, each for one attempt that is over at `until`. An event is due
    /// only when no earlier event of its payment waits for the endpoint. What has its first attempt is given up at `give_up_at`.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn claim_deliveries(
        &self,
        endpoint_id: &str,
        limit: usize,
        until: Millis,
        give_up_at: Millis,
    ) -> sqlx::Result<Vec<Claimed>> {
        let now = clock::now();
        let due: Vec<Claimed> = sqlx::query_as(
            "SELECT this.event_id, this.attempts, this.give_up_at, events.type, events.data, events.created_at
             FROM webhook_deliveries AS this JOIN events ON events.id = this.event_id
             WHERE this.endpoint_id = $1 AND this.status = 'pending' AND this.next_attempt_at <= $2 AND this.claimed_until <= $2
                AND (this.resent_at IS NOT NULL OR NOT EXISTS
                    (SELECT 1 FROM webhook_deliveries AS earlier
                     WHERE earlier.endpoint_id = $1 AND earlier.status = 'pending' AND earlier.payment_id = this.payment_id
                        AND earlier.number < this.number AND earlier.resent_at IS NULL))
             ORDER BY this.next_attempt_at, this.number LIMIT $3",
        )
        .bind(endpoint_id)
        .bind(now)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.database.pool)
        .await?;
        if due.is_empty() {
            return Ok(due);
        }
        let mut claimed = Vec::with_capacity(due.len());
        let mut tx = self.database.write().await?;
        for mut delivery in due {
            // The count of attempts tells this claim from one that another instance has made since.
            let mine = sqlx::query(
                "UPDATE webhook_deliveries SET attempts = attempts + 1, claimed_until = $1,
                    give_up_at = COALESCE(give_up_at, $2)
                 WHERE event_id = $3 AND endpoint_id = $4 AND attempts = $5 AND status = 'pending' AND claimed_until <= $6",
            )
            .bind(until)
            .bind(give_up_at)
            .bind(&delivery.event_id)
            .bind(endpoint_id)
            .bind(delivery.attempts)
            .bind(now)
            .execute(&mut *tx)
            .await?;
            if mine.rows_affected() == 1 {
                delivery.attempts += 1;
                delivery.give_up_at = delivery.give_up_at.or(Some(give_up_at));
                claimed.push(delivery);
            }
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Stores how an attempt ended, and ends the claim. Changes nothing if another attempt was begun since.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_attempt(&self, endpoint_id: &str, delivery: &Claimed, end: AttemptEnd) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE webhook_deliveries SET status = $1, response_status = $2, error = $3, next_attempt_at = $4, claimed_until = 0
             WHERE event_id = $5 AND endpoint_id = $6 AND attempts = $7 AND status = 'pending'",
        )
        .bind(end.status.as_str())
        .bind(end.response_status.map(i64::from))
        .bind(end.error)
        .bind(end.next_attempt_at)
        .bind(&delivery.event_id)
        .bind(endpoint_id)
        .bind(delivery.attempts)
        .execute(&self.database.writer)
        .await?;
        Ok(())
    }

    /// The newest 100 deliveries of an endpoint, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn deliveries(&self, endpoint_id: &str) -> sqlx::Result<Vec<DeliveryRow>> {
        sqlx::query_as(
            "SELECT webhook_deliveries.*, events.type
             FROM webhook_deliveries JOIN events ON events.id = webhook_deliveries.event_id
             WHERE webhook_deliveries.endpoint_id = $1
             ORDER BY webhook_deliveries.created_at DESC, webhook_deliveries.number DESC LIMIT $2",
        )
        .bind(endpoint_id)
        .bind(LISTED)
        .fetch_all(&self.database.pool)
        .await
    }

    /// Sends an event to an endpoint again, at once. One that was delivered or given up waits for no other, and none waits for it;
    /// one that waits keeps its place in the order of its payment. Gives it as it is now; `None` if the endpoint has no such delivery.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn resend_delivery(&self, endpoint_id: &str, event_id: &str) -> sqlx::Result<Option<DeliveryRow>> {
        let mut tx = self.database.write().await?;
        sqlx::query(
            "UPDATE webhook_deliveries SET next_attempt_at = $1, status = 'pending',
                resent_at = CASE WHEN status = 'pending' THEN resent_at ELSE $1 END,
                give_up_at = CASE WHEN status = 'pending' THEN give_up_at END
             WHERE event_id = $2 AND endpoint_id = $3",
        )
        .bind(clock::now())
        .bind(event_id)
        .bind(endpoint_id)
        .execute(&mut *tx)
        .await?;
        let delivery = sqlx::query_as(
            "SELECT webhook_deliveries.*, events.type
             FROM webhook_deliveries JOIN events ON events.id = webhook_deliveries.event_id
             WHERE webhook_deliveries.event_id = $1 AND webhook_deliveries.endpoint_id = $2",
        )
        .bind(event_id)
        .bind(endpoint_id)
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(delivery)
    }

    /// Deletes a batch of the deliveries that are over, and one of the events that no delivery needs, of before `before`. Gives
    /// whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_events(&self, before: Millis) -> sqlx::Result<bool> {
        const DELIVERIES: OldRows = OldRows {
            table: "webhook_deliveries",
            key: "event_id, endpoint_id",
            time: "created_at",
            condition: "created_at < $1 AND (status <> 'pending' OR EXISTS
                (SELECT 1 FROM webhook_endpoints WHERE id = endpoint_id AND deleted_at IS NOT NULL))",
        };
        const EVENTS: OldRows = OldRows {
            table: "events",
            key: "id",
            time: "created_at",
            condition: "created_at < $1 AND NOT EXISTS (SELECT 1 FROM webhook_deliveries WHERE event_id = events.id)",
        };
        let more = DELIVERIES.delete(&self.database, before).await?;
        Ok(EVENTS.delete(&self.database, before).await? || more)
    }
}
