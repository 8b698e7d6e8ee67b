//! How often somebody does something, counted in windows of time for all instances of a database together.

use sqlx::AssertSqlSafe;

use super::Store;
use super::database::Database;
use crate::clock::{self, Millis};

/// A table of counts, with the columns `begun_at` and `made` beside its key. None of the texts comes from outside.
pub(super) struct Counts<const N: usize> {
    /// The table.
    pub(super) table: &'static str,
    /// The columns of its primary key.
    pub(super) key: [&'static str; N],
    /// How long is counted before the count begins anew.
    pub(super) window: Millis,
}

impl<const N: usize> Counts<N> {
    /// Counts one for the key of these values. Gives how many there were in its current window, this one included, and when the window
    /// began. A clock that is a little behind counts in the same window, one that was set back begins a new one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) async fn count(&self, database: &Database, values: [&str; N]) -> sqlx::Result<(i64, Millis)> {
        let (table, key) = (self.table, self.key.join(", "));
        let places: String = (1..=N).map(|place| format!("${place}, ")).collect();
        let (now, window) = (N + 1, N + 2);
        let statement = format!(
            "INSERT INTO {table} ({key}, begun_at, made) VALUES ({places}${now}, 1)
             ON CONFLICT ({key}) DO UPDATE SET
                made = CASE WHEN ABS(excluded.begun_at - {table}.begun_at) < ${window} THEN {table}.made + 1 ELSE 1 END,
                begun_at = CASE WHEN ABS(excluded.begun_at - {table}.begun_at) < ${window} THEN {table}.begun_at
                    ELSE excluded.begun_at END
             RETURNING made, begun_at"
        );
        let query = values.iter().fold(sqlx::query_as(AssertSqlSafe(statement)), |query, value| query.bind(*value));
        query.bind(clock::now()).bind(self.window).fetch_one(&database.writer).await
    }
}

/// How long calls are counted before the count begins anew: one minute.
pub const WINDOW_MILLIS: Millis = 60 * 1000;

impl Store {
    /// Counts one call of this kind by a payer. Gives how many there were in the payer's current minute, and when that
    /// began.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn count_call(&self, kind: &str, developer_id: &str, payer_id: &str) -> sqlx::Result<(i64, Millis)> {
        const CALLS: Counts<3> =
            Counts { table: "calls", key: ["kind", "developer_id", "payer_id"], window: WINDOW_MILLIS };
        CALLS.count(&self.database, [kind, developer_id, payer_id]).await
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
