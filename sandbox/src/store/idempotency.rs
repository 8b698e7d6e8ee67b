//! Idempotency keys: a hash of the request that came under a key, and what it made. No body is ever stored.

use sqlx::{AnyConnection, FromRow};

use super::Store;
use super::old_rows::OldRows;
use crate::clock::{self, Millis};

/// How long a key is stored, and with it the `jti` of its encrypted card: 24 hours.
const KEPT_MILLIS: Millis = 24 * 60 * 60 * 1000;

/// A key that a running request is about to use.
#[derive(Clone, Debug)]
pub struct KeyUse {
    /// The merchant. The same text from another merchant is another key.
    pub developer_id: String,
    /// The key as the caller chose it, in the space of that caller.
    pub key: String,
    /// SHA-256 over method, path, session and raw body.
    pub request_hash: String,
    /// The id of the encrypted card that came with it.
    pub jti: Option<String>,
}

/// What a request has made under its key, by its id.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made<'a> {
    Session(&'a str),
    Payment(&'a str),
    Refund(&'a str),
    WebhookEndpoint(&'a str),
}

/// A key that has been used.
#[derive(Clone, Debug, FromRow)]
pub struct UsedKey {
    /// SHA-256 over method, path, session and raw body.
    pub request_hash: String,
    /// The session that was made under it.
    pub session_id: Option<String>,
    /// The payment that was made under it.
    pub payment_id: Option<String>,
    /// The refund that was made under it.
    pub refund_id: Option<String>,
    /// The webhook endpoint that was made under it.
    pub webhook_endpoint_id: Option<String>,
}

impl KeyUse {
    /// Gives false, and stores nothing, if the key or the `jti` is stored already. Waits for a transaction that has stored it and is
    /// not committed yet.
    pub(super) async fn insert(&self, tx: &mut AnyConnection, made: Made<'_>) -> sqlx::Result<bool> {
        let (session_id, payment_id, refund_id, webhook_endpoint_id) = match made {
            Made::Session(id) => (Some(id), None, None, None),
            Made::Payment(id) => (None, Some(id), None, None),
            Made::Refund(id) => (None, None, Some(id), None),
            Made::WebhookEndpoint(id) => (None, None, None, Some(id)),
        };
        let inserted = sqlx::query(
            "INSERT INTO idempotency_keys (developer_id, key, request_hash, jti, session_id, payment_id, refund_id,
                webhook_endpoint_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        )
        .bind(&self.developer_id)
        .bind(&self.key)
        .bind(&self.request_hash)
        .bind(&self.jti)
        .bind(session_id)
        .bind(payment_id)
        .bind(refund_id)
        .bind(webhook_endpoint_id)
        .bind(clock::now())
        .execute(tx)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }
}

impl Store {
    /// What was made under a key in the last 24 hours.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn used_key(&self, developer_id: &str, key: &str) -> sqlx::Result<Option<UsedKey>> {
        sqlx::query_as(
            "SELECT request_hash, session_id, payment_id, refund_id, webhook_endpoint_id FROM idempotency_keys
             WHERE developer_id = $1 AND key = $2",
        )
        .bind(developer_id)
        .bind(key)
        .fetch_optional(&self.database.pool)
        .await
    }

    /// Deletes a batch of the keys that are older than 24 hours. Gives whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_keys(&self) -> sqlx::Result<bool> {
        const OLD: OldRows = OldRows {
            table: "idempotency_keys",
            key: "developer_id, key",
            time: "created_at",
            condition: "created_at < $1",
        };
        OLD.delete(&self.database, clock::now() - KEPT_MILLIS).await
    }
}
