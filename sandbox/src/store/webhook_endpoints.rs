//! Webhook endpoints: the URLs that get the events of a merchant's payments, and which versions of its secret sign.
//!
//! A deleted endpoint stays as a row, because its deliveries name it until they are removed by age.

use sqlx::FromRow;

use super::Store;
use super::idempotency::{KeyUse, Made};
use crate::clock::{self, Millis};

/// How many endpoints a merchant can have.
const MOST_ENDPOINTS: i64 = 16;
/// How many secrets of an endpoint can sign besides the current one.
const MOST_REPLACED: i64 = 4;

/// One endpoint, as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct EndpointRow {
    /// `we_…`
    pub id: String,
    /// The merchant.
    pub developer_id: String,
    /// Where to.
    pub url: String,
    /// What it wants to hear of: words of [`EventKind`](super::events::EventKind) with commas between them; `None` is all.
    pub events: Option<String>,
    /// The version of its current secret; 1 is the first.
    pub secret_version: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Millis,
}

/// What became of the attempt to make an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddEndpoint {
    /// It is stored.
    Added,
    /// The merchant has as many as one can have.
    TooMany,
    /// Another instance has made something under the same idempotency key.
    KeyUsed,
}

/// What became of the rotation of a secret.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// The endpoint with its new version.
    Rotated(EndpointRow),
    /// Too many of its secrets sign.
    TooMany,
    /// The merchant has no such endpoint.
    NoEndpoint,
}

impl Store {
    /// Stores an endpoint together with the idempotency key of its creation.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn add_webhook_endpoint(&self, endpoint: &EndpointRow, key: &KeyUse) -> sqlx::Result<AddEndpoint> {
        let mut tx = self.database.write().await?;
        if !key.insert(&mut tx, Made::WebhookEndpoint(&endpoint.id)).await? {
            return Ok(AddEndpoint::KeyUsed);
        }
        let there: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM webhook_endpoints WHERE developer_id = $1 AND deleted_at IS NULL")
                .bind(&endpoint.developer_id)
                .fetch_one(&mut *tx)
                .await?;
        if there >= MOST_ENDPOINTS {
            return Ok(AddEndpoint::TooMany);
        }
        sqlx::query(
            "INSERT INTO webhook_endpoints (id, developer_id, url, events, secret_version, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&endpoint.id)
        .bind(&endpoint.developer_id)
        .bind(&endpoint.url)
        .bind(&endpoint.events)
        .bind(endpoint.secret_version)
        .bind(endpoint.created_at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(AddEndpoint::Added)
    }

    /// An endpoint of the merchant that is not deleted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhook_endpoint(&self, developer_id: &str, id: &str) -> sqlx::Result<Option<EndpointRow>> {
        sqlx::query_as("SELECT * FROM webhook_endpoints WHERE id = $1 AND developer_id = $2 AND deleted_at IS NULL")
            .bind(id)
            .bind(developer_id)
            .fetch_optional(&self.database.pool)
            .await
    }

    /// The merchant's endpoints, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn webhook_endpoints(&self, developer_id: &str) -> sqlx::Result<Vec<EndpointRow>> {
        sqlx::query_as(
            "SELECT * FROM webhook_endpoints WHERE developer_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id",
        )
        .bind(developer_id)
        .fetch_all(&self.database.pool)
        .await
    }

    /// Deletes an endpoint; what waits for it is given up. Gives false if the merchant has no such endpoint.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_webhook_endpoint(&self, developer_id: &str, id: &str) -> sqlx::Result<bool> {
        let mut tx = self.database.write().await?;
        let deleted = sqlx::query(
            "UPDATE webhook_endpoints SET deleted_at = $1 WHERE id = $2 AND developer_id = $3 AND deleted_at IS NULL",
        )
        .bind(clock::now())
        .bind(id)
        .bind(developer_id)
        .execute(&mut *tx)
        .await?;
        if deleted.rows_affected() == 1 {
            sqlx::query(
                "UPDATE webhook_deliveries SET status = 'failed' WHERE endpoint_id = $1 AND status = 'pending'",
            )
            .bind(id)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(deleted.rows_affected() == 1)
    }

    /// Gives an endpoint the next version of its secret. The one before signs too until `old_until`, and so do those before it that
    /// have not ended yet, but none longer.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn rotate_webhook_secret(
        &self,
        developer_id: &str,
        id: &str,
        old_until: Millis,
    ) -> sqlx::Result<Rotation> {
        let mut tx = self.database.write().await?;
        let rotated: Option<EndpointRow> = sqlx::query_as(
            "UPDATE webhook_endpoints SET secret_version = secret_version + 1
             WHERE id = $1 AND developer_id = $2 AND deleted_at IS NULL RETURNING *",
        )
        .bind(id)
        .bind(developer_id)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(endpoint) = rotated else { return Ok(Rotation::NoEndpoint) };
        sqlx::query(
            "INSERT INTO replaced_webhook_secrets (endpoint_id, version, expires_at)
             SELECT id, secret_version - 1, $1 FROM webhook_endpoints WHERE id = $2",
        )
        .bind(old_until)
        .bind(id)
        .execute(&mut *tx)
        .await?;
        sqlx::query("UPDATE replaced_webhook_secrets SET expires_at = $1 WHERE endpoint_id = $2 AND expires_at > $1")
            .bind(old_until)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM replaced_webhook_secrets WHERE endpoint_id = $1 AND expires_at <= $2")
            .bind(id)
            .bind(clock::now())
            .execute(&mut *tx)
            .await?;
        let replaced: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM replaced_webhook_secrets WHERE endpoint_id = $1")
            .bind(id)
            .fetch_one(&mut *tx)
            .await?;
        if replaced > MOST_REPLACED {
            return Ok(Rotation::TooMany);
        }
        tx.commit().await?;
        Ok(Rotation::Rotated(endpoint))
    }

    /// The versions of an endpoint's replaced secrets that sign, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn replaced_webhook_secrets(&self, endpoint_id: &str) -> sqlx::Result<Vec<i64>> {
        sqlx::query_scalar(
            "SELECT version FROM replaced_webhook_secrets WHERE endpoint_id = $1 AND expires_at > $2
             ORDER BY version DESC",
        )
        .bind(endpoint_id)
        .bind(clock::now())
        .fetch_all(&self.database.pool)
        .await
    }
}
