//! How often payers call, counted for all instances of a PostgreSQL database together.

use super::Store;
use crate::clock::{self, Millis};

/// How long calls are counted before the count begins anew: one minute.
pub const WINDOW_MILLIS: Millis = 60 * 1000;

impl Store {
    /// Counts one call of this kind. Gives how many there were in this payer's current minute, this one included, and when that
    /// minute began. A clock that is a little behind counts in the same minute, one that was set back begins a new one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn count_call(&self, kind: &str, developer_id: &str, payer_id: &str) -> sqlx::Result<(i64, Millis)> {
        sqlx::query_as(
            "INSERT INTO calls (kind, developer_id, payer_id, begun_at, made) VALUES ($1, $2, $3, $4, 1)
             ON CONFLICT (kind, developer_id, payer_id) DO UPDATE SET
                made = CASE WHEN ABS(excluded.begun_at - calls.begun_at) < $5 THEN calls.made + 1 ELSE 1 END,
                begun_at = CASE WHEN ABS(excluded.begun_at - calls.begun_at) < $5 THEN calls.begun_at
                    ELSE excluded.begun_at END
             RETURNING made, begun_at",
        )
        .bind(kind)
        .bind(developer_id)
        .bind(payer_id)
        .bind(clock::now())
        .bind(WINDOW_MILLIS)
        .fetch_one(&self.database.writer)
        .await
    }

    /// Deletes the counts of minutes that are over.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_calls(&self) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM calls WHERE begun_at < $1")
            .bind(clock::now() - WINDOW_MILLIS)
            .execute(&self.database.writer)
            .await?;
        Ok(())
    }
}
